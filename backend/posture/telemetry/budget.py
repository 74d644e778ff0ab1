"""Budget: how many requests a second are traced that their callers do not trace."""

import time
from collections.abc import Callable


class TraceBudget:
    """A token bucket of one second; 0 traces none of these requests."""

    def __init__(self, per_second: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate = per_second
        self._clock = clock
        self._left = per_second
        self._at = clock()

    def take(self) -> bool:
        """Take one request from the budget; return whether it is to be traced."""
        now = self._clock()
        left = min(self._rate, self._left + (now - self._at) * self._rate)
        self._at = now
        is_enough = left >= 1
        self._left = left - 1 if is_enough else left
        return is_enough

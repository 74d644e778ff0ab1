"""The call budget: how fast an account's services are asked, learned from their throttling.

One budget per account, region and service, shared by all runs of the process: a token bucket whose
rate doubles every second until the cloud first says stop, falls towards what was lately answered
when it does, climbs quickly back to that and slowly beyond. It grows only while it is made use of:
what was never asked for is not known to be allowed.
"""

import asyncio
from collections.abc import Callable
from time import monotonic

LEAST_RATE = 1.0
LOWER_AT_MOST_EVERY_SECONDS = 1.0
LEAST_WINDOW_SECONDS = 0.2
STEEPEST_FALL = 10.0
GROWTH = 2.0
CLIMB_SHARE = 0.2
PROBE_SHARE = 0.03
USED_SHARE = 0.5


class Budget:
    """A token bucket with a learned rate, in calls per second."""

    def __init__(self, rate: float, *, clock: Callable[[], float] = monotonic) -> None:
        self.rate = rate
        self._clock = clock
        self._tokens = rate
        self._filled_at = clock()
        self._window_from = clock()
        self._answers = 0
        self._lowered_at = float("-inf")
        self._sustained: float | None = None
        self._turn = asyncio.Lock()

    async def take(self) -> None:
        """Wait until one more call may be made; callers are served in the order they came."""
        async with self._turn:
            self._fill()
            while self._tokens < 1.0:
                await asyncio.sleep((1.0 - self._tokens) / self.rate)
                self._fill()
            self._tokens -= 1.0

    def throttled(self) -> None:
        """Learn that the cloud asked for fewer calls."""
        now = self._clock()
        self._tokens = min(self._tokens, 0.0)
        if now - self._lowered_at < LOWER_AT_MOST_EVERY_SECONDS:
            return
        elapsed = now - self._window_from
        answered = self._answers / elapsed if elapsed >= LEAST_WINDOW_SECONDS else self.rate / 2
        lowered = min(self.rate / 2, answered)
        self.rate = max(LEAST_RATE, self.rate / STEEPEST_FALL, lowered)
        self._sustained = max(self.rate, answered)
        self._lowered_at = now
        self._start_window(now)

    def answered(self) -> None:
        """Learn that a call was answered well."""
        now = self._clock()
        self._answers += 1
        elapsed = now - self._window_from
        if elapsed < 1.0:
            return
        used = self._answers >= elapsed * self.rate * USED_SHARE
        self._start_window(now)
        if self._sustained is not None and self.rate < self._sustained:
            self.rate = min(self._sustained, self.rate + self._sustained * CLIMB_SHARE)
        elif used and self._sustained is None:
            self.rate *= GROWTH
        elif used:
            self.rate += max(self.rate * PROBE_SHARE, LEAST_RATE / 2)

    def _start_window(self, now: float) -> None:
        self._window_from = now
        self._answers = 0

    def _fill(self) -> None:
        now = self._clock()
        self._tokens = min(self.rate, self._tokens + (now - self._filled_at) * self.rate)
        self._filled_at = now


class Budgets:
    """The budgets of this process by account, region and service."""

    def __init__(self, first_rate: float) -> None:
        self._first_rate = first_rate
        self._budgets: dict[tuple[str, str, str], Budget] = {}

    def of(self, account_id: str, region: str, service: str) -> Budget:
        """Return the one budget of that account's service in that region."""
        key = (account_id, region, service)
        found = self._budgets.get(key)
        if found is None:
            found = self._budgets[key] = Budget(self._first_rate)
        return found

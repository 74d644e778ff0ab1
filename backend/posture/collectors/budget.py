"""The call budget: how fast a service is called, learned from its throttling.

There is one budget per account, region and service, shared by all runs of the process. It is a
token bucket whose rate doubles every second until the cloud first throttles a call, and sooner
after a hundred calls that succeeded. Then the rate falls to that of the calls that recently
succeeded, climbs back to it quickly, and beyond it slowly.
The rate grows only while it is used: a rate that was never tried is not known to be allowed.
"""

import asyncio
from collections.abc import Callable, Mapping
from time import monotonic

from posture.collectors.errors import CallError
from posture.collectors.slots import Slots

LEAST_RATE = 1.0
LOWER_AT_MOST_EVERY_SECONDS = 1.0
LEAST_WINDOW_SECONDS = 0.2
STEEPEST_FALL = 10.0
GROWTH = 2.0
CLIMB_SHARE = 0.2
PROBE_SHARE = 0.03
USED_SHARE = 0.5
# A service that allows few calls throttles before so many of them succeed.
SAMPLE_CALLS = 100


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
        self._turn = Slots(1)

    async def take(self) -> None:
        """Wait until one more call may be made; callers are served in order of arrival."""
        self._fill()
        if self._tokens >= 1.0 and self._turn.is_free:
            self._tokens -= 1.0
            return
        await self._turn.acquire()
        try:
            self._fill()
            while self._tokens < 1.0:
                await asyncio.sleep((1.0 - self._tokens) / self.rate)
                self._fill()
            self._tokens -= 1.0
        finally:
            self._turn.release()

    def throttled(self, refusal: CallError | None = None) -> None:  # noqa: ARG002  # the rate is learned
        """Record that the cloud throttled a call."""
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

    def succeeded(self) -> None:
        """Record that a call succeeded."""
        now = self._clock()
        self._answers += 1
        elapsed = now - self._window_from
        if elapsed < 1.0 and not self._is_ahead(elapsed):
            return
        used = self._answers >= elapsed * self.rate * USED_SHARE
        self._start_window(now)
        if self._sustained is not None and self.rate < self._sustained:
            self.rate = min(self._sustained, self.rate + self._sustained * CLIMB_SHARE)
        elif used and self._sustained is None:
            self.rate *= GROWTH
        elif used:
            self.rate += max(self.rate * PROBE_SHARE, LEAST_RATE / 2)

    def _is_ahead(self, elapsed: float) -> bool:
        """Return whether so many calls succeeded that they tell as much as a second."""
        return (
            self._sustained is None
            and elapsed >= LEAST_WINDOW_SECONDS
            and self._answers >= max(SAMPLE_CALLS, elapsed * self.rate * USED_SHARE)
        )

    def _start_window(self, now: float) -> None:
        self._window_from = now
        self._answers = 0

    def _fill(self) -> None:
        now = self._clock()
        self._tokens = min(self.rate, self._tokens + (now - self._filled_at) * self.rate)
        self._filled_at = now


class Budgets:
    """The budgets of this process, by account, region and service."""

    def __init__(self, first_rate: float, rates: Mapping[str, float] | None = None) -> None:
        """Start each service at its rate in `rates`, or at the first rate if that is lower."""
        self._first_rate = first_rate
        self._rates = rates or {}
        self._budgets: dict[tuple[str, str, str], Budget] = {}

    def of(self, account_id: str, region: str, call: str) -> Budget:
        """Return the budget of a call's service in a region of an account; there is only one."""
        service = call.partition(":")[0]
        key = (account_id, region, service)
        found = self._budgets.get(key)
        if found is None:
            rate = min(self._first_rate, self._rates.get(service, self._first_rate))
            found = self._budgets[key] = Budget(rate)
        return found

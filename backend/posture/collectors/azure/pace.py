"""The budget of a subscription: Azure Resource Manager's own token bucket.

ARM lets each principal read 250 times at once in a subscription, and then 25 times a second.
Source: https://learn.microsoft.com/azure/azure-resource-manager/management/request-limits-and-throttling
"""

import asyncio
from collections.abc import Callable
from time import monotonic

from posture.collectors.errors import CallError


class Bucket:
    """A bucket of calls that is refilled at a fixed rate; all runs of the process share it."""

    def __init__(
        self, calls: float, per_second: float, *, clock: Callable[[], float] = monotonic
    ) -> None:
        self._most = calls
        self._rate = per_second
        self._clock = clock
        self._tokens = calls
        self._filled_at = clock()
        self._turn = asyncio.Lock()

    async def take(self) -> None:
        """Wait until one more call may be made; callers are served in order of arrival."""
        async with self._turn:
            self._fill()
            while self._tokens < 1.0:
                await asyncio.sleep((1.0 - self._tokens) / self._rate)
                self._fill()
            self._tokens -= 1.0

    def succeeded(self) -> None:
        """Do nothing: the rate is the cloud's own and is not learned."""

    def throttled(self, refusal: CallError) -> None:
        """Empty the bucket, and leave it empty for as long as the cloud said."""
        self._fill()
        wait = (refusal.retry_after_seconds or 0.0) * self._rate
        self._tokens = min(self._tokens, 0.0, -wait)

    def _fill(self) -> None:
        now = self._clock()
        self._tokens = min(self._most, self._tokens + (now - self._filled_at) * self._rate)
        self._filled_at = now


class Buckets:
    """The buckets of this process, one for each subscription."""

    def __init__(self, calls: float, per_second: float) -> None:
        self._calls = calls
        self._per_second = per_second
        self._buckets: dict[str, Bucket] = {}

    def of(self, account_id: str, region: str, call: str) -> Bucket:  # noqa: ARG002  # ARM counts by subscription
        """Return the bucket of a subscription; there is only one."""
        found = self._buckets.get(account_id)
        if found is None:
            found = self._buckets[account_id] = Bucket(self._calls, self._per_second)
        return found

"""Rate limit: a token bucket of requests for each API token, in the memory of this process.

A bucket is one number, the time at which it is full again. A request adds to it the time in which
the bucket gains one request. A full bucket is not stored.
"""

from collections.abc import Callable
from math import ceil
from typing import Final, NamedTuple

from posture.api.errors import ProblemError
from posture.api.responses import Header

WINDOW_SECONDS: Final = 60
# Differences between times in seconds are not exact.
ROUNDING: Final = 1e-5


class Quota(NamedTuple):
    """What is left of a bucket after a request; one that is allowed need not wait."""

    allowed: bool
    remaining: int
    reset_seconds: int
    retry_after_seconds: int


class RateLimiter:
    """The buckets of all tokens that were used recently.

    With `most`, that many tokens have a bucket of their own at a time, and all others share one.
    """

    def __init__(
        self,
        *,
        size: int,
        refill_per_second: float,
        clock: Callable[[], float],
        most: int | None = None,
    ) -> None:
        self._size = size
        self._rate = refill_per_second
        self._interval = 1 / refill_per_second
        self._limit_header = (b"x-ratelimit-limit", b"%d" % size)
        self._clock = clock
        self._most = most
        self._full_at: dict[str, float] = {}
        self._sweep_at = clock()

    def take(self, token_id: str) -> Quota:
        """Take one request from a token's bucket; a refused request costs nothing."""
        now = self._clock()
        if now >= self._sweep_at:
            self._sweep(now)
        full_at = self._full_at.get(token_id)
        if full_at is None and self._most and len(self._full_at) >= self._most:
            token_id = ""
            full_at = self._full_at.get(token_id)
        if full_at is None or full_at < now:
            full_at = now
        level = self._size - (full_at - now) * self._rate
        # Slightly less than a whole request is a rounding error.
        if level < 1 - ROUNDING:
            wait = max(1, ceil((1 - level) / self._rate - ROUNDING))
            reset = ceil(full_at - now - ROUNDING)
            return Quota(allowed=False, remaining=0, reset_seconds=reset, retry_after_seconds=wait)
        full_at += self._interval
        self._full_at[token_id] = full_at
        # Never below 0, so this rounds down.
        return Quota(
            allowed=True,
            remaining=int(level - 1 + ROUNDING),
            reset_seconds=ceil(full_at - now - ROUNDING),
            retry_after_seconds=0,
        )

    def headers(self, quota: Quota) -> tuple[Header, ...]:
        """Return the headers that every authenticated response carries."""
        return (
            self._limit_header,
            (b"x-ratelimit-remaining", b"%d" % quota.remaining),
            (b"x-ratelimit-reset", b"%d" % quota.reset_seconds),
        )

    def refusal(self, quota: Quota) -> ProblemError:
        """Return the error for a request whose bucket is empty."""
        return ProblemError(
            "rate_limited",
            members={
                "retry_after_seconds": quota.retry_after_seconds,
                "limit": max(1, round(self._rate * WINDOW_SECONDS)),
                "window": "1m",
            },
        )

    def _sweep(self, now: float) -> None:
        """Remove full buckets, about once in the time that an empty one takes to fill."""
        self._sweep_at = now + self._size / self._rate
        self._full_at = {key: full for key, full in self._full_at.items() if full > now}

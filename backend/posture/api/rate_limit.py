"""Rate limit: a token bucket of requests for each API token, in the memory of this process.

A bucket is one number, the time at which it is full again. A request adds to it the time in which
the bucket gains one request. A full bucket is not stored.
"""

import math
from collections.abc import Callable
from typing import Final, NamedTuple

from posture.api.errors import ProblemError
from posture.api.responses import Header

WINDOW_SECONDS: Final = 60
# Differences between times in seconds are not exact.
ROUNDING: Final = 1e-5


class Quota(NamedTuple):
    """What is left of a bucket after a request, allowed or not."""

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
        self._clock = clock
        self._most = most
        self._full_at: dict[str, float] = {}
        self._sweep_at = clock()

    def take(self, token_id: str) -> Quota:
        """Take one request from a token's bucket; a refused request costs nothing."""
        now = self._clock()
        self._sweep(now)
        if self._most and token_id not in self._full_at and len(self._full_at) >= self._most:
            token_id = ""
        full_at = max(self._full_at.get(token_id, now), now)
        level = self._size - (full_at - now) * self._rate
        # Slightly less than a whole request is a rounding error.
        allowed = level >= 1 - ROUNDING
        if allowed:
            full_at += 1 / self._rate
            level -= 1
            self._full_at[token_id] = full_at
        return Quota(
            allowed=allowed,
            remaining=max(0, math.floor(level + ROUNDING)),
            reset_seconds=math.ceil(full_at - now - ROUNDING),
            retry_after_seconds=max(1, math.ceil((1 - level) / self._rate - ROUNDING)),
        )

    def headers(self, quota: Quota) -> tuple[Header, ...]:
        """Return the headers that every authenticated response carries."""
        return (
            (b"x-ratelimit-limit", b"%d" % self._size),
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
        if now < self._sweep_at:
            return
        self._sweep_at = now + self._size / self._rate
        self._full_at = {key: full for key, full in self._full_at.items() if full > now}

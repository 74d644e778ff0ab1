"""Limits: a bucket of requests per token, in the memory of this process.

A bucket is one number, the moment at which it is full again: a request moves it onward by what one
request takes to flow back. A full bucket is forgotten.
"""

import math
from collections.abc import Callable
from typing import Final, NamedTuple

from posture.api.answers import Header
from posture.api.errors import Problem

WINDOW_SECONDS: Final = 60


class Quota(NamedTuple):
    """What is left of a bucket after a request, or after its refusal."""

    allowed: bool
    remaining: int
    reset_seconds: int
    retry_after_seconds: int


class Buckets:
    """The buckets of all tokens that asked lately."""

    def __init__(self, *, size: int, refill_per_second: float, clock: Callable[[], float]) -> None:
        self._size = size
        self._rate = refill_per_second
        self._clock = clock
        self._full_at: dict[str, float] = {}
        self._sweep_at = clock()

    def take(self, token_id: str) -> Quota:
        """Take one request out of a token's bucket; an empty one is left as it is."""
        now = self._clock()
        self._sweep(now)
        full_at = max(self._full_at.get(token_id, now), now)
        level = self._size - (full_at - now) * self._rate
        # A hair below a whole request is a rounding error, not a missing one.
        allowed = level >= 1 - 1e-9
        if allowed:
            full_at += 1 / self._rate
            level -= 1
            self._full_at[token_id] = full_at
        return Quota(
            allowed=allowed,
            remaining=max(0, math.floor(level + 1e-9)),
            reset_seconds=math.ceil(full_at - now - 1e-9),
            retry_after_seconds=max(1, math.ceil((1 - level) / self._rate - 1e-9)),
        )

    def headers(self, quota: Quota) -> tuple[Header, ...]:
        """Return what every authenticated answer says of its bucket."""
        return (
            (b"x-ratelimit-limit", b"%d" % self._size),
            (b"x-ratelimit-remaining", b"%d" % quota.remaining),
            (b"x-ratelimit-reset", b"%d" % quota.reset_seconds),
        )

    def refusal(self, quota: Quota) -> Problem:
        """Return the refusal of a request that found its bucket empty."""
        return Problem(
            "rate_limited",
            members={
                "retry_after_seconds": quota.retry_after_seconds,
                "limit": max(1, round(self._rate * WINDOW_SECONDS)),
                "window": "1m",
            },
        )

    def _sweep(self, now: float) -> None:
        """Forget full buckets, about once in the time that an empty one takes to fill."""
        if now < self._sweep_at:
            return
        self._sweep_at = now + self._size / self._rate
        self._full_at = {key: full for key, full in self._full_at.items() if full > now}

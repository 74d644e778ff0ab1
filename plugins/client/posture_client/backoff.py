"""Backoff: how long to wait before the next attempt."""

from __future__ import annotations


class Backoff:
    """Pauses that grow from attempt to attempt, up to a limit."""

    def __init__(
        self,
        first_seconds: float,
        largest_seconds: float,
        *,
        growth: float = 2.0,
        jitter: float = 0.5,
    ) -> None:
        """Begin with the first pause.

        Args:
            first_seconds: the first pause.
            largest_seconds: no pause is longer.
            growth: how many times longer each pause is than the one before.
            jitter: the share of a pause that is random, so that callers that failed at the same
                time do not retry at the same time; 0 for polls.
        """
        self._next_seconds = first_seconds
        self._largest_seconds = largest_seconds
        self._growth = growth
        self._jitter = jitter

    def next_seconds(self) -> float:
        """Return the next pause."""
        pause = min(self._largest_seconds, self._next_seconds)
        self._next_seconds = pause * self._growth
        if not self._jitter:
            return pause
        import random  # noqa: PLC0415  # only a retry needs it, and a provider starts often

        return pause - random.random() * pause * self._jitter  # noqa: S311  # jitter

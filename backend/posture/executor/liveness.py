"""Liveness: whether a process still reaches the queue, and so how many runs it can execute."""

import time

from posture.settings import Settings


class Liveness:
    """When the queue last responded to this process."""

    __slots__ = ("_noted_at",)

    def __init__(self) -> None:
        self._noted_at: float | None = None

    def note(self) -> None:
        """Remember that the queue has just responded."""
        self._noted_at = time.monotonic()

    def holds(self, *, within_seconds: float) -> bool:
        """Return whether the queue responded in the last `within_seconds`."""
        return self._noted_at is not None and time.monotonic() - self._noted_at <= within_seconds

    def capacity(self, settings: Settings) -> int:
        """Return how many runs the process can execute at a time; 0 without a recent response."""
        recent = settings.stale_after_seconds + settings.queue_poll_seconds
        return settings.workers if self.holds(within_seconds=recent) else 0

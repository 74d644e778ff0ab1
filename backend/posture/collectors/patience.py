"""Patience: how long a run looks again for what an apply has just made or changed."""

from collections.abc import Iterator

from msgspec import Struct

from posture.settings import Settings


class Patience(Struct, frozen=True, kw_only=True):
    """A limited time with growing pauses between two looks.

    Attributes:
        seconds: all pauses together; 0 means that a run looks once.
        first_pause_seconds: the first pause; each further one is twice as long.
    """

    seconds: float
    first_pause_seconds: float

    def pauses(self) -> Iterator[float]:
        """Yield the pauses, the last one cut to what is left of the time."""
        left, pause = self.seconds, self.first_pause_seconds
        while left > 0:
            yield min(pause, left)
            left -= pause
            pause *= 2


def patience_of(settings: Settings) -> Patience:
    """Return the patience that the settings configure."""
    return Patience(
        seconds=settings.cloud_settle_seconds,
        first_pause_seconds=settings.cloud_settle_pause_seconds,
    )


IMPATIENT = Patience(seconds=0.0, first_pause_seconds=1.0)

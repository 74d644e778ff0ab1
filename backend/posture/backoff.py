"""Backoff: how long to wait before the next attempt.

The caller decides which errors to retry and when to give up. Some callers sleep for the returned
time, others store the time of the next attempt in a row, so a library that runs the loop of retries
itself does not fit.
"""

import random

from msgspec import Struct

# The exponent grows no further than this, whatever the number of the attempt.
MOST_DOUBLINGS = 30


class Backoff(Struct, frozen=True):
    """Pauses that double from attempt to attempt, up to a limit.

    Attributes:
        first_seconds: the first pause.
        longest_seconds: no pause is longer.
        jitter: the share of a pause that is random, so that callers that failed at the same time do
            not retry at the same time.
    """

    first_seconds: float
    longest_seconds: float
    jitter: float = 0.5

    def seconds(self, attempt: int, *, chance: float | None = None) -> float:
        """Return the pause after a failed attempt, the first being 1.

        `chance`, from 0 to 1, replaces the random number.
        """
        doubled = self.first_seconds * 2 ** min(attempt - 1, MOST_DOUBLINGS)
        drawn = random.random() if chance is None else chance  # noqa: S311  # spreads retries
        return float(min(self.longest_seconds, doubled) * (1 - self.jitter * drawn))

"""Backoff: how long to pause before the next try.

Whoever retries decides what is worth another try, and for how long; some pauses are slept, others
become a time in a row. A library that owns the loop of retries would fit neither.
"""

import random
from dataclasses import dataclass

# A pause doubles no further than this, whatever the number of the attempt.
MOST_DOUBLINGS = 30


@dataclass(frozen=True, slots=True)
class Backoff:
    """Pauses that double from try to try up to a limit.

    Attributes:
        first_seconds: the first pause.
        longest_seconds: no pause is longer.
        jitter: the share of a pause that is random, so that callers which failed together do not
            try again together.
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

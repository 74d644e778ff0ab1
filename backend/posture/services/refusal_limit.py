"""Refusal limit: how many rows about refusals the audit log gets in an hour.

Anyone can cause refusals, and a log without a limit would fill the disk. More are only logged.
"""

from collections import Counter
from collections.abc import Callable
from typing import Final

HOUR_MS: Final = 3_600_000


class RefusalLimit:
    """Counts the rows of one process, for each key by itself; the hour begins with its first."""

    def __init__(self, most: int, *, now: Callable[[], int]) -> None:
        self._most = most
        self._now = now
        self._counts: Counter[str] = Counter()
        self._until = 0

    def take(self, key: str = "") -> bool:
        """Count one more row; return whether the log gets it."""
        now = self._now()
        if now >= self._until:
            self._counts.clear()
            self._until = now + HOUR_MS
        self._counts[key] += 1
        return self._counts[key] <= self._most

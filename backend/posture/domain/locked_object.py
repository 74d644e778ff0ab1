"""Locked objects: what a place keeps, unchanged, until a date."""

from datetime import datetime
from typing import Protocol


class PutLocked(Protocol):
    """Writes an object that cannot be changed before a date."""

    async def __call__(
        self, bucket: str, key: str, body: bytes, *, region: str, until: datetime
    ) -> str | None:
        """Write one object; return why it could not be written, in a word, or None."""
        ...

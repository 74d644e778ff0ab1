"""Moments: milliseconds since the epoch inside, RFC 3339 outside."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final

EPOCH: Final = datetime(1970, 1, 1)  # noqa: DTZ001  # zones are taken off before it is subtracted
MILLISECOND: Final = timedelta(milliseconds=1)


@lru_cache(maxsize=4096)
def rendered(at_ms: int) -> str:
    """Render a moment in UTC, with milliseconds only where there are any."""
    seconds, milliseconds = divmod(at_ms, 1000)
    text = datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S")
    return f"{text}.{milliseconds:03}Z" if milliseconds else f"{text}Z"


def parsed(text: str) -> int:
    """Parse a moment with a zone; a leap second becomes the following second.

    Raises:
        ValueError: it is not a moment, or has no zone.
    """
    moment = datetime.fromisoformat(text.upper())
    zone = moment.utcoffset()
    if zone is None:
        raise ValueError("a zone is missing")
    return (moment.replace(tzinfo=None) - EPOCH - zone) // MILLISECOND

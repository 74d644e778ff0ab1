"""The anchor of the audit log: where heads are written, out of reach of the database's owner."""

from pathlib import Path
from urllib.parse import urlsplit


def checked_anchor(text: str) -> str:
    """Return a valid URL, or the empty text for none.

    Raises:
        ValueError: it is not valid; the message contains no part of it.
    """
    if not text:
        return text
    parts = urlsplit(text)
    if parts.scheme == "file" and not parts.netloc and parts.path.strip("/"):
        return text
    if parts.scheme == "https" and parts.hostname and parts.username is None:
        return text
    raise ValueError("must be file:///path or https://host/path")


def shown_anchor(text: str) -> str:
    """Return a URL without what may be a key: its query, and for https also its path."""
    parts = urlsplit(text)
    return text if parts.scheme in {"", "file"} else f"{parts.scheme}://{parts.netloc}/…"


def anchor_file(text: str) -> Path | None:
    """Return the file of an anchor, or None if it is none."""
    parts = urlsplit(text)
    return Path(parts.path) if parts.scheme == "file" else None

"""The anchor of the audit log: where heads are written, out of reach of the database's owner."""

import re
from pathlib import Path
from typing import Final, NamedTuple
from urllib.parse import parse_qsl, urlsplit

BUCKET: Final = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
PREFIX: Final = re.compile(r"[A-Za-z0-9!_.*'()/-]{0,512}")
REGION: Final = re.compile(r"[a-z]{2}(-[a-z]+)+-[0-9]")


class AnchorBucket(NamedTuple):
    """A bucket, what the names of its objects begin with, and its region."""

    bucket: str
    prefix: str
    region: str


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
    if parts.scheme == "s3" and anchor_bucket(text) is not None:
        return text
    raise ValueError(
        "must be file:///path, https://host/path or s3://bucket/prefix?region=eu-central-1"
    )


def shown_anchor(text: str) -> str:
    """Return a URL without what may be a key: its query, and for https also its path."""
    parts = urlsplit(text)
    return text if parts.scheme in {"", "file", "s3"} else f"{parts.scheme}://{parts.netloc}/…"


def anchor_file(text: str) -> Path | None:
    """Return the file of an anchor, or None if it is none."""
    parts = urlsplit(text)
    return Path(parts.path) if parts.scheme == "file" else None


def anchor_bucket(text: str) -> AnchorBucket | None:
    """Return the bucket of an anchor, or None if it is none."""
    parts = urlsplit(text)
    query = dict(parse_qsl(parts.query))
    found = AnchorBucket(parts.netloc, parts.path.strip("/"), query.get("region", ""))
    is_bucket = (
        parts.scheme == "s3"
        and set(query) == {"region"}
        and not parts.fragment
        and BUCKET.fullmatch(found.bucket)
        and PREFIX.fullmatch(found.prefix)
        and REGION.fullmatch(found.region)
    )
    return found if is_bucket else None

"""Untrusted text in a format: names and messages may contain any characters."""

import posixpath
import re
from datetime import UTC, datetime
from functools import lru_cache
from typing import TypeVar
from urllib.parse import quote

import msgspec

from posture.printable import printable

S = TypeVar("S", bound=msgspec.Struct)

# How a URL or a path with the letter of a drive begins.
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


def sound(text: str) -> str:
    """Return text that can be encoded: a lone surrogate becomes a question mark."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def one_line(text: str) -> str:
    """Return text in one line."""
    return " ".join(printable(text).split())


@lru_cache(maxsize=1024)
def moment(at_ms: int) -> str:
    """Render a time as the API does: RFC 3339 in UTC, milliseconds only where there are any."""
    seconds, milliseconds = divmod(at_ms, 1_000)
    text = datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S")
    return f"{text}.{milliseconds:03}Z" if milliseconds else f"{text}Z"


def path_inside(file: str) -> str | None:
    """Return the path of a file in the repository; None for one outside it, and for a URL.

    A program that shows findings opens such a path: whoever starts a run must not choose another
    host or a file of the machine.
    """
    path = posixpath.normpath(file.replace("\\", "/"))
    is_outside = path.startswith(("/", "../")) or path in {".", ".."}
    return None if is_outside or _SCHEME.match(path) else path


def path_of(resource_id: str) -> str:
    """Return a relative URI for an asset without a file: the parts of its id become folders."""
    parts = [quote(part, safe="") for part in re.split(r"[:/\\]", resource_id)]
    return "/".join(part for part in parts if part.strip(".")) or "resource"

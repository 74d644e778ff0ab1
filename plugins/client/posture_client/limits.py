"""Limits: what other programs wrote is read up to a size and parsed up to a depth."""

from __future__ import annotations

import os

TYPE_CHECKING = False  # the name of typing's constant; importing typing takes 20 ms
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from http.client import HTTPResponse
    from pathlib import Path
    from typing import Any

RESPONSE_BYTES = 16_777_216
"""Maximum size of one response that is read as a whole."""
EXPORT_BYTES = 1_073_741_824
"""Maximum size of a response that is read in parts, such as an export."""
LOCATED_BYTES = 268_435_456
"""Maximum size of an export that is read as a whole, to add lines of code to it."""
FILE_BYTES = 268_435_456
"""Maximum size of a state, a plan or another file of JSON."""
FILE_BYTES_VARIABLE = "POSTURE_FILE_BYTES"
_PART_BYTES = 65_536


class TooLargeError(ValueError):
    """Something is larger than the limit; the text says what, and how large it may be."""


def read_response(response: HTTPResponse, most: int = RESPONSE_BYTES) -> bytes:
    """Return the body of a response.

    Raises:
        TooLargeError: it has more than `most` bytes; the rest of it was not read.
    """
    found = bytearray()
    while part := response.read(min(_PART_BYTES, most + 1 - len(found))):
        found += part
        if len(found) > most:
            raise TooLargeError(f"the response is larger than {most} bytes")
    return bytes(found)


def bounded(parts: Iterable[bytes], most: int) -> Iterator[bytes]:
    """Yield the parts of a body.

    Raises:
        TooLargeError: they have more than `most` bytes.
    """
    left = most
    for part in parts:
        left -= len(part)
        if left < 0:
            raise TooLargeError(f"the response is larger than {most} bytes")
        yield part


def read_file(file: Path) -> bytes:
    """Return the content of a file.

    Raises:
        OSError: it cannot be read.
        TooLargeError: it has more than `POSTURE_FILE_BYTES` bytes.
    """
    most = file_bytes()
    with file.open("rb") as opened:
        found = opened.read(most + 1)
    if len(found) > most:
        raise TooLargeError(
            f"it is larger than {most} bytes; {FILE_BYTES_VARIABLE} sets another limit"
        )
    return found


def file_bytes() -> int:
    """Return the maximum size of a file, by default 256 MiB."""
    text = os.environ.get(FILE_BYTES_VARIABLE, "")
    return int(text) if text.isdecimal() and int(text) else FILE_BYTES


def parse_json(text: str | bytes) -> Any:  # noqa: ANN401  # any JSON
    """Parse JSON.

    Raises:
        ValueError: it is not JSON, or nested more deeply than Python can parse.
    """
    import json  # noqa: PLC0415  # a command that shows its help does not need it

    try:
        return json.loads(text)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None

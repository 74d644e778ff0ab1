"""Limits: what other programs wrote is read up to a size and parsed up to a depth."""

from __future__ import annotations

import os

TYPE_CHECKING = False  # the name of typing's constant; importing typing takes 20 ms
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from http.client import HTTPResponse
    from pathlib import Path
    from typing import Any

RESPONSE_BYTES = "POSTURE_RESPONSE_BYTES"
EXPORT_BYTES = "POSTURE_EXPORT_BYTES"
LOCATED_BYTES = "POSTURE_LOCATED_BYTES"
FILE_BYTES = "POSTURE_FILE_BYTES"
IDENTITY_BYTES = "POSTURE_HOST_IDENTITY_BYTES"
IDENTITY_SECONDS = "POSTURE_HOST_IDENTITY_SECONDS"
DEFAULTS = {
    # A response that is read as a whole, such as a page of findings.
    RESPONSE_BYTES: 16_777_216,
    # A response that is read in parts, such as an export.
    EXPORT_BYTES: 1_073_741_824,
    # An export that is read as a whole, to add lines of code to it.
    LOCATED_BYTES: 268_435_456,
    # A state, a plan or another file of JSON.
    FILE_BYTES: 268_435_456,
    # The identity that a CI host gives to a job, and how long the host may take.
    IDENTITY_BYTES: 65_536,
    IDENTITY_SECONDS: 10,
}
"""The limits, by the variables that set others."""
_PART_BYTES = 65_536
_MOST_DIGITS = 16


class TooLargeError(ValueError):
    """Something is larger than the limit; the text says what, and how large it may be."""


def limit(name: str) -> int:
    """Return the value of a variable in `DEFAULTS`, or its default if it is no positive number."""
    text = os.environ.get(name, "")
    return (
        int(text) if text.isdecimal() and len(text) < _MOST_DIGITS and int(text) else DEFAULTS[name]
    )


def read_response(response: HTTPResponse) -> bytes:
    """Return the body of a response.

    Raises:
        TooLargeError: it has more than `POSTURE_RESPONSE_BYTES`; the rest of it was not read.
    """
    most = limit(RESPONSE_BYTES)
    found = bytearray()
    while part := response.read(min(_PART_BYTES, most + 1 - len(found))):
        found += part
        if len(found) > most:
            raise _too_large(RESPONSE_BYTES)
    return bytes(found)


def bounded(parts: Iterable[bytes], name: str) -> Iterator[bytes]:
    """Yield the parts of a body.

    Raises:
        TooLargeError: they have more bytes than the limit of that name.
    """
    left = limit(name)
    for part in parts:
        left -= len(part)
        if left < 0:
            raise _too_large(name)
        yield part


def read_file(file: Path) -> bytes:
    """Return the content of a file.

    Raises:
        OSError: it cannot be read.
        TooLargeError: it has more than `POSTURE_FILE_BYTES` bytes.
    """
    most = limit(FILE_BYTES)
    with file.open("rb") as opened:
        found = opened.read(most + 1)
    if len(found) > most:
        raise TooLargeError(f"it is larger than {most} bytes; {FILE_BYTES} sets another limit")
    return found


def _too_large(name: str) -> TooLargeError:
    return TooLargeError(
        f"the response is larger than {limit(name)} bytes; {name} sets another limit"
    )


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

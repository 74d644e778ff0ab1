"""The trace of the surrounding pipeline, read from its environment (W3C Trace Context).

A value that is not a valid trace is ignored and never sent on: a wrong variable must not stop a
pipeline, and must not get into a header.
"""

from __future__ import annotations

import re

TYPE_CHECKING = False  # the name of typing's constant; importing typing takes 20 ms
if TYPE_CHECKING:
    from collections.abc import Mapping

_PARENT = re.compile(
    r"(?P<version>[0-9a-f]{2})-(?P<trace>[0-9a-f]{32})-(?P<span>[0-9a-f]{16})"
    r"-(?P<flags>[0-9a-f]{2})(?P<rest>-.*)?",
    re.DOTALL,
)
_KEY = r"[a-z0-9][a-z0-9_\-*/@]{0,255}"
_VALUE = r"[ -+\--<>-~]{0,255}[!-+\--<>-~]"
_MEMBER = re.compile(rf"{_KEY}={_VALUE}")
_MOST_MEMBERS = 32
_INVALID_VERSION = "ff"
_VERSION = "00"
_SAMPLED = 0x01


def trace_from_environ(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the headers that continue the trace of `TRACEPARENT` and `TRACESTATE`, if any."""
    parent = _parent(environ.get("TRACEPARENT", ""))
    if parent is None:
        return {}
    headers = {"traceparent": parent}
    if state := _state(environ.get("TRACESTATE", "")):
        headers["tracestate"] = state
    return headers


def _parent(text: str) -> str | None:
    found = _PARENT.fullmatch(text)
    if found is None or found["version"] == _INVALID_VERSION:
        return None
    if not found["trace"].strip("0") or not found["span"].strip("0"):
        return None
    if found["version"] == _VERSION:
        return None if found["rest"] else text
    # A later version is sent on as version 00, with only the fields of version 00.
    flags = int(found["flags"], 16) & _SAMPLED
    return f"{_VERSION}-{found['trace']}-{found['span']}-{flags:02x}"


def _state(text: str) -> str | None:
    members = [member for part in text.split(",") if (member := part.strip(" \t"))]
    if len(members) > _MOST_MEMBERS or not all(map(_MEMBER.fullmatch, members)):
        return None
    return ",".join(members)

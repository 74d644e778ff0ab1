"""Accept: which media types a caller takes, and which it prefers."""

import re
from collections.abc import Iterable
from typing import Final

from posture.api.remember import remembering

JSON: Final = "application/json"
PROBLEM: Final = "application/problem+json"


def accepts_json(accept: bytes) -> bool:
    """Return whether JSON may be sent; a caller that names the form of errors takes it too."""
    return weight(accept, JSON) > 0 or prefers_problem(accept)


def prefers_problem(accept: bytes) -> bool:
    """Return whether the caller prefers errors as `application/problem+json`, by that name."""
    return PROBLEM.encode() in accept.lower() and weight(accept, PROBLEM) > weight(accept, JSON)


@remembering(256)
def weight(accept: bytes, media_type: str) -> float:
    """Return the weight of a media type in an `Accept` header; the most specific range decides."""
    if not accept:
        return 1.0
    weights: dict[str, float] = {}
    for one in accept.decode("latin-1").lower().split(","):
        media, *parameters = (part.strip() for part in one.split(";"))
        weights[media] = _weight(parameters)
    kind = media_type.partition("/")[0]
    found = (weights[one] for one in (media_type, f"{kind}/*", "*/*") if one in weights)
    return next(found, 0.0)


@remembering(256)
def accepts_gzip(accept_encoding: bytes) -> bool:
    """Return whether an `Accept-Encoding` header takes gzip, and not less than no compression."""
    weights: dict[str, float] = {}
    for one in accept_encoding.decode("latin-1").lower().split(","):
        coding, *parameters = (part.strip() for part in one.split(";"))
        weights["gzip" if coding == "x-gzip" else coding] = _weight(parameters)
    gzip = weights.get("gzip", weights.get("*", 0.0))
    return gzip > 0 and gzip >= weights.get("identity", 0.0)


def _weight(parameters: Iterable[str]) -> float:
    for one in parameters:
        name, _, value = one.partition("=")
        if name == "q":
            return float(value) if re.fullmatch(r"[01](\.[0-9]{0,3})?", value) else 0.0
    return 1.0

"""Duplicates: members that a JSON object has twice.

Decoders keep one of them, and not all the same one: what a gateway has checked is then not what
this server reads. RFC 8259 leaves it open; here it is refused.
"""

from json import JSONDecoder
from typing import Any, Final, TypeAlias

Pairs: TypeAlias = list[tuple[str, Any]]


def repeated_member(text: bytes) -> str | None:
    """Return the path of a member that valid JSON has twice in one object; None without one."""
    try:
        _DETECTOR.decode(text.decode())
    except _FoundError:
        return _path(_PAIRS.decode(text.decode()))
    return None


def with_limited_numbers(text: bytes) -> Any:  # noqa: ANN401  # any JSON
    """Decode JSON in which a number may be too large for 64 bits: it is just beyond them."""
    return _LIMITED.decode(text.decode())


class _FoundError(Exception):
    """An object has a member twice."""


class _Object(list[tuple[str, Any]]):
    """The members of an object, all of them."""


def _detect(pairs: Pairs) -> None:
    if len(dict(pairs)) != len(pairs):
        raise _FoundError


def _nothing(_text: str) -> None:
    """Numbers are of no interest here, and may be too long for Python."""


_DETECTOR: Final = JSONDecoder(
    object_pairs_hook=_detect, parse_int=_nothing, parse_float=_nothing, parse_constant=_nothing
)
_PAIRS: Final = JSONDecoder(
    object_pairs_hook=_Object, parse_int=_nothing, parse_float=_nothing, parse_constant=_nothing
)


def _limited(text: str) -> int:
    if len(text) <= _SAFE_DIGITS:
        return int(text)
    return -(2**65) if text.startswith("-") else 2**65


_SAFE_DIGITS: Final = 18
_LIMITED: Final = JSONDecoder(parse_int=_limited)


def _path(value: Any) -> str | None:  # noqa: ANN401  # any JSON
    if isinstance(value, _Object):
        known: set[str] = set()
        for name, inner in value:
            if name in known:
                return name
            known.add(name)
            if (found := _path(inner)) is not None:
                return f"{name}.{found}".replace(".[", "[")
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            if (found := _path(inner)) is not None:
                return f"[{number}].{found}"
    return None

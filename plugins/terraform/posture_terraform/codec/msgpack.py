"""MessagePack as Terraform uses it: every extension type is an unknown value, refined or not.

Numbers beyond 64 bits are sent as decimal strings; only the schema, which this module does not
know, distinguishes them from text.
"""

import struct
from collections.abc import Callable
from math import isfinite
from typing import Any, Final

from posture_terraform.unknown import UNKNOWN, Unknown

_INT64: Final = 2**63
_UINT64: Final = 2**64
_FIXED: Final = {0xCA: ">f", 0xCB: ">d", 0xCC: ">B", 0xCD: ">H", 0xCE: ">I", 0xCF: ">Q"} | {
    0xD0: ">b",
    0xD1: ">h",
    0xD2: ">i",
    0xD3: ">q",
}
_CONSTANTS: Final = {0xC0: None, 0xC2: False, 0xC3: True}
_FIXED_EXTENSIONS: Final = {0xD4: 1, 0xD5: 2, 0xD6: 4, 0xD7: 8, 0xD8: 16}
_SIZED: Final = {
    0xC4: ("bytes", 1),
    0xC5: ("bytes", 2),
    0xC6: ("bytes", 4),
    0xC7: ("extension", 1),
    0xC8: ("extension", 2),
    0xC9: ("extension", 4),
    0xD9: ("text", 1),
    0xDA: ("text", 2),
    0xDB: ("text", 4),
    0xDC: ("list", 2),
    0xDD: ("list", 4),
    0xDE: ("map", 2),
    0xDF: ("map", 4),
}


class MsgpackError(ValueError):
    """The bytes are not one MessagePack value."""


def decode(data: bytes) -> Any:  # noqa: ANN401  # a Terraform value: None, bool, number, str, list, dict or UNKNOWN
    """Read one value.

    Raises:
        MsgpackError: bytes are missing or left over, or contain what Terraform never sends.
    """
    reader = _Reader(data)
    try:
        value = reader.value()
    except (IndexError, struct.error, UnicodeDecodeError) as error:
        raise MsgpackError(f"broken value at byte {reader.at}: {error}") from error
    if reader.at != len(data):
        raise MsgpackError(f"the value ends at byte {reader.at} of {len(data)}")
    return value


class _Reader:
    __slots__ = ("at", "data")

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def value(self) -> Any:  # noqa: ANN401  # as decode
        lead = self.data[self.at]
        self.at += 1
        match lead >> 4:
            case 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7:
                return lead
            case 8:
                return self._map(lead & 0x0F)
            case 9:
                return self._list(lead & 0x0F)
            case 10 | 11:
                return self._take(lead & 0x1F).decode()
            case 14 | 15:
                return lead - 256
        return self._long(lead)

    def _long(self, lead: int) -> Any:  # noqa: ANN401  # as decode
        if lead in _CONSTANTS:
            return _CONSTANTS[lead]
        if form := _FIXED.get(lead):
            return struct.unpack(form, self._take(struct.calcsize(form)))[0]
        if size := _FIXED_EXTENSIONS.get(lead):
            self._take(1 + size)
            return UNKNOWN
        if lead not in _SIZED:
            raise MsgpackError(f"byte {lead:#x} at {self.at - 1} is not the beginning of a value")
        return self._sized(*_SIZED[lead])

    def _sized(self, kind: str, width: int) -> Any:  # noqa: ANN401  # as decode
        size = int.from_bytes(self._take(width), "big")
        match kind:
            case "text":
                return self._take(size).decode()
            case "bytes":
                return self._take(size)
            case "list":
                return self._list(size)
            case "map":
                return self._map(size)
        self._take(1 + size)
        return UNKNOWN

    def _take(self, size: int) -> bytes:
        start, self.at = self.at, self.at + size
        if self.at > len(self.data):
            raise MsgpackError(f"{size} bytes expected at byte {start} of {len(self.data)}")
        return self.data[start : self.at]

    def _list(self, size: int) -> list[Any]:
        return [self.value() for _ in range(size)]

    def _map(self, size: int) -> dict[Any, Any]:
        return {self.value(): self.value() for _ in range(size)}


def encode(value: object) -> bytes:
    """Write one value.

    Raises:
        TypeError: the value is not of a Terraform type.
    """
    out: list[bytes] = []
    _encode(value, out)
    return b"".join(out)


def _encode(value: Any, out: list[bytes]) -> None:  # noqa: ANN401  # as decode
    kind = type(value)
    if write := _WRITERS.get(kind):
        out.append(write(value))
    elif kind is dict:
        out.append(_head(len(value), 0x80, 15, ((0xDE, 2), (0xDF, 4))))
        for key, item in value.items():
            out.append(_text(key))
            _encode(item, out)
    elif kind in (list, tuple):
        out.append(_head(len(value), 0x90, 15, ((0xDC, 2), (0xDD, 4))))
        for item in value:
            _encode(item, out)
    elif kind.__name__ == "Decimal":  # by name: its module is slow to import and rarely needed
        out.append(_text(format(value, "f")))
    else:
        raise TypeError(f"{kind.__name__} is not a Terraform value")


def _text(value: str) -> bytes:
    data = value.encode()
    return _head(len(data), 0xA0, 31, ((0xD9, 1), (0xDA, 2), (0xDB, 4))) + data


def _integer(value: int) -> bytes:
    if -32 <= value < 128:  # noqa: PLR2004  # what fits the lead byte
        return struct.pack("b", value)
    if -_INT64 <= value < _INT64:
        return b"\xd3" + struct.pack(">q", value)
    if 0 <= value < _UINT64:
        return b"\xcf" + struct.pack(">Q", value)
    return _text(str(value))


def _fraction(value: float) -> bytes:
    """Encode 0.9 as the text that states have: Terraform's numbers are longer than a float."""
    return _text(repr(value)) if isfinite(value) else b"\xcb" + struct.pack(">d", value)


def _head(size: int, short: int, short_limit: int, longer: tuple[tuple[int, int], ...]) -> bytes:
    if size <= short_limit:
        return bytes((short | size,))
    for lead, width in longer:
        if size < 1 << (8 * width):
            return bytes((lead,)) + size.to_bytes(width, "big")
    raise ValueError(f"{size} elements are more than MessagePack can hold")


_WRITERS: Final[dict[type, Callable[[Any], bytes]]] = {
    type(None): lambda _: b"\xc0",
    Unknown: lambda _: b"\xd4\x00\x00",
    bool: lambda value: b"\xc3" if value else b"\xc2",
    str: _text,
    int: _integer,
    float: _fraction,
}

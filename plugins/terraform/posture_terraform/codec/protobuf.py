"""Protocol Buffers by table: a message is a dict, a Terraform value in it is a plain value."""

from typing import Any, Final

from posture_terraform.codec import msgpack, newer, tables
from posture_terraform.codec.tables import ENUMS

METHODS: Final = tables.METHODS | newer.METHODS
MESSAGES: Final = tables.MESSAGES | {
    name: tables.MESSAGES.get(name, {}) | fields for name, fields in newer.MESSAGES.items()
}
_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5
_SKIPPED: Final = {_FIXED64: 8, _FIXED32: 4}
_SIGN: Final = 2**63
_RANGE: Final = 2**64
_VALUE: Final = "DynamicValue"
_ENUM_NAMES: Final = {
    enum: {number: name for name, number in values.items()} for enum, values in ENUMS.items()
}
_FIELDS: Final = {
    message: {name: (number, kind, shape, of) for number, (name, kind, shape, of) in fields.items()}
    for message, fields in MESSAGES.items()
}
_EMPTY: Final = {"many": list, "map": dict}
_DEFAULTS: Final = {"message": None, "string": "", "bytes": b"", "bool": False, "int64": 0}
_WIRE_TYPES: Final = {"bool": _VARINT, "int64": _VARINT, "enum": _VARINT}


class ProtobufError(ValueError):
    """The bytes are not the expected message."""


def decode(message: str, data: bytes) -> dict[str, Any]:
    """Decode a message; the result has all of its fields, missing ones with their default.

    Raises:
        ProtobufError: bytes are missing, or a field has the wrong kind.
    """
    fields = MESSAGES[message]
    found = {name: _default(kind, shape, of) for name, kind, shape, of in fields.values()}
    at = 0
    while at < len(data):
        key, at = _read_varint(data, at)
        number, wire_type = key >> 3, key & 7
        value, at = _read_payload(data, at, wire_type)
        if number not in fields:
            continue
        name, kind, shape, of = fields[number]
        if wire_type != _WIRE_TYPES.get(kind, _BYTES) and shape != "map":
            raise ProtobufError(f"{message}.{name} has the wire type {wire_type}")
        if shape == "map":
            found[name].update([_decode_entry(value, kind, of)])
        elif shape == "many":
            found[name].append(_decode_value(value, kind, of))
        else:
            found[name] = _decode_value(value, kind, of)
    return found


def encode(message: str, values: dict[str, Any]) -> bytes:
    """Encode a message; None and default values are left out.

    Raises:
        KeyError: the message has no such field.
    """
    out = bytearray()
    fields = _FIELDS[message]
    for name, value in values.items():
        number, kind, shape, of = fields[name]
        if shape == "map":
            for key, item in value.items():
                _encode_entry(out, number, key, _encode_value(item, kind, of), kind)
        elif shape == "many":
            for item in value:
                _encode_field(out, number, kind, _encode_value(item, kind, of))
        elif value is not None and (shape == "present" or value not in ("", b"", 0)):
            _encode_field(out, number, kind, _encode_value(value, kind, of))
    return bytes(out)


def _default(kind: str, shape: str, of: str) -> Any:  # noqa: ANN401  # the field's own type
    if shape in _EMPTY:
        return _EMPTY[shape]()
    if shape == "present":
        return None
    return _ENUM_NAMES[of].get(0) if kind == "enum" else _DEFAULTS[kind]


def _decode_value(value: Any, kind: str, of: str) -> Any:  # noqa: ANN401  # the field's own type
    match kind:
        case "message":
            return _decode_dynamic(value) if of == _VALUE else decode(of, value)
        case "string":
            return value.decode()
        case "bool":
            return bool(value)
        case "enum":
            return _ENUM_NAMES[of].get(value, value)
        case "int64":
            return value - _RANGE if value >= _SIGN else value
    return value


def _decode_dynamic(data: bytes) -> Any:  # noqa: ANN401  # a Terraform value
    value = decode(_VALUE, data)
    if value["msgpack"]:
        return msgpack.decode(value["msgpack"])
    if value["json"]:
        import json  # noqa: PLC0415  # Terraform hardly ever sends this form

        return json.loads(value["json"])
    return None


def _decode_entry(data: bytes, kind: str, of: str) -> tuple[str, Any]:
    key, item, at = "", b"", 0
    while at < len(data):
        tag, at = _read_varint(data, at)
        value, at = _read_payload(data, at, tag & 7)
        if tag >> 3 == 1:
            key = value.decode()
        else:
            item = value
    return key, _decode_value(item, kind, of)


def _encode_value(value: Any, kind: str, of: str) -> bytes:  # noqa: ANN401  # the field's own type
    match kind:
        case "message":
            if of == _VALUE:
                return encode(_VALUE, {"msgpack": msgpack.encode(value)})
            return encode(of, value)
        case "string":
            return str(value).encode()
        case "bytes":
            return bytes(value)
        case "enum":
            return _varint(ENUMS[of][value])
    return _varint(int(value) % _RANGE)


def _encode_field(out: bytearray, number: int, kind: str, payload: bytes) -> None:
    wire_type = _WIRE_TYPES.get(kind, _BYTES)
    out += _varint(number << 3 | wire_type)
    if wire_type == _BYTES:
        out += _varint(len(payload))
    out += payload


def _encode_entry(out: bytearray, number: int, key: str, payload: bytes, kind: str) -> None:
    entry = bytearray()
    _encode_field(entry, 1, "string", key.encode())
    _encode_field(entry, 2, kind, payload)
    _encode_field(out, number, "bytes", bytes(entry))


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:  # noqa: PLR2004  # seven bits a byte
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def _read_varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while at < len(data):
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:  # noqa: PLR2004  # the last byte has its high bit clear
            return value % _RANGE, at
        shift += 7
    raise ProtobufError("the message ends within a number")


def _read_payload(data: bytes, at: int, wire_type: int) -> tuple[Any, int]:
    if wire_type == _VARINT:
        return _read_varint(data, at)
    if wire_type == _BYTES:
        size, at = _read_varint(data, at)
    elif wire_type in _SKIPPED:
        size = _SKIPPED[wire_type]
    else:
        raise ProtobufError(f"wire type {wire_type} is not in use")
    if at + size > len(data):
        raise ProtobufError(f"the message ends within a field of {size} bytes")
    return data[at : at + size], at + size

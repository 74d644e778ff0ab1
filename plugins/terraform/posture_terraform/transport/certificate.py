"""A self-signed certificate for one process: P-256 and DER by hand, in three milliseconds.

The standard library can use certificates but not create them, and packages that can create them
take longer to import than the whole handshake takes. The key lives as long as the process, is only
used on a socket that only its own user can open, and never leaves memory.
"""

import os
import time
from hashlib import sha256

_FIELD = 2**256 - 2**224 + 2**192 + 2**96 - 1
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_GENERATOR = (
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
)

_SEQUENCE, _SET, _OBJECT_ID, _UTF8, _UTC_TIME = b"\x30", b"\x31", b"\x06", b"\x0c", b"\x17"
_INTEGER, _BIT_STRING, _OCTET_STRING, _TRUE = b"\x02", b"\x03", b"\x04", b"\x01\x01\xff"

_ECDSA_WITH_SHA256 = bytes.fromhex("06082a8648ce3d040302")
_EC_PUBLIC_KEY = bytes.fromhex("06072a8648ce3d0201")
_PRIME256V1 = bytes.fromhex("06082a8648ce3d030107")
_COMMON_NAME = bytes.fromhex("0603550403")
_BASIC_CONSTRAINTS, _KEY_USAGE = bytes.fromhex("0603551d13"), bytes.fromhex("0603551d0f")
_EXTENDED_KEY_USAGE, _ALT_NAME = bytes.fromhex("0603551d25"), bytes.fromhex("0603551d11")
_SERVER_AND_CLIENT = bytes.fromhex("06082b0601050507030106082b06010505070302")
_DIGITAL_SIGNATURE_AND_CERT_SIGN = bytes.fromhex("03020284")

_CLOCK_SKEW_SECONDS = 300
_LIFETIME_SECONDS = 10 * 365 * 86_400
_HOST = b"localhost"
_LONG_FORM = 0x80


def self_signed() -> tuple[bytes, bytes]:
    """Return a new certificate for `localhost` and its key, both as DER."""
    private, public = _new_key()
    certificate = _certificate(private, public)
    key = _tlv(
        _SEQUENCE,
        _integer(1),
        _tlv(_OCTET_STRING, private.to_bytes(32, "big")),
        _tlv(b"\xa0", _PRIME256V1),
        _tlv(b"\xa1", _tlv(_BIT_STRING, b"\0", public)),
    )
    return certificate, key


def _certificate(private: int, public: bytes) -> bytes:
    now = int(time.time())
    name = _tlv(_SEQUENCE, _tlv(_SET, _tlv(_SEQUENCE, _COMMON_NAME, _tlv(_UTF8, _HOST))))
    algorithm = _tlv(_SEQUENCE, _ECDSA_WITH_SHA256)
    to_be_signed = _tlv(
        _SEQUENCE,
        _tlv(b"\xa0", _integer(2)),
        _integer(int.from_bytes(os.urandom(16), "big")),
        algorithm,
        name,
        _tlv(_SEQUENCE, _utc(now - _CLOCK_SKEW_SECONDS), _utc(now + _LIFETIME_SECONDS)),
        name,
        _tlv(
            _SEQUENCE,
            _tlv(_SEQUENCE, _EC_PUBLIC_KEY, _PRIME256V1),
            _tlv(_BIT_STRING, b"\0", public),
        ),
        _tlv(b"\xa3", _tlv(_SEQUENCE, *_extensions())),
    )
    return _tlv(
        _SEQUENCE, to_be_signed, algorithm, _tlv(_BIT_STRING, b"\0", _sign(private, to_be_signed))
    )


def _extensions() -> tuple[bytes, ...]:
    values = (
        (_BASIC_CONSTRAINTS, _TRUE, _tlv(_SEQUENCE, _TRUE)),
        (_KEY_USAGE, _TRUE, _DIGITAL_SIGNATURE_AND_CERT_SIGN),
        (_EXTENDED_KEY_USAGE, b"", _tlv(_SEQUENCE, _SERVER_AND_CLIENT)),
        (_ALT_NAME, b"", _tlv(_SEQUENCE, _tlv(b"\x82", _HOST))),
    )
    return tuple(
        _tlv(_SEQUENCE, kind, critical, _tlv(_OCTET_STRING, value))
        for kind, critical, value in values
    )


def _tlv(tag: bytes, *parts: bytes) -> bytes:
    body = b"".join(parts)
    size = len(body)
    if size < _LONG_FORM:
        return tag + bytes((size,)) + body
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return tag + bytes((_LONG_FORM | len(length),)) + length + body


def _integer(value: int) -> bytes:
    return _tlv(_INTEGER, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def _utc(seconds: int) -> bytes:
    return _tlv(_UTC_TIME, time.strftime("%y%m%d%H%M%SZ", time.gmtime(seconds)).encode())


def _new_key() -> tuple[int, bytes]:
    private = _random_scalar()
    x, y = _multiply(private)
    return private, b"\x04" + x.to_bytes(32, "big") + y.to_bytes(32, "big")


def _sign(private: int, message: bytes) -> bytes:
    digest = int.from_bytes(sha256(message).digest(), "big")
    while True:
        nonce = _random_scalar()
        r = _multiply(nonce)[0] % _ORDER
        s = pow(nonce, -1, _ORDER) * (digest + r * private) % _ORDER
        if r and s:
            return _tlv(_SEQUENCE, _integer(r), _integer(s))


def _random_scalar() -> int:
    """Return 1 … order-1; with 128 bits more than the order, the bias of the remainder is nil."""
    return int.from_bytes(os.urandom(48), "big") % (_ORDER - 1) + 1


def _multiply(scalar: int) -> tuple[int, int]:
    """Multiply the generator: double and add in Jacobian coordinates, one inversion at the end."""
    point = None
    for bit in f"{scalar:b}":
        if point is not None:
            point = _double(*point)
        if bit == "1":
            point = _add_generator(*point) if point else (*_GENERATOR, 1)
    assert point is not None  # noqa: S101  # a scalar is at least 1
    x, y, z = point
    inverse = pow(z, -1, _FIELD)
    square = inverse * inverse % _FIELD
    return x * square % _FIELD, y * square * inverse % _FIELD


def _double(x: int, y: int, z: int) -> tuple[int, int, int]:
    p = _FIELD
    delta = z * z % p
    gamma = y * y % p
    beta = x * gamma % p
    alpha = 3 * (x - delta) * (x + delta) % p
    new_x = (alpha * alpha - 8 * beta) % p
    new_z = 2 * y * z % p
    return new_x, (alpha * (4 * beta - new_x) - 8 * gamma * gamma) % p, new_z


def _add_generator(x: int, y: int, z: int) -> tuple[int, int, int]:
    """Add the generator; the two points differ, since the scalar stays below the order."""
    p = _FIELD
    square = z * z % p
    h = (_GENERATOR[0] * square - x) % p
    r = (_GENERATOR[1] * square * z - y) % p
    h_square = h * h % p
    h_cube = h * h_square % p
    v = x * h_square % p
    new_x = (r * r - h_cube - 2 * v) % p
    return new_x, (r * (v - new_x) - y * h_cube) % p, h * z % p

"""Column types that mean the same on SQLite's strict tables and on PostgreSQL."""

import os
import re
from typing import TYPE_CHECKING, Any

from sqlalchemy import REAL, BigInteger, Dialect, Double, Integer, LargeBinary, Text, Uuid
from sqlalchemy.types import TypeDecorator, TypeEngine

from posture.store.clock import milliseconds

if TYPE_CHECKING:
    Decorator = TypeDecorator[Any]
else:
    Decorator = TypeDecorator

SQLITE = "sqlite"
# The bits of an id that are not those of its version, 7, and its variant.
_FREE_BITS = ~(0xF << 76 | 0b11 << 62)
_VERSION_BITS = 7 << 76 | 0b10 << 62
ID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def is_id(text: str) -> bool:
    """Return whether a text has the form of an id; other texts are an error on some databases."""
    return ID.fullmatch(text) is not None


def new_id() -> str:
    """Return a UUID that begins with the time in milliseconds (RFC 9562, version 7).

    Rows that are added together are then neighbors in every index, so a transaction writes few
    pages. The other 74 bits are random.
    """
    random = int.from_bytes(os.urandom(10), "big")
    text = f"{(milliseconds() << 80 | random) & _FREE_BITS | _VERSION_BITS:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


class Id(Decorator):
    """A UUID in its canonical lower-case text form."""

    impl = Uuid(as_uuid=False)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Return plain text on SQLite, so that no value is converted on its way."""
        return dialect.type_descriptor(Text() if dialect.name == SQLITE else Uuid(as_uuid=False))


class Whole(Decorator):
    """A 64-bit integer: a count, a serial number, or a time in milliseconds since the epoch."""

    impl = BigInteger
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Return INTEGER on SQLite, the only integer type of a strict table."""
        return dialect.type_descriptor(Integer() if dialect.name == SQLITE else BigInteger())


class Share(Decorator):
    """A number from 0 to 1."""

    impl = Double
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Return REAL on SQLite, the only floating type of a strict table."""
        return dialect.type_descriptor(REAL() if dialect.name == SQLITE else Double())


class Octets(Decorator):
    """Bytes: a part of a file."""

    impl = LargeBinary
    cache_ok = True

"""The methods of a database driver that statements use."""

from collections.abc import Iterable
from typing import Any, Protocol, TypeAlias

Tuple: TypeAlias = tuple[Any, ...]


class Cursor(Protocol):
    """The methods of a driver's cursor that are used here."""

    rowcount: int

    def fetchall(self) -> list[Tuple]:
        """Return all rows that are left."""
        ...

    def fetchone(self) -> Tuple | None:
        """Return the next row."""
        ...

    def executemany(self, sql: str, values: Iterable[Any], /) -> object:
        """Run the statement once for each set of values."""
        ...


class Driver(Protocol):
    """The methods of a driver's connection that are used here."""

    def execute(self, sql: str, values: Any = ..., /) -> Cursor:  # noqa: ANN401  # a sequence or a mapping, as the dialect needs
        """Run one statement."""
        ...

    def cursor(self) -> Cursor:
        """Return a cursor."""
        ...

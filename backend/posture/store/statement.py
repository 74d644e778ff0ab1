"""Statements: written over the tables' columns, compiled once, run straight on the driver.

Building and compiling a statement costs more than SQLite needs to run it, so each is done once for
each kind of database. Values go in by name, tuples come out.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import chain
from typing import Any, ClassVar, NamedTuple, Protocol, TypeVar

import msgspec
from sqlalchemy import BindParameter, Dialect, Table, bindparam, insert, update
from sqlalchemy.sql import ClauseElement

from posture.store.errors import DuplicateError, UnavailableError
from posture.store.tenancy import Tenancy

S = TypeVar("S", bound=msgspec.Struct)
Tuple = tuple[Any, ...]


class Cursor(Protocol):
    """What a driver's cursor can do."""

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
    """What a driver's connection can do."""

    def execute(self, sql: str, values: Any = ..., /) -> Cursor:  # noqa: ANN401  # a sequence or a mapping, as the dialect likes
        """Run one statement."""
        ...

    def cursor(self) -> Cursor:
        """Return a cursor."""
        ...


class Connection(ABC):
    """A driver's connection, the dialect its statements are compiled for, and its manners.

    Attributes:
        broken_rule: what the driver raises when a row breaks a rule of its table.
    """

    __slots__ = ("dialect", "driver")

    broken_rule: ClassVar[type[Exception]]

    def __init__(self, driver: Driver, dialect: Dialect) -> None:
        self.driver = driver
        self.dialect = dialect

    @abstractmethod
    def in_transaction(self) -> bool:
        """Return whether the transaction that was begun is still there."""

    @abstractmethod
    def begin_unit(self, tenancy: Tenancy) -> None:
        """Touch no rows but these, and be able to undo what comes, until the next unit begins."""

    @abstractmethod
    def end_unit(self) -> None:
        """Take the unit as done; raises when the database gave it up and nobody noticed."""

    @abstractmethod
    def undo_unit(self) -> None:
        """Undo what came since the unit began."""

    @abstractmethod
    def is_duplicate(self, error: Exception) -> bool:
        """Return whether the broken rule is that a value is unique."""

    @abstractmethod
    def trouble_of(self, error: Exception) -> UnavailableError | None:
        """Say what keeps the database from answering; None for a fault of the statement's own."""

    @abstractmethod
    def is_over(self, error: Exception) -> bool:
        """Return whether the error took the transaction with it, not only the unit that met it."""


class _Compiled(NamedTuple):
    sql: str
    defaults: dict[str, Any]
    order: Sequence[str] | None


class Statement:
    """One SQL statement with named values."""

    __slots__ = ("_clause", "_compiled")

    def __init__(self, clause: ClauseElement) -> None:
        self._clause = clause
        self._compiled: dict[str, _Compiled] = {}

    def all(self, connection: Connection, /, **values: object) -> list[Tuple]:
        """Run it and answer its rows."""
        return self._execute(connection, values).fetchall()

    def first(self, connection: Connection, /, **values: object) -> Tuple | None:
        """Run it and answer its first row."""
        rows = self._execute(connection, values).fetchall()
        return rows[0] if rows else None

    def run(self, connection: Connection, /, **values: object) -> int:
        """Run it and answer how many rows it changed."""
        return self._execute(connection, values).rowcount

    def run_each(self, connection: Connection, /, rows: Iterable[Mapping[str, object]]) -> None:
        """Run it once for each mapping of values; a server is not asked to do nothing."""
        compiled = self._compile(connection.dialect)
        values = (_arrange(compiled, row) for row in rows)
        for first in values:
            connection.driver.cursor().executemany(compiled.sql, chain([first], values))

    def _execute(self, connection: Connection, values: Mapping[str, object]) -> Cursor:
        compiled = self._compile(connection.dialect)
        try:
            return connection.driver.execute(compiled.sql, _arrange(compiled, values))
        except connection.broken_rule as error:
            if connection.is_duplicate(error):
                raise DuplicateError(str(error)) from error
            raise

    def _compile(self, dialect: Dialect) -> _Compiled:
        known = self._compiled.get(dialect.name)
        if known is None:
            made: Any = self._clause.compile(dialect=dialect)
            defaults = {
                name: bound.value for name, bound in made.binds.items() if not bound.required
            }
            known = _Compiled(str(made), defaults, made.positiontup if made.positional else None)
            self._compiled[dialect.name] = known
        return known


def _arrange(compiled: _Compiled, values: Mapping[str, object]) -> Any:  # noqa: ANN401  # as Driver.execute
    known = {**compiled.defaults, **values}
    return known if compiled.order is None else [known[name] for name in compiled.order]


def value(name: str) -> BindParameter[Any]:
    """Stand for a value that is given when the statement runs."""
    return bindparam(name)


def inserting(table: Table, *, leave_out: frozenset[str] = frozenset()) -> Statement:
    """Return the statement that adds a row, one named value for each column."""
    names = [column.name for column in table.columns if column.name not in leave_out]
    return Statement(insert(table).values({name: value(name) for name in names}))


@cache
def changing(table: Table, names: frozenset[str]) -> Statement:
    """Return the statement that changes these columns of a row by `key` and `tenant`.

    A row that was deleted stays as it is.
    """
    return Statement(
        update(table)
        .where(
            table.c.id == value("key"),
            table.c.tenant_id == value("tenant"),
            table.c.deleted_at.is_(None),
        )
        .values({name: value(name) for name in sorted(names)})
    )


def fields_of(table: Table, row: type[S]) -> list[Any]:
    """Return the columns that fill a struct, in the order of its fields."""
    return [table.c[name] for name in row.__struct_fields__]

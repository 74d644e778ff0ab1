"""Statements: written over the tables' columns, compiled once, run straight on the driver.

Building and compiling a statement costs more than SQLite needs to run it, so both happen once for
each kind of database. Values go in by name, tuples come out. A statement that changes rows of a
table in `rows.RESOURCE_OF` notes that on the connection; the writer then increases the tenant's
revision.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from itertools import chain
from operator import itemgetter
from typing import Any, ClassVar, NamedTuple, Protocol, TypeVar

import msgspec
from sqlalchemy import BindParameter, Dialect, Table, UpdateBase, bindparam, insert, update
from sqlalchemy.sql import ClauseElement

from posture.store.errors import DuplicateError, UnavailableError
from posture.store.rows import RESOURCE_OF
from posture.store.tenancy import Tenancy

S = TypeVar("S", bound=msgspec.Struct)
Tuple = tuple[Any, ...]


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


class Connection(ABC):
    """A driver's connection, with the dialect its statements are compiled for.

    Attributes:
        integrity_error: what the driver raises when a row violates a constraint of its table.
        changed: of which resources the current unit changed rows that the tenant's readers see.
        audit_key: the key that seals the heads of audit chains; empty without a secret key.
    """

    __slots__ = ("audit_key", "changed", "dialect", "driver")

    integrity_error: ClassVar[type[Exception]]

    def __init__(self, driver: Driver, dialect: Dialect, *, audit_key: bytes = b"") -> None:
        self.driver = driver
        self.dialect = dialect
        self.audit_key = audit_key
        self.changed: set[str] = set()

    @abstractmethod
    def in_transaction(self) -> bool:
        """Return whether the transaction that was begun is still open."""

    @abstractmethod
    def begin_unit(self, tenancy: Tenancy) -> None:
        """Set a savepoint, and limit the unit to the rows of its tenant."""

    @abstractmethod
    def end_unit(self) -> None:
        """End the unit; raise if one of its statements failed and the unit hid it."""

    @abstractmethod
    def roll_back_unit(self) -> None:
        """Roll back everything since the unit began."""

    @abstractmethod
    def is_duplicate(self, error: Exception) -> bool:
        """Return whether the violated constraint is a unique or primary key."""

    @abstractmethod
    def unavailable_error(self, error: Exception) -> UnavailableError | None:
        """Return why the database is unavailable, or None when the statement itself is at fault."""

    @abstractmethod
    def is_over(self, error: Exception) -> bool:
        """Return whether the error ended the transaction, not only the unit that caused it."""


class _Compiled(NamedTuple):
    """What is sent to a driver; `arrange` puts named values in the form that it takes."""

    sql: str
    arrange: Callable[[Mapping[str, object]], Any]


class Statement:
    """One SQL statement with named values.

    With `visible=False` its changes do not count as visible to the tenant's readers.
    """

    __slots__ = ("_clause", "_compiled", "_resource")

    def __init__(self, clause: ClauseElement, *, visible: bool = True) -> None:
        self._clause = clause
        self._compiled: dict[str, _Compiled] = {}
        self._resource: str | None = None
        if visible and isinstance(clause, UpdateBase):
            self._resource = RESOURCE_OF.get(clause.table)

    def all(self, connection: Connection, /, **values: object) -> list[Tuple]:
        """Run it and return its rows."""
        return self._execute(connection, values).fetchall()

    def first(self, connection: Connection, /, **values: object) -> Tuple | None:
        """Run it and return its first row."""
        rows = self._execute(connection, values).fetchall()
        return rows[0] if rows else None

    def run(self, connection: Connection, /, **values: object) -> int:
        """Run it and return how many rows it changed."""
        count = self._execute(connection, values).rowcount
        if self._resource and count:
            connection.changed.add(self._resource)
        return count

    def run_each(self, connection: Connection, /, rows: Iterable[Mapping[str, object]]) -> None:
        """Run it once for each mapping of values; without any, send nothing."""
        compiled = self._compile(connection.dialect)
        values = map(compiled.arrange, rows)
        for first in values:
            connection.driver.cursor().executemany(compiled.sql, chain([first], values))
            if self._resource:
                connection.changed.add(self._resource)

    def _execute(self, connection: Connection, values: Mapping[str, object]) -> Cursor:
        compiled = self._compile(connection.dialect)
        try:
            return connection.driver.execute(compiled.sql, compiled.arrange(values))
        except connection.integrity_error as error:
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
            order = made.positiontup if made.positional else None
            known = _Compiled(str(made), _arranging(order, defaults))
            self._compiled[dialect.name] = known
        return known


def _arranging(
    order: Sequence[str] | None, defaults: Mapping[str, object]
) -> Callable[[Mapping[str, object]], Any]:
    """Return what adds the defaults to values, and sorts them if the driver takes no names."""
    if order is None:
        return lambda values: {**defaults, **values} if defaults else values
    if not order:
        return lambda _: ()
    if len(order) == 1:
        only = order[0]
        return lambda values: (values[only] if only in values else defaults[only],)
    # In C: as many steps for a row of fifty columns as for one of two.
    sort = itemgetter(*order)
    return (lambda values: sort({**defaults, **values})) if defaults else sort


def value(name: str) -> BindParameter[Any]:
    """Return a placeholder for a value that is passed when the statement runs."""
    return bindparam(name)


def inserting(table: Table, *, leave_out: frozenset[str] = frozenset()) -> Statement:
    """Return the statement that inserts a row, with one named value for each column."""
    names = [column.name for column in table.columns if column.name not in leave_out]
    return Statement(insert(table).values({name: value(name) for name in names}))


@cache
def changing(table: Table, names: frozenset[str]) -> Statement:
    """Return the statement that updates these columns of the row with the id `key` of a `tenant`.

    A row that was deleted is not updated.
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

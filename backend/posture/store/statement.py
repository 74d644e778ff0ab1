"""Statements: written over the tables' columns, compiled once, run straight on the driver.

Building and compiling a statement costs more than SQLite needs to run it, so both happen once for
each kind of database. Values go in by name, tuples come out. A statement that changes rows of a
table in `rows.RESOURCE_OF` notes that on the connection; the writer then increases the tenant's
revision.

Units of work that share a transaction may defer the rows that they add (`Statement.add`): these are
written together, before the transaction commits and before any other statement, so that no
statement misses them. Only a statement that is declared `beside` them does not wait for them.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from itertools import chain
from operator import itemgetter
from typing import Any, ClassVar, Final, NamedTuple, Protocol, TypeVar

import msgspec
from sqlalchemy import BindParameter, Dialect, Table, UpdateBase, bindparam, insert, update
from sqlalchemy.sql import ClauseElement

from posture.store.driver import Cursor, Driver, Tuple
from posture.store.errors import DuplicateError, UnavailableError
from posture.store.rows import RESOURCE_OF
from posture.store.tenancy import EVERY_TENANT, Tenancy

S = TypeVar("S", bound=msgspec.Struct)

# The parameter for the tenant of a row, and the table that declares it when a row is taken from it.
_DECLARED: Final = "declared_tenant"
_DECLARING: Final = (
    f"(SELECT set_config('posture.tenant_id', %({_DECLARED})s, true) OFFSET 0) AS declared"
)
# A statement of SQLite inserts at most as many rows. Each number of rows is a statement of its own:
# the connection keeps them all, about 2 MiB for each table.
ROWS_PER_STATEMENT: Final = 32


class Deferrable(Protocol):
    """A kind of rows that are written together."""

    def add_all(self, connection: "Connection", /, rows: Sequence[Any]) -> None:
        """Write the rows."""
        ...


class Connection(ABC):
    """A driver's connection, with the dialect its statements are compiled for.

    Attributes:
        integrity_error: what the driver raises when a row violates a constraint of its table.
        changed: of which resources the current unit changed rows that the tenant's readers see.
        audit_key: the key that seals the heads of audit chains; empty without a secret key.
        deferred: the kinds, tenants and rows that are written before the next statement.
        has_lost: whether rows that units had deferred could not be written.
        is_deferring: whether the current unit defers the rows that it adds.
        held: rows that this transaction has read under their locks; any other write forgets them.
        write_count: how many statements of this connection have changed rows.
    """

    __slots__ = (
        "_own_from",
        "_unit_of",
        "audit_key",
        "changed",
        "deferred",
        "dialect",
        "driver",
        "has_lost",
        "held",
        "is_deferring",
        "write_count",
    )

    integrity_error: ClassVar[type[Exception]]

    def __init__(self, driver: Driver, dialect: Dialect, *, audit_key: bytes = b"") -> None:
        self.driver = driver
        self.dialect = dialect
        self.audit_key = audit_key
        self.changed: set[str] = set()
        self.is_deferring = False
        self.held: dict[tuple[str, ...], Any] = {}
        self.write_count = 0
        self.deferred: list[tuple[Deferrable, Tenancy, Any]] = []
        self.has_lost = False
        # Where the deferred rows of the current unit begin, and whose unit it is.
        self._own_from = 0
        self._unit_of: Tenancy = EVERY_TENANT

    def forget(self) -> None:
        """Forget what an earlier transaction deferred or held."""
        self.is_deferring = self.has_lost = False
        self.deferred, self._own_from = [], 0
        self.held.clear()

    def begin_deferring(self, tenancy: Tenancy) -> None:
        """Let the unit that begins defer its rows; it has no savepoint.

        Its tenant is entered before its first statement: most of these units send none.
        """
        self._unit_of = tenancy
        self.is_deferring, self._own_from = True, len(self.deferred)

    def defer(self, kind: "Deferrable", row: object) -> None:
        """Write a row later, together with all others of its kind."""
        self.deferred.append((kind, self._unit_of, row))

    def drop_deferred(self) -> None:
        """Drop the rows that the current unit has deferred."""
        del self.deferred[self._own_from :]

    def flush(self) -> None:
        """Write what was deferred, in the order of what was deferred first.

        An error may be that of any unit, whichever one is running.
        """
        if not self.deferred:
            return
        is_own = len(self.deferred) > self._own_from
        before = {*self.changed}, self.is_deferring, self.write_count
        deferred, self.deferred, self._own_from = self.deferred, [], 0
        together: dict[Deferrable, list[tuple[Tenancy, Any]]] = {}
        for kind, tenancy, row in deferred:
            together.setdefault(kind, []).append((tenancy, row))
        self.is_deferring, self.has_lost = False, True
        for kind, rows in together.items():
            self.write_together(kind, rows)
        self.has_lost = False
        self.changed, self.is_deferring, write_count = before
        if self.is_deferring:
            self.enter(self._unit_of)
        if not is_own:  # the current unit has not written anything
            self.write_count = write_count

    def write_together(self, kind: "Deferrable", rows: "Sequence[tuple[Tenancy, Any]]") -> None:
        """Write rows of one kind, each for the tenant whose unit has deferred it."""
        kind.add_all(self, [row for _, row in rows])

    def first_of_each(
        self, statement: "Statement", rows: "Sequence[tuple[Tenancy, Mapping[str, object]]]"
    ) -> "list[Tuple | None]":
        """Run a statement for each tenant and its values; return the first row of each."""
        return [statement.first(self, **values) for _, values in rows]

    def enter_unit(self) -> None:
        """Limit the statements that follow to the rows of the deferring unit's tenant."""
        self.enter(self._unit_of)

    def note_write(self) -> None:
        """Note that rows were changed: what was read under a lock may not be so any more."""
        self.write_count += 1
        self.held.clear()

    @abstractmethod
    def enter(self, tenancy: Tenancy) -> None:
        """Limit the statements that follow to the rows of a tenant."""

    @abstractmethod
    def has_failed(self) -> bool:
        """Return whether a statement failed, so that the transaction can only be rolled back."""

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
    is_positional: bool


class Statement:
    """One SQL statement with named values.

    With `visible=False` its changes do not count as visible to the tenant's readers. With `beside`
    it neither sees nor changes what units of work may defer or hold.
    """

    __slots__ = ("_beside", "_clause", "_compiled", "_resource", "_several", "_writes")

    def __init__(
        self, clause: ClauseElement, *, visible: bool = True, beside: bool = False
    ) -> None:
        self._clause = clause
        self._compiled: dict[str, _Compiled] = {}
        self._several: dict[int, str] = {}
        self._beside = beside
        self._writes = isinstance(clause, UpdateBase) and not beside
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
        compiled = self._ready(connection)
        values = map(compiled.arrange, rows)
        for first in values:
            connection.driver.cursor().executemany(compiled.sql, chain([first], values))
            if self._resource:
                connection.changed.add(self._resource)

    def add(self, connection: Connection, /, row: Mapping[str, object]) -> None:
        """Insert a row, or defer that where the unit does."""
        if not connection.is_deferring:
            self.run(connection, **row)
            return
        connection.defer(self, row)
        if self._resource:
            connection.changed.add(self._resource)

    def add_all(self, connection: Connection, /, rows: Sequence[Mapping[str, object]]) -> None:
        """Insert rows with as few statements as the driver allows."""
        if len(rows) == 1:
            self.run(connection, **rows[0])
            return
        compiled = self._ready(connection)
        if self._resource:
            connection.changed.add(self._resource)
        values = [compiled.arrange(row) for row in rows]
        if not compiled.is_positional:
            connection.driver.cursor().executemany(compiled.sql, values)
            return
        # SQLite releases the interpreter for each statement, and each time waits to get it back.
        for done in range(0, len(values), ROWS_PER_STATEMENT):
            some = values[done : done + ROWS_PER_STATEMENT]
            several = [*chain.from_iterable(some)]
            connection.driver.execute(self._inserting(compiled.sql, len(some)), several)

    def add_for_each(
        self, connection: Connection, /, rows: Sequence[tuple[str, Mapping[str, object]]]
    ) -> None:
        """Insert rows of several tenants, each of which is declared by the row's own statement.

        A server sees one statement for each row. It computes the row, which declares the tenant,
        before it evaluates the policy of row-level security on it. In another order it would refuse
        the row.
        """
        compiled = self._ready(connection)
        head, _, values = compiled.sql.rpartition(" VALUES (")
        if self._resource:
            connection.changed.add(self._resource)
        connection.driver.cursor().executemany(
            f"{head} SELECT {values.removesuffix(')')} FROM {_DECLARING}",  # noqa: S608  # compiled from the table's columns
            [{**compiled.arrange(row), _DECLARED: tenant} for tenant, row in rows],
        )

    def declaring(
        self, connection: Connection, rows: Iterable[tuple[str, Mapping[str, object]]]
    ) -> tuple[str, list[Mapping[str, object]]]:
        """Return a query that declares a tenant and then reads, and its values for each tenant.

        It has one row, of nulls where nothing was found. A server can only join so row by row,
        beginning with what declares the tenant. In another order it would find nothing.
        """
        compiled = self._ready(connection)
        sql = f"SELECT found.* FROM {_DECLARING} LEFT JOIN ({compiled.sql}) AS found ON true"  # noqa: S608  # compiled from the table's columns
        return sql, [{**compiled.arrange(row), _DECLARED: tenant} for tenant, row in rows]

    def _inserting(self, sql: str, count: int) -> str:
        """Return the statement for several rows; `sql`, that for one, ends with its values."""
        if count not in self._several:
            values = sql[sql.rindex(" VALUES (") + len(" VALUES ") :]
            self._several[count] = sql + f", {values}" * (count - 1)
        return self._several[count]

    def _ready(self, connection: Connection) -> _Compiled:
        """Return the compiled statement, after what it must see or may change was written."""
        if not self._beside:
            if connection.deferred:
                connection.flush()
            if self._writes:
                connection.note_write()
        if connection.is_deferring:
            connection.enter_unit()
        return self._compiled.get(connection.dialect.name) or self._compile(connection.dialect)

    def _execute(self, connection: Connection, values: Mapping[str, object]) -> Cursor:
        compiled = self._ready(connection)
        try:
            return connection.driver.execute(compiled.sql, compiled.arrange(values))
        except connection.integrity_error as error:
            if connection.is_duplicate(error):
                raise DuplicateError(str(error)) from error
            raise

    def _compile(self, dialect: Dialect) -> _Compiled:
        made: Any = self._clause.compile(dialect=dialect)
        defaults = {name: bound.value for name, bound in made.binds.items() if not bound.required}
        order = made.positiontup if made.positional else None
        known = _Compiled(str(made), _arranging(order, defaults), order is not None)
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
    # Inline: no id of the row is returned.
    return Statement(insert(table).inline().values({name: value(name) for name in names}))


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

"""A connection to a PostgreSQL server: transactions that declare their tenants, and their marks."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final, cast

import psycopg
from psycopg.pq import PipelineStatus, TransactionStatus
from sqlalchemy.dialects.postgresql.psycopg import dialect as psycopg_dialect

from posture.store.clock import milliseconds
from posture.store.driver import Driver, Tuple
from posture.store.errors import UnavailableError
from posture.store.postgres_server import Raw
from posture.store.statement import Connection, Deferrable, Statement
from posture.store.tenancy import EVERY_TENANT, NO_TENANT, Tenancy

UNIQUE: Final = "23505"
UNAVAILABLE_REASONS: Final = {
    "25006": "the database is read-only",
    "40001": "the transaction conflicts with others",
    "40P01": "the transaction conflicts with others",
    "53100": "the disk is full",
    "53200": "the server has no memory left",
    "53300": "the server has no connection left",
    "55P03": "a row is locked by another process",
    "57014": "a statement took too long",
    "58030": "the disk refuses to read or write",
    "XX001": "the database is damaged",
    "XX002": "the database is damaged",
}
# These fail one unit of work; the next unit in the transaction may still succeed.
ONE_UNIT_ONLY: Final = frozenset({"55P03", "57014"})
# The id of no tenant. Where several share a transaction and none has been entered, a statement
# finds and writes nothing.
NOBODY: Final = "nobody"

_DIALECT = psycopg_dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy does not annotate it


class PostgresConnection(Connection):
    """A connection to the server; each transaction declares its tenant for row-level security."""

    __slots__ = ("_before", "_tenancy", "raw")

    integrity_error = psycopg.IntegrityError

    def __init__(self, raw: Raw, *, audit_key: bytes = b"") -> None:
        super().__init__(cast("Driver", raw), _DIALECT, audit_key=audit_key)
        self.raw = raw
        self._before = ""
        self._tenancy: Tenancy = EVERY_TENANT

    def in_transaction(self) -> bool:
        """Return what the driver reports; a lost connection has no transaction."""
        return not self.is_lost() and self.raw.info.transaction_status in {
            TransactionStatus.INTRANS,
            TransactionStatus.INERROR,
        }

    def begin_reading(self, tenancy: Tenancy) -> None:
        """Begin a read-only transaction for the tenant."""
        self._begin("READ ONLY", tenancy)

    def begin_writing(self, tenancies: Collection[Tenancy], mark: "Mark") -> None:
        """Begin a transaction, write its mark, and lock the rows of its tenants.

        Every writing transaction begins with these locks, all in the same order, so two of them
        never wait for each other.
        """
        only = next(iter(tenancies)) if len(tenancies) == 1 else NOBODY
        more = f"{mark.statement()}; {_locks(set(tenancies))} {set_tenant(only)}"
        self._begin("READ WRITE", EVERY_TENANT, more)
        self._tenancy = only

    def enter(self, tenancy: Tenancy) -> None:
        """Declare the tenant."""
        if _text(tenancy) != _text(self._tenancy):
            self._ask(set_tenant(tenancy))
            self._tenancy = tenancy

    def write_together(self, kind: Deferrable, rows: Sequence[tuple[Tenancy, Any]]) -> None:
        """Write rows of one kind, while the tenant of each is declared."""
        of_each: dict[Tenancy, list[Any]] = {}
        for tenancy, row in rows:
            of_each.setdefault(tenancy, []).append(row)
        if len(of_each) > 1 and isinstance(kind, Statement):
            kind.add_for_each(self, [(_text(tenancy), row) for tenancy, row in rows])
            self._tenancy = rows[-1][0]
            return
        for tenancy, own in of_each.items():
            self.enter(tenancy)
            kind.add_all(self, own)

    def first_of_each(
        self, statement: Statement, rows: Sequence[tuple[Tenancy, Mapping[str, object]]]
    ) -> list[Tuple | None]:
        """Run a statement for each tenant, declared meanwhile; its first column is never null."""
        # The last one ends the declaration.
        asked = [*((_text(tenancy), row) for tenancy, row in rows), (NOBODY, rows[-1][1])]
        cursor = self.raw.cursor()
        cursor.executemany(*statement.declaring(self, asked), returning=True)
        self._tenancy = NOBODY
        found = [one.fetchone() for one in cursor.results()]
        return [row if row and row[0] is not None else None for row in found[:-1]]

    def has_failed(self) -> bool:
        """Return whether the server takes no statement before a rollback."""
        return self.raw.info.transaction_status == TransactionStatus.INERROR

    def begin_unit(self, tenancy: Tenancy) -> None:
        """Set a savepoint for the tenant, and release the one before, in one message."""
        self._tenancy = tenancy
        self._ask(f"{self._before} {set_tenant(tenancy)} SAVEPOINT unit")
        self._before = "RELEASE unit;"

    def end_unit(self) -> None:
        """Raise if the transaction has failed; the next unit, or COMMIT, releases the savepoint."""
        if self.has_failed():
            raise psycopg.errors.InFailedSqlTransaction("a unit of work hid a failed statement")

    def roll_back_unit(self) -> None:
        """Roll back to the savepoint."""
        self._ask("ROLLBACK TO unit")

    def dry_run(self, statement: str) -> list[Any]:
        """Return the rows of a statement across tenants, and roll it back."""
        try:
            cursor = self._begin("READ WRITE", EVERY_TENANT, statement)
            while cursor.nextset():
                pass
            return cursor.fetchall()
        finally:
            self.roll_back()

    def roll_back(self) -> None:
        """Roll the transaction back, if there still is one."""
        if self.in_transaction():
            with suppress(psycopg.Error):
                self.raw.execute("ROLLBACK")

    def is_duplicate(self, error: Exception) -> bool:
        """Return whether the SQLSTATE is that of a unique key."""
        return getattr(error, "sqlstate", None) == UNIQUE

    def is_lost(self) -> bool:
        """Return whether the connection to the server is closed, or takes no statement any more.

        `executemany` sends its rows in a pipeline. When the server ends meanwhile, the driver may
        fail before it has read the end of the connection, which then stays in the pipeline.
        """
        return self.raw.closed or self.raw.pgconn.pipeline_status != PipelineStatus.OFF

    def unavailable_error(self, error: Exception) -> UnavailableError | None:
        """Return the meaning of the SQLSTATE, or of a lost connection, or None."""
        if not isinstance(error, psycopg.Error):
            return None
        text = UNAVAILABLE_REASONS.get(error.sqlstate or "")
        if text is None and self.is_lost():
            text = "the connection to the server was lost"
        return None if text is None else UnavailableError(f"The database is unavailable: {text}.")

    def is_over(self, error: Exception) -> bool:
        """Return whether the server ended the transaction, or cannot serve any unit."""
        state = getattr(error, "sqlstate", None)
        return not self.in_transaction() or (
            state in UNAVAILABLE_REASONS and state not in ONE_UNIT_ONLY
        )

    def _begin(self, mode: str, tenancy: Tenancy, more: str = "") -> "psycopg.Cursor[Any]":
        """Begin a transaction, in one message to the server."""
        self._before = ""
        return self._ask(
            f"BEGIN ISOLATION LEVEL READ COMMITTED {mode}; {set_tenant(tenancy)} {more}"
        )

    def _ask(self, statements: str) -> "psycopg.Cursor[Any]":
        return self.raw.execute(statements.encode(), prepare=False)


def _locks(tenancies: Collection[Tenancy]) -> str:
    chain = (
        "SELECT FROM audit_chains WHERE chain = '' FOR UPDATE;" if NO_TENANT in tenancies else ""
    )
    named = ", ".join(sorted(_quoted(one) for one in tenancies if isinstance(one, str)))
    if not named:
        return chain
    return f"{chain} SELECT FROM tenants WHERE id IN ({named}) ORDER BY id FOR NO KEY UPDATE;"


def set_tenant(tenancy: Tenancy) -> str:
    """Return the statement that declares the tenant of the transaction."""
    return f"SET LOCAL posture.tenant_id = {_quoted(tenancy)};"


def _text(tenancy: Tenancy) -> str:
    # Rows without a tenant are visible only to work across tenants.
    return tenancy if isinstance(tenancy, str) else EVERY_TENANT.value


def _quoted(tenancy: Tenancy) -> str:
    return "'" + _text(tenancy).replace("'", "''") + "'"


@dataclass(frozen=True, slots=True)
class Mark:
    """What a transaction writes into its connection's own row, to show that it was committed."""

    connection_id: str
    number: int

    def statement(self) -> str:
        """Return the statement that writes it."""
        return f"{self._row(self.number)} SET mark = EXCLUDED.mark, at = EXCLUDED.at"

    def is_committed(self, connection: PostgresConnection) -> bool:
        """Return whether it was committed, after a COMMIT that may still be under way."""
        # Writing the row waits for a transaction that still holds it, and then sees its outcome.
        return connection.dry_run(f"{self._row(0)} SET lane = EXCLUDED.lane RETURNING mark") == [
            (self.number,)
        ]

    def _row(self, number: int) -> str:
        return (
            "INSERT INTO commits (lane, mark, at) "  # noqa: S608  # no part of it comes from outside
            f"VALUES ('{self.connection_id}', {number}, {milliseconds()}) "
            "ON CONFLICT (lane) DO UPDATE"
        )

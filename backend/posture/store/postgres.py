"""A PostgreSQL server through psycopg: each connection has a thread, each request hops there once.

A connection that was lost is made anew by the next who needs it, and what was under way on it runs
again as long as nothing of it can have been kept. Whether a transaction was kept whose answer was
lost, its own rows tell: each leaves a mark, which is there if and only if all the rest is. (The
server's word on a transaction's number, `pg_xact_status`, may be about another: after a crash a
number is given again that never reached the disk.)
"""

import asyncio
import time
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, nullcontext, suppress
from dataclasses import dataclass
from functools import partial
from itertools import count
from typing import Any, Final, Self, TypeVar, cast
from uuid import uuid4

import psycopg
from psycopg.pq import TransactionStatus
from psycopg.sql import SQL, Identifier
from sqlalchemy import Connection as EngineConnection
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.dialects.postgresql.psycopg import dialect as psycopg_dialect
from sqlalchemy.pool import NullPool

from posture.settings import Settings, SettingsError
from posture.store.clock import milliseconds
from posture.store.errors import UnavailableError
from posture.store.postgres_server import Raw, Server
from posture.store.statement import Connection, Driver
from posture.store.tenancy import EVERY_TENANT, NOBODY, Tenancy

T = TypeVar("T")

UNIQUE: Final = "23505"
# Two transactions that met: one was undone for the other's sake, and may try again.
IN_THE_WAY: Final = frozenset({"40001", "40P01"})
TROUBLES: Final = {
    "25006": "the database is read-only",
    "40001": "other transactions are in the way",
    "40P01": "other transactions are in the way",
    "53100": "the disk is full",
    "53200": "the server has no memory left",
    "53300": "the server has no connection left",
    "55P03": "a row is locked by another process",
    "57014": "a statement took too long",
    "58030": "the disk refuses to read or write",
    "XX001": "the database is damaged",
    "XX002": "the database is damaged",
}
# What one unit of work met, the next need not.
OF_ONE_UNIT: Final = frozenset({"55P03", "57014"})
SETTLE_POLL_SECONDS: Final = 0.1
MARKS_KEPT_MS: Final = 86_400_000
# Any number that no other program locks in our database.
MIGRATING: Final = 7_067_812
GRANTS: Final = (
    "GRANT USAGE ON SCHEMA public TO {}",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {}",
    "GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {}",
    "GRANT EXECUTE ON ALL ROUTINES IN SCHEMA public TO {}",
)

_DIALECT = psycopg_dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy leaves it bare


class UnsettledError(Exception):
    """The connection was lost while a transaction was being committed."""


class PostgresConnection(Connection):
    """A connection to the server; its transactions say for whom they work."""

    __slots__ = ("_before", "raw")

    broken_rule = psycopg.IntegrityError

    def __init__(self, raw: Raw) -> None:
        super().__init__(cast("Driver", raw), _DIALECT)
        self.raw = raw
        self._before = ""

    def in_transaction(self) -> bool:
        """Ask the driver; a lost connection is in none."""
        return self.raw.info.transaction_status in {
            TransactionStatus.INTRANS,
            TransactionStatus.INERROR,
        }

    def begin_reading(self, tenancy: Tenancy) -> None:
        """Begin a transaction that reads what the tenant may see."""
        self._begin("READ ONLY", tenancy)

    def begin_writing(self, tenancies: Collection[Tenancy], mark: "Mark") -> None:
        """Begin a transaction, leave its mark, make others who write for these tenants wait.

        Every writing transaction begins by these locks, all in the same order: so no two of them
        can each wait for the other.
        """
        only = next(iter(tenancies)) if len(tenancies) == 1 else EVERY_TENANT
        more = f"{mark.left()}; {_locks(set(tenancies))} {_acting(only)}"
        self._begin("READ WRITE", EVERY_TENANT, more)

    def begin_unit(self, tenancy: Tenancy) -> None:
        """Set a savepoint for the tenant, and release the one before, in one message."""
        self._ask(f"{self._before} {_acting(tenancy)} SAVEPOINT unit")
        self._before = "RELEASE unit;"

    def end_unit(self) -> None:
        """Look at what the driver knows; the savepoint is released by what comes next."""
        if self.raw.info.transaction_status == TransactionStatus.INERROR:
            raise psycopg.errors.InFailedSqlTransaction("a unit of work hid its failure")

    def undo_unit(self) -> None:
        """Return to the savepoint."""
        self._ask("ROLLBACK TO unit")

    def tried(self, statement: str) -> list[Any]:
        """Return what a statement would, run across tenants, without a trace of it."""
        try:
            cursor = self._begin("READ WRITE", EVERY_TENANT, statement)
            while cursor.nextset():
                pass
            return cursor.fetchall()
        finally:
            self.undo()

    def undo(self) -> None:
        """End the transaction, if there still is one, as if it had not been."""
        if self.in_transaction():
            with suppress(psycopg.Error):
                self.raw.execute("ROLLBACK")

    def is_duplicate(self, error: Exception) -> bool:
        """Look at the state."""
        return getattr(error, "sqlstate", None) == UNIQUE

    def is_lost(self) -> bool:
        """Return whether the server or the way to it has gone."""
        return self.raw.closed

    def trouble_of(self, error: Exception) -> UnavailableError | None:
        """Look at the state, or at the connection."""
        if not isinstance(error, psycopg.Error):
            return None
        text = TROUBLES.get(error.sqlstate or "")
        if text is None and self.is_lost():
            text = "the connection to the server was lost"
        return None if text is None else UnavailableError(f"The database is unavailable: {text}.")

    def is_over(self, error: Exception) -> bool:
        """Tell what the server undid, or cannot do for anybody, from what one unit met."""
        state = getattr(error, "sqlstate", None)
        return not self.in_transaction() or (state in TROUBLES and state not in OF_ONE_UNIT)

    def _begin(self, mode: str, tenancy: Tenancy, more: str = "") -> "psycopg.Cursor[Any]":
        """Begin, in one message to the server."""
        self._before = ""
        return self._ask(f"BEGIN ISOLATION LEVEL READ COMMITTED {mode}; {_acting(tenancy)} {more}")

    def _ask(self, statements: str) -> "psycopg.Cursor[Any]":
        return self.raw.execute(statements.encode(), prepare=False)


def _locks(tenancies: Collection[Tenancy]) -> str:
    nobody = "SELECT FROM audit_chains WHERE chain = '' FOR UPDATE;" if NOBODY in tenancies else ""
    named = ", ".join(sorted(_quoted(one) for one in tenancies if isinstance(one, str)))
    if not named:
        return nobody
    return f"{nobody} SELECT FROM tenants WHERE id IN ({named}) ORDER BY id FOR NO KEY UPDATE;"


def _acting(tenancy: Tenancy) -> str:
    return f"SET LOCAL posture.tenant_id = {_quoted(tenancy)};"


def _text(tenancy: Tenancy) -> str:
    # What is nobody's is shown to work across tenants alone.
    return tenancy if isinstance(tenancy, str) else EVERY_TENANT.value


def _quoted(tenancy: Tenancy) -> str:
    return "'" + _text(tenancy).replace("'", "''") + "'"


@dataclass(frozen=True, slots=True)
class Mark:
    """What a transaction leaves in the row of its lane, of which nobody else writes."""

    lane: str
    number: int

    def left(self) -> str:
        """Return the statement that leaves it."""
        return f"{self._row(self.number)} SET mark = EXCLUDED.mark, at = EXCLUDED.at"

    def is_in(self, connection: PostgresConnection) -> bool:
        """Return whether it was kept; who may still be about to commit it is waited for."""
        # To lock the row, or to make it, is to wait for whoever did and to see the last word.
        return connection.tried(f"{self._row(0)} SET lane = EXCLUDED.lane RETURNING mark") == [
            (self.number,)
        ]

    def _row(self, number: int) -> str:
        return (
            "INSERT INTO commits (lane, mark, at) "  # noqa: S608  # of our own making
            f"VALUES ('{self.lane}', {number}, {milliseconds()}) ON CONFLICT (lane) DO UPDATE"
        )


class PostgresLane:
    """A connection with a thread of its own, made anew whenever it was lost."""

    def __init__(self, server: Server, *, read_only: bool) -> None:
        self._server = server
        self._read_only = read_only
        self._name = uuid4().hex
        self._marks = count(1)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="postgres")
        self._connection: PostgresConnection | None = None
        self._refused_until = 0.0

    async def __aenter__(self) -> Self:
        await self._hop(self._connected)
        if not self._read_only:
            await self.write(_forget_old_marks, {EVERY_TENANT})
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._hop(self._drop)
        self._thread.shutdown(wait=False)

    async def read(self, work: Callable[[Connection], T], tenancy: Tenancy) -> T:
        """Run a unit of reading in a transaction of its own."""
        return await self._hop(self._attempt, partial(_read, work=work, tenancy=tenancy))

    async def write(
        self, work: Callable[[Connection], None], tenancies: Collection[Tenancy]
    ) -> None:
        """Run the work of these tenants in one transaction."""
        mark = Mark(self._name, next(self._marks))
        await self._hop(
            self._commit, mark, partial(_write, work=work, tenancies=tenancies, mark=mark)
        )

    async def _hop(self, function: Callable[..., T], *values: object) -> T:
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(self._thread, partial(function, *values))
        except RuntimeError as error:
            if self._thread._shutdown:  # noqa: SLF001  # it has no other way to tell
                raise UnavailableError("The database is closed.") from error
            raise

    def _attempt(self, transaction: Callable[[PostgresConnection], T]) -> T:
        """Run a transaction, again if nothing of it was kept and it is likely to succeed."""
        left = self._server.attempts
        while True:
            left -= 1
            connection = self._connected()
            try:
                return transaction(connection)
            except psycopg.Error as error:
                trouble = connection.trouble_of(error)
                if trouble is None:
                    raise
                if not left or not (connection.is_lost() or error.sqlstate in IN_THE_WAY):
                    raise trouble from error

    def _commit(self, mark: Mark, transaction: Callable[[PostgresConnection], None]) -> None:
        try:
            self._attempt(transaction)
        except UnsettledError:
            if not self._was_kept(mark):
                raise UnavailableError(
                    "The database is unavailable: the connection was lost."
                ) from None

    def _was_kept(self, mark: Mark) -> bool:
        """Find out whether a transaction was committed whose answer was lost on its way."""
        give_up_at = time.monotonic() + self._server.busy_seconds
        while time.monotonic() < give_up_at:
            try:
                return mark.is_in(self._connected())
            except (UnavailableError, psycopg.Error):
                time.sleep(SETTLE_POLL_SECONDS)
        raise UnavailableError("The database went away, and may have kept what it took.")

    def _connected(self) -> PostgresConnection:
        """Return the connection, or a new one where it was lost."""
        found = self._connection
        if found is not None and not found.is_lost():
            return found
        if time.monotonic() < self._refused_until:
            raise UnavailableError(self._server.refusal)
        try:
            self._connection = PostgresConnection(self._server.connect())
        except UnavailableError:
            # Those who wait behind us are told at once instead of each waiting in vain.
            self._refused_until = time.monotonic() + self._server.retry_seconds
            raise
        return self._connection

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.raw.close()


def _forget_old_marks(connection: Connection) -> None:
    """Remove the marks of lanes that are long gone; one that is only idle leaves another."""
    oldest = milliseconds() - MARKS_KEPT_MS
    connection.driver.execute("DELETE FROM commits WHERE at < %s", (oldest,))


def _read(
    connection: PostgresConnection, *, work: Callable[[Connection], T], tenancy: Tenancy
) -> T:
    try:
        connection.begin_reading(tenancy)
        answer = work(connection)
        connection.raw.execute("COMMIT", prepare=False)
    except BaseException:
        connection.undo()
        raise
    return answer


def _write(
    connection: PostgresConnection,
    *,
    work: Callable[[Connection], None],
    tenancies: Collection[Tenancy],
    mark: Mark,
) -> None:
    try:
        connection.begin_writing(tenancies, mark)
        work(connection)
        connection.end_unit()
    except BaseException:
        connection.undo()
        raise
    try:
        connection.raw.execute("COMMIT", prepare=False)
    except psycopg.Error as error:
        if connection.is_lost():
            raise UnsettledError from error
        connection.undo()
        raise


def _admit(raw: Raw, name: str) -> None:
    role = Identifier(name)
    known = raw.execute(
        "SELECT pg_has_role(oid, 'MEMBER') FROM pg_roles WHERE rolname = %s", (name,)
    )
    row = known.fetchone()
    if row is None:
        raw.execute(SQL("CREATE ROLE {}").format(role))
    for grant in GRANTS:
        raw.execute(SQL(grant).format(role))
    if row is None or not row[0]:
        raw.execute(SQL("GRANT {} TO CURRENT_USER").format(role))


class PostgresDatabase:
    """A server, and one process's ways to it."""

    faults: tuple[type[Exception], ...] = (psycopg.Error,)

    def __init__(self, settings: Settings) -> None:
        self.writers = settings.writers
        self.shown = settings.shown_database()
        self._role = settings.database_role
        self._server = Server(settings)
        self._settings = settings

    def revision(self) -> str | None:
        """Return the revision of the schema; None when there is none yet."""
        with self._server.connect(migrating=True) as raw:
            row = raw.execute("SELECT to_regclass('alembic_version')").fetchone()
            if row is None or row[0] is None:
                return None
            row = raw.execute("SELECT version_num FROM alembic_version").fetchone()
        return None if row is None else str(row[0])

    def admit(self) -> None:
        """Make the role that is to be assumed, and let it use the tables."""
        if not self._role:
            return
        try:
            with self._server.connect(migrating=True) as raw:
                raw.execute("SELECT pg_advisory_xact_lock(%s)", (MIGRATING,))
                _admit(raw, self._role)
        except psycopg.errors.InsufficientPrivilege as error:
            raise SettingsError(
                f"POSTURE_DATABASE_ROLE: the URL's own role may not make {self._role!r}, or not "
                "let it use the tables: run `posture migrate` once as one that may."
            ) from error

    def check(self) -> None:
        """Refuse to be somebody to whom row-level security does not apply."""
        with self._server.connect() as raw:
            row = raw.execute(
                "SELECT rolname, rolsuper OR rolbypassrls FROM pg_roles"
                " WHERE rolname = current_user"
            ).fetchone()
        if row is None or row[1]:
            raise SettingsError(
                f"POSTURE_DATABASE_ROLE: the role {row and row[0]!r} is above row-level security, "
                "which keeps tenants apart: name a plain role here, and `posture migrate` makes it."
            )

    def engine(self) -> Engine:
        """Return an engine whose transactions take turns with those of other processes."""
        engine = create_engine(
            "postgresql+psycopg://",
            creator=lambda: self._server.connect(migrating=True),
            poolclass=NullPool,
        )

        @event.listens_for(engine, "begin")
        def begin(connection: EngineConnection) -> None:
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({MIGRATING})")
            connection.exec_driver_sql(_acting(EVERY_TENANT))

        return engine

    def lane(self, *, read_only: bool) -> PostgresLane:
        """Return a lane to be opened."""
        return PostgresLane(Server(self._settings), read_only=read_only)

    def peeker(self) -> AbstractAsyncContextManager[None]:
        """Return none: the event loop must not wait for a server."""
        return nullcontext()

    def trouble_of(self, error: Exception) -> UnavailableError:
        """Say why the server could not be used."""
        state = getattr(error, "sqlstate", None) or type(error).__name__
        return UnavailableError(f"The database {self.shown} cannot be used ({state}).")

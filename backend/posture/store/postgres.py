"""A PostgreSQL server through psycopg: each connection has a thread of its own.

The next unit of work that needs a lost connection opens it again, and the transaction that was open
on it runs again if it cannot have been committed. When the reply to a COMMIT is lost, the database
itself shows whether it was committed: each transaction writes a mark, which is there if and only if
all of its other rows are. (`pg_xact_status` cannot be used: after a crash the server may assign the
number of a transaction again that did not reach the disk, and then reports on the wrong one.)
"""

import asyncio
import time
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, nullcontext
from functools import partial
from itertools import count
from typing import Final, Self, TypeVar
from uuid import uuid4

import psycopg
from psycopg.sql import SQL, Identifier
from sqlalchemy import Connection as EngineConnection
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.pool import NullPool

from posture.settings import Settings, SettingsError
from posture.store.clock import milliseconds
from posture.store.errors import UnavailableError
from posture.store.postgres_connection import Mark, PostgresConnection, set_tenant
from posture.store.postgres_server import Raw, Server
from posture.store.seal import seal_key
from posture.store.statement import Connection
from posture.store.tenancy import EVERY_TENANT, Tenancy

T = TypeVar("T")

# Serialization failure and deadlock: the server rolled one transaction back; it may be retried.
CONFLICTS: Final = frozenset({"40001", "40P01"})

SETTLE_POLL_SECONDS: Final = 0.1
MARKS_KEPT_MS: Final = 86_400_000
# The key of the advisory lock that migrations hold: any number no other program uses here.
MIGRATION_LOCK: Final = 7_067_812
GRANTS: Final = (
    "GRANT USAGE ON SCHEMA public TO {}",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {}",
    "GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {}",
    "GRANT EXECUTE ON ALL ROUTINES IN SCHEMA public TO {}",
)


class CommitUnknownError(Exception):
    """The connection was lost during COMMIT: the transaction may or may not be committed."""


class PostgresThread:
    """A connection with a thread of its own, opened again whenever it was lost."""

    def __init__(self, server: Server, *, read_only: bool, audit_key: bytes = b"") -> None:
        self._server = server
        self._audit_key = audit_key
        self._read_only = read_only
        self._id = uuid4().hex
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
        """Run a unit of work that only reads, in a transaction of its own."""
        return await self._hop(self._attempt, partial(_read, work=work, tenancy=tenancy))

    async def write(
        self, work: Callable[[Connection], None], tenancies: Collection[Tenancy]
    ) -> None:
        """Run the work of these tenants in one transaction."""
        mark = Mark(self._id, next(self._marks))
        await self._hop(
            self._commit, mark, partial(_write, work=work, tenancies=tenancies, mark=mark)
        )

    async def _hop(self, function: Callable[..., T], *values: object) -> T:
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(self._thread, partial(function, *values))
        except RuntimeError as error:
            if self._thread._shutdown:  # noqa: SLF001  # it has no public attribute for this
                raise UnavailableError("The database is closed.") from error
            raise

    def _attempt(self, transaction: Callable[[PostgresConnection], T]) -> T:
        """Run a transaction; retry it if it was rolled back by a conflict or a lost connection."""
        attempts_left = self._server.attempts
        while True:
            attempts_left -= 1
            connection = self._connected()
            try:
                return transaction(connection)
            except psycopg.Error as error:
                unavailable = connection.unavailable_error(error)
                if unavailable is None:
                    raise
                if not attempts_left or not (connection.is_lost() or error.sqlstate in CONFLICTS):
                    raise unavailable from error

    def _commit(self, mark: Mark, transaction: Callable[[PostgresConnection], None]) -> None:
        try:
            self._attempt(transaction)
        except CommitUnknownError:
            if not self._was_committed(mark):
                raise UnavailableError(
                    "The database is unavailable: the connection was lost."
                ) from None

    def _was_committed(self, mark: Mark) -> bool:
        """Return whether a transaction was committed although the reply to COMMIT was lost."""
        give_up_at = time.monotonic() + self._server.busy_seconds
        while time.monotonic() < give_up_at:
            try:
                return mark.is_committed(self._connected())
            except (UnavailableError, psycopg.Error):
                time.sleep(SETTLE_POLL_SECONDS)
        raise UnavailableError(
            "The connection to the database was lost during COMMIT, and the database cannot be "
            "asked whether the transaction was committed."
        )

    def _connected(self) -> PostgresConnection:
        """Return the connection, or a new one if it was lost."""
        found = self._connection
        if found is not None and not found.is_lost():
            return found
        self._drop()
        if time.monotonic() < self._refused_until:
            raise UnavailableError(self._server.refusal)
        try:
            self._connection = PostgresConnection(self._server.connect(), audit_key=self._audit_key)
        except UnavailableError:
            # Units that wait for this thread fail at once instead of each waiting for a timeout.
            self._refused_until = time.monotonic() + self._server.retry_seconds
            raise
        return self._connection

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.raw.close()


def _forget_old_marks(connection: Connection) -> None:
    """Delete the marks of connections closed long ago; an idle one writes its mark again."""
    oldest = milliseconds() - MARKS_KEPT_MS
    connection.driver.execute("DELETE FROM commits WHERE at < %s", (oldest,))


def _read(
    connection: PostgresConnection, *, work: Callable[[Connection], T], tenancy: Tenancy
) -> T:
    try:
        connection.begin_reading(tenancy)
        result = work(connection)
        connection.raw.execute("COMMIT", prepare=False)
    except BaseException:
        connection.roll_back()
        raise
    return result


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
        connection.roll_back()
        raise
    try:
        connection.raw.execute("COMMIT", prepare=False)
    except psycopg.Error as error:
        if connection.is_lost():
            raise CommitUnknownError from error
        connection.roll_back()
        raise


def _grant(raw: Raw, name: str) -> None:
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


class PostgresBackend:
    """A PostgreSQL server, and how one process connects to it."""

    errors: tuple[type[Exception], ...] = (psycopg.Error,)

    def __init__(self, settings: Settings) -> None:
        self.writers = settings.writers
        self.display_name = settings.shown_database()
        self._role = settings.database_role
        self._server = Server(settings)
        self._settings = settings

    def schema_revision(self) -> str | None:
        """Return the revision of the schema, or None when there is none yet."""
        with self._server.connect(migrating=True) as raw:
            row = raw.execute("SELECT to_regclass('alembic_version')").fetchone()
            if row is None or row[0] is None:
                return None
            row = raw.execute("SELECT version_num FROM alembic_version").fetchone()
        return None if row is None else str(row[0])

    def grant_access(self) -> None:
        """Create the role of `POSTURE_DATABASE_ROLE` if needed, and let it use the tables."""
        if not self._role:
            return
        try:
            with self._server.connect(migrating=True) as raw:
                raw.execute("SELECT pg_advisory_xact_lock(%s)", (MIGRATION_LOCK,))
                _grant(raw, self._role)
        except psycopg.errors.InsufficientPrivilege as error:
            raise SettingsError(
                "POSTURE_DATABASE_ROLE: the URL's own role is not allowed to create "
                f"{self._role!r} or to grant it the tables: run `posture migrate` once as a role "
                "that is allowed to."
            ) from error

    def check_isolation(self) -> None:
        """Refuse a role to which row-level security does not apply."""
        with self._server.connect() as raw:
            row = raw.execute(
                "SELECT rolname, rolsuper OR rolbypassrls FROM pg_roles"
                " WHERE rolname = current_user"
            ).fetchone()
        if row is None or row[1]:
            raise SettingsError(
                f"POSTURE_DATABASE_ROLE: the role {row and row[0]!r} bypasses row-level security, "
                "which keeps tenants apart: name a plain role, and `posture migrate` creates it."
            )

    def engine(self) -> Engine:
        """Return an engine whose transactions wait for those of other processes."""
        engine = create_engine(
            "postgresql+psycopg://",
            creator=lambda: self._server.connect(migrating=True),
            poolclass=NullPool,
        )

        @event.listens_for(engine, "begin")
        def begin(connection: EngineConnection) -> None:
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})")
            connection.exec_driver_sql(set_tenant(EVERY_TENANT))

        return engine

    def thread(self, *, read_only: bool) -> PostgresThread:
        """Return a connection thread, not open yet."""
        key = seal_key(self._settings.secret_key)
        return PostgresThread(Server(self._settings), read_only=read_only, audit_key=key)

    def inline_connection(self) -> AbstractAsyncContextManager[None]:
        """Return None: the event loop must not wait for a server."""
        return nullcontext()

    async def keep(self, written: asyncio.Event) -> None:
        """Do nothing: the server runs its own checkpoints."""

    def unavailable_error(self, error: Exception) -> UnavailableError:
        """Return why the server could not be used."""
        state = getattr(error, "sqlstate", None) or type(error).__name__
        return UnavailableError(f"The database {self.display_name} cannot be used ({state}).")

"""A SQLite file through aiosqlite: each connection has a thread of its own.

What the write-ahead log holds is taken over into the file (a checkpoint) beside the writes, by a
connection of its own: inside a commit it would take as long as many commits.
"""

import asyncio
import sqlite3
import stat
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import AbstractAsyncContextManager, asynccontextmanager, closing, suppress
from pathlib import Path
from typing import Final, Self, TypeVar, cast
from urllib.parse import quote

import aiosqlite
import structlog
from sqlalchemy import Connection as EngineConnection
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.dialects.sqlite import dialect as sqlite_dialect
from sqlalchemy.pool import NullPool

from posture.settings import Settings, SettingsError
from posture.store.driver import Driver
from posture.store.errors import UnavailableError
from posture.store.seal import seal_key
from posture.store.statement import Connection
from posture.store.tenancy import Tenancy

log = structlog.get_logger()

T = TypeVar("T")

ONLY_OWNER: Final = 0o600
PRIVATE_DIRECTORY: Final = 0o700

STATEMENTS_CACHED = 512
ROWS_PER_FETCH = 64
SQLITE_LOG_PAGES: Final = 1_000  # SQLite's own default
UNAVAILABLE_REASONS: Final = {
    sqlite3.SQLITE_BUSY: "the database is locked by another process",
    sqlite3.SQLITE_LOCKED: "the database is locked",
    sqlite3.SQLITE_FULL: "the disk is full",
    sqlite3.SQLITE_IOERR: "the disk refuses to read or write",
    sqlite3.SQLITE_CANTOPEN: "the database file cannot be opened",
    sqlite3.SQLITE_READONLY: "the database file is read-only",
    sqlite3.SQLITE_NOMEM: "there is no memory left",
    sqlite3.SQLITE_PROTOCOL: "the database is locked by another process",
    sqlite3.SQLITE_CORRUPT: "the database file is damaged",
    sqlite3.SQLITE_NOTADB: "the file is not a database",
    sqlite3.SQLITE_INTERRUPT: "the database was interrupted",
}
DUPLICATES: Final = frozenset(
    {sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY}
)


class SqliteConnection(Connection):
    """A connection to the file."""

    __slots__ = ()

    integrity_error = sqlite3.IntegrityError

    def in_transaction(self) -> bool:
        """Return what the driver reports; some errors end a transaction."""
        return cast("sqlite3.Connection", self.driver).in_transaction

    def enter(self, tenancy: Tenancy) -> None:
        """Do nothing: a file has no row-level security."""

    def has_failed(self) -> bool:
        """Return False: a statement that fails undoes itself alone."""
        return False

    def begin_unit(self, tenancy: Tenancy) -> None:  # noqa: ARG002  # a file has no row-level security
        """Set a savepoint."""
        self.driver.execute("SAVEPOINT unit")

    def end_unit(self) -> None:
        """Release the savepoint."""
        self.driver.execute("RELEASE unit")

    def roll_back_unit(self) -> None:
        """Roll back to the savepoint and release it."""
        self.driver.execute("ROLLBACK TO unit")
        self.driver.execute("RELEASE unit")

    def is_duplicate(self, error: Exception) -> bool:
        """Return whether the extended error code is that of a unique or primary key."""
        return getattr(error, "sqlite_errorcode", None) in DUPLICATES

    def unavailable_error(self, error: Exception) -> UnavailableError | None:
        """Return the meaning of the primary error code, or None."""
        return unavailable_error(error)

    def is_over(self, error: Exception) -> bool:
        """Return True for any unavailability: what stops one unit also stops the next."""
        return unavailable_error(error) is not None or not self.in_transaction()


class SqliteThread(aiosqlite.Connection):
    """A connection with a thread of its own, in which it runs whole functions."""

    audit_key = b""
    _wrapped: Connection | None = None

    async def __aenter__(self) -> Self:
        await self
        return self

    async def run(self, work: Callable[[Connection], T]) -> T:
        """Run `work` over the connection, in the connection's thread."""
        try:
            return cast("T", await self._execute(self._run, work))  # type: ignore[no-untyped-call]  # aiosqlite does not annotate it
            # aiosqlite does not annotate it
        except sqlite3.Error as error:
            unavailable = unavailable_error(error)
            if unavailable is None:
                raise
            raise unavailable from error
        except ValueError as error:
            if self._connection is None:
                raise UnavailableError("The database is closed.") from error
            raise

    async def read(self, work: Callable[[Connection], T], _tenancy: Tenancy) -> T:
        """Run a unit of reading."""
        return await self.run(work)

    async def write(
        self, work: Callable[[Connection], None], _tenancies: Collection[Tenancy]
    ) -> None:
        """Run the work in one transaction that holds the write lock from its first moment."""
        await self.run(lambda connection: transact(connection, work))

    def _run(self, work: Callable[[Connection], T]) -> T:
        raw, wrapped = self._conn, self._wrapped
        if wrapped is None:
            wrapped = self._wrapped = wrap(raw, audit_key=self.audit_key)
        return work(wrapped)


class SqliteBackend:
    """A SQLite file, and how one process connects to it."""

    writers = 1
    errors: tuple[type[Exception], ...] = (sqlite3.Error, OSError)

    def __init__(self, settings: Settings) -> None:
        file = settings.database_file()
        if file is None or file.name == "":
            raise SettingsError(
                "POSTURE_DATABASE_URL: name a file, such as sqlite:////var/lib/posture.db, or a "
                f"server, such as postgresql://posture@db/posture: {settings.database_url!r}"
            )
        self.file = file
        self.display_name = str(file)
        self._busy_seconds = settings.database_busy_seconds
        self._checkpoint_seconds = settings.database_checkpoint_seconds
        self._log_pages = settings.database_log_pages
        self._audit_key = seal_key(settings.secret_key)

    def schema_revision(self) -> str | None:
        """Return the revision of the schema, or None when there is none yet."""
        if not self.file.exists():
            return None
        with closing(self._connect(read_only=False)) as raw:
            try:
                row = raw.execute("SELECT version_num FROM alembic_version").fetchone()
            except sqlite3.OperationalError as error:
                if "no such table" in str(error):
                    return None
                raise
        return None if row is None else str(row[0])

    def grant_access(self) -> None:
        """Do nothing: the operating system decides who may write the file."""

    def check_isolation(self) -> None:
        """Warn if others can reach the file; each statement's condition keeps tenants apart."""
        directory = self.file.absolute().parent
        for place, most in ((self.file, ONLY_OWNER), (directory, PRIVATE_DIRECTORY)):
            mode = stat.S_IMODE(place.stat().st_mode)
            if mode & 0o777 & ~most:
                log.warning(
                    "database.open_to_others",
                    file=str(place),
                    mode=f"{mode:04o}",
                    advice=f"chmod {most:o} {place}",
                )

    def engine(self) -> Engine:
        """Return an engine whose transactions hold the write lock from their first moment."""
        self.file.parent.mkdir(mode=PRIVATE_DIRECTORY, parents=True, exist_ok=True)
        engine = create_engine(
            "sqlite://", creator=lambda: self._connect(read_only=False), poolclass=NullPool
        )

        @event.listens_for(engine, "begin")
        def begin(connection: EngineConnection) -> None:
            connection.exec_driver_sql("BEGIN IMMEDIATE")

        return engine

    def thread(self, *, read_only: bool) -> AbstractAsyncContextManager[SqliteThread]:
        """Return a connection thread, not open yet; the file's directory must exist."""
        thread = connection_thread(
            self.file,
            busy_seconds=self._busy_seconds,
            read_only=read_only,
            log_pages=self._log_pages,
        )
        thread.audit_key = self._audit_key
        return thread

    @asynccontextmanager
    async def inline_connection(self) -> AsyncIterator[Connection]:
        """Open a connection for the event loop; it never waits for a lock."""
        with closing(connect(self.file, busy_seconds=0, read_only=True)) as raw:
            yield wrap(raw, audit_key=self._audit_key)

    async def keep(self, written: asyncio.Event) -> None:
        """Run a checkpoint some time after a write, again and again until cancelled.

        It waits for no reader and no writer, and takes over what it can.
        """
        while True:
            await written.wait()
            await asyncio.sleep(self._checkpoint_seconds)
            written.clear()
            step = asyncio.ensure_future(asyncio.to_thread(self.checkpoint))
            try:
                await asyncio.shield(step)
            except asyncio.CancelledError:
                with suppress(sqlite3.Error):
                    await step
                raise
            except sqlite3.Error as error:  # nothing is lost: the log still has it
                log.warning("database.checkpoint_failed", reason=str(error))

    def checkpoint(self) -> None:
        """Take over what the write-ahead log holds, as far as no reader needs it."""
        file = f"file:{quote(str(self.file))}?mode=rw"
        with closing(sqlite3.connect(file, uri=True, timeout=0, isolation_level=None)) as raw:
            raw.execute("SELECT 1 FROM sqlite_schema LIMIT 1")  # opens the log
            raw.execute("PRAGMA wal_checkpoint(PASSIVE)")

    def unavailable_error(self, error: Exception) -> UnavailableError:
        """Return why the file could not be opened."""
        return unavailable_error(error) or UnavailableError(
            f"The database {self.display_name} cannot be opened: {error}."
        )

    def _connect(self, *, read_only: bool) -> sqlite3.Connection:
        return connect(self.file, busy_seconds=self._busy_seconds, read_only=read_only)


def connection_thread(
    file: Path, *, busy_seconds: float, read_only: bool, log_pages: int = SQLITE_LOG_PAGES
) -> SqliteThread:
    """Return a connection thread, not open yet; the file's directory must exist."""

    def opened() -> sqlite3.Connection:
        return connect(file, busy_seconds=busy_seconds, read_only=read_only, log_pages=log_pages)

    return SqliteThread(opened, ROWS_PER_FETCH)


def connect(
    file: Path, *, busy_seconds: float, read_only: bool, log_pages: int = SQLITE_LOG_PAGES
) -> sqlite3.Connection:
    """Open the file for durable writes: WAL, an fsync for each commit, foreign keys on.

    A commit that makes the WAL longer than `log_pages` runs a checkpoint. A new file can be read by
    its owner alone, whatever the umask; SQLite gives its mode to the files of the WAL.
    """
    mode = "ro" if read_only else "rwc"
    if not read_only:
        with suppress(OSError):  # SQLite says better why a file cannot be made
            file.touch(mode=ONLY_OWNER)
    raw = sqlite3.connect(
        f"file:{quote(str(file))}?mode={mode}",
        uri=True,
        timeout=busy_seconds,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=STATEMENTS_CACHED,
    )
    try:
        if read_only:
            raw.execute("PRAGMA query_only = ON")
        else:
            raw.execute("PRAGMA journal_mode = WAL")
            raw.execute("PRAGMA synchronous = FULL")
            raw.execute("PRAGMA foreign_keys = ON")
            raw.execute("PRAGMA temp_store = MEMORY")
            raw.execute(f"PRAGMA wal_autocheckpoint = {log_pages}")
    except sqlite3.Error:
        raw.close()
        raise
    return raw


_DIALECT = sqlite_dialect()


def wrap(raw: sqlite3.Connection, *, audit_key: bytes = b"") -> Connection:
    """Return the connection with its dialect."""
    return SqliteConnection(cast("Driver", raw), _DIALECT, audit_key=audit_key)


def transact(connection: Connection, work: Callable[[Connection], T]) -> T:
    """Run the work in a transaction; any exception rolls all of it back."""
    execute = connection.driver.execute
    execute("BEGIN IMMEDIATE")
    try:
        result = work(connection)
        execute("COMMIT")
    except BaseException:
        if connection.in_transaction():
            execute("ROLLBACK")
        raise
    return result


def unavailable_error(error: Exception) -> UnavailableError | None:
    """Return why the file is unavailable, or None when the statement itself is at fault."""
    code = getattr(error, "sqlite_errorcode", None)
    text = None if code is None else UNAVAILABLE_REASONS.get(code & 0xFF)
    return None if text is None else UnavailableError(f"The database is unavailable: {text}.")

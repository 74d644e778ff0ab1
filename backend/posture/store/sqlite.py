"""A SQLite file through aiosqlite: each connection has a thread, each request hops there once."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Self, TypeVar, cast
from urllib.parse import quote

import aiosqlite
from sqlalchemy.dialects.sqlite import dialect as sqlite_dialect

from posture.store.errors import UnavailableError, trouble_of
from posture.store.statement import Connection, Driver

T = TypeVar("T")

STATEMENTS_CACHED = 512
ROWS_PER_FETCH = 64


class Lane(aiosqlite.Connection):
    """A connection that runs whole functions in its thread: one hop for all their statements."""

    async def __aenter__(self) -> Self:
        await self
        return self

    async def run(self, work: Callable[[Connection], T]) -> T:
        """Run `work` over the connection, in the connection's thread."""
        try:
            return cast("T", await self._execute(self._run, work))  # type: ignore[no-untyped-call]  # aiosqlite leaves it bare
        except sqlite3.Error as error:
            trouble = trouble_of(error)
            if trouble is None:
                raise
            raise trouble from error
        except ValueError as error:
            if self._connection is None:
                raise UnavailableError("The database is closed.") from error
            raise

    def _run(self, work: Callable[[Connection], T]) -> T:
        return work(wrap(self._conn))


def lane(file: Path, *, busy_seconds: float, read_only: bool) -> Lane:
    """Answer a connection to be awaited; the file's directory must exist."""
    return Lane(
        lambda: connect(file, busy_seconds=busy_seconds, read_only=read_only), ROWS_PER_FETCH
    )


def connect(file: Path, *, busy_seconds: float, read_only: bool) -> sqlite3.Connection:
    """Open the file durably: WAL, an fsync for each commit, foreign keys on."""
    mode = "ro" if read_only else "rwc"
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
    except sqlite3.Error:
        raw.close()
        raise
    return raw


_DIALECT = sqlite_dialect()


def wrap(raw: sqlite3.Connection) -> Connection:
    """Answer the connection with its dialect."""
    return Connection(cast("Driver", raw), _DIALECT)

"""What the database can refuse, named for those above it."""

import sqlite3
from typing import ClassVar, Final


class UnavailableError(Exception):
    """The database cannot answer now: locked, full, unreadable, or more writes than it can take.

    Nothing was kept of the request that meets it; the same request may succeed later.
    """

    slug: ClassVar[str] = "unavailable"


class DuplicateError(Exception):
    """A row with the same unique value exists already."""


TROUBLES: Final = {
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


def trouble_of(error: Exception) -> UnavailableError | None:
    """Say what keeps the database from answering; None when the fault is the statement's own."""
    code = getattr(error, "sqlite_errorcode", None)
    text = None if code is None else TROUBLES.get(code & 0xFF)
    return None if text is None else UnavailableError(f"The database is unavailable: {text}.")

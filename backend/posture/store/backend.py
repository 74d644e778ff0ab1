"""Database backends: what the store needs from a kind of database, and how it is chosen."""

import asyncio
from collections.abc import Callable, Collection
from contextlib import AbstractAsyncContextManager
from typing import Protocol, TypeVar

from sqlalchemy import Engine

from posture.settings import Settings
from posture.store.errors import UnavailableError
from posture.store.sqlite import SqliteBackend
from posture.store.statement import Connection
from posture.store.tenancy import Tenancy

T = TypeVar("T")


class ConnectionThread(Protocol):
    """A connection with a thread of its own, in which it runs whole functions.

    So a unit of work costs one hop to the thread and back, however many statements it runs.
    """

    async def read(self, work: Callable[[Connection], T], tenancy: Tenancy) -> T:
        """Run a unit of work that only reads.

        Raises:
            UnavailableError: the database cannot be read.
        """
        ...

    async def write(
        self, work: Callable[[Connection], None], tenancies: Collection[Tenancy]
    ) -> None:
        """Run the work of these tenants in one transaction; on return it is on the disk.

        The work may run again after an attempt that was rolled back.

        Raises:
            UnavailableError: nothing was committed.
        """
        ...


class DatabaseBackend(Protocol):
    """A kind of database, as the settings describe it; nothing is open yet.

    Attributes:
        display_name: the database's name for messages, without its password.
        writers: how many transactions one process can have open at a time.
        errors: the exceptions that opening it may raise.
    """

    display_name: str
    writers: int
    errors: tuple[type[Exception], ...]

    def schema_revision(self) -> str | None:
        """Return the revision of the schema, or None when there is none yet."""
        ...

    def grant_access(self) -> None:
        """Let the role that this process assumes use the tables that migrations made."""
        ...

    def check_isolation(self) -> None:
        """Refuse a connection on which the database would not keep tenants apart, if it can.

        Raises:
            SettingsError: the message says what to change.
        """
        ...

    def engine(self) -> Engine:
        """Return an engine for Alembic; when two processes migrate, one waits for the other."""
        ...

    def thread(self, *, read_only: bool) -> AbstractAsyncContextManager[ConnectionThread]:
        """Return a connection thread, not open yet."""
        ...

    def inline_connection(self) -> AbstractAsyncContextManager[Connection | None]:
        """Return a connection that the event loop itself may read from, or None."""
        ...

    async def keep(self, written: asyncio.Event) -> None:
        """Do what the database needs while it is open, after writes; ends when cancelled."""
        ...

    def unavailable_error(self, error: Exception) -> UnavailableError:
        """Return what an exception at opening means."""
        ...


def backend_of(settings: Settings) -> DatabaseBackend:
    """Return the backend for the database of the settings; nothing is opened yet.

    Raises:
        SettingsError: the URL names no database.
    """
    if not settings.database_is_server():
        return SqliteBackend(settings)
    from posture.store.postgres import PostgresBackend  # noqa: PLC0415  # a file needs no driver

    return PostgresBackend(settings)

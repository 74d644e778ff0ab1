"""Lanes and databases: what the store asks of a kind of database, whichever it is."""

from collections.abc import Callable, Collection
from contextlib import AbstractAsyncContextManager
from typing import Protocol, TypeVar

from sqlalchemy import Engine

from posture.store.errors import UnavailableError
from posture.store.statement import Connection
from posture.store.tenancy import Tenancy

T = TypeVar("T")


class Lane(Protocol):
    """A connection that runs whole functions in a thread: one hop for all their statements."""

    async def read(self, work: Callable[[Connection], T], tenancy: Tenancy) -> T:
        """Run a unit of reading.

        Raises:
            UnavailableError: the database cannot be read.
        """
        ...

    async def write(
        self, work: Callable[[Connection], None], tenancies: Collection[Tenancy]
    ) -> None:
        """Run the work of these tenants in one transaction; on return it is on the disk.

        The work may run again, after an attempt of which nothing was kept.

        Raises:
            UnavailableError: nothing of it was kept.
        """
        ...


class Database(Protocol):
    """A kind of database, by the settings; nothing is open yet.

    Attributes:
        shown: what the database is called in messages, without its password.
        writers: how many transactions of one process can be under way at a time.
        faults: what opening it may raise.
    """

    shown: str
    writers: int
    faults: tuple[type[Exception], ...]

    def revision(self) -> str | None:
        """Return the revision of the schema; None when there is none yet."""
        ...

    def admit(self) -> None:
        """Let the role that this process assumes use what the migrations made."""
        ...

    def check(self) -> None:
        """Refuse a way to the database on which it would not keep tenants apart, if it can.

        Raises:
            SettingsError: what to change.
        """
        ...

    def engine(self) -> Engine:
        """Return an engine for Alembic; of two processes that begin, one waits for the other."""
        ...

    def lane(self, *, read_only: bool) -> AbstractAsyncContextManager[Lane]:
        """Return a lane to be opened."""
        ...

    def peeker(self) -> AbstractAsyncContextManager[Connection | None]:
        """Return a connection so near that the event loop itself may read from it, if any is."""
        ...

    def trouble_of(self, error: Exception) -> UnavailableError:
        """Say what a fault at opening means."""
        ...

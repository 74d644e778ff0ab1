"""The store: writers, several readers, and a place on the event loop for the smallest reads."""

import asyncio
import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from itertools import count
from types import TracebackType
from typing import Self, TypeVar

import structlog

from posture.backoff import Backoff
from posture.settings import Settings
from posture.store.clock import milliseconds
from posture.store.database import database_of
from posture.store.errors import AwayError
from posture.store.lane import Lane
from posture.store.migrations.upgrade import check_schema, upgrade
from posture.store.statement import Connection
from posture.store.tenancy import EVERY_TENANT, Tenancy
from posture.store.writer import Writer

SHORTEST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.05, 5.0

T = TypeVar("T")
log = structlog.get_logger()


class Store:
    """The database of one process, open inside `async with`.

    Every unit of work says for which tenant it works, or that it works across tenants: a database
    that can holds it to that.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        clock: Callable[[], int] = milliseconds,
        start_seconds: float = 0.0,
    ) -> None:
        """Say where the database is; its server may be so late at start."""
        self.now = clock
        self._start_seconds = start_seconds
        self._database = database_of(settings)
        self._settings = settings
        self._stack = AsyncExitStack()
        self._writer: Writer
        self._readers: list[Lane] = []
        self._busy: list[int] = []
        self._peeker: Connection | None
        self._told: list[Callable[[], object]] = []

    async def __aenter__(self) -> Self:
        settings, database, enter = self._settings, self._database, self._stack.enter_async_context
        try:
            await self._arrive()
            writing = [await enter(database.lane(read_only=False)) for _ in range(database.writers)]
            self._readers = [
                await enter(database.lane(read_only=True)) for _ in range(settings.readers)
            ]
            self._peeker = await enter(database.peeker())
        except database.faults as error:
            await self._stack.aclose()
            raise database.trouble_of(error) from error
        except BaseException:
            await self._stack.aclose()
            raise
        self._busy = [0] * settings.readers
        self._writer = Writer(
            writing, queue_size=settings.writer_queue_size, batch_size=settings.writer_batch_size
        )
        group = await enter(asyncio.TaskGroup())
        group.create_task(self._writer.serve(), name="writer")
        self._stack.callback(self._writer.close)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._stack.aclose()

    async def write(self, work: Callable[[Connection], T], *, tenant_id: Tenancy) -> T:
        """Run a unit of work in a writer's thread; on return it is on the disk.

        The unit must bear to be run again, after an attempt of which nothing was kept.

        Raises:
            UnavailableError: nothing of it was kept.
        """
        value = await self._writer.write(work, tenant_id)
        for tell in self._told:
            tell()
        return value

    def on_write(self, tell: Callable[[], object]) -> None:
        """Have `tell` called, quickly, whenever this process has written something."""
        self._told.append(tell)

    async def read(self, work: Callable[[Connection], T], *, tenant_id: Tenancy) -> T:
        """Run a unit of reading in the thread of the least busy reader.

        Raises:
            UnavailableError: the database cannot be read.
        """
        index = self._busy.index(min(self._busy))
        self._busy[index] += 1
        try:
            return await self._readers[index].read(work, tenant_id)
        finally:
            self._busy[index] -= 1

    async def peek(self, work: Callable[[Connection], T], *, tenant_id: Tenancy) -> T:
        """Read what an index finds at once, on the event loop itself where the data is that near.

        In a file it is. For such a read the hop to a thread and back costs more than the read: ten
        times as much for a row by its key, as much again for a page of a hundred.

        Raises:
            UnavailableError: the database cannot be read.
        """
        if self._peeker is None:
            return await self.read(work, tenant_id=tenant_id)
        try:
            return work(self._peeker)
        except self._database.faults:
            return await self.read(work, tenant_id=tenant_id)

    async def ping(self) -> None:
        """Prove that the database takes a write.

        Raises:
            UnavailableError: it does not.
        """
        await self.write(lambda _: None, tenant_id=EVERY_TENANT)

    async def _arrive(self) -> None:
        """Prepare, once the server is there; what no waiting mends is raised at once."""
        give_up_at = time.monotonic() + self._start_seconds
        first = max(SHORTEST_PAUSE_SECONDS, self._settings.database_retry_seconds)
        backoff = Backoff(first, LONGEST_PAUSE_SECONDS, jitter=0)
        for attempt in count(1):
            try:
                await asyncio.to_thread(self._prepare)
            except AwayError as error:
                left = give_up_at - time.monotonic()
                if left <= 0:
                    raise
                log.warning("database.awaited", reason=str(error), seconds_left=round(left, 1))
                await asyncio.sleep(min(backoff.seconds(attempt), left))
            else:
                return

    def _prepare(self) -> None:
        if self._settings.migrate_at_start:
            upgrade(self._settings)
        check_schema(self._settings)

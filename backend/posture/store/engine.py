"""The store: one writer, several readers, and the smallest reads on the event loop itself."""

import asyncio
import math
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from copy import copy
from itertools import count
from types import TracebackType
from typing import Any, Self, TypeVar

import structlog

from posture.backoff import Backoff
from posture.settings import Settings
from posture.shares import Shares
from posture.store.backend import backend_of
from posture.store.clock import milliseconds
from posture.store.errors import ServerUnreachableError
from posture.store.look_ups import LookUp, LookUps
from posture.store.migrations.upgrade import check_schema, upgrade
from posture.store.readers import Readers
from posture.store.statement import Connection
from posture.store.tenancy import EVERY_TENANT, Tenancy
from posture.store.writer import Writer

SHORTEST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.05, 5.0

T = TypeVar("T")
log = structlog.get_logger()


class _UndoneError(Exception):
    """A unit of work has succeeded, and is rolled back."""

    def __init__(self, value: Any) -> None:  # noqa: ANN401  # that of the unit
        super().__init__()
        self.value = value


class Store:
    """The database of one process, open inside `async with`.

    Every unit of work declares its tenant, or that it works across tenants; PostgreSQL enforces it.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        clock: Callable[[], int] = milliseconds,
        start_seconds: float = 0.0,
    ) -> None:
        """Prepare to open the database, waiting up to `start_seconds` for its server."""
        self.now = clock
        self._start_seconds = start_seconds
        self._backend = backend_of(settings)
        self._settings = settings
        self._stack = AsyncExitStack()
        self._writer: Writer
        self._readers: Readers
        self._inline: Connection | None
        self._listeners: list[Callable[[], object]] = []
        self._written = asyncio.Event()
        self.shares = Shares(
            wait_seconds=settings.turn_wait_seconds, rest_factor=settings.turn_rest_factor
        )
        self._look_ups = LookUps()
        self.keeps = True

    async def __aenter__(self) -> Self:
        settings, backend, enter = self._settings, self._backend, self._stack.enter_async_context
        try:
            await self._wait_for_server()
            writing = [await enter(backend.thread(read_only=False)) for _ in range(backend.writers)]
            reading = [await enter(backend.thread(read_only=True)) for _ in range(settings.readers)]
            self._inline = await enter(backend.inline_connection())
        except backend.errors as error:
            await self._stack.aclose()
            raise backend.unavailable_error(error) from error
        except BaseException:
            await self._stack.aclose()
            raise
        self._readers = Readers(reading, per_tenant=settings.readers_per_tenant, shares=self.shares)
        self._writer = Writer(
            writing,
            queue_size=settings.writer_queue_size,
            batch_size=settings.writer_batch_size,
            shares=self.shares,
        )
        group = await enter(asyncio.TaskGroup())
        group.create_task(self._writer.serve(), name="writer")
        self._stack.callback(self._writer.close)
        keeping = group.create_task(self._backend.keep(self._written), name="database")
        self._stack.callback(keeping.cancel)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._stack.aclose()

    async def write(
        self,
        work: Callable[[Connection], T],
        *,
        tenant_id: Tenancy,
        defers: bool = False,
        locks: str | None = None,
        last: bool = False,
    ) -> T:
        """Run a unit of work in a writer's thread; on return it is on the disk.

        The unit may run again after an attempt that was rolled back. If it changed rows that the
        tenant's readers can see (`rows.RESOURCE_OF`), the tenant's revision goes up in the same
        transaction.

        With `defers`, the rows that it adds are written together with those of other units. The
        unit then refuses what it does before it has written anything else. `locks` is the id of the
        integration that it locks first, with those of other units. With `last` it finds what units
        that wait before it have written, where they share its transaction.

        Raises:
            UnavailableError: nothing of it was committed.
        """
        if not self.keeps:
            return await self._undone(work, tenant_id)
        value = await self._writer.write(work, tenant_id, defers=defers, locks=locks, last=last)
        self._written.set()
        for listener in self._listeners:
            listener()
        return value

    @property
    def waiting_writes(self) -> int:
        """The number of writes of this process that wait for the database."""
        return self._writer.waiting

    def trial(self) -> "Store":
        """Return the same store, which rolls every unit of work back after it has succeeded."""
        twin = copy(self)
        twin.keeps = False
        return twin

    async def _undone(self, work: Callable[[Connection], T], tenant_id: Tenancy) -> T:
        def unit(connection: Connection) -> T:
            raise _UndoneError(work(connection))

        try:
            return await self._writer.write(unit, tenant_id)
        except _UndoneError as done:
            value: T = done.value
            return value

    def on_write(self, listener: Callable[[], object]) -> None:
        """Call `listener`, which must not block, after every write of this process."""
        self._listeners.append(listener)

    async def read(
        self, work: Callable[[Connection], T], *, tenant_id: Tenancy, turn: str | None = None
    ) -> T:
        """Run a unit of work that only reads, in the thread of a reader.

        Tenants take turns. A unit that looks up who sent a request has `turn`: the tenant or the
        address whose turn it takes.

        Raises:
            UnavailableError: the database cannot be read.
        """
        return await self._readers.read(work, tenant_id, turn=turn)

    async def read_inline(
        self, work: Callable[[Connection], T], *, tenant_id: Tenancy, turn: str | None = None
    ) -> T:
        """Run a small read that an index serves, on the event loop itself if the backend allows it.

        SQLite does. The hop to a thread and back costs more than such a read: ten times as much
        for one row by its key, as much as the read for a page of a hundred rows.

        Raises:
            UnavailableError: the database cannot be read.
        """
        if self._inline is None:
            return await self.read(work, tenant_id=tenant_id, turn=turn)
        try:
            return work(self._inline)
        except self._backend.errors:
            return await self.read(work, tenant_id=tenant_id, turn=turn)

    async def look_up(
        self,
        work: Callable[[Connection], T],
        *,
        key: str,
        since_ns: float = math.inf,
        turn: str | None = None,
    ) -> T:
        """Run a small read across tenants that looks up who sent a request.

        Requests that look up the same `key` share a read that begins after all of them came:
        `since_ns`, by `time.perf_counter_ns`. Without it the read has not begun yet. `turn` is as
        in `read`; a request shares no read that takes the turn of another tenant or address.

        Raises:
            UnavailableError: the database cannot be read.
        """
        of = (turn, key)
        if self._inline is not None:
            try:
                return self._look_ups.find_at_once(of, since_ns, work, self._inline)
            except self._backend.errors:
                pass  # a thread waits for what is in the way

        def read(look_up: LookUp) -> Awaitable[T]:
            def begun(connection: Connection) -> T:
                look_up.begun_ns = time.perf_counter_ns()
                return work(connection)

            return self.read(begun, tenant_id=EVERY_TENANT, turn=turn)

        return await self._look_ups.find(of, since_ns, read)

    async def ping(self) -> None:
        """Commit an empty transaction.

        Raises:
            UnavailableError: the database cannot be written.
        """
        await self.write(lambda _: None, tenant_id=EVERY_TENANT)

    async def _wait_for_server(self) -> None:
        """Prepare the schema once the server is reachable; other errors are raised at once."""
        give_up_at = time.monotonic() + self._start_seconds
        first = max(SHORTEST_PAUSE_SECONDS, self._settings.database_retry_seconds)
        backoff = Backoff(first, LONGEST_PAUSE_SECONDS, jitter=0)
        for attempt in count(1):
            try:
                await asyncio.to_thread(self._prepare)
            except ServerUnreachableError as error:
                seconds_left = give_up_at - time.monotonic()
                if seconds_left <= 0:
                    raise
                log.warning(
                    "database.awaited", reason=str(error), seconds_left=round(seconds_left, 1)
                )
                await asyncio.sleep(min(backoff.seconds(attempt), seconds_left))
            else:
                return

    def _prepare(self) -> None:
        if self._settings.migrate_at_start:
            upgrade(self._settings)
        check_schema(self._settings)

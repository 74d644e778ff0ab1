"""The store: one writer, several readers, and a place on the event loop for the smallest reads."""

import asyncio
import sqlite3
import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from types import TracebackType
from typing import Self, TypeVar

from posture.settings import Settings, SettingsError
from posture.store.errors import UnavailableError, trouble_of
from posture.store.migrations.upgrade import check_schema, upgrade
from posture.store.sqlite import Lane, connect, lane, wrap
from posture.store.statement import Connection
from posture.store.writer import Writer

T = TypeVar("T")


def milliseconds() -> int:
    """Answer the wall clock, in milliseconds since the epoch."""
    return time.time_ns() // 1_000_000


class Store:
    """The database of one process, open inside `async with`."""

    def __init__(self, settings: Settings, *, clock: Callable[[], int] = milliseconds) -> None:
        file = settings.database_file()
        if file is None or file.name == "":
            raise SettingsError(
                "POSTURE_DATABASE_URL: name a SQLite file, such as sqlite:////var/lib/posture.db: "
                f"{settings.database_url!r}"
            )
        self.now = clock
        self._file = file
        self._settings = settings
        self._stack = AsyncExitStack()
        self._writer: Writer
        self._readers: list[Lane] = []
        self._busy: list[int] = []
        self._peeker: Connection
        self._told: list[Callable[[], object]] = []

    async def __aenter__(self) -> Self:
        settings = self._settings
        try:
            await asyncio.to_thread(self._prepare)
            writing = await self._open_lane(read_only=False)
            self._readers = [await self._open_lane(read_only=True) for _ in range(settings.readers)]
            peeking = connect(self._file, busy_seconds=0, read_only=True)
        except (sqlite3.Error, OSError) as error:
            await self._stack.aclose()
            raise trouble_of(error) or UnavailableError(
                f"The database {self._file} cannot be opened: {error}."
            ) from error
        except BaseException:
            await self._stack.aclose()
            raise
        self._busy = [0] * settings.readers
        self._stack.callback(peeking.close)
        self._peeker = wrap(peeking)
        self._writer = Writer(
            writing, queue_size=settings.writer_queue_size, batch_size=settings.writer_batch_size
        )
        group = await self._stack.enter_async_context(asyncio.TaskGroup())
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

    async def write(self, work: Callable[[Connection], T]) -> T:
        """Run a unit of work in the writer's thread; on return it is on the disk.

        Raises:
            UnavailableError: nothing of it was kept.
        """
        value = await self._writer.write(work)
        for tell in self._told:
            tell()
        return value

    def on_write(self, tell: Callable[[], object]) -> None:
        """Have `tell` called, quickly, whenever this process has written something."""
        self._told.append(tell)

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Run a unit of reading in the thread of the least busy reader.

        Raises:
            UnavailableError: the database cannot be read.
        """
        index = self._busy.index(min(self._busy))
        self._busy[index] += 1
        try:
            return await self._readers[index].run(work)
        finally:
            self._busy[index] -= 1

    async def peek(self, work: Callable[[Connection], T]) -> T:
        """Read what an index finds at once, on the event loop itself.

        For such a read the hop to a thread and back costs more than the read: ten times as much
        for a row by its key, as much again for a page of a hundred.

        Raises:
            UnavailableError: the database cannot be read.
        """
        try:
            return work(self._peeker)
        except sqlite3.OperationalError:
            return await self.read(work)

    async def ping(self) -> None:
        """Prove that the database takes a write.

        Raises:
            UnavailableError: it does not.
        """
        await self.write(lambda _: None)

    def _prepare(self) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        if self._settings.migrate_at_start:
            upgrade(self._settings)
        check_schema(self._settings)

    async def _open_lane(self, *, read_only: bool) -> Lane:
        opened = lane(
            self._file, busy_seconds=self._settings.database_busy_seconds, read_only=read_only
        )
        await self._stack.enter_async_context(opened)
        return opened

"""The one writer: units of work that arrive together share one transaction and one fsync.

Each unit runs in a savepoint of its own, so that its failure undoes itself alone; when the commit
fails, all of its units fail, because nothing of them was kept.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, TypeVar

from posture.store.errors import UnavailableError, trouble_of
from posture.store.sqlite import Lane
from posture.store.statement import Connection

T = TypeVar("T")


@dataclass(slots=True, eq=False)
class _Unit(Generic[T]):
    work: Callable[[Connection], T]
    future: asyncio.Future[T]
    value: T | None = None
    error: BaseException | None = None


class Writer:
    """Takes units of work from any task and runs them in the writing connection's thread."""

    def __init__(self, lane: Lane, *, queue_size: int, batch_size: int) -> None:
        self._lane = lane
        self._queue_size = queue_size
        self._batch_size = batch_size
        self._waiting: deque[_Unit[Any]] = deque()
        self._arrived = asyncio.Event()
        self._closing = False

    async def write(self, work: Callable[[Connection], T]) -> T:
        """Run a unit of work; when this returns, what it wrote is on the disk.

        Raises:
            UnavailableError: nothing was kept: queue full, database locked, disk full, closing.
        """
        if self._closing:
            raise UnavailableError("The service is shutting down.")
        if len(self._waiting) >= self._queue_size:
            raise UnavailableError("More writes are waiting than the database can take.")
        unit: _Unit[T] = _Unit(work, asyncio.get_running_loop().create_future())
        self._waiting.append(unit)
        self._arrived.set()
        return await unit.future

    async def serve(self) -> None:
        """Write until closed, and then what is still waiting."""
        while self._waiting or not self._closing:
            if not self._waiting:
                self._arrived.clear()
                await self._arrived.wait()
                continue
            batch = self._take()
            try:
                await self._lane.run(partial(commit, batch=batch))
            except BaseException as error:
                _deliver(batch, error)
                if not isinstance(error, Exception):
                    raise
            else:
                _deliver(batch, None)

    def close(self) -> None:
        """Take nothing more; `serve` ends when the rest is written."""
        self._closing = True
        self._arrived.set()

    def _take(self) -> list[_Unit[Any]]:
        batch: list[_Unit[Any]] = []
        while self._waiting and len(batch) < self._batch_size:
            unit = self._waiting.popleft()
            if not unit.future.cancelled():
                batch.append(unit)
        return batch


def commit(connection: Connection, batch: list[_Unit[Any]]) -> None:
    """Run the units in one transaction; raises when nothing of it was kept."""
    execute = connection.driver.execute
    execute("BEGIN IMMEDIATE")
    try:
        for unit in batch:
            _run(connection, unit)
        execute("COMMIT")
    except BaseException:
        if connection.in_transaction():
            execute("ROLLBACK")
        raise


def _run(connection: Connection, unit: _Unit[Any]) -> None:
    execute = connection.driver.execute
    execute("SAVEPOINT unit")
    try:
        unit.value = unit.work(connection)
    except Exception as error:
        # Some troubles (a full disk) end the whole transaction: then no unit was kept.
        if trouble_of(error) is not None or not connection.in_transaction():
            raise
        unit.error = error
        execute("ROLLBACK TO unit")
    execute("RELEASE unit")


def _deliver(batch: list[_Unit[Any]], failure: BaseException | None) -> None:
    for unit in batch:
        if unit.future.done():
            continue
        if failure is not None:
            unit.future.set_exception(_refusal(failure))
        elif unit.error is not None:
            unit.future.set_exception(unit.error)
        else:
            unit.future.set_result(unit.value)


def _refusal(failure: BaseException) -> BaseException:
    """Answer the failure as one that each caller may raise as its own."""
    if isinstance(failure, UnavailableError):
        return UnavailableError(*failure.args)
    if isinstance(failure, asyncio.CancelledError):
        return UnavailableError("The service is shutting down.")
    return failure

"""The writer: units of work that arrive together share one transaction and one fsync.

Each unit runs in a savepoint of its own (one that is alone in its transaction needs none), so that
its failure undoes itself alone; when the commit fails, all of its units fail, because nothing of
them was kept. Where the database takes several transactions at a time there are several lanes, and
no two of them work for one tenant: they would only wait for each other.
"""

import asyncio
import math
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, TypeVar

from posture.store.errors import UnavailableError
from posture.store.lane import Lane
from posture.store.statement import Connection
from posture.store.tenancy import Tenancy

T = TypeVar("T")


@dataclass(slots=True, eq=False)
class _Unit(Generic[T]):
    work: Callable[[Connection], T]
    tenancy: Tenancy
    future: asyncio.Future[T]
    value: T | None = None
    error: BaseException | None = None


class Writer:
    """Takes units of work from any task and runs them in the writing connections' threads."""

    def __init__(self, lanes: Sequence[Lane], *, queue_size: int, batch_size: int) -> None:
        self._lanes = lanes
        self._queue_size = queue_size
        self._batch_size = batch_size
        self._waiting: deque[_Unit[Any]] = deque()
        self._at_work: set[Tenancy] = set()
        self._busy = 0
        self._changed = asyncio.Event()
        self._closing = False

    async def write(self, work: Callable[[Connection], T], tenancy: Tenancy) -> T:
        """Run a unit of work; when this returns, what it wrote is on the disk.

        Raises:
            UnavailableError: nothing was kept: queue full, database locked, disk full, closing.
        """
        if self._closing:
            raise UnavailableError("The service is shutting down.")
        if len(self._waiting) >= self._queue_size:
            raise UnavailableError("More writes are waiting than the database can take.")
        unit: _Unit[T] = _Unit(work, tenancy, asyncio.get_running_loop().create_future())
        self._waiting.append(unit)
        self._changed.set()
        return await unit.future

    async def serve(self) -> None:
        """Write until closed, and then what is still waiting."""
        async with asyncio.TaskGroup() as group:
            for lane in self._lanes:
                group.create_task(self._serve(lane), name="lane")

    def close(self) -> None:
        """Take nothing more; `serve` ends when the rest is written."""
        self._closing = True
        self._changed.set()

    async def _serve(self, lane: Lane) -> None:
        while self._waiting or not self._closing:
            batch = self._take()
            if not batch:
                self._changed.clear()
                await self._changed.wait()
                continue
            tenancies = {unit.tenancy for unit in batch}
            self._at_work |= tenancies
            self._busy += 1
            try:
                await lane.write(partial(_run_all, batch=batch), tenancies)
            except BaseException as error:
                _deliver(batch, error)
                if not isinstance(error, Exception):
                    raise
            else:
                _deliver(batch, None)
            finally:
                self._at_work -= tenancies
                self._busy -= 1
                self._changed.set()

    def _take(self) -> list[_Unit[Any]]:
        """Take units in the order of their arrival, but none of a tenant that a lane works for.

        While other lanes are idle, leave them their share of the tenants.
        """
        batch: list[_Unit[Any]] = []
        passed: list[_Unit[Any]] = []
        ours: set[Tenancy] = set()
        share = self._share()
        while self._waiting and len(batch) < self._batch_size:
            unit = self._waiting.popleft()
            if unit.future.cancelled():
                continue
            if unit.tenancy not in ours:
                if unit.tenancy in self._at_work or len(ours) == share:
                    passed.append(unit)
                    continue
                ours.add(unit.tenancy)
            batch.append(unit)
        self._waiting.extendleft(reversed(passed))
        return batch

    def _share(self) -> int:
        """Return how many of the tenants that wait an idle lane should take."""
        idle = len(self._lanes) - self._busy
        if idle == 1:
            return len(self._waiting)
        return math.ceil(len({unit.tenancy for unit in self._waiting} - self._at_work) / idle)


def _run_all(connection: Connection, batch: list[_Unit[Any]]) -> None:
    if len(batch) == 1:  # the transaction is what undoes it
        batch[0].value = batch[0].work(connection)
        return
    for unit in batch:
        _run(connection, unit)


def _run(connection: Connection, unit: _Unit[Any]) -> None:
    unit.error = None
    connection.begin_unit(unit.tenancy)
    try:
        unit.value = unit.work(connection)
        connection.end_unit()
    except Exception as error:
        # Some troubles (a full disk) end the whole transaction: then no unit was kept.
        if connection.is_over(error):
            raise
        unit.error = connection.trouble_of(error) or error
        connection.undo_unit()


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
    """Return the failure as one that each caller may raise as its own."""
    if isinstance(failure, UnavailableError):
        return UnavailableError(*failure.args)
    if isinstance(failure, asyncio.CancelledError):
        return UnavailableError("The service is shutting down.")
    return failure

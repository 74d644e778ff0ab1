"""The writer: units of work that arrive together share one transaction and one fsync.

Each unit runs in a savepoint of its own, so a unit that fails rolls back only itself. A unit that
is alone in its transaction needs no savepoint. When the commit fails, all units of the transaction
fail. A backend that can run several transactions at a time has several connection threads; no two
of them work for the same tenant, because one would only wait for the other's row locks.
"""

import asyncio
import math
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, TypeVar

from posture.store import tenants
from posture.store.backend import ConnectionThread
from posture.store.errors import UnavailableError
from posture.store.statement import Connection
from posture.store.tenancy import EVERY_TENANT, NO_TENANT, Tenancy
from posture.telemetry import catalogue
from posture.telemetry.instruments import instruments

T = TypeVar("T")


@dataclass(slots=True, eq=False)
class _Unit(Generic[T]):
    work: Callable[[Connection], T]
    tenancy: Tenancy
    future: asyncio.Future[T]
    value: T | None = None
    error: BaseException | None = None


class Writer:
    """Takes units of work from any task and runs them in the threads of writing connections."""

    def __init__(
        self, threads: Sequence[ConnectionThread], *, queue_size: int, batch_size: int
    ) -> None:
        self._threads = threads
        self._queue_size = queue_size
        self._batch_size = batch_size
        self._waiting: deque[_Unit[Any]] = deque()
        self._active: set[Tenancy] = set()
        self._busy_count = 0
        self._changed = asyncio.Event()
        self._closing = False

    async def write(self, work: Callable[[Connection], T], tenancy: Tenancy) -> T:
        """Run a unit of work; when this returns, what it wrote is on the disk.

        Raises:
            UnavailableError: nothing was committed: the queue or the disk is full, the database is
                locked, or the writer is closing.
        """
        if self._closing:
            raise UnavailableError("The service is shutting down.")
        if len(self._waiting) >= self._queue_size:
            raise UnavailableError("More writes are waiting than the database can take.")
        unit: _Unit[T] = _Unit(work, tenancy, asyncio.get_running_loop().create_future())
        self._waiting.append(unit)
        self._changed.set()
        return await unit.future

    @property
    def waiting(self) -> int:
        """The number of units that wait."""
        return len(self._waiting)

    async def serve(self) -> None:
        """Write until closed, and then write the units that still wait."""
        async with asyncio.TaskGroup() as group:
            for thread in self._threads:
                group.create_task(self._serve(thread), name="connection thread")

    def close(self) -> None:
        """Take no more units; `serve` ends when the waiting ones are written."""
        self._closing = True
        self._changed.set()

    async def _serve(self, thread: ConnectionThread) -> None:
        while self._waiting or not self._closing:
            batch = self._take()
            if not batch:
                self._changed.clear()
                await self._changed.wait()
                continue
            tenancies = {unit.tenancy for unit in batch}
            self._active |= tenancies
            self._busy_count += 1
            begun = time.perf_counter()
            try:
                await thread.write(partial(_run_all, batch=batch), tenancies)
            except BaseException as error:
                _deliver(batch, error)
                if not isinstance(error, Exception):
                    raise
            else:
                _deliver(batch, None)
            finally:
                seconds = time.perf_counter() - begun
                instruments().record(catalogue.COMMIT_DURATION, seconds, {})
                self._active -= tenancies
                self._busy_count -= 1
                self._changed.set()

    def _take(self) -> list[_Unit[Any]]:
        """Take units in the order of their arrival, skipping tenants another thread works for.

        While other threads are idle, leave some of the tenants to them.
        """
        batch: list[_Unit[Any]] = []
        skipped: list[_Unit[Any]] = []
        chosen: set[Tenancy] = set()
        share = self._share()
        while self._waiting and len(batch) < self._batch_size:
            unit = self._waiting.popleft()
            if unit.future.cancelled():
                continue
            if unit.tenancy not in chosen:
                if unit.tenancy in self._active or len(chosen) == share:
                    skipped.append(unit)
                    continue
                chosen.add(unit.tenancy)
            batch.append(unit)
        self._waiting.extendleft(reversed(skipped))
        return batch

    def _share(self) -> int:
        """Return how many of the waiting tenants an idle thread should take."""
        idle = len(self._threads) - self._busy_count
        if idle == 1:
            return len(self._waiting)
        return math.ceil(len({unit.tenancy for unit in self._waiting} - self._active) / idle)


def _run_all(connection: Connection, batch: list[_Unit[Any]]) -> None:
    moved: set[str] = set()
    if len(batch) == 1:  # rolling back the transaction rolls back the unit
        batch[0].value = _run_work(connection, batch[0], moved)
        return
    for unit in batch:
        _run_in_savepoint(connection, unit, moved)


def _run_in_savepoint(connection: Connection, unit: _Unit[Any], moved: set[str]) -> None:
    unit.error = None
    connection.begin_unit(unit.tenancy)
    before = frozenset(moved)
    try:
        unit.value = _run_work(connection, unit, moved)
        connection.end_unit()
    except Exception as error:
        # Some errors (a full disk) end the whole transaction: then no unit is committed.
        if connection.is_over(error):
            raise
        unit.error = connection.unavailable_error(error) or error
        connection.roll_back_unit()
        moved &= before


def _run_work(connection: Connection, unit: _Unit[T], moved: set[str]) -> T:
    """Run the work of a unit, and increase its tenant's revision once per transaction if needed."""
    connection.has_visible_changes = False
    value = unit.work(connection)
    if not connection.has_visible_changes:
        return value
    if unit.tenancy is EVERY_TENANT or unit.tenancy is NO_TENANT:
        raise RuntimeError("a unit of work across tenants changed what a tenant's readers see")
    if unit.tenancy not in moved:
        tenants.bump(connection, unit.tenancy)
        moved.add(unit.tenancy)
    return value


def _deliver(batch: list[_Unit[Any]], failure: BaseException | None) -> None:
    for unit in batch:
        if unit.future.done():
            continue
        if failure is not None:
            unit.future.set_exception(_error_of(failure))
        elif unit.error is not None:
            unit.future.set_exception(unit.error)
        else:
            unit.future.set_result(unit.value)


def _error_of(failure: BaseException) -> BaseException:
    """Return a copy of the failure for each caller to raise."""
    if isinstance(failure, UnavailableError):
        return UnavailableError(*failure.args)
    if isinstance(failure, asyncio.CancelledError):
        return UnavailableError("The service is shutting down.")
    return failure

"""The writer: units of work that arrive together share one transaction and one fsync.

How they run in it is in `posture.store.batch`. When the commit fails, all units of the transaction
fail. A backend that can run several transactions at a time has several connection threads; no two
of them work for the same tenant, because one would only wait for the other's row locks.

Tenants take turns, so that one with many units does not delay another one. A transaction also ends
early, before the second unit of any tenant, when a tenant waits that no thread works for: its unit
waits for at most one of each other tenant, and for one commit. Where the units of a tenant that is
alone come together, they are waited for as long as they keep arriving (`posture.store.gathering`).
A tenant that uses much of the process's time writes nothing while requests of one that uses little
are in progress, and rests after each transaction while they keep coming (`posture.shares`). The
units of a transaction share its time.
"""

import asyncio
import math
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, TypeVar

from posture.shares import Shares
from posture.store.backend import ConnectionThread
from posture.store.batch import Batch, SavepointsNeededError, Unit, run_batch
from posture.store.errors import UnavailableError
from posture.store.gathering import Gathering
from posture.store.statement import Connection
from posture.store.tenancy import Tenancy
from posture.telemetry import catalogue
from posture.telemetry.instruments import instruments
from posture.turns import Turns

T = TypeVar("T")


class Writer:
    """Takes units of work from any task and runs them in the threads of writing connections."""

    def __init__(
        self,
        threads: Sequence[ConnectionThread],
        *,
        queue_size: int,
        batch_size: int,
        shares: Shares,
    ) -> None:
        self._threads = threads
        self._shares = shares
        self._duration = instruments().recorder(catalogue.COMMIT_DURATION, {})
        self._queue_size = queue_size
        self._batch_size = batch_size
        self._waiting: Turns[Tenancy, Unit[Any]] = Turns()
        self._active: set[Tenancy] = set()
        # Whether a tenant waits that no thread works for, and no thread is idle. Threads read it.
        self._is_awaited = False
        self._changed = asyncio.Event()
        shares.on_change(self._changed.set)
        self._closing = False
        self._gathering = Gathering(self._waiting)

    async def write(
        self,
        work: Callable[[Connection], T],
        tenancy: Tenancy,
        *,
        defers: bool = False,
        locks: str | None = None,
        last: bool = False,
    ) -> T:
        """Run a unit of work; when this returns, what it wrote is on the disk.

        With `defers` the unit may defer the rows that it adds. `locks` is the id of the integration
        that it locks first. With `last` it runs after the other units of its transaction, unless
        it is the first one of its tenant.

        Raises:
            UnavailableError: nothing was committed: the queue or the disk is full, the database is
                locked, or the writer is closing.
        """
        if self._closing:
            raise UnavailableError("The service is shutting down.")
        if self._is_full(tenancy):
            raise UnavailableError("More writes are waiting than the database can take.")
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        unit = Unit(work, tenancy, future, defers, locks, last)
        self._waiting.put(tenancy, unit)
        if tenancy not in self._active and self._gathering.busy_count == len(self._threads):
            self._is_awaited = True
        self._changed.set()
        return await unit.future

    def _is_full(self, tenancy: Tenancy) -> bool:
        """Return whether a tenant has its share of a full queue; one without a unit never has."""
        if len(self._waiting) < self._queue_size:
            return False
        share = self._queue_size // len(self._waiting.owners)
        return self._waiting.count(tenancy) >= max(1, share)

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
        while len(self._waiting) or not self._closing:
            if self._gathering.is_due():
                await self._gathering.wait()
                if self._waiting.owner_count > 1:
                    self._changed.set()
            # While one thread gathers, the others leave what waits to that one.
            batch = Batch() if self._gathering.is_on else self._take()
            if batch.tenancies:
                await self._commit(thread, batch)
                continue
            if self._closing and not self._waiting:
                self._changed.set()  # for the threads that waited while this one gathered
                break
            self._changed.clear()
            await self._changed.wait()

    async def _commit(self, thread: ConnectionThread, batch: Batch) -> None:
        """Run a batch in a transaction; units that it did not reach wait again."""
        units = batch.units
        owners = [one for one in batch.tenancies if isinstance(one, str)]
        self._active |= batch.tenancies
        for one in owners:
            self._shares.begin_piece(one)
        self._gathering.begin(len(units))
        begun = time.perf_counter()
        self._is_awaited = bool(self._waiting.owners - self._active)
        run = partial(run_batch, batch=batch, ends_early=lambda: self._is_awaited)
        try:
            try:
                await thread.write(run, batch.tenancies)
            except SavepointsNeededError:
                batch.has_savepoints = True
                await thread.write(run, batch.tenancies)
        except BaseException as error:
            _deliver(units, error)
            if not isinstance(error, Exception):
                raise
        else:
            _deliver(units[: batch.done], None)
            for unit in reversed(units[batch.done :]):
                self._waiting.put_back(unit.tenancy, unit)
        finally:
            seconds = time.perf_counter() - begun
            self._duration.record(seconds)
            self._charge(units[: batch.done], seconds / max(1, batch.done))
            self._active -= batch.tenancies
            for one in owners:
                self._shares.end_piece(one)
            self._gathering.end()
            self._changed.set()

    def _charge(self, units: Sequence[Unit[Any]], held: float) -> None:
        for unit in units:
            if isinstance(unit.tenancy, str):
                self._shares.charge(unit.tenancy, unit.seconds, held=held)

    def _take(self) -> Batch:
        """Take units of the tenants in turn, skipping tenants another thread works for.

        While other threads are idle, leave some of the tenants to them.
        """
        batch = Batch()
        share = self._share()

        def is_allowed(tenancy: Tenancy) -> bool:
            if tenancy in batch.tenancies:
                return True
            is_free = tenancy not in self._active and len(batch.tenancies) < share
            return is_free and not self._must_wait(tenancy)

        count = 0
        while count < self._batch_size and self._waiting:
            unit = self._waiting.take(is_allowed)
            if unit is None:
                break
            if not unit.future.cancelled():
                batch.add(unit)
                count += 1
        return batch

    def _must_wait(self, tenancy: Tenancy) -> bool:
        shares = self._shares
        return isinstance(tenancy, str) and shares.is_tenant(tenancy) and shares.must_wait(tenancy)

    def _share(self) -> int:
        """Return how many of the waiting tenants an idle thread should take."""
        idle = len(self._threads) - self._gathering.busy_count
        if idle == 1:
            return len(self._waiting)
        return math.ceil(len(self._waiting.owners - self._active) / idle)


def _deliver(batch: list[Unit[Any]], failure: BaseException | None) -> None:
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

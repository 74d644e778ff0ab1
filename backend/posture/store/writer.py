"""The writer: units of work that arrive together share one transaction and one fsync.

Each unit runs in a savepoint of its own, so a unit that fails rolls back only itself. A unit that
is alone in its transaction needs no savepoint. Nor does a unit that only defers rows, and refuses
before it has written any: those of several units are written together, with few statements. Should
that fail, or should such a unit fail after a write, the transaction is rolled back and runs again
with a savepoint for each unit, so that only the unit at fault fails. When the commit fails, all
units of the transaction fail. A backend that can run several transactions at a time has several
connection threads; no two of them work for the same tenant, because one would only wait for the
other's row locks.

Tenants take turns, so that one with many units does not delay another one. A transaction also ends
early, before the second unit of any tenant, when a tenant waits that no thread works for: its unit
waits for at most one of each other tenant, and for one commit. Where the units of a tenant that is
alone come together, they are waited for as long as they keep arriving: a commit takes as long for
many as for one. A tenant that uses much of the process's time writes nothing while requests of one
that uses little are in progress, and rests after each transaction while they keep coming
(`posture.shares`). The units of a transaction share its time.
"""

import asyncio
import math
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final, Generic, TypeVar

from posture.shares import Shares
from posture.store import integrations, tenants
from posture.store.backend import ConnectionThread
from posture.store.errors import UnavailableError
from posture.store.statement import Connection
from posture.store.tenancy import EVERY_TENANT, NO_TENANT, Tenancy
from posture.telemetry import catalogue
from posture.telemetry.instruments import instruments
from posture.turns import Turns

T = TypeVar("T")

# How long to wait for more units: until none has arrived in so many steps of the event loop, and
# not longer than that.
STEPS_WITHOUT_UNIT: Final = 2
GATHER_SECONDS: Final = 0.005


@dataclass(slots=True, eq=False)
class _Unit(Generic[T]):
    work: Callable[[Connection], T]
    tenancy: Tenancy
    future: asyncio.Future[T]
    defers: bool = False
    locks: str | None = None
    last: bool = False
    seconds: float = 0.0
    value: T | None = None
    error: BaseException | None = None


@dataclass(slots=True)
class _Batch:
    """The units of one transaction: first one of each tenant, then the others.

    Attributes:
        last: those that find what the others have written.
        done: how many units the last attempt has run.
        has_savepoints: whether each unit has one, because an attempt without them failed.
    """

    first: list[_Unit[Any]] = field(default_factory=list)
    more: list[_Unit[Any]] = field(default_factory=list)
    last: list[_Unit[Any]] = field(default_factory=list)
    tenancies: set[Tenancy] = field(default_factory=set)
    done: int = 0
    has_savepoints: bool = False

    def add(self, unit: _Unit[Any]) -> None:
        more = self.last if unit.last else self.more
        (more if unit.tenancy in self.tenancies else self.first).append(unit)
        self.tenancies.add(unit.tenancy)

    @property
    def units(self) -> list[_Unit[Any]]:
        return [*self.first, *self.more, *self.last]


class _SavepointsNeededError(Exception):
    """A transaction in which units deferred rows failed: it runs again with savepoints."""


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
        self._waiting: Turns[Tenancy, _Unit[Any]] = Turns()
        self._active: set[Tenancy] = set()
        self._busy_count = 0
        # Whether a tenant waits that no thread works for, and no thread is idle. Threads read it.
        self._is_awaited = False
        self._changed = asyncio.Event()
        shares.on_change(self._changed.set)
        self._closing = False
        self._is_gathering = False
        # How many units the latest transaction had: more than one if they come together.
        self._latest_count = 0

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
        unit = _Unit(work, tenancy, future, defers, locks, last)
        self._waiting.put(tenancy, unit)
        if tenancy not in self._active and self._busy_count == len(self._threads):
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
            if max(len(self._waiting), self._latest_count) > 1 and not self._busy_count:
                await self._gather()
            # While one thread gathers, the others leave what waits to that one.
            batch = _Batch() if self._is_gathering else self._take()
            units = batch.units
            if not units:
                if self._closing and not self._waiting:
                    self._changed.set()  # for the threads that waited while this one gathered
                    break
                self._changed.clear()
                await self._changed.wait()
                continue
            self._active |= batch.tenancies
            self._busy_count += 1
            self._latest_count = len(units)
            begun = time.perf_counter()
            self._is_awaited = bool(self._waiting.owners - self._active)
            run = partial(_run_all, batch=batch, ends_early=lambda: self._is_awaited)
            try:
                try:
                    await thread.write(run, batch.tenancies)
                except _SavepointsNeededError:
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
                self._busy_count -= 1
                self._changed.set()

    async def _gather(self) -> None:
        """Let units arrive as long as they keep coming, and all that wait are of one tenant."""
        if self._is_gathering:
            return
        waiting, loop = self._waiting, asyncio.get_running_loop()
        until = loop.time() + GATHER_SECONDS
        count = steps = 0
        self._is_gathering = True
        try:
            while waiting.owner_count == 1 and steps < STEPS_WITHOUT_UNIT and loop.time() < until:
                await asyncio.sleep(0)
                steps = 0 if len(waiting) > count else steps + 1
                count = len(waiting)
        finally:
            self._is_gathering = False
        if waiting.owner_count > 1:
            self._changed.set()

    def _charge(self, units: Sequence[_Unit[Any]], held: float) -> None:
        for unit in units:
            if isinstance(unit.tenancy, str):
                self._shares.charge(unit.tenancy, unit.seconds, held=held)

    def _take(self) -> _Batch:
        """Take units of the tenants in turn, skipping tenants another thread works for.

        While other threads are idle, leave some of the tenants to them.
        """
        batch = _Batch()
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
        idle = len(self._threads) - self._busy_count
        if idle == 1:
            return len(self._waiting)
        return math.ceil(len(self._waiting.owners - self._active) / idle)


def _run_all(connection: Connection, batch: _Batch, ends_early: Callable[[], bool]) -> None:
    """Run the units of a batch, or if it ends early one of each tenant and some of the others."""
    moved: set[tuple[str, str]] = set()
    batch.done = 0
    connection.forget()
    units = batch.units
    if len(units) == 1:  # rolling back the transaction rolls back the unit
        units[0].value = _run_work(connection, units[0], moved)
        batch.done = 1
        if moved:
            _bump_one(connection, units[0].tenancy)
        return
    if not batch.has_savepoints:
        _lock(connection, units)
    for number, unit in enumerate(units):
        if number >= len(batch.first) and ends_early():
            break
        if unit.defers and not batch.has_savepoints:
            _run_deferring(connection, unit, moved)
        else:
            _flush(connection)
            _run_in_savepoint(connection, unit, moved)
        batch.done += 1
    _flush(connection)
    _bump(connection, moved)


def _bump(connection: Connection, moved: set[tuple[str, str]]) -> None:
    """Increase the revision of each tenant whose readers see a change, once in a transaction."""
    changed: dict[str, set[str]] = {}
    for tenant_id, resource in moved:
        changed.setdefault(tenant_id, set()).add(resource)
    if len(changed) == 1:
        ((tenant_id, resources),) = changed.items()
        connection.enter(tenant_id)
        tenants.bump(connection, tenant_id, frozenset(resources))
    elif changed:
        connection.enter(EVERY_TENANT)  # their rows were locked across tenants before
        tenants.bump_all(connection, {one: frozenset(names) for one, names in changed.items()})


def _bump_one(connection: Connection, tenancy: Tenancy) -> None:
    """Increase the revision of the tenant whose only unit this transaction has."""
    if isinstance(tenancy, str):
        tenants.bump(connection, tenancy, frozenset(connection.changed))


def _lock(connection: Connection, units: Sequence[_Unit[Any]]) -> None:
    """Lock what the units that defer begin with, in one step."""
    wanted = [(one.tenancy, one.locks) for one in units if one.defers and one.locks]
    if wanted:
        with _without_savepoints(connection):
            integrations.lock_all(connection, wanted)


def _flush(connection: Connection) -> None:
    with _without_savepoints(connection):
        connection.flush()


@contextmanager
def _without_savepoints(connection: Connection) -> Iterator[None]:
    """Let the transaction run again with savepoints if this fails, and it has not ended."""
    try:
        yield
    except Exception as error:
        if connection.is_over(error):
            raise
        raise _SavepointsNeededError from error


def _run_deferring(connection: Connection, unit: _Unit[Any], moved: set[tuple[str, str]]) -> None:
    """Run a unit whose rows are written later, together with those of other units."""
    try:
        connection.begin_deferring(unit.tenancy)
        write_count = connection.write_count
        try:
            unit.value = _run_work(connection, unit, moved)
        except Exception as error:
            has_written = connection.has_lost or connection.write_count != write_count
            if has_written or connection.is_over(error):
                raise
            unit.error = connection.unavailable_error(error) or error
            connection.drop_deferred()
    except Exception as error:
        if connection.is_over(error):
            raise
        raise _SavepointsNeededError from error
    finally:
        connection.is_deferring = False
    if connection.has_lost or connection.has_failed():
        raise _SavepointsNeededError


def _run_in_savepoint(
    connection: Connection, unit: _Unit[Any], moved: set[tuple[str, str]]
) -> None:
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


def _run_work(connection: Connection, unit: _Unit[T], moved: set[tuple[str, str]]) -> T:
    """Run the work of a unit, and note what its tenant's readers see changed."""
    connection.changed.clear()
    unit.error = None  # that of an attempt that was rolled back
    # CPU time of the thread: the time that it waits for others is not the tenant's use.
    begun = time.thread_time()
    try:
        value = unit.work(connection)
    finally:
        unit.seconds = time.thread_time() - begun
    if not connection.changed:
        return value
    if unit.tenancy is EVERY_TENANT or unit.tenancy is NO_TENANT:
        raise RuntimeError("a unit of work across tenants changed what a tenant's readers see")
    moved.update((unit.tenancy, resource) for resource in connection.changed)
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

"""A batch: units of work that share a transaction, and how they run in it.

Each unit runs in a savepoint of its own, so a unit that fails rolls back only itself. A unit that
is alone in its transaction needs no savepoint. Nor does a unit that only defers rows, and refuses
before it has written any: those of several units are written together, with few statements. Should
that fail, or should such a unit fail after a write, the transaction is rolled back and runs again
with a savepoint for each unit, so that only the unit at fault fails.
"""

import asyncio
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from posture.store import integrations, tenants
from posture.store.statement import Connection
from posture.store.tenancy import EVERY_TENANT, NO_TENANT, Tenancy

T = TypeVar("T")


@dataclass(slots=True, eq=False)
class Unit(Generic[T]):
    """A unit of work, and what has become of it.

    Attributes:
        future: done when its transaction has ended.
        defers: whether it may defer the rows that it adds.
        locks: the id of the integration that it locks first.
        last: whether it runs after the other units of its transaction.
        seconds: the CPU time of its work.
        value: what the work returned.
        error: what it raised instead.
    """

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
class Batch:
    """The units of one transaction: first one of each tenant, then the others.

    Attributes:
        last: those that find what the others have written.
        done: how many units the last attempt has run.
        has_savepoints: whether each unit has one, because an attempt without them failed.
    """

    first: list[Unit[Any]] = field(default_factory=list)
    more: list[Unit[Any]] = field(default_factory=list)
    last: list[Unit[Any]] = field(default_factory=list)
    tenancies: set[Tenancy] = field(default_factory=set)
    done: int = 0
    has_savepoints: bool = False

    def add(self, unit: Unit[Any]) -> None:
        """Add a unit behind those of its kind."""
        more = self.last if unit.last else self.more
        (more if unit.tenancy in self.tenancies else self.first).append(unit)
        self.tenancies.add(unit.tenancy)

    @property
    def units(self) -> list[Unit[Any]]:
        """The units in the order in which they run."""
        return [*self.first, *self.more, *self.last]


class SavepointsNeededError(Exception):
    """A transaction in which units deferred rows failed: it runs again with savepoints."""


def run_batch(connection: Connection, batch: Batch, ends_early: Callable[[], bool]) -> None:
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


def _lock(connection: Connection, units: Sequence[Unit[Any]]) -> None:
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
        raise SavepointsNeededError from error


def _run_deferring(connection: Connection, unit: Unit[Any], moved: set[tuple[str, str]]) -> None:
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
        raise SavepointsNeededError from error
    finally:
        connection.is_deferring = False
    if connection.has_lost or connection.has_failed():
        raise SavepointsNeededError


def _run_in_savepoint(connection: Connection, unit: Unit[Any], moved: set[tuple[str, str]]) -> None:
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


def _run_work(connection: Connection, unit: Unit[T], moved: set[tuple[str, str]]) -> T:
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

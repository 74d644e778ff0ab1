"""Rescue: runs whose worker died wait again, and start over."""

import os
import time
from collections.abc import Callable, Collection, Iterable
from functools import partial
from typing import TypeAlias

import structlog

from posture.settings import Settings
from posture.store import run_queue, run_steps
from posture.store.engine import Store
from posture.store.run_queue import WorkingRow
from posture.store.statement import Connection
from posture.store.tenancy import EVERY_TENANT

# The claim token, and the time of its newest heartbeat in ms.
Heartbeat: TypeAlias = tuple[str, int]
log = structlog.get_logger()


class Heartbeats:
    """Which heartbeats did not change, by the clock of this process.

    The times in them are those of other hosts, whose clocks differ: only a change counts.
    One long pause between two looks is not enough: the host of this process or the database may
    have stood still, and the other workers with it.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._looked_at = clock()
        self._watched_seconds = 0.0
        self._seen: dict[Heartbeat, float] = {}

    def still(self, rows: Iterable[WorkingRow], *, seconds: float) -> Collection[Heartbeat]:
        """Note the heartbeats of all runs; return those that were the same for `seconds`.

        Of the time since the last look, no more than half of `seconds` counts.
        """
        at = self._clock()
        self._watched_seconds += min(at - self._looked_at, seconds / 2)
        self._looked_at, now = at, self._watched_seconds
        self._seen = {beat: self._seen.get(beat, now) for beat in map(_heartbeat, rows)}
        return {beat for beat, since in self._seen.items() if now - since > seconds}


async def rescue(
    store: Store, settings: Settings, *, worker: str, heartbeats: Heartbeats
) -> list[str]:
    """Take back the runs of dead workers, and return their ids.

    A worker is dead if this process has seen the same heartbeat for `stale_after_seconds`, or at
    once if the worker was a process of this host that does not exist any more.

    Raises:
        UnavailableError: the database cannot be used.
    """
    found = await store.read(run_queue.working, tenant_id=EVERY_TENANT)
    still = heartbeats.still(found, seconds=settings.stale_after_seconds)

    def dead(row: WorkingRow) -> bool:
        return _heartbeat(row) in still or is_gone(row.worker, own=worker)

    at = store.now()
    taken: list[str] = []
    for tenant_id in sorted({row.tenant_id for row in found if dead(row)}):
        take_back = partial(_take_back, tenant_id=tenant_id, dead=dead, at=at)
        taken += await store.write(take_back, tenant_id=tenant_id)
    for run_id in taken:
        log.warning("run.rescued", run_id=run_id)
    return taken


def _heartbeat(row: WorkingRow) -> Heartbeat:
    return row.claim_token, row.beat_at


def is_gone(worker: str, *, own: str) -> bool:
    """Return whether a worker was a process of this host that does not exist any more."""
    host, process, _ = worker.split("/")
    our_host, our_process, _ = own.split("/")
    if host != our_host or worker == own:
        return False
    if process == our_process:  # in a container every process may have the same id
        return True
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


def _take_back(
    connection: Connection, *, tenant_id: str, dead: Callable[[WorkingRow], bool], at: int
) -> list[str]:
    taken = []
    for row in run_queue.working(connection):
        if row.tenant_id != tenant_id or not dead(row):
            continue
        if row.cancel_requested_at is not None:
            moved = run_steps.cancel_stale(
                connection,
                row.id,
                held=row.claim_token,
                reason="its cancellation was requested, and its worker sent no more heartbeats",
                started_at=row.started_at,
                at=at,
            )
        else:
            moved = run_steps.requeue(
                connection,
                row.id,
                held=row.claim_token,
                reason="its worker sent no more heartbeats",
                at=at,
            )
        if moved:
            taken.append(row.id)
    return taken

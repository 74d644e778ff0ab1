"""Rescue: runs whose worker died are taken back, and start over."""

import os
from collections.abc import Callable
from functools import partial

import structlog

from posture.domain.run import RunPhase, RunStatus
from posture.settings import Settings
from posture.store import runs
from posture.store.engine import Store
from posture.store.runs import NOTHING_YET, WorkingRow
from posture.store.statement import Connection
from posture.store.tenancy import EVERY_TENANT

log = structlog.get_logger()

QUEUED = NOTHING_YET | {
    "phase": RunPhase.QUEUED.value,
    "claim_token": None,
    "worker": None,
    "beat_at": None,
    "started_at": None,
    "duration_ms": None,
}


async def rescue(store: Store, settings: Settings, *, worker: str) -> list[str]:
    """Take back the runs of dead workers, and answer their ids.

    A worker is dead when it has not beaten for `stale_after_seconds`, or at once when it was a
    process of this host that is no more.

    Raises:
        UnavailableError: the database cannot say.
    """
    stale = store.now() - int(settings.stale_after_seconds * 1_000)

    def dead(row: WorkingRow) -> bool:
        return row.beat_at < stale or is_gone(row.worker, ours=worker)

    found = await store.read(runs.working, tenant_id=EVERY_TENANT)
    at = store.now()
    taken: list[str] = []
    for tenant_id in sorted({row.tenant_id for row in found if dead(row)}):
        take_back = partial(_take_back, tenant_id=tenant_id, dead=dead, at=at)
        taken += await store.write(take_back, tenant_id=tenant_id)
    for run_id in taken:
        log.warning("run.rescued", run_id=run_id)
    return taken


def is_gone(worker: str, *, ours: str) -> bool:
    """Return whether a worker was a process of our host, and no longer is."""
    host, process, _ = worker.split("/")
    our_host, our_process, _ = ours.split("/")
    if host != our_host or worker == ours:
        return False
    if process == our_process:  # a container's first process has the same number every time
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
    for row in runs.working(connection):
        if row.tenant_id != tenant_id or not dead(row):
            continue
        if row.cancel_requested_at is not None:
            moved = runs.step(
                connection,
                row.id,
                RunStatus.RUNNING,
                RunStatus.CANCELLED,
                at=at,
                held=row.claim_token,
                reason="its cancelling was asked for, and its worker stopped beating",
                phase=RunPhase.DONE.value,
                claim_token=None,
                completed_at=at,
                duration_ms=max(0, at - row.started_at),
            )
        else:
            moved = runs.step(
                connection,
                row.id,
                RunStatus.RUNNING,
                RunStatus.ACCEPTED,
                at=at,
                held=row.claim_token,
                reason="its worker stopped beating",
                **QUEUED,
            )
        if moved:
            taken.append(row.id)
    return taken

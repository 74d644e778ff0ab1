"""Baselines: accept what a run found as known, so that it stops no later gate for new findings."""

import msgspec

from posture.domain.recorded_gate import facts_of
from posture.domain.run import FINAL, RunStatus, RunTrigger
from posture.services import audit
from posture.services.audit import Actor
from posture.services.errors import (
    RunNotFinishedError,
    RunNotFoundError,
    RunWithoutResultError,
)
from posture.services.idempotency import IdempotencyKey, write_once
from posture.store import held, runs
from posture.store.engine import Store
from posture.store.statement import Connection

__all__ = ["Baseline", "accept_baseline"]


class Baseline(msgspec.Struct, frozen=True):
    """A run whose findings are known, and how many these are."""

    run_id: str
    integration_id: str
    finding_count: int


async def accept_baseline(
    store: Store, *, tenant_id: str, run_id: str, by: Actor, key: IdempotencyKey | None = None
) -> Baseline:
    """Let what a run found count as known from now on; done again, it changes nothing.

    Raises:
        RunNotFoundError: the tenant has none with that id.
        RunNotFinishedError: it has not ended.
        RunWithoutResultError: it recorded no findings.
        IdempotencyKeyReusedError: the key was used before for a different request.
    """
    at = store.now()

    def accept(connection: Connection) -> Baseline:
        row = runs.get(connection, tenant_id=tenant_id, run_id=run_id)
        if row is None:
            raise RunNotFoundError
        if row.status not in FINAL or row.completed_at is None:
            raise RunNotFinishedError
        if row.status != RunStatus.COMPLETED or row.trigger == RunTrigger.VERIFY:
            raise RunWithoutResultError
        _, facts = runs.gate_of(connection, run_id)
        count = held.accept_baseline(
            connection,
            tenant_id=tenant_id,
            run_id=run_id,
            completed_at=row.completed_at,
            unread=[one.id for one in facts_of(facts).unread],
            by=by.token_id,
        )
        baseline = Baseline(run_id, row.integration_id, count)
        audit.append_change(
            connection,
            "baseline.accepted",
            by,
            tenant_id=tenant_id,
            at=at,
            after={"id": run_id, **msgspec.structs.asdict(baseline)},
        )
        return baseline

    accepted, _ = await write_once(store, accept, tenant_id=tenant_id, key=key, result=Baseline)
    return accepted

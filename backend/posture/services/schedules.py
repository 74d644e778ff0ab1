"""Schedules: start due runs, each occurrence once, in the process that sees it first."""

from functools import partial

import msgspec
import structlog
from opentelemetry.trace import SpanKind

from posture.domain import schedule as schedules
from posture.domain.run import RunTrigger
from posture.services.errors import EnqueueFailedError
from posture.services.queue import RunQueue
from posture.store import integrations, run_queue, run_steps
from posture.store.columns import new_id
from posture.store.engine import Store
from posture.store.integrations import DueRow
from posture.store.run_steps import NewRun
from posture.store.statement import Connection
from posture.store.tenancy import EVERY_TENANT
from posture.telemetry import carrier, span

log = structlog.get_logger()


async def start_due(store: Store, *, queue: RunQueue) -> list[str]:
    """Start a run of each integration whose schedule is due, and return the runs' ids.

    Several missed occurrences count as one. What the queue refuses stays due.

    Raises:
        UnavailableError: the database cannot be read or written.
    """
    at = store.now()
    started = []
    found = await store.read(
        lambda connection: integrations.due(connection, at=at), tenant_id=EVERY_TENANT
    )
    for row in found:
        try:
            following = schedules.parse(row.schedule).next_after(at)
        except schedules.ScheduleError as error:  # an older version accepted it
            log.error("schedule.unreadable", integration_id=row.id, reason=str(error))  # noqa: TRY400  # the reason says it all
            continue
        try:
            with span("schedule run", {"posture.integration.id": row.id}, kind=SpanKind.PRODUCER):
                headers = carrier()
                trace = msgspec.json.encode(headers).decode() if headers else None
                run_id = await store.write(
                    partial(_start, row=row, following=following, queue=queue, trace=trace, at=at),
                    tenant_id=row.tenant_id,
                )
        except EnqueueFailedError:
            log.warning("schedule.waits", integration_id=row.id)
            continue
        if run_id is not None:
            log.info("schedule.started", integration_id=row.id, run_id=run_id)
            started.append(run_id)
    if started:
        queue.nudge()
    return started


def _start(
    connection: Connection,
    *,
    row: DueRow,
    following: int,
    queue: RunQueue,
    trace: str | None,
    at: int,
) -> str | None:
    """Take the occurrence, and start its run unless a run of the whole account already waits."""
    if not integrations.claim_occurrence(connection, row, until=following):
        return None
    if run_queue.is_whole_account_waiting(connection, row.id):
        return None
    run_id = new_id()
    run_steps.add(
        connection,
        NewRun(
            id=run_id,
            tenant_id=row.tenant_id,
            integration_id=row.id,
            trigger=RunTrigger.SCHEDULED.value,
            accepted_at=at,
            account_key=row.account_key,
            trace=trace,
        ),
    )
    queue.enqueue(connection, run_id, row.id)
    return run_id

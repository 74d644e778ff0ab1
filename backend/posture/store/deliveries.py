"""Deliveries: the outbox of events for webhooks, written in the transaction of each event."""

from collections.abc import Sequence
from typing import Final

import msgspec
from sqlalchemy import select

from posture.domain.finding import Delta
from posture.domain.notification import WebhookEvent
from posture.domain.run import RunStatus
from posture.store import webhook_findings
from posture.store.columns import new_id
from posture.store.listing import Listing, chosen, conditions_of
from posture.store.outbox import PENDING, Outbox
from posture.store.rows import deliveries, runs, webhooks
from posture.store.statement import Connection, Statement, fields_of, inserting, value


class DeliveryRow(msgspec.Struct, frozen=True, gc=False):
    """A delivery as clients see it."""

    id: str
    tenant_id: str
    webhook_id: str
    run_id: str | None
    event: str
    status: str
    attempt_count: int
    created_at: int
    next_at: int | None
    ended_at: int | None
    response_status: int | None
    error: str | None


class DueRow(msgspec.Struct, frozen=True, gc=False):
    """What is needed to deliver an event."""

    id: str
    tenant_id: str
    webhook_id: str
    run_id: str | None
    report_id: str | None
    event: str
    body: str
    attempt_count: int
    created_at: int
    queued_at: int
    next_at: int
    url: str
    seed: str
    former_seed: str | None
    former_until: int | None
    token_id: str | None


ENDED: Final = {
    RunStatus.COMPLETED: WebhookEvent.RUN_COMPLETED,
    RunStatus.FAILED: WebhookEvent.RUN_FAILED,
    RunStatus.CANCELLED: WebhookEvent.RUN_CANCELLED,
}

OUTBOX: Final = Outbox(deliveries, group="webhook_id")
_LISTENING = Statement(
    select(
        webhooks.c.id,
        webhooks.c.events,
        runs.c.tenant_id,
        runs.c.status,
        runs.c.new_count,
        runs.c.suppressed_count,
        runs.c.resolved_count,
    )
    .join_from(runs, webhooks, webhooks.c.tenant_id == runs.c.tenant_id)
    .where(
        runs.c.id == value("run_id"),
        webhooks.c.deleted_at.is_(None),
        webhooks.c.disabled_at.is_(None),
    )
    .order_by(webhooks.c.created_at, webhooks.c.id)
)
_LISTENING_TENANT = Statement(
    select(webhooks.c.id, webhooks.c.events)
    .where(
        webhooks.c.tenant_id == value("tenant_id"),
        webhooks.c.deleted_at.is_(None),
        webhooks.c.disabled_at.is_(None),
    )
    .order_by(webhooks.c.created_at, webhooks.c.id)
)
_ADD = inserting(deliveries)
_OF_WEBHOOK: Final = frozenset({"url", "seed", "former_seed", "former_until", "token_id"})
_ONE = Statement(
    select(*fields_of(deliveries, DeliveryRow)).where(
        deliveries.c.id == value("id"),
        deliveries.c.webhook_id == value("webhook_id"),
        deliveries.c.tenant_id == value("tenant_id"),
    )
)
_DUE_OF = Statement(
    select(
        *(
            (webhooks if name in _OF_WEBHOOK else deliveries).c[name]
            for name in DueRow.__struct_fields__
        )
    )
    .join_from(deliveries, webhooks, deliveries.c.webhook_id == webhooks.c.id)
    .where(
        OUTBOX.is_pending,
        deliveries.c.webhook_id == value("webhook_id"),
        deliveries.c.next_at <= value("now"),
        webhooks.c.deleted_at.is_(None),
    )
    .order_by(deliveries.c.next_at, deliveries.c.id)
    .limit(1)
)


_LIST = Listing(
    select(*fields_of(deliveries, DeliveryRow)).where(
        deliveries.c.webhook_id == value("webhook_id"),
        deliveries.c.tenant_id == value("tenant_id"),
    ),
    deliveries,
    **conditions_of("status", deliveries.c.status),
)


def announce(connection: Connection, run_id: str, *, at: int) -> None:
    """Queue the events of a run that has just ended for the tenant's webhooks."""
    listening = _LISTENING.all(connection, run_id=run_id)
    if not listening:
        return
    _, _, _, status, new, suppressed, resolved = listening[0]
    if new and suppressed:
        new = webhook_findings.count(connection, run_id, delta=Delta.NEW)
    happened = {
        ENDED[RunStatus(status)]: True,
        WebhookEvent.FINDING_CREATED: new,
        WebhookEvent.FINDING_RESOLVED: resolved,
    }
    for webhook_id, events, tenant_id, *_ in listening:
        for event in events.split():
            if happened.get(WebhookEvent(event)):
                add(
                    connection,
                    tenant_id=tenant_id,
                    webhook_id=webhook_id,
                    event=event,
                    run_id=run_id,
                    at=at,
                )


def announce_report(
    connection: Connection, *, tenant_id: str, report_id: str, event: WebhookEvent, at: int
) -> None:
    """Queue the event of a report that has just ended for the tenant's webhooks."""
    for webhook_id, events in _LISTENING_TENANT.all(connection, tenant_id=tenant_id):
        if event in events.split():
            add(
                connection,
                tenant_id=tenant_id,
                webhook_id=webhook_id,
                event=event,
                run_id=None,
                report_id=report_id,
                at=at,
            )


def add(
    connection: Connection,
    *,
    tenant_id: str,
    webhook_id: str,
    event: str,
    run_id: str | None,
    report_id: str | None = None,
    at: int,
) -> str:
    """Queue an event for a webhook, and return the delivery's id."""
    key = new_id()
    _ADD.run(
        connection,
        id=key,
        tenant_id=tenant_id,
        webhook_id=webhook_id,
        run_id=run_id,
        report_id=report_id,
        event=event,
        status=PENDING,
        body="",
        attempt_count=0,
        created_at=at,
        queued_at=at,
        next_at=at,
        ended_at=None,
        claim_token=None,
        response_status=None,
        error=None,
    )
    return key


def get(
    connection: Connection, *, tenant_id: str, webhook_id: str, delivery_id: str
) -> DeliveryRow | None:
    """Return one delivery of a webhook."""
    found = _ONE.first(connection, tenant_id=tenant_id, webhook_id=webhook_id, id=delivery_id)
    return DeliveryRow(*found) if found else None


def newest(
    connection: Connection,
    *,
    tenant_id: str,
    webhook_id: str,
    status: Sequence[str] | None,
    limit: int,
    before: tuple[int, str] | None,
) -> list[DeliveryRow]:
    """Return the deliveries of a webhook, newest first, those before `(created_at, id)`."""
    found = _LIST.rows(
        connection,
        tenant_id=tenant_id,
        webhook_id=webhook_id,
        limit=limit,
        before=before,
        filters=chosen("status", status),
    )
    return [DeliveryRow(*row) for row in found]


def due_of(connection: Connection, webhook_id: str, *, now: int) -> DueRow | None:
    """Return the delivery that has been due for a webhook the longest."""
    found = _DUE_OF.first(connection, webhook_id=webhook_id, now=now)
    return DueRow(*found) if found else None

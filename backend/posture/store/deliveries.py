"""Deliveries: what webhooks are to be told, kept with what it tells of until somebody took it.

Whoever delivers claims a row for a while: the claim moves `next_at` to the moment from which it is
void, and what is written of the attempt is compare-and-set on the claim's token.
"""

from typing import Final
from uuid import uuid4

import msgspec
from sqlalchemy import ColumnElement, func, select, update

from posture.domain.finding import Delta
from posture.domain.notification import DeliveryStatus, WebhookEvent
from posture.domain.run import RunStatus
from posture.store import webhook_findings
from posture.store.listing import Listing
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
    """What somebody who delivers needs to know."""

    id: str
    tenant_id: str
    webhook_id: str
    run_id: str | None
    event: str
    body: str
    attempt_count: int
    created_at: int
    queued_at: int
    next_at: int
    url: str
    seed: str


PENDING: Final = DeliveryStatus.PENDING.value
ENDED: Final = {
    RunStatus.COMPLETED: WebhookEvent.RUN_COMPLETED,
    RunStatus.FAILED: WebhookEvent.RUN_FAILED,
    RunStatus.CANCELLED: WebhookEvent.RUN_CANCELLED,
}

_pending: ColumnElement[bool] = deliveries.c.status == PENDING
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
_ADD = inserting(deliveries)
_ONE = Statement(
    select(*fields_of(deliveries, DeliveryRow)).where(
        deliveries.c.id == value("id"),
        deliveries.c.webhook_id == value("webhook_id"),
        deliveries.c.tenant_id == value("tenant_id"),
    )
)
# The oldest that is due of each webhook: one that hangs does not keep the others waiting.
_DUE = Statement(
    select(
        deliveries.c.webhook_id, deliveries.c.tenant_id, func.min(deliveries.c.next_at).label("at")
    )
    .where(_pending, deliveries.c.next_at <= value("now"))
    .group_by(deliveries.c.webhook_id, deliveries.c.tenant_id)
    .order_by("at")
    .limit(value("limit"))
)
_DUE_OF = Statement(
    select(
        *(
            (webhooks if name in {"url", "seed"} else deliveries).c[name]
            for name in DueRow.__struct_fields__
        )
    )
    .join_from(deliveries, webhooks, deliveries.c.webhook_id == webhooks.c.id)
    .where(
        _pending,
        deliveries.c.webhook_id == value("webhook_id"),
        deliveries.c.next_at <= value("now"),
        webhooks.c.deleted_at.is_(None),
    )
    .order_by(deliveries.c.next_at, deliveries.c.id)
    .limit(1)
)
# A claim alone is no news: what became of the attempt is.
_CLAIM = Statement(
    update(deliveries)
    .where(_pending, deliveries.c.id == value("key"), deliveries.c.next_at == value("seen_at"))
    .values(
        claim_token=value("token"),
        next_at=value("void_at"),
        body=value("text"),
        attempt_count=deliveries.c.attempt_count + 1,
    ),
    visible=False,
)
_WRITE = Statement(
    update(deliveries)
    .where(_pending, deliveries.c.id == value("key"), deliveries.c.claim_token == value("token"))
    .values(
        claim_token=None,
        status=value("to_status"),
        next_at=value("to_next_at"),
        ended_at=value("to_ended_at"),
        response_status=value("to_response_status"),
        error=value("to_error"),
    )
)
_QUEUE = Statement(
    update(deliveries)
    .where(
        deliveries.c.id == value("key"),
        deliveries.c.webhook_id == value("of"),
        deliveries.c.tenant_id == value("tenant"),
    )
    .values(
        status=PENDING,
        claim_token=None,
        attempt_count=0,
        queued_at=value("at"),
        next_at=value("at"),
        ended_at=None,
    )
)
_DROP = Statement(
    update(deliveries)
    .where(_pending, deliveries.c.webhook_id == value("of"))
    .values(status=DeliveryStatus.DEAD.value, claim_token=None, next_at=None, ended_at=value("at"))
)


_LIST = Listing(
    select(*fields_of(deliveries, DeliveryRow)).where(
        deliveries.c.webhook_id == value("webhook_id"),
        deliveries.c.tenant_id == value("tenant_id"),
    ),
    deliveries,
    status=deliveries.c.status == value("status"),
)


def announce(connection: Connection, run_id: str, *, at: int) -> None:
    """Queue what the tenant's webhooks are to be told of a run that has just ended."""
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


def add(
    connection: Connection,
    *,
    tenant_id: str,
    webhook_id: str,
    event: str,
    run_id: str | None,
    at: int,
) -> str:
    """Queue an event for a webhook, and answer the delivery's id."""
    key = str(uuid4())
    _ADD.run(
        connection,
        id=key,
        tenant_id=tenant_id,
        webhook_id=webhook_id,
        run_id=run_id,
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
    status: str | None,
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
        filters={"status": status},
    )
    return [DeliveryRow(*row) for row in found]


def due(connection: Connection, *, now: int, limit: int) -> list[tuple[str, str]]:
    """Return the webhooks, with their tenants, for which something is due, the longest first."""
    return [(row[0], row[1]) for row in _DUE.all(connection, now=now, limit=limit)]


def due_of(connection: Connection, webhook_id: str, *, now: int) -> DueRow | None:
    """Return what is due for a webhook for the longest time."""
    found = _DUE_OF.first(connection, webhook_id=webhook_id, now=now)
    return DueRow(*found) if found else None


def claim(connection: Connection, row: DueRow, *, token: str, body: str, void_at: int) -> bool:
    """Take a delivery until `void_at`; False when somebody was quicker."""
    return bool(
        _CLAIM.run(
            connection, key=row.id, seen_at=row.next_at, token=token, text=body, void_at=void_at
        )
    )


def write(
    connection: Connection,
    delivery_id: str,
    *,
    held: str,
    status: DeliveryStatus,
    next_at: int | None,
    ended_at: int | None,
    response_status: int | None,
    error: str | None,
) -> bool:
    """Write what became of an attempt; False when the claim was lost."""
    return bool(
        _WRITE.run(
            connection,
            key=delivery_id,
            token=held,
            to_status=status.value,
            to_next_at=next_at,
            to_ended_at=ended_at,
            to_response_status=response_status,
            to_error=error,
        )
    )


def queue(
    connection: Connection, *, tenant_id: str, webhook_id: str, delivery_id: str, at: int
) -> bool:
    """Queue a delivery anew; say whether there is one."""
    return bool(_QUEUE.run(connection, key=delivery_id, of=webhook_id, tenant=tenant_id, at=at))


def drop(connection: Connection, webhook_id: str, *, at: int) -> None:
    """Give up whatever waits for a webhook."""
    _DROP.run(connection, of=webhook_id, at=at)

"""Webhooks: have events posted to a URL, see what became of them, and have them posted again."""

from typing import Any, Final, Literal, TypeAlias, cast
from urllib.parse import urlsplit

import msgspec
from litestar import delete, get, patch, post

from posture.api import schemas
from posture.api.answers import Answer, created_answer, empty_answer, json_answer
from posture.api.call import Call
from posture.api.errors import Problem
from posture.api.fresh import fresh, fresh_list
from posture.api.paging import Place, page_of, place_of
from posture.api.structs import given, slugs_of
from posture.api.times import rendered, rendered_or_none
from posture.domain.reach import Reach
from posture.services import webhooks
from posture.services.webhooks import DeliveryRow, WebhookRow
from posture.settings import Settings

Event: TypeAlias = Literal[
    "finding.created", "finding.resolved", "run.completed", "run.failed", "run.cancelled"
]
Status: TypeAlias = Literal["pending", "delivered", "dead"]

READ: Final = {"scope": "webhooks:read"}
WRITE: Final = {"scope": "webhooks:write"}
PATH: Final = "/api/v2/webhooks"
ONE: Final = f"{PATH}/{{webhook_id:str}}"
DELIVERIES: Final = f"{ONE}/deliveries"
SENT_SLUGS: Final = slugs_of(schemas.WebhookRequest)


@get(PATH, opt=READ)
async def list_webhooks(request: Call) -> Answer:
    """Return the tenant's webhooks, newest first."""
    asked = request.query(schemas.ListWebhooksQuery)
    page = page_of(request, asked.limit)

    async def render() -> schemas.WebhookPage:
        rows = await webhooks.list_webhooks(
            request.deps.store,
            tenant_id=request.caller.tenant_id,
            limit=page.rows,
            before=place_of(asked.cursor),
        )
        shown, following = page.cut(rows, lambda row: Place(row.created_at, row.id))
        return schemas.WebhookPage(data=[webhook_of(row) for row in shown], next_cursor=following)

    return await fresh_list(request, render)


@post(PATH, opt=WRITE)
async def create_webhook(request: Call) -> Answer:
    """Have events posted to a URL."""
    asked = request.sent(schemas.WebhookRequest, SENT_SLUGS)
    settings = request.deps.settings
    require_url(settings, asked.url)
    made = await webhooks.create_webhook(
        request.deps.store,
        settings=settings,
        tenant_id=request.caller.tenant_id,
        name=given(asked.name) or (urlsplit(asked.url).hostname or ""),
        url=asked.url,
        events=asked.events,
        by=request.actor,
    )
    shown = msgspec.structs.asdict(webhook_of(made.row))
    created = schemas.CreatedWebhook(**shown, secret=made.secret)
    return created_answer(created, at=f"{PATH}/{made.row.id}")


@get(ONE, opt=READ)
async def get_webhook(request: Call) -> Answer:
    """Return one webhook."""
    row = await webhooks.get_webhook(
        request.deps.store,
        tenant_id=request.caller.tenant_id,
        webhook_id=request.path_id("webhook_id"),
    )
    return fresh(request, webhook_of(row))


@patch(ONE, opt=WRITE)
async def update_webhook(request: Call) -> Answer:
    """Change what the caller names, and leave the rest."""
    webhook_id = request.path_id("webhook_id")
    changes: dict[str, Any] = msgspec.to_builtins(request.sent(schemas.WebhookUpdate, SENT_SLUGS))
    if not changes:
        raise Problem("invalid_body", members={"detail": "Nothing is to be changed."})
    if "url" in changes:
        require_url(request.deps.settings, changes["url"])
    row = await webhooks.update_webhook(
        request.deps.store,
        tenant_id=request.caller.tenant_id,
        webhook_id=webhook_id,
        changes=changes,
        by=request.actor,
    )
    return json_answer(webhook_of(row))


# Litestar takes 204 for a promise that no body object is returned; ours is an empty one.
@delete(ONE, opt=WRITE, status_code=200)
async def delete_webhook(request: Call) -> Answer:
    """Send a webhook nothing more."""
    await webhooks.delete_webhook(
        request.deps.store,
        tenant_id=request.caller.tenant_id,
        webhook_id=request.path_id("webhook_id"),
        by=request.actor,
    )
    return empty_answer(204)


@post(f"{ONE}/test", opt=WRITE, status_code=202)
async def test_webhook(request: Call) -> Answer:
    """Queue a test event."""
    row = await webhooks.test_webhook(
        request.deps.store,
        tenant_id=request.caller.tenant_id,
        webhook_id=request.path_id("webhook_id"),
    )
    return json_answer(delivery_of(row), status=202)


@get(DELIVERIES, opt=READ)
async def list_deliveries(request: Call) -> Answer:
    """Return the deliveries of a webhook, newest first."""
    webhook_id, asked = request.path_id("webhook_id"), request.query(schemas.ListDeliveriesQuery)
    page = page_of(request, asked.limit)
    # Before anything is said of a list, of what it would be.
    await webhooks.get_webhook(
        request.deps.store, tenant_id=request.caller.tenant_id, webhook_id=webhook_id
    )

    async def render() -> schemas.DeliveryPage:
        rows = await webhooks.list_deliveries(
            request.deps.store,
            tenant_id=request.caller.tenant_id,
            webhook_id=webhook_id,
            status=given(asked.status),
            limit=page.rows,
            before=place_of(asked.cursor),
        )
        shown, following = page.cut(rows, lambda row: Place(row.created_at, row.id))
        return schemas.DeliveryPage(data=[delivery_of(row) for row in shown], next_cursor=following)

    return await fresh_list(request, render)


@post(f"{DELIVERIES}/{{delivery_id:str}}/redeliver", opt=WRITE, status_code=202)
async def redeliver(request: Call) -> Answer:
    """Queue a delivery anew."""
    row = await webhooks.redeliver(
        request.deps.store,
        tenant_id=request.caller.tenant_id,
        webhook_id=request.path_id("webhook_id"),
        delivery_id=request.path_id("delivery_id"),
    )
    return json_answer(delivery_of(row), status=202)


def require_url(settings: Settings, url: str) -> None:
    """Refuse a URL that is not encrypted, or that says by itself that it leads to no public place.

    Names are not resolved here: who may ask for it could read an internal DNS by our answers.
    """
    parts = urlsplit(url)
    if parts.scheme != "https" and not settings.webhook_allow_http:
        raise Problem("invalid_url", members={"detail": "It must start with https://."})
    reach = Reach(settings.webhook_networks.split())
    if reason := reach.refusal_of_url(f"{parts.scheme}://{parts.netloc}/"):
        detail = f"A {reason} address is not reached unless this server's operator allows it."
        raise Problem("invalid_url", members={"detail": detail})


def webhook_of(row: WebhookRow) -> schemas.Webhook:
    """Render a webhook, without its secret."""
    return schemas.Webhook(
        id=row.id,
        name=row.name,
        url=row.url,
        events=cast("list[Event]", row.events.split()),
        enabled=row.disabled_at is None,
        created_at=rendered(row.created_at),
        updated_at=rendered(row.updated_at),
    )


def delivery_of(row: DeliveryRow) -> schemas.Delivery:
    """Render a delivery."""
    return schemas.Delivery(
        id=row.id,
        webhook_id=row.webhook_id,
        event=row.event,
        run_id=row.run_id,
        status=cast("Status", row.status),
        attempt_count=row.attempt_count,
        response_status=row.response_status,
        error=row.error,
        created_at=rendered(row.created_at),
        next_attempt_at=rendered_or_none(row.next_at),
        ended_at=rendered_or_none(row.ended_at),
    )

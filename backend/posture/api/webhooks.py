"""Webhooks: post events to a URL, list the deliveries, and deliver again."""

from collections.abc import Iterator, Mapping
from typing import Any, Final, Literal, TypeAlias, cast
from urllib.parse import urlsplit

import msgspec
from litestar import delete, get, patch, post

from posture.api import schemas
from posture.api.conditional import cached_list, conditional, if_match, row_etag
from posture.api.idempotency import key_of
from posture.api.paging import Cursor, Listed, page_of, rendered_rows
from posture.api.request import KEYED, ApiRequest, JsonBody
from posture.api.responses import ApiResponse, created_response, empty_response, json_response
from posture.api.structs import slugs_of, unset_to_none
from posture.api.times import rendered, rendered_or_none
from posture.api.trial import store_for
from posture.api.validation import Fault, faults_of, problem_of
from posture.domain.egress import EgressPolicy, unusable
from posture.services import webhooks
from posture.services.webhooks import Created, DeliveryRow, WebhookRow
from posture.settings import Settings

Event: TypeAlias = Literal[
    "finding.created",
    "finding.resolved",
    "run.completed",
    "run.failed",
    "run.cancelled",
    "report.completed",
    "report.failed",
]
Status: TypeAlias = Literal["pending", "delivered", "dead"]

READ: Final = {"scope": "webhooks:read"}
WRITE: Final = {"scope": "webhooks:write"}
AUDITED_WRITE: Final = {**WRITE, "audited": True}
PATH: Final = "/api/v2/webhooks"
ONE: Final = f"{PATH}/{{webhook_id:str}}"
DELIVERIES: Final = f"{ONE}/deliveries"


def _rules(request: ApiRequest, members: Mapping[str, Any]) -> Iterator[Fault]:
    if "url" in members:
        yield from faults_of(lambda: require_url(request.deps.settings, members["url"]))


SLUGS: Final = slugs_of(schemas.WebhookRequest)
BODY: Final = JsonBody(schemas.WebhookRequest, SLUGS, rules=_rules)
CHANGES: Final = JsonBody(schemas.WebhookUpdate, SLUGS, rules=_rules)


@get(PATH, opt=READ)
async def list_webhooks(request: ApiRequest) -> ApiResponse:
    """Return the tenant's webhooks, newest first."""
    query = request.query(schemas.ListWebhooksQuery)
    page = page_of(request, query)

    async def render() -> Listed:
        rows = await webhooks.list_webhooks(
            request.deps.store,
            tenant_id=request.caller.tenant_id,
            limit=page.rows,
            before=page.before,
        )
        shown, following = page.cut(rows, lambda row: Cursor(row.created_at, row.id))
        return Listed(
            schemas.WebhookPage(
                data=await rendered_rows(request, shown, webhook_of),
                next_cursor=page.next_cursor(following),
            ),
            following,
        )

    return await cached_list(request, render)


@post(PATH, opt=AUDITED_WRITE | KEYED | {"body": BODY})
async def create_webhook(request: ApiRequest) -> ApiResponse:
    """Create a webhook, and return its secret this once."""
    trial = request.query(schemas.CreateWebhookQuery).validate_only
    body = request.json_body(BODY)
    made = await webhooks.create_webhook(
        store_for(request, trial=trial),
        settings=request.deps.settings,
        tenant_id=request.caller.tenant_id,
        name=unset_to_none(body.name) or (urlsplit(body.url).hostname or ""),
        url=body.url,
        events=body.events,
        enabled=body.enabled,
        by=request.actor,
        key=key_of(request, body),
    )
    if trial:
        return empty_response(204)
    request.context.secret = True
    return created_response(
        _with_secret(made), at=f"{PATH}/{made.row.id}", headers=[row_etag(request, made.row)]
    )


@get(ONE, opt=READ)
async def get_webhook(request: ApiRequest) -> ApiResponse:
    """Return one webhook."""
    row = await webhooks.get_webhook(
        request.deps.store,
        tenant_id=request.caller.tenant_id,
        webhook_id=request.path_id("webhook_id"),
    )
    return conditional(request, webhook_of(row), etag=row_etag(request, row))


@patch(ONE, opt=WRITE | {"body": CHANGES})
async def update_webhook(request: ApiRequest) -> ApiResponse:
    """Change the members that the request names, and leave the rest."""
    trial = request.query(schemas.UpdateWebhookQuery).validate_only
    webhook_id = request.path_id("webhook_id")
    changes: dict[str, Any] = msgspec.to_builtins(request.json_body(CHANGES))
    row = await webhooks.update_webhook(
        store_for(request, trial=trial),
        tenant_id=request.caller.tenant_id,
        webhook_id=webhook_id,
        changes=changes,
        by=request.actor,
        expected=if_match(request),
    )
    if trial:
        return empty_response(204)
    return json_response(webhook_of(row), headers=[row_etag(request, row)])


# With 204 Litestar expects a handler without a return value; ours returns an empty response.
@delete(ONE, opt=WRITE, status_code=200)
async def delete_webhook(request: ApiRequest) -> ApiResponse:
    """Delete a webhook: nothing more is sent to it."""
    await webhooks.delete_webhook(
        request.deps.store,
        tenant_id=request.caller.tenant_id,
        webhook_id=request.path_id("webhook_id"),
        by=request.actor,
        expected=if_match(request),
    )
    return empty_response(204)


@post(f"{ONE}/test", opt=AUDITED_WRITE | KEYED, status_code=202)
async def test_webhook(request: ApiRequest) -> ApiResponse:
    """Queue a test event."""
    row = await webhooks.test_webhook(
        request.deps.store,
        tenant_id=request.caller.tenant_id,
        webhook_id=request.path_id("webhook_id"),
        key=key_of(request),
    )
    return json_response(delivery_of(row), status=202)


@post(f"{ONE}/rotate", opt=AUDITED_WRITE | KEYED, status_code=200)
async def rotate_webhook_secret(request: ApiRequest) -> ApiResponse:
    """Give a webhook a new secret, and return it this once."""
    made = await webhooks.rotate_secret(
        request.deps.store,
        settings=request.deps.settings,
        tenant_id=request.caller.tenant_id,
        webhook_id=request.path_id("webhook_id"),
        by=request.actor,
        key=key_of(request),
    )
    request.context.secret = True
    return json_response(_with_secret(made), headers=[row_etag(request, made.row)])


@get(DELIVERIES, opt=READ)
async def list_deliveries(request: ApiRequest) -> ApiResponse:
    """Return the deliveries of a webhook, newest first."""
    webhook_id, query = request.path_id("webhook_id"), request.query(schemas.ListDeliveriesQuery)
    page = page_of(request, query)
    # An unknown webhook is 404, also where the list would come from the cache.
    await webhooks.get_webhook(
        request.deps.store, tenant_id=request.caller.tenant_id, webhook_id=webhook_id
    )

    async def render() -> Listed:
        rows = await webhooks.list_deliveries(
            request.deps.store,
            tenant_id=request.caller.tenant_id,
            webhook_id=webhook_id,
            status=unset_to_none(query.status),
            limit=page.rows,
            before=page.before,
        )
        shown, following = page.cut(rows, lambda row: Cursor(row.created_at, row.id))
        return Listed(
            schemas.DeliveryPage(
                data=await rendered_rows(request, shown, delivery_of),
                next_cursor=page.next_cursor(following),
            ),
            following,
        )

    return await cached_list(request, render)


@post(f"{DELIVERIES}/{{delivery_id:str}}/redeliver", opt=AUDITED_WRITE, status_code=202)
async def redeliver(request: ApiRequest) -> ApiResponse:
    """Queue a delivery again."""
    row = await webhooks.redeliver(
        request.deps.store,
        tenant_id=request.caller.tenant_id,
        webhook_id=request.path_id("webhook_id"),
        delivery_id=request.path_id("delivery_id"),
    )
    return json_response(delivery_of(row), status=202)


def require_url(settings: Settings, url: str) -> None:
    """Refuse a URL that no connection can use, that is not encrypted, or that is not public.

    Names are not resolved here: callers could read an internal DNS from our responses.
    """
    if detail := unusable(url):
        raise problem_of(Fault("invalid_url", "url", detail))
    parts = urlsplit(url)
    if parts.scheme != "https" and not settings.webhook_allow_http:
        raise problem_of(Fault("invalid_url", "url", "It must start with https://."))
    policy = EgressPolicy(settings.webhook_networks.split())
    if reason := policy.refusal_of_url(f"{parts.scheme}://{parts.netloc}/"):
        detail = f"A {reason} address is not reached unless this server's operator allows it."
        raise problem_of(Fault("invalid_url", "url", detail))


def _with_secret(made: Created) -> schemas.CreatedWebhook:
    shown = msgspec.structs.asdict(webhook_of(made.row))
    return schemas.CreatedWebhook(**shown, secret=made.secret)


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

"""Webhooks: send events to a URL, list what was sent, and send it again."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import uuid4

import msgspec

from posture.domain.moment import rendered
from posture.domain.notification import TEST_EVENT, DeliveryStatus, secret_of
from posture.services import audit
from posture.services.audit import Actor
from posture.services.errors import (
    DeliveryNotFoundError,
    TooManyWebhooksError,
    WebhookNotFoundError,
)
from posture.services.idempotency import IdempotencyKey, write_once
from posture.services.resource import Expected, Resource
from posture.settings import Settings
from posture.store import deliveries, webhooks
from posture.store.deliveries import OUTBOX, DeliveryRow
from posture.store.engine import Store
from posture.store.statement import Connection
from posture.store.webhooks import WEBHOOKS, WebhookRow

__all__ = [
    "Created",
    "DeliveryRow",
    "WebhookRow",
    "create_webhook",
    "delete_webhook",
    "get_webhook",
    "list_deliveries",
    "list_webhooks",
    "redeliver",
    "rotate_secret",
    "test_webhook",
    "update_webhook",
]

SEED_BYTES: Final = 32


class Created(msgspec.Struct, frozen=True):
    """A new webhook; its secret is shown this once."""

    row: WebhookRow
    secret: str


async def create_webhook(
    store: Store,
    *,
    settings: Settings,
    tenant_id: str,
    name: str,
    url: str,
    events: Iterable[str],
    enabled: bool = True,
    by: Actor,
    key: IdempotencyKey | None = None,
) -> Created:
    """Send events to a URL from now on, or once it is enabled.

    Raises:
        TooManyWebhooksError: the tenant has as many as it may.
        IdempotencyKeyReusedError: the key was used before for a different request.
    """
    at = store.now()
    row = WebhookRow(
        id=str(uuid4()),
        tenant_id=tenant_id,
        name=name,
        url=url,
        events=_words(events),
        seed=_new_seed(),
        former_seed=None,
        former_until=None,
        token_id=by.holder,
        created_at=at,
        updated_at=at,
        disabled_at=None if enabled else at,
    )

    def add(connection: Connection) -> WebhookRow:
        if webhooks.count(connection, tenant_id) >= settings.webhooks_per_tenant:
            raise TooManyWebhooksError
        _RESOURCE.create(connection, row, by=by, at=at)
        return row

    # The row is stored with the key, and has the seed alone: the secret is never stored.
    created, _ = await write_once(store, add, tenant_id=tenant_id, key=key, result=WebhookRow)
    return Created(created, secret_of(created.seed, settings.secret_key))


async def list_webhooks(
    store: Store, *, tenant_id: str, limit: int = 100, before: tuple[int, str] | None = None
) -> list[WebhookRow]:
    """Return the tenant's webhooks, newest first, those before `(created_at, id)`."""
    return await _RESOURCE.list(store, tenant_id=tenant_id, limit=limit, before=before)


async def get_webhook(store: Store, *, tenant_id: str, webhook_id: str) -> WebhookRow:
    """Return one webhook.

    Raises:
        WebhookNotFoundError: the tenant has none with that id.
    """
    return await _RESOURCE.get(store, tenant_id=tenant_id, row_id=webhook_id)


async def update_webhook(
    store: Store,
    *,
    tenant_id: str,
    webhook_id: str,
    changes: Mapping[str, Any],
    by: Actor,
    expected: Expected | None = None,
) -> WebhookRow:
    """Change `name`, `url`, `events` or `enabled`, and return the changed webhook.

    Raises:
        PreconditionFailedError: `expected` raised it.
        WebhookNotFoundError: the tenant has none with that id.
    """
    at = store.now()
    wanted = dict(changes)
    if "events" in wanted:
        wanted["events"] = _words(wanted["events"])
    enabled = wanted.pop("enabled", None)

    def change(connection: Connection) -> WebhookRow:
        before = _RESOURCE.require_expected(connection, tenant_id, webhook_id, expected)
        # Whoever may change where findings are sent must be able to read them.
        written = wanted | {"token_id": by.holder} if changes else {}
        if enabled is not None:
            written["disabled_at"] = None if enabled else before.disabled_at or at
        return _RESOURCE.change(connection, before, written, by=by, at=at)

    return await store.write(change, tenant_id=tenant_id)


async def rotate_secret(
    store: Store,
    *,
    settings: Settings,
    tenant_id: str,
    webhook_id: str,
    by: Actor,
    key: IdempotencyKey | None = None,
) -> Created:
    """Give a webhook a new secret; for a time the former one signs too.

    Raises:
        WebhookNotFoundError: the tenant has none with that id.
        IdempotencyKeyReusedError: the key was used before for a different request.
    """
    at = store.now()
    seed = _new_seed()

    def rotate(connection: Connection) -> WebhookRow:
        before = _RESOURCE.require_expected(connection, tenant_id, webhook_id, None)
        changes = {
            "seed": seed,
            "former_seed": before.seed,
            "former_until": at + int(settings.webhook_rotation_seconds * 1_000),
            "updated_at": at,
        }
        WEBHOOKS.change(connection, tenant_id=tenant_id, row_id=webhook_id, changes=changes)
        after = _RESOURCE.require(connection, tenant_id, webhook_id)
        documents = {"before": _document(before), "after": _document(after)}
        audit.append_change(
            connection, "webhook.rotated", by, tenant_id=tenant_id, at=at, **documents
        )
        return after

    row, _ = await write_once(store, rotate, tenant_id=tenant_id, key=key, result=WebhookRow)
    return Created(row, secret_of(row.seed, settings.secret_key))


async def delete_webhook(
    store: Store, *, tenant_id: str, webhook_id: str, by: Actor, expected: Expected | None = None
) -> None:
    """Delete a webhook: nothing more is sent to it, not even what was queued.

    Raises:
        PreconditionFailedError: `expected` raised it.
        WebhookNotFoundError: the tenant has none with that id.
    """
    at = store.now()

    def delete(connection: Connection) -> None:
        before = _RESOURCE.require_expected(connection, tenant_id, webhook_id, expected)
        OUTBOX.abandon(connection, webhook_id, status=DeliveryStatus.DEAD.value, at=at)
        _RESOURCE.delete(connection, before, by=by, at=at)

    await store.write(delete, tenant_id=tenant_id)


async def test_webhook(
    store: Store, *, tenant_id: str, webhook_id: str, key: IdempotencyKey | None
) -> DeliveryRow:
    """Queue a test event, and return its delivery.

    Raises:
        WebhookNotFoundError: the tenant has none with that id.
        IdempotencyKeyReusedError: the key was used before for a different request.
    """
    at = store.now()

    def test(connection: Connection) -> DeliveryRow:
        _RESOURCE.require(connection, tenant_id, webhook_id)
        delivery_id = deliveries.add(
            connection,
            tenant_id=tenant_id,
            webhook_id=webhook_id,
            event=TEST_EVENT,
            run_id=None,
            at=at,
        )
        return _delivery(connection, tenant_id, webhook_id, delivery_id)

    queued, _ = await write_once(store, test, tenant_id=tenant_id, key=key, result=DeliveryRow)
    return queued


async def list_deliveries(
    store: Store,
    *,
    tenant_id: str,
    webhook_id: str,
    status: Sequence[str] | None = None,
    limit: int = 100,
    before: tuple[int, str] | None = None,
) -> list[DeliveryRow]:
    """Return the deliveries of a webhook, newest first, those before `(created_at, id)`.

    Raises:
        WebhookNotFoundError: the tenant has none with that id.
    """

    def read(connection: Connection) -> list[DeliveryRow]:
        _RESOURCE.require(connection, tenant_id, webhook_id)
        return deliveries.newest(
            connection,
            tenant_id=tenant_id,
            webhook_id=webhook_id,
            status=status,
            limit=limit,
            before=before,
        )

    return await store.read(read, tenant_id=tenant_id)


async def redeliver(
    store: Store, *, tenant_id: str, webhook_id: str, delivery_id: str
) -> DeliveryRow:
    """Queue a delivery again, and return it.

    Raises:
        WebhookNotFoundError: the tenant has none with that id.
        DeliveryNotFoundError: the webhook has none with that id.
    """
    at = store.now()

    def again(connection: Connection) -> DeliveryRow:
        _RESOURCE.require(connection, tenant_id, webhook_id)
        OUTBOX.requeue(connection, delivery_id, tenant_id=tenant_id, group=webhook_id, at=at)
        return _delivery(connection, tenant_id, webhook_id, delivery_id)

    return await store.write(again, tenant_id=tenant_id)


def _document(row: WebhookRow) -> dict[str, Any]:
    """Return a webhook as the audit log keeps it.

    Only the host of its URL is kept, because the URL may contain a key. The digest shows whether
    the rest of the URL was changed.
    """
    parts = urlsplit(row.url)
    return {
        "id": row.id,
        "name": row.name,
        "url": f"{parts.scheme}://{parts.netloc}/",
        "url_sha256": sha256(row.url.encode()).hexdigest(),
        "events": row.events.split(),
        "enabled": row.disabled_at is None,
        "created_at": rendered(row.created_at),
        "updated_at": rendered(row.updated_at),
    }


def _new_seed() -> str:
    return secrets.token_urlsafe(SEED_BYTES)


def _words(events: Iterable[str]) -> str:
    return " ".join(dict.fromkeys(events))


def _delivery(
    connection: Connection, tenant_id: str, webhook_id: str, delivery_id: str
) -> DeliveryRow:
    row = deliveries.get(
        connection, tenant_id=tenant_id, webhook_id=webhook_id, delivery_id=delivery_id
    )
    if row is None:
        raise DeliveryNotFoundError
    return row


_RESOURCE: Final = Resource("webhook", WEBHOOKS, not_found=WebhookNotFoundError, document=_document)

"""Webhooks: where tenants have events sent to; a deleted one stays, for its deliveries' sake."""

from typing import Any

import msgspec
from sqlalchemy import func, select, update

from posture.store.listing import Listing
from posture.store.rows import webhooks
from posture.store.statement import Connection, Statement, changing, fields_of, inserting, value


class WebhookRow(msgspec.Struct, frozen=True):
    """A webhook; `events` are separated by spaces, `seed` is what its secret is made of."""

    id: str
    tenant_id: str
    name: str
    url: str
    events: str
    seed: str
    created_at: int
    updated_at: int
    disabled_at: int | None


_HERE = select(*fields_of(webhooks, WebhookRow)).where(
    webhooks.c.tenant_id == value("tenant_id"), webhooks.c.deleted_at.is_(None)
)
_ONE = Statement(_HERE.where(webhooks.c.id == value("id")))
_COUNT = Statement(
    select(func.count()).where(
        webhooks.c.tenant_id == value("tenant_id"), webhooks.c.deleted_at.is_(None)
    )
)
_LIST = Listing(_HERE, webhooks)
_ADD = inserting(webhooks)
_DISABLE = Statement(
    update(webhooks)
    .where(webhooks.c.id == value("key"), webhooks.c.disabled_at.is_(None))
    .values(disabled_at=value("at"), updated_at=value("at"))
)


def add(connection: Connection, row: WebhookRow) -> None:
    """Add a webhook."""
    _ADD.run(connection, deleted_at=None, **msgspec.structs.asdict(row))


def count(connection: Connection, tenant_id: str) -> int:
    """Return how many webhooks the tenant has."""
    found = _COUNT.first(connection, tenant_id=tenant_id)
    return found[0] if found else 0


def get(connection: Connection, *, tenant_id: str, webhook_id: str) -> WebhookRow | None:
    """Return one webhook of the tenant, unless it was deleted."""
    found = _ONE.first(connection, tenant_id=tenant_id, id=webhook_id)
    return WebhookRow(*found) if found else None


def newest(
    connection: Connection, *, tenant_id: str, limit: int, before: tuple[int, str] | None
) -> list[WebhookRow]:
    """Return the tenant's webhooks, newest first, those before `(created_at, id)`."""
    found = _LIST.rows(connection, tenant_id=tenant_id, limit=limit, before=before)
    return [WebhookRow(*row) for row in found]


def change(
    connection: Connection, *, tenant_id: str, webhook_id: str, changes: dict[str, Any]
) -> bool:
    """Change columns of a webhook; say whether there is one."""
    statement = changing(webhooks, frozenset(changes))
    return bool(statement.run(connection, key=webhook_id, tenant=tenant_id, **changes))


def disable(connection: Connection, webhook_id: str, *, at: int) -> bool:
    """Send a webhook nothing new; False when that is so already."""
    return bool(_DISABLE.run(connection, key=webhook_id, at=at))

"""Webhooks: the URLs to which tenants' events are sent; a deleted one stays for its deliveries."""

from typing import Final

from sqlalchemy import func, select, update

from posture.store.owned import OwnedRow, OwnedTable
from posture.store.rows import webhooks
from posture.store.statement import Connection, Statement, value


class WebhookRow(OwnedRow, frozen=True):
    """A webhook; `events` are separated by spaces, its secret is derived from `seed`."""

    name: str
    url: str
    events: str
    seed: str
    former_seed: str | None
    former_until: int | None
    token_id: str | None
    created_at: int
    updated_at: int
    disabled_at: int | None


WEBHOOKS: Final = OwnedTable(webhooks, WebhookRow)

_COUNT = Statement(
    select(func.count()).where(
        webhooks.c.tenant_id == value("tenant_id"), webhooks.c.deleted_at.is_(None)
    )
)
_DISABLE = Statement(
    update(webhooks)
    .where(webhooks.c.id == value("key"), webhooks.c.disabled_at.is_(None))
    .values(disabled_at=value("at"), updated_at=value("at"))
)


def count(connection: Connection, tenant_id: str) -> int:
    """Return how many webhooks the tenant has."""
    found = _COUNT.first(connection, tenant_id=tenant_id)
    return found[0] if found else 0


def disable(connection: Connection, webhook_id: str, *, at: int) -> bool:
    """Disable a webhook: no new events are queued for it; False when it is disabled already."""
    return bool(_DISABLE.run(connection, key=webhook_id, at=at))

"""Removal of a tenant with all that belongs to it, recorded in the audit log of the operator."""

from collections.abc import Mapping
from typing import Any

import msgspec

from posture.domain.moment import rendered
from posture.services.audit import Actor
from posture.services.errors import TenantBusyError
from posture.services.tenants import find_tenant
from posture.settings import Settings
from posture.store import chain, removal, retention
from posture.store.engine import Store
from posture.store.statement import Connection
from posture.store.tenancy import EVERY_TENANT
from posture.store.tenants import TenantRow

# Requests and runs that were on their way may add rows once more.
ROUNDS = 10
DELETED = "tenant.deleted"


class RemovedTenant(msgspec.Struct, frozen=True):
    """A tenant that is gone, and how many rows of each table went with it."""

    tenant: TenantRow
    counts: Mapping[str, int]


async def delete_tenant(
    store: Store, settings: Settings, *, name_or_id: str, by: Actor | None = None
) -> RemovedTenant:
    """Delete a tenant: its tokens first, then all rows in small batches, at the end itself.

    Other tenants are served meanwhile. A deletion that was interrupted goes on when it is called
    again. The last transaction adds a row to the operator's audit chain, with the head of the
    tenant's own chain, so that an exported log can still be compared with it.

    Raises:
        TenantNotFoundError: there is none.
        TenantBusyError: rows are added as fast as they are deleted.
    """
    tenant = await find_tenant(store, name_or_id=name_or_id)
    head = await store.read(
        lambda connection: chain.get(connection, tenant.id), tenant_id=EVERY_TENANT
    )
    counts: dict[str, int] = {}
    for _ in range(ROUNDS):
        await _remove_rows(store, settings, tenant.id, counts)
        if await store.write(
            lambda connection: _finish(connection, tenant, head, counts, at=store.now(), by=by),
            tenant_id=EVERY_TENANT,
        ):
            return RemovedTenant(tenant, counts)
    raise TenantBusyError(f"Rows of the tenant {tenant.name!r} are still being added; try again.")


async def _remove_rows(
    store: Store, settings: Settings, tenant_id: str, counts: dict[str, int]
) -> None:
    limit = settings.retention_batch_rows
    for table in removal.ORDER:
        while count := await store.write(
            lambda connection, table=table: removal.remove_some(  # type: ignore[misc]  # a default binds the loop's value
                connection, table, tenant_id=tenant_id, limit=limit
            ),
            tenant_id=tenant_id,
        ):
            counts[table] = counts.get(table, 0) + count
    at = store.now()
    while count := await store.write(
        lambda connection: retention.purge_audit(
            connection, tenant_id, before=at + 1, at=at, limit=limit
        ),
        tenant_id=tenant_id,
    ):
        counts["audit"] = counts.get("audit", 0) + count


def _finish(
    connection: Connection,
    tenant: TenantRow,
    head: chain.ChainRow | None,
    counts: Mapping[str, int],
    *,
    at: int,
    by: Actor | None,
) -> bool:
    """Delete the tenant itself; return False if rows were added since."""
    for table in removal.ORDER:
        if removal.remove_some(connection, table, tenant_id=tenant.id, limit=1):
            return False
    removal.remove_chain(connection, tenant.id)
    if not removal.remove_tenant(connection, tenant.id):
        return True  # another process has deleted and recorded it
    before: dict[str, Any] = {
        "id": tenant.id,
        "name": tenant.name,
        "created_at": rendered(tenant.created_at),
        "audit_position": head.position if head else 0,
        "audit_hash": head.hash if head else chain.GENESIS,
    }
    chain.append(
        connection,
        tenant_id=None,
        ts=at,
        actor_user_id=None if by is None else by.token_id,
        actor_ip=None,
        action=DELETED,
        target_kind="tenant",
        target_id=tenant.id,
        before_jsonb=msgspec.json.encode(before).decode(),
        after_jsonb=msgspec.json.encode({"deleted_rows": counts}).decode(),
        result="success",
        request_id=None,
    )
    return True

"""Tenants: create and find them."""

from secrets import token_hex
from typing import Final
from uuid import uuid4

from posture.domain.moment import rendered
from posture.services import audit
from posture.services.audit import Actor
from posture.services.errors import ConflictError, TenantNotFoundError
from posture.store import tenants
from posture.store.engine import Store
from posture.store.errors import DuplicateError
from posture.store.statement import Connection
from posture.store.tenancy import EVERY_TENANT
from posture.store.tenants import TenantRow

__all__ = ["TenantRow", "create_tenant", "find_tenant", "list_tenants"]

EXTERNAL_ID_PREFIX: Final = "posture-"
EXTERNAL_ID_BYTES: Final = 16
CREATED: Final = "tenant.created"


async def create_tenant(store: Store, *, name: str, by: Actor | None = None) -> TenantRow:
    """Add a tenant; the log of the rows without a tenant records it if it has an author.

    Raises:
        ConflictError: the name is taken.
    """
    row = TenantRow(
        id=str(uuid4()),
        name=name,
        created_at=store.now(),
        revision=1,
        external_id=f"{EXTERNAL_ID_PREFIX}{token_hex(EXTERNAL_ID_BYTES)}",
    )

    def write(connection: Connection) -> None:
        tenants.add_tenant(connection, row)
        document = {"id": row.id, "name": row.name, "created_at": rendered(row.created_at)}
        audit.append_change(
            connection, CREATED, by, tenant_id=None, at=row.created_at, after=document
        )

    try:
        await store.write(write, tenant_id=row.id if by is None else EVERY_TENANT)
    except DuplicateError as error:
        raise ConflictError(f"There is a tenant named {name!r} already.") from error
    return row


async def find_tenant(store: Store, *, name_or_id: str) -> TenantRow:
    """Return the tenant of that id or name.

    Raises:
        TenantNotFoundError: there is none.
    """
    row = await store.read(
        lambda connection: tenants.find_tenant(connection, name_or_id), tenant_id=EVERY_TENANT
    )
    if row is None:
        raise TenantNotFoundError(f"There is no tenant {name_or_id!r}.")
    return row


async def list_tenants(store: Store) -> list[TenantRow]:
    """Return all tenants by name."""
    return await store.read(tenants.list_tenants, tenant_id=EVERY_TENANT)

"""Assumed roles: a role belongs to the tenant that used it first, until it is released.

The worker's own credentials may be able to assume roles of several tenants. The external id of a
tenant keeps the others out, but only where the trust policy of the role requires it. Otherwise the
first tenant that names a role gets it, so a role must prove that it refuses the others. In a cloud
without external ids the account itself is such a role, and its tag is the proof.
"""

from functools import partial

from posture.services.audit import Actor
from posture.services.errors import RoleNotBoundError
from posture.store import assumed_roles, chain, tenants
from posture.store.assumed_roles import AssumedRoleRow
from posture.store.engine import Store
from posture.store.errors import DuplicateError
from posture.store.statement import Connection
from posture.store.tenancy import EVERY_TENANT

__all__ = [
    "AssumedRoleRow",
    "find",
    "had_rivals",
    "hold",
    "let_go",
    "list_roles",
    "note_proof",
    "release",
]

RELEASED = "role.released"


async def find(store: Store, *, provider: str, role: str) -> AssumedRoleRow | None:
    """Return a bound role, whichever tenant it is bound to; None if it is not bound.

    Raises:
        UnavailableError: the database cannot be used.
    """
    look = partial(assumed_roles.find_any, provider=provider, role=role)
    return await store.read(look, tenant_id=EVERY_TENANT)


async def hold(store: Store, *, tenant_id: str, provider: str, role: str) -> AssumedRoleRow | None:
    """Bind a role to the tenant unless it is bound; return None if it is another tenant's.

    Raises:
        UnavailableError: the database cannot be used.
    """
    find = partial(assumed_roles.find, provider=provider, role=role, tenant_id=tenant_id)
    found = await store.read(find, tenant_id=tenant_id)
    if found is not None:
        return found
    row = AssumedRoleRow(provider, role, tenant_id, store.now())
    try:
        await store.write(partial(assumed_roles.bind, row=row), tenant_id=tenant_id)
    except DuplicateError:  # of another tenant, or of another run of this one at the same moment
        return await store.read(find, tenant_id=tenant_id)
    return row


async def had_rivals(store: Store, *, tenant_id: str, at: int) -> bool:
    """Return whether another tenant could have used a role that this one has bound at a time.

    Raises:
        UnavailableError: the database cannot be used.
    """
    look = partial(tenants.has_others, tenant_id=tenant_id, at=at)
    return await store.read(look, tenant_id=EVERY_TENANT)


async def note_proof(store: Store, row: AssumedRoleRow, *, refuses_others: bool) -> None:
    """Note whether a role of the tenant refuses the others.

    Raises:
        UnavailableError: the database cannot be used.
    """
    write = partial(
        assumed_roles.prove,
        provider=row.provider,
        role=row.role,
        tenant_id=row.tenant_id,
        at=store.now() if refuses_others else None,
    )
    await store.write(write, tenant_id=row.tenant_id)


async def let_go(store: Store, row: AssumedRoleRow) -> None:
    """Release a role of the tenant, because its runs may not use it.

    Raises:
        UnavailableError: the database cannot be used.
    """
    unbind = partial(
        assumed_roles.unbind, provider=row.provider, role=row.role, tenant_id=row.tenant_id
    )
    await store.write(unbind, tenant_id=row.tenant_id)


async def list_roles(store: Store) -> list[AssumedRoleRow]:
    """Return the bound roles of all tenants."""
    return await store.read(assumed_roles.all_roles, tenant_id=EVERY_TENANT)


async def release(store: Store, *, provider: str, role: str, by: Actor | None = None) -> None:
    """Release a role, so that the next tenant that uses it gets it; the operator's log records it.

    Raises:
        RoleNotBoundError: it is not bound.
    """
    at = store.now()

    def write(connection: Connection) -> None:
        if not assumed_roles.release(connection, provider=provider, role=role):
            raise RoleNotBoundError(f"The role {role!r} is not bound to a tenant.")
        chain.append(
            connection,
            tenant_id=None,
            ts=at,
            actor_user_id=None if by is None else by.token_id,
            actor_ip=None,
            action=RELEASED,
            target_kind="role",
            target_id=role,
            before_jsonb=None,
            after_jsonb=None,
            result="success",
            request_id=None,
        )

    await store.write(write, tenant_id=EVERY_TENANT)

"""Roles: decide whether a run may use a role that the worker's own credentials have assumed."""

import structlog

from posture.domain.collector import AssumedRole, ConnectError
from posture.services import assumed_roles
from posture.services.assumed_roles import AssumedRoleRow
from posture.settings import Settings
from posture.store.engine import Store

log = structlog.get_logger()


async def require_role(
    store: Store,
    settings: Settings,
    role: AssumedRole,
    *,
    tenant_id: str,
    provider: str,
    prove_again: bool,
) -> None:
    """Bind a role to the tenant, after it has proven that it refuses other tenants.

    A proof comes first, so that a tenant cannot keep the owner of a role out while it fails. It is
    made once, and again when `prove_again` is set, because it may be two refused calls, which the
    owner of the account sees. None is needed where no other tenant was there when the role was
    bound: nobody else can have used it, and from then on nobody else may.

    Raises:
        ConnectError: the role is another tenant's, or is open to other tenants.
        UnavailableError: the database cannot be used.
    """
    bound = await assumed_roles.find(store, provider=provider, role=role.id)
    if bound is not None and bound.tenant_id != tenant_id:
        raise _refused(role)
    proves = prove_again or role.proven_always or bound is None or bound.proven_at is None
    since = store.now() if bound is None else bound.bound_at
    if (
        role.why_open is None
        or not proves
        or not await assumed_roles.had_rivals(store, tenant_id=tenant_id, at=since)
    ):
        await _hold(store, role, tenant_id=tenant_id, provider=provider)
        return
    reason = await role.why_open()
    if reason is not None:
        log.warning("role.open", role=role.id)
        if settings.open_roles == "refuse":
            if bound is not None:
                await assumed_roles.let_go(store, bound)
            raise ConnectError(reason)
    held = await _hold(store, role, tenant_id=tenant_id, provider=provider)
    if prove_again or (held.proven_at is None) == (reason is None):
        await assumed_roles.note_proof(store, held, refuses_others=reason is None)


async def _hold(
    store: Store, role: AssumedRole, *, tenant_id: str, provider: str
) -> AssumedRoleRow:
    """Bind the role; another tenant may have been faster."""
    held = await assumed_roles.hold(store, tenant_id=tenant_id, provider=provider, role=role.id)
    if held is None:
        raise _refused(role)
    return held


def _refused(role: AssumedRole) -> ConnectError:
    log.warning("role.refused", role=role.id)
    return ConnectError(role.refusal)

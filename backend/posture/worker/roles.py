"""Roles: decide whether a run may use a role that the worker's own credentials have assumed."""

import structlog

from posture.domain.collector import AssumedRole, ConnectError
from posture.services import assumed_roles
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

    A proof is made once, and again when `prove_again` is set: each is two refused calls, which the
    owner of the account sees. None is needed where no other tenant was there when the role was
    bound: nobody else can have used it, and from then on nobody else may.

    Raises:
        ConnectError: the role is another tenant's, or is open to other tenants.
        UnavailableError: the database cannot be used.
    """
    held = await assumed_roles.hold(store, tenant_id=tenant_id, provider=provider, role=role.id)
    if held is None:
        log.warning("role.refused", role=role.id)
        raise ConnectError(role.refusal)
    if role.why_open is None or (held.proven_at is not None and not prove_again):
        return
    if not await assumed_roles.had_rivals(store, held):
        return
    reason = await role.why_open()
    if reason is not None:
        log.warning("role.open", role=role.id)
        if settings.open_roles == "refuse":
            await assumed_roles.let_go(store, held)
            raise ConnectError(reason)
    await assumed_roles.note_proof(store, held, refuses_others=reason is None)

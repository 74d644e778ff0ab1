"""Issued tokens: a tenant makes them with a token of its own, and none can do more than that."""

from collections.abc import Iterable, Sequence
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Final

import msgspec

from posture.services import audit
from posture.services.audit import Actor
from posture.services.errors import (
    IntegrationNotFoundError,
    NetworksNotHeldError,
    ScopesNotHeldError,
    TokenNotFoundError,
    TooManyTokensError,
)
from posture.services.resource import Expected
from posture.services.tokens import (
    CREATED,
    REVOKED,
    Caller,
    Minted,
    TokenRow,
    document,
    hash_of,
    minted_row,
)
from posture.settings import Settings
from posture.store import issued_tokens, tenants
from posture.store.engine import Store
from posture.store.integrations import INTEGRATIONS
from posture.store.statement import Connection

__all__ = ["TokenRow", "get_token", "issue", "list_tokens", "revoke"]

SECOND_MS: Final = 1_000

Network = IPv4Network | IPv6Network


async def issue(
    store: Store,
    *,
    settings: Settings,
    caller: Caller,
    name: str,
    scopes: Iterable[str],
    cidrs: Sequence[str],
    integrations: Iterable[str] | None,
    lifetime_seconds: int,
    by: Actor,
) -> tuple[Minted, TokenRow]:
    """Create a token of the caller's tenant that can do no more than the caller's own.

    Args:
        store: the database.
        settings: the limits.
        caller: whose token makes it.
        name: what it is for.
        scopes: its permissions.
        cidrs: the only networks from which it is accepted; empty for those of the caller's token.
        integrations: ids of those that it is limited to; None for all.
        lifetime_seconds: until it expires; a token of a trust makes none that lives longer.
        by: the author.

    Raises:
        IntegrationNotFoundError: the tenant has no such integration.
        NetworksNotHeldError: a network is not within those of the caller's token.
        ScopesNotHeldError: the caller's token lacks a scope.
        TooManyTokensError: the tenant, or the trust of the caller's job, has as many as it may.
    """
    at = store.now()
    wanted = tuple(dict.fromkeys(scopes))
    if lacking := set(wanted) - caller.scopes:
        raise ScopesNotHeldError(lacking)
    expires_at = at + lifetime_seconds * SECOND_MS
    if caller.trust_id is not None and caller.expires_at is not None:
        expires_at = min(expires_at, caller.expires_at)
    listed = None if integrations is None else tuple(dict.fromkeys(integrations))
    minted, row = minted_row(
        tenant_id=caller.tenant_id,
        name=name,
        scopes=wanted,
        cidrs=_within(cidrs, caller.cidrs),
        created_at=at,
        expires_at=expires_at,
        trust_id=caller.trust_id,
        workload=caller.workload,
        integrations=None if listed is None else " ".join(listed),
    )

    def write(connection: Connection) -> None:
        # Each token has a rate of its own, so those that jobs make are counted, too.
        count = issued_tokens.valid_count(
            connection, tenant_id=caller.tenant_id, trust_id=caller.trust_id, at=at
        )
        if count >= settings.tokens_per_tenant:
            raise TooManyTokensError
        for one in listed or ():
            if INTEGRATIONS.get(connection, tenant_id=caller.tenant_id, row_id=one) is None:
                raise IntegrationNotFoundError
        tenants.add_token(connection, row, token_hash=hash_of(minted.clear_text))
        audit.append_change(
            connection, CREATED, by, tenant_id=caller.tenant_id, at=at, after=document(row)
        )

    await store.write(write, tenant_id=caller.tenant_id)
    return minted, row


async def list_tokens(
    store: Store, *, tenant_id: str, limit: int, before: tuple[int, str] | None
) -> list[TokenRow]:
    """Return the tenant's tokens without those of trusts, newest first."""
    return await store.read(
        lambda connection: issued_tokens.newest(
            connection, tenant_id=tenant_id, limit=limit, before=before
        ),
        tenant_id=tenant_id,
    )


async def get_token(store: Store, *, tenant_id: str, token_id: str) -> TokenRow:
    """Return one token of the tenant.

    Raises:
        TokenNotFoundError: the tenant has none with that id.
    """
    row = await store.read(
        lambda connection: issued_tokens.find(connection, tenant_id=tenant_id, token_id=token_id),
        tenant_id=tenant_id,
    )
    if row is None:
        raise TokenNotFoundError
    return row


async def revoke(
    store: Store, *, tenant_id: str, token_id: str, by: Actor, expected: Expected | None = None
) -> None:
    """Revoke a token of the tenant; a revoked one keeps its first time.

    Raises:
        PreconditionFailedError: `expected` raised it.
        TokenNotFoundError: the tenant has none with that id.
    """
    at = store.now()

    def write(connection: Connection) -> None:
        before = issued_tokens.find(connection, tenant_id=tenant_id, token_id=token_id, lock=True)
        if before is None:
            raise TokenNotFoundError
        if expected is not None:
            expected(before)
        if before.revoked_at is not None:
            return
        issued_tokens.revoke(connection, tenant_id=tenant_id, token_id=token_id, at=at)
        after = msgspec.structs.replace(before, revoked_at=at)
        audit.append_change(
            connection,
            REVOKED,
            by,
            tenant_id=tenant_id,
            at=at,
            before=document(before),
            after=document(after),
        )

    await store.write(write, tenant_id=tenant_id)


def _within(cidrs: Sequence[str], held: Sequence[str]) -> Sequence[str]:
    """Return the networks of a new token; they are within those of the token that makes it."""
    if not held:
        return cidrs
    if not cidrs:
        return held
    outer = [ip_network(one, strict=False) for one in held]
    if beyond := [one for one in cidrs if not _is_within(ip_network(one), outer)]:
        raise NetworksNotHeldError(beyond)
    return cidrs


def _is_within(inner: Network, outer: Iterable[Network]) -> bool:
    return any(
        isinstance(one, IPv4Network) == isinstance(inner, IPv4Network)
        and int(one.network_address) <= int(inner.network_address)
        and int(inner.broadcast_address) <= int(one.broadcast_address)
        for one in outer
    )

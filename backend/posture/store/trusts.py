"""Trusts: whose jobs get tokens of a tenant, and the identities that they have used."""

from typing import Final

from sqlalchemy import delete, func, select, tuple_, update

from posture.domain.workload import Condition
from posture.store.owned import OwnedRow, OwnedTable
from posture.store.rows import tokens, trusts, used_identities
from posture.store.statement import Connection, Statement, inserting, value


class TrustRow(OwnedRow, frozen=True):
    """A trust; scopes and integrations are separated by spaces, None is all integrations."""

    name: str
    issuer: str
    audience: str
    conditions: tuple[Condition, ...]
    scopes: str
    lifetime_seconds: int
    max_uses: int
    integrations: str | None
    created_at: int
    updated_at: int


TRUSTS: Final = OwnedTable(trusts, TrustRow, documents={"conditions": tuple[Condition, ...]})

_TENANT = Statement(
    select(trusts.c.tenant_id).where(trusts.c.id == value("id"), trusts.c.deleted_at.is_(None))
)
_COUNT = Statement(
    select(func.count()).where(
        trusts.c.tenant_id == value("tenant_id"), trusts.c.deleted_at.is_(None)
    )
)
_REVOKE = Statement(
    update(tokens)
    .where(
        tokens.c.trust_id == value("trust"),
        tokens.c.tenant_id == value("of_tenant"),
        tokens.c.revoked_at.is_(None),
        tokens.c.expires_at > value("at"),
    )
    .values(revoked_at=value("at"))
)
_USE = inserting(used_identities)
_USE_AGAIN = Statement(
    update(used_identities)
    .where(
        used_identities.c.tenant_id == value("of_tenant"),
        used_identities.c.key == value("identity"),
        used_identities.c.use_count < value("most"),
    )
    .values(use_count=used_identities.c.use_count + 1)
)
_USED = Statement(
    select(used_identities.c.use_count).where(
        used_identities.c.tenant_id == value("tenant_id"), used_identities.c.key == value("key")
    )
)
_used_key = tuple_(used_identities.c.tenant_id, used_identities.c.key)
_FORGET = Statement(
    delete(used_identities).where(
        _used_key.in_(
            select(used_identities.c.tenant_id, used_identities.c.key)
            .where(
                used_identities.c.tenant_id == value("tenant_id"),
                used_identities.c.expires_at < value("before"),
            )
            .limit(value("limit"))
        )
    )
)
_FORGET_TOKENS = Statement(
    delete(tokens).where(
        tokens.c.id.in_(
            select(tokens.c.id)
            .where(tokens.c.trust_id == value("trust_id"), tokens.c.expires_at < value("before"))
            .limit(value("limit"))
        )
    )
)


def tenant_of(connection: Connection, trust_id: str) -> str | None:
    """Return the tenant of a trust, which the caller does not know."""
    found = _TENANT.first(connection, id=trust_id)
    return found[0] if found else None


def count(connection: Connection, tenant_id: str) -> int:
    """Return how many trusts the tenant has."""
    found = _COUNT.first(connection, tenant_id=tenant_id)
    return found[0] if found else 0


def revoke_tokens(connection: Connection, *, tenant_id: str, trust_id: str, at: int) -> int:
    """Revoke the tokens that were made by a trust and have not expired; return how many."""
    return _REVOKE.run(connection, of_tenant=tenant_id, trust=trust_id, at=at)


def use(connection: Connection, *, tenant_id: str, key: str, most: int, expires_at: int) -> bool:
    """Count a use of an identity; False if it was used as often as it may be.

    Two requests that are the first at the same time end as `DuplicateError` of one of them, which
    the caller takes as a use, too.
    """
    if _USED.first(connection, tenant_id=tenant_id, key=key) is None:
        _USE.run(connection, tenant_id=tenant_id, key=key, use_count=1, expires_at=expires_at)
        return True
    return bool(_USE_AGAIN.run(connection, of_tenant=tenant_id, identity=key, most=most))


def forget(
    connection: Connection,
    *,
    tenant_id: str,
    trust_id: str,
    before: int,
    tokens_before: int,
    limit: int,
) -> None:
    """Delete some identities of the tenant, and some tokens of a trust, that expired before."""
    forget_used(connection, tenant_id=tenant_id, before=before, limit=limit)
    _FORGET_TOKENS.run(connection, trust_id=trust_id, before=tokens_before, limit=limit)


def forget_used(connection: Connection, *, tenant_id: str, before: int, limit: int) -> None:
    """Delete some identities of the tenant that expired before."""
    _FORGET.run(connection, tenant_id=tenant_id, before=before, limit=limit)

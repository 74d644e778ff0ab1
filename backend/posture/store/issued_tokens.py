"""Issued tokens: those of one tenant, for its own people."""

from sqlalchemy import func, or_, select, update

from posture.store.columns import is_id
from posture.store.listing import Listing
from posture.store.rows import tokens
from posture.store.statement import Connection, Statement, fields_of, value
from posture.store.tenants import TokenRow

_TOKEN = select(*fields_of(tokens, TokenRow)).where(tokens.c.tenant_id == value("of_tenant"))
_LISTED = Listing(_TOKEN.where(tokens.c.trust_id.is_(None)), tokens)
_ONE = Statement(_TOKEN.where(tokens.c.id == value("id")))
_LOCKED = Statement(_TOKEN.where(tokens.c.id == value("id")).with_for_update())
_COUNT = select(func.count()).where(
    tokens.c.tenant_id == value("tenant_id"),
    tokens.c.revoked_at.is_(None),
    or_(tokens.c.expires_at.is_(None), tokens.c.expires_at > value("at")),
)
_VALID = Statement(_COUNT.where(tokens.c.trust_id.is_(None), tokens.c.person.is_(None)))
_VALID_OF_TRUST = Statement(_COUNT.where(tokens.c.trust_id == value("trust")))
_REVOKE = Statement(
    update(tokens)
    .where(tokens.c.tenant_id == value("of_tenant"), tokens.c.id == value("token"))
    .values(revoked_at=value("at"))
)


def newest(
    connection: Connection, *, tenant_id: str, limit: int, before: tuple[int, str] | None
) -> list[TokenRow]:
    """Return the tenant's tokens without those of trusts, newest first."""
    rows = _LISTED.rows(connection, limit=limit, before=before, of_tenant=tenant_id)
    return [TokenRow(*row) for row in rows]


def find(
    connection: Connection, *, tenant_id: str, token_id: str, lock: bool = False
) -> TokenRow | None:
    """Return a token of the tenant."""
    if not is_id(token_id):
        return None
    found = (_LOCKED if lock else _ONE).first(connection, of_tenant=tenant_id, id=token_id)
    return TokenRow(*found) if found else None


def valid_count(connection: Connection, *, tenant_id: str, trust_id: str | None, at: int) -> int:
    """Return how many valid tokens a trust has or, without one, the tenant by itself.

    The tenant's own are those that neither trusts nor people have.
    """
    if trust_id is None:
        found = _VALID.first(connection, tenant_id=tenant_id, at=at)
    else:
        found = _VALID_OF_TRUST.first(connection, tenant_id=tenant_id, trust=trust_id, at=at)
    return found[0] if found else 0


def revoke(connection: Connection, *, tenant_id: str, token_id: str, at: int) -> None:
    """Revoke a token of the tenant."""
    _REVOKE.run(connection, of_tenant=tenant_id, token=token_id, at=at)

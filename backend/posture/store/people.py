"""People who signed in with an identity provider: each has one token in a tenant."""

from sqlalchemy import select, update

from posture.store.rows import tokens
from posture.store.statement import Connection, Statement, fields_of, value
from posture.store.tenants import TokenRow

_OF_PERSON = Statement(
    select(*fields_of(tokens, TokenRow))
    .where(
        tokens.c.tenant_id == value("of_tenant"),
        tokens.c.person == value("named"),
        tokens.c.revoked_at.is_(None),
    )
    .order_by(tokens.c.created_at.desc(), tokens.c.id)
    .limit(1)
)
_RENEW = Statement(
    update(tokens)
    .where(tokens.c.tenant_id == value("of_tenant"), tokens.c.id == value("token"))
    .values(name=value("new_name"), scopes=value("new_scopes"), expires_at=value("until"))
)


def find(connection: Connection, *, tenant_id: str, person: str) -> TokenRow | None:
    """Return the token of a person in a tenant, unless it was revoked."""
    found = _OF_PERSON.first(connection, of_tenant=tenant_id, named=person)
    return TokenRow(*found) if found else None


def renew(connection: Connection, row: TokenRow) -> None:
    """Store the name, the scopes and the end that the token of a person has now."""
    _RENEW.run(
        connection,
        of_tenant=row.tenant_id,
        token=row.id,
        new_name=row.name,
        new_scopes=row.scopes,
        until=row.expires_at,
    )

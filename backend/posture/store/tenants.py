"""Tenants and their tokens."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Final

import msgspec
from sqlalchemy import ARRAY, Uuid, any_, cast, select, update

from posture.store import chain
from posture.store.columns import SQLITE, is_id
from posture.store.rows import RESOURCE_OF, tenants, tokens
from posture.store.statement import Connection, Statement, fields_of, inserting, value


class TenantRow(msgspec.Struct, frozen=True, gc=False):
    """A customer; `external_id` proves to a role that it is assumed for this customer."""

    id: str
    name: str
    created_at: int
    revision: int
    external_id: str


class TokenRow(msgspec.Struct, frozen=True, gc=False):
    """A token without its hash; scopes, CIDRs and integrations are separated by spaces."""

    id: str
    tenant_id: str
    name: str
    scopes: str
    cidrs: str
    created_at: int
    expires_at: int | None
    revoked_at: int | None
    trust_id: str | None = None
    workload: str | None = None
    integrations: str | None = None
    person: str | None = None


class BearerRow(msgspec.Struct, frozen=True, gc=False):
    """What every request needs to know about its token, with the tenant's revision."""

    id: str
    tenant_id: str
    scopes: str
    cidrs: str
    expires_at: int | None
    revoked_at: int | None
    trust_id: str | None
    workload: str | None
    integrations: str | None
    person: str | None
    revision: int


_TENANT = select(*fields_of(tenants, TenantRow))
_TENANTS = Statement(_TENANT.order_by(tenants.c.name))
_TENANT_BY_ID = Statement(_TENANT.where(tenants.c.id == value("id")))
_TENANT_BY_NAME = Statement(_TENANT.where(tenants.c.name == value("name")))
_ADD_TENANT = inserting(
    tenants, leave_out=frozenset(tenants.c.keys()).difference(TenantRow.__struct_fields__)
)
_OTHERS = Statement(
    select(tenants.c.id)
    .where(tenants.c.id != value("tenant_id"), tenants.c.created_at <= value("at"))
    .limit(1)
)
_EXTERNAL_ID = Statement(select(tenants.c.external_id).where(tenants.c.id == value("id")))
_REVISION = Statement(select(tenants.c.revision).where(tenants.c.id == value("id")))
_RESOURCES: Final = tuple(sorted(set(RESOURCE_OF.values())))
_CHANGES = Statement(
    select(tenants.c.revision, *(tenants.c[f"{one}_revision"] for one in _RESOURCES)).where(
        tenants.c.id == value("id")
    )
)


@cache
def _bump(resources: frozenset[str], *, several: bool = False) -> Statement:
    following = tenants.c.revision + 1
    names = ("revision", *(f"{one}_revision" for one in sorted(resources)))
    ids = any_(cast(value("tenant_ids"), ARRAY(Uuid(as_uuid=False))))
    return Statement(
        update(tenants)
        .where(tenants.c.id == (ids if several else value("tenant_id")))
        .values(dict.fromkeys(names, following)),
        beside=True,
    )


_TOKEN = select(*fields_of(tokens, TokenRow))
_TOKENS = Statement(_TOKEN.order_by(tokens.c.created_at, tokens.c.id))
_TOKENS_OF = Statement(
    _TOKEN.where(tokens.c.tenant_id == value("tenant_id")).order_by(
        tokens.c.created_at, tokens.c.id
    )
)
_TOKEN_BY_ID = Statement(_TOKEN.where(tokens.c.id == value("id")))
_ADD_TOKEN = inserting(tokens)
_REVOKE = Statement(
    update(tokens)
    .where(tokens.c.id == value("token_id"), tokens.c.revoked_at.is_(None))
    .values(revoked_at=value("at"))
)
_BEARER = Statement(
    select(
        tokens.c.id,
        tokens.c.tenant_id,
        tokens.c.scopes,
        tokens.c.cidrs,
        tokens.c.expires_at,
        tokens.c.revoked_at,
        tokens.c.trust_id,
        tokens.c.workload,
        tokens.c.integrations,
        tokens.c.person,
        tenants.c.revision,
    )
    .join_from(tokens, tenants, tokens.c.tenant_id == tenants.c.id)
    .where(tokens.c.token_hash == value("token_hash"))
)


def has_others(connection: Connection, *, tenant_id: str, at: int) -> bool:
    """Return whether there is another tenant that was made at a time or earlier."""
    return _OTHERS.first(connection, tenant_id=tenant_id, at=at) is not None


def add_tenant(connection: Connection, row: TenantRow) -> None:
    """Add a tenant, with an audit chain; `DuplicateError` when the name is taken."""
    _ADD_TENANT.run(connection, **msgspec.structs.asdict(row))
    chain.begin(connection, row.id)


def find_tenant(connection: Connection, name_or_id: str) -> TenantRow | None:
    """Return the tenant of that id, or else of that name."""
    found = is_id(name_or_id) and _TENANT_BY_ID.first(connection, id=name_or_id.lower())
    found = found or _TENANT_BY_NAME.first(connection, name=name_or_id)
    return TenantRow(*found) if found else None


def list_tenants(connection: Connection) -> list[TenantRow]:
    """Return all tenants by name."""
    return [TenantRow(*row) for row in _TENANTS.all(connection)]


def external_id(connection: Connection, tenant_id: str) -> str:
    """Return the external id that the server made for the tenant."""
    found = _EXTERNAL_ID.first(connection, id=tenant_id)
    if found is None:
        raise RuntimeError("the tenant of a unit of work disappeared")
    return str(found[0])


def revision(connection: Connection, tenant_id: str) -> int:
    """Return the tenant's revision: how often something its readers can see has changed."""
    found = _REVISION.first(connection, id=tenant_id)
    return found[0] if found else 0


def changes(connection: Connection, tenant_id: str) -> tuple[int, dict[str, int]]:
    """Return the tenant's revision, and those at which each resource last changed."""
    found = _CHANGES.first(connection, id=tenant_id)
    if found is None:
        return 0, dict.fromkeys(_RESOURCES, 0)
    return found[0], dict(zip(_RESOURCES, found[1:], strict=True))


def bump(connection: Connection, tenant_id: str, resources: frozenset[str]) -> None:
    """Increase a tenant's revision after a change of the resources that its readers see."""
    _bump(resources).run(connection, tenant_id=tenant_id)


def bump_all(connection: Connection, changed: Mapping[str, frozenset[str]]) -> None:
    """Increase the revisions of several tenants, by the names of their changed resources."""
    alike: dict[frozenset[str], list[str]] = {}
    for tenant_id, resources in changed.items():
        alike.setdefault(resources, []).append(tenant_id)
    for resources, tenant_ids in alike.items():
        if connection.dialect.name == SQLITE:
            _bump(resources).run_each(connection, ({"tenant_id": one} for one in tenant_ids))
        else:
            _bump(resources, several=True).run(connection, tenant_ids=tenant_ids)


def add_token(connection: Connection, row: TokenRow, *, token_hash: str) -> None:
    """Add a token."""
    _ADD_TOKEN.run(connection, token_hash=token_hash, **msgspec.structs.asdict(row))


def list_tokens(connection: Connection, tenant_id: str | None) -> list[TokenRow]:
    """Return a tenant's tokens, or all, oldest first."""
    found = (
        _TOKENS.all(connection)
        if tenant_id is None
        else _TOKENS_OF.all(connection, tenant_id=tenant_id)
    )
    return [TokenRow(*row) for row in found]


def find_token(connection: Connection, token_id: str) -> TokenRow | None:
    """Return a token by its id, also one that is revoked or expired."""
    found = _TOKEN_BY_ID.first(connection, id=token_id) if is_id(token_id) else None
    return TokenRow(*found) if found else None


def token_names(connection: Connection, token_ids: Iterable[str]) -> dict[str, str]:
    """Return the names of tokens by id, without those that are no token of the tenant."""
    found = {one: find_token(connection, one) for one in token_ids}
    return {one: row.name for one, row in found.items() if row is not None}


def revoke(connection: Connection, token_id: str, *, at: int) -> TokenRow | None:
    """Revoke a token unless it is revoked already; return it."""
    if not is_id(token_id):
        return None
    _REVOKE.run(connection, token_id=token_id, at=at)
    found = _TOKEN_BY_ID.first(connection, id=token_id)
    return TokenRow(*found) if found else None


def bearer(connection: Connection, token_hash: str) -> BearerRow | None:
    """Return the token of that hash, in one statement."""
    found = _BEARER.first(connection, token_hash=token_hash)
    return BearerRow(*found) if found else None

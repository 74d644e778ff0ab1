"""Assumed roles: which tenant was the first to use a role of a cloud; no other one may."""

import msgspec
from sqlalchemy import delete, select, update

from posture.store.rows import assumed_roles
from posture.store.statement import Connection, Statement, fields_of, inserting, value


class AssumedRoleRow(msgspec.Struct, frozen=True, gc=False):
    """A role, the tenant that it is bound to, and when it last refused the others, if ever."""

    provider: str
    role: str
    tenant_id: str
    bound_at: int
    proven_at: int | None = None


_ROLE = select(*fields_of(assumed_roles, AssumedRoleRow))
_OF_TENANT = Statement(
    _ROLE.where(
        assumed_roles.c.provider == value("provider"),
        assumed_roles.c.role == value("role"),
        assumed_roles.c.tenant_id == value("tenant_id"),
    )
)
_ANY = Statement(
    _ROLE.where(
        assumed_roles.c.provider == value("provider"), assumed_roles.c.role == value("role")
    )
)
_ALL = Statement(_ROLE.order_by(assumed_roles.c.provider, assumed_roles.c.role))
_BIND = inserting(assumed_roles)
_PROVE = Statement(
    update(assumed_roles)
    .where(
        assumed_roles.c.provider == value("provider"),
        assumed_roles.c.role == value("role"),
        assumed_roles.c.tenant_id == value("tenant_id"),
    )
    .values(proven_at=value("at"))
)
_UNBIND = Statement(
    delete(assumed_roles).where(
        assumed_roles.c.provider == value("provider"),
        assumed_roles.c.role == value("role"),
        assumed_roles.c.tenant_id == value("tenant_id"),
    )
)
_RELEASE = Statement(
    delete(assumed_roles).where(
        assumed_roles.c.provider == value("provider"), assumed_roles.c.role == value("role")
    )
)


def find(
    connection: Connection, *, provider: str, role: str, tenant_id: str
) -> AssumedRoleRow | None:
    """Return a role if it is bound to this tenant."""
    found = _OF_TENANT.first(connection, provider=provider, role=role, tenant_id=tenant_id)
    return AssumedRoleRow(*found) if found else None


def find_any(connection: Connection, *, provider: str, role: str) -> AssumedRoleRow | None:
    """Return a role if it is bound, whichever tenant it is bound to."""
    found = _ANY.first(connection, provider=provider, role=role)
    return AssumedRoleRow(*found) if found else None


def prove(
    connection: Connection, *, provider: str, role: str, tenant_id: str, at: int | None
) -> None:
    """Note when a role of this tenant refused the others; None for a role that does not."""
    _PROVE.run(connection, provider=provider, role=role, tenant_id=tenant_id, at=at)


def bind(connection: Connection, row: AssumedRoleRow) -> None:
    """Bind a role; `DuplicateError` when it is bound already."""
    _BIND.run(connection, **msgspec.structs.asdict(row))


def all_roles(connection: Connection) -> list[AssumedRoleRow]:
    """Return the bound roles of all tenants."""
    return [AssumedRoleRow(*row) for row in _ALL.all(connection)]


def unbind(connection: Connection, *, provider: str, role: str, tenant_id: str) -> None:
    """Release a role if it is bound to this tenant."""
    _UNBIND.run(connection, provider=provider, role=role, tenant_id=tenant_id)


def release(connection: Connection, *, provider: str, role: str) -> bool:
    """Release a role; return whether it was bound."""
    return bool(_RELEASE.run(connection, provider=provider, role=role))

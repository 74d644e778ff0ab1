"""Assumed roles: which tenant was the first to use a role of a cloud; no other one may."""

import msgspec
from sqlalchemy import delete, select

from posture.store.rows import assumed_roles
from posture.store.statement import Connection, Statement, fields_of, inserting, value


class AssumedRoleRow(msgspec.Struct, frozen=True, gc=False):
    """A role, and the tenant that it is bound to."""

    provider: str
    role: str
    tenant_id: str
    bound_at: int


_ROLE = select(*fields_of(assumed_roles, AssumedRoleRow))
_OF_TENANT = Statement(
    _ROLE.where(
        assumed_roles.c.provider == value("provider"),
        assumed_roles.c.role == value("role"),
        assumed_roles.c.tenant_id == value("tenant_id"),
    )
)
_ALL = Statement(_ROLE.order_by(assumed_roles.c.provider, assumed_roles.c.role))
_BIND = inserting(assumed_roles)
_RELEASE = Statement(
    delete(assumed_roles).where(
        assumed_roles.c.provider == value("provider"), assumed_roles.c.role == value("role")
    )
)


def is_bound(connection: Connection, *, provider: str, role: str, tenant_id: str) -> bool:
    """Return whether a role is bound to this tenant."""
    found = _OF_TENANT.first(connection, provider=provider, role=role, tenant_id=tenant_id)
    return found is not None


def bind(connection: Connection, row: AssumedRoleRow) -> None:
    """Bind a role; `DuplicateError` when it is bound already."""
    _BIND.run(connection, **msgspec.structs.asdict(row))


def all_roles(connection: Connection) -> list[AssumedRoleRow]:
    """Return the bound roles of all tenants."""
    return [AssumedRoleRow(*row) for row in _ALL.all(connection)]


def release(connection: Connection, *, provider: str, role: str) -> bool:
    """Release a role; return whether it was bound."""
    return bool(_RELEASE.run(connection, provider=provider, role=role))

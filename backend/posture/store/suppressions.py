"""Suppressions: accepted findings; a deleted one stays, for the sake of the runs it is named by."""

from typing import Any

import msgspec
from sqlalchemy import func, or_, select

from posture.domain.suppression import Suppression
from posture.store.listing import Listing
from posture.store.rows import suppressions
from posture.store.statement import Connection, Statement, changing, fields_of, inserting, value


class SuppressionRow(msgspec.Struct, frozen=True):
    """A decision to accept what a check finds on some assets.

    `integration_id` is None where it covers every integration of the tenant.
    """

    id: str
    tenant_id: str
    integration_id: str | None
    check_id: str
    resource_pattern: str
    reason: str
    owner: str
    expires_at: int
    created_at: int
    updated_at: int


_HERE = select(*fields_of(suppressions, SuppressionRow)).where(
    suppressions.c.tenant_id == value("tenant_id"), suppressions.c.deleted_at.is_(None)
)
_ONE = Statement(_HERE.where(suppressions.c.id == value("id")))
_ADD = inserting(suppressions)
_in_force = (
    suppressions.c.tenant_id == value("tenant_id"),
    suppressions.c.expires_at > value("at"),
    suppressions.c.deleted_at.is_(None),
)
_COUNT = Statement(select(func.count()).select_from(suppressions).where(*_in_force))
_OF_INTEGRATION = Statement(
    select(
        suppressions.c.id,
        suppressions.c.check_id,
        suppressions.c.resource_pattern,
        suppressions.c.expires_at,
    ).where(
        *_in_force,
        or_(
            suppressions.c.integration_id.is_(None),
            suppressions.c.integration_id == value("integration_id"),
        ),
    )
)
_LIST = Listing(
    _HERE,
    suppressions,
    integration_id=suppressions.c.integration_id == value("integration_id"),
    check_id=suppressions.c.check_id == value("check_id"),
)


def add(connection: Connection, row: SuppressionRow) -> None:
    """Add a suppression."""
    _ADD.run(connection, deleted_at=None, **msgspec.structs.asdict(row))


def get(connection: Connection, *, tenant_id: str, suppression_id: str) -> SuppressionRow | None:
    """Return one suppression of the tenant, unless it was deleted."""
    found = _ONE.first(connection, tenant_id=tenant_id, id=suppression_id)
    return SuppressionRow(*found) if found else None


def newest(
    connection: Connection,
    *,
    tenant_id: str,
    limit: int,
    before: tuple[int, str] | None,
    **filters: str | None,
) -> list[SuppressionRow]:
    """Return the tenant's suppressions, newest first, those before `(created_at, id)`.

    The expired are among them. Filters are `integration_id` and `check_id`.
    """
    found = _LIST.rows(connection, tenant_id=tenant_id, limit=limit, before=before, filters=filters)
    return [SuppressionRow(*row) for row in found]


def in_force(
    connection: Connection, *, tenant_id: str, integration_id: str, at: int
) -> list[Suppression]:
    """Return what counts for an integration at a moment."""
    found = _OF_INTEGRATION.all(
        connection, tenant_id=tenant_id, integration_id=integration_id, at=at
    )
    return [
        Suppression(id=row[0], check_id=row[1], resource_pattern=row[2], expires_at=row[3])
        for row in found
    ]


def count_in_force(connection: Connection, *, tenant_id: str, at: int) -> int:
    """Return how many of the tenant's count at a moment."""
    found = _COUNT.first(connection, tenant_id=tenant_id, at=at)
    return found[0] if found else 0


def change(
    connection: Connection, *, tenant_id: str, suppression_id: str, changes: dict[str, Any]
) -> bool:
    """Change columns of a suppression; say whether there is one."""
    statement = changing(suppressions, frozenset(changes))
    return bool(statement.run(connection, key=suppression_id, tenant=tenant_id, **changes))

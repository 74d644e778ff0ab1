"""Suppressions: accepted findings; a deleted one stays, because runs refer to it."""

from typing import Final

from sqlalchemy import func, or_, select

from posture.domain.suppression import Suppression
from posture.store.listing import within
from posture.store.owned import OwnedRow, OwnedTable
from posture.store.rows import suppressions
from posture.store.statement import Connection, Statement, value


class SuppressionRow(OwnedRow, frozen=True):
    """A decision to accept what a check finds on some assets.

    `integration_id` is None where it covers every integration of the tenant. `decided_by` is who
    decided how long it lasts, as in the audit log.
    """

    integration_id: str | None
    check_id: str
    resource_pattern: str
    reason: str
    owner: str
    expires_at: int
    decided_by: str | None
    created_at: int
    updated_at: int


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
        suppressions.c.decided_by,
    ).where(
        *_in_force,
        or_(
            suppressions.c.integration_id.is_(None),
            suppressions.c.integration_id == value("integration_id"),
        ),
    )
)
SUPPRESSIONS: Final = OwnedTable(
    suppressions,
    SuppressionRow,
    within=within(suppressions.c.integration_id),
    integration_id=suppressions.c.integration_id == value("integration_id"),
    check_id=suppressions.c.check_id == value("check_id"),
)


def in_force(
    connection: Connection, *, tenant_id: str, integration_id: str, at: int
) -> list[Suppression]:
    """Return the suppressions in force for an integration at a moment."""
    found = _OF_INTEGRATION.all(
        connection, tenant_id=tenant_id, integration_id=integration_id, at=at
    )
    return [
        Suppression(
            id=row[0],
            check_id=row[1],
            resource_pattern=row[2],
            expires_at=row[3],
            decided_by=row[4],
        )
        for row in found
    ]


def count_in_force(connection: Connection, *, tenant_id: str, at: int) -> int:
    """Return how many suppressions of the tenant are in force at a moment."""
    found = _COUNT.first(connection, tenant_id=tenant_id, at=at)
    return found[0] if found else 0

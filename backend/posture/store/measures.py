"""Measures: numbers about all tenants for the gauges, each read through an index or a small table.

They are counts without names: what they say about tenants is for the operator alone.
"""

from typing import Final, NamedTuple

from sqlalchemy import and_, func, literal_column, select

from posture.domain.finding import FindingStatus
from posture.domain.notification import DeliveryStatus
from posture.domain.run import RunStatus, RunTrigger
from posture.store.rows import deliveries, findings, integrations, runs, suppressions
from posture.store.statement import Connection, Statement, value

# Integrations that have gauges of their own.
MOST_INTEGRATIONS: Final = 500
# Integrations whose schedules are compared with their runs.
MOST_SCHEDULED: Final = 10_000


class OpenRow(NamedTuple):
    """How many findings that are still there have a severity and a status."""

    severity: str
    status: str
    finding_count: int


class ScheduledRow(NamedTuple):
    """An integration; `last_run_at` is the acceptance of its newest completed run.

    `schedule` is None where it has none.
    """

    schedule: str | None
    created_at: int
    updated_at: int
    last_run_at: int | None


class Measured(NamedTuple):
    """The numbers of one moment; `integrations` are by provider."""

    open: list[OpenRow]
    integrations: list[tuple[str, int]]
    scheduled: list[ScheduledRow]
    backlog: int
    expiring: int


# The index `findings_not_resolved` has these columns, so no row is read. SQLite uses it only where
# the condition is written as in the index.
_not_resolved = and_(
    findings.c.status != literal_column(f"'{FindingStatus.RESOLVED.value}'"),
    findings.c.integration_id.not_in(
        select(integrations.c.id).where(integrations.c.deleted_at.is_not(None))
    ),
)
_OPEN = Statement(
    select(findings.c.severity, findings.c.status, func.count())
    .where(_not_resolved)
    .group_by(findings.c.severity, findings.c.status)
)
_OPEN_OF_INTEGRATION = Statement(
    select(findings.c.integration_id, func.count().label("found"))
    .where(_not_resolved)
    .group_by(findings.c.integration_id)
    .order_by(func.count().desc(), findings.c.integration_id)
    .limit(value("limit"))
)
_INTEGRATIONS = Statement(
    select(integrations.c.provider, func.count())
    .where(integrations.c.deleted_at.is_(None))
    .group_by(integrations.c.provider)
)
_last_run = (
    select(runs.c.accepted_at)
    .where(
        runs.c.integration_id == integrations.c.id,
        runs.c.status == RunStatus.COMPLETED.value,
        runs.c.trigger != RunTrigger.VERIFY.value,
    )
    .order_by(runs.c.accepted_at.desc(), runs.c.id.desc())
    .limit(1)
    .scalar_subquery()
)
_SCHEDULED = Statement(
    select(
        integrations.c.schedule,
        integrations.c.created_at,
        integrations.c.updated_at,
        _last_run,
    )
    .where(integrations.c.deleted_at.is_(None))
    .order_by(integrations.c.id)
    .limit(value("limit"))
)
_BACKLOG = Statement(
    select(func.count())
    .select_from(deliveries)
    .where(deliveries.c.status == literal_column(f"'{DeliveryStatus.PENDING.value}'"))
)
_EXPIRING = Statement(
    select(func.count())
    .select_from(suppressions)
    .where(
        suppressions.c.expires_at > value("at"),
        suppressions.c.expires_at <= value("until"),
        suppressions.c.deleted_at.is_(None),
    )
)


def measure(connection: Connection, *, at: int, expiring_until: int) -> Measured:
    """Return the numbers as of a moment, in milliseconds."""
    backlog = _BACKLOG.first(connection)
    expiring = _EXPIRING.first(connection, at=at, until=expiring_until)
    return Measured(
        open=[OpenRow(*row) for row in _OPEN.all(connection)],
        integrations=[(row[0], row[1]) for row in _INTEGRATIONS.all(connection)],
        scheduled=[ScheduledRow(*row) for row in _SCHEDULED.all(connection, limit=MOST_SCHEDULED)],
        backlog=backlog[0] if backlog else 0,
        expiring=expiring[0] if expiring else 0,
    )


def open_by_integration(connection: Connection) -> list[tuple[str, int]]:
    """Return how many findings are still there, for the integrations with most."""
    found = _OPEN_OF_INTEGRATION.all(connection, limit=MOST_INTEGRATIONS)
    return [(row[0], row[1]) for row in found]

"""The history of a finding: the runs that recorded it, and the audit rows of decisions about it."""

import msgspec
from sqlalchemy import select, text

from posture.store.rows import audit, run_findings, runs
from posture.store.rows.auditing import IS_DECISION
from posture.store.statement import Connection, Statement, value


class SeenRow(msgspec.Struct, frozen=True, gc=False):
    """A finding as a run recorded it."""

    run_id: str
    at: int
    delta: str
    severity: str
    status: str
    suppressed_by: str | None


class DecisionRow(msgspec.Struct, frozen=True, gc=False):
    """A change of a finding's status; `before` and `after` are JSON text."""

    at: int
    by: str | None
    before: str
    after: str


_SEEN = Statement(
    select(
        runs.c.id,
        runs.c.completed_at,
        run_findings.c.delta,
        run_findings.c.severity,
        run_findings.c.status,
        run_findings.c.suppressed_by,
    )
    .join(runs, runs.c.id == run_findings.c.run_id)
    .where(run_findings.c.finding_id == value("finding_id"), runs.c.completed_at.is_not(None))
    .order_by(runs.c.completed_at.desc(), runs.c.id)
    .limit(value("limit"))
)
_DECISIONS = Statement(
    select(audit.c.ts, audit.c.actor_user_id, audit.c.before_jsonb, audit.c.after_jsonb)
    .where(
        audit.c.tenant_id == value("tenant_id"),
        audit.c.target_id == value("finding_id"),
        text(IS_DECISION),
    )
    .order_by(audit.c.position.desc())
    .limit(value("limit"))
)


def seen(connection: Connection, finding_id: str, *, limit: int) -> list[SeenRow]:
    """Return the runs that recorded a finding, newest first."""
    found = _SEEN.all(connection, finding_id=finding_id, limit=limit)
    return [SeenRow(*row) for row in found]


def decisions(
    connection: Connection, finding_id: str, *, tenant_id: str, limit: int
) -> list[DecisionRow]:
    """Return the decisions about a finding, newest first."""
    found = _DECISIONS.all(connection, finding_id=finding_id, tenant_id=tenant_id, limit=limit)
    return [DecisionRow(*row) for row in found]

"""The findings of a run that a webhook is sent: the worst first, as the run recorded them.

Suppressed findings are left out: they were accepted already.
"""

from typing import Final

import msgspec
from sqlalchemy import case, func, select

from posture.domain.check import Severity
from posture.domain.finding import Delta
from posture.store.rows import findings, run_findings
from posture.store.statement import Connection, Statement, value


class WebhookFindingRow(msgspec.Struct, frozen=True, gc=False):
    """A finding in a run, with the members and the order that a receiver reads."""

    id: str
    check_id: str
    resource_id: str
    family: str
    severity: str
    status: str
    delta: str


_RANK: Final = case(
    {severity.value: rank for rank, severity in enumerate(Severity)}, value=run_findings.c.severity
)
_unsuppressed = (
    run_findings.c.run_id == value("run_id"),
    run_findings.c.delta == value("delta"),
    run_findings.c.suppressed_by.is_(None),
)
_COUNT = Statement(select(func.count()).select_from(run_findings).where(*_unsuppressed))
_WORST = Statement(
    select(
        run_findings.c.finding_id,
        findings.c.check_id,
        findings.c.resource_id,
        findings.c.family,
        run_findings.c.severity,
        run_findings.c.status,
        run_findings.c.delta,
    )
    .join_from(run_findings, findings, findings.c.id == run_findings.c.finding_id)
    .where(*_unsuppressed)
    .order_by(_RANK, run_findings.c.finding_id)
    .limit(value("limit"))
)


def count(connection: Connection, run_id: str, *, delta: Delta) -> int:
    """Return how many findings of a run have that delta."""
    found = _COUNT.first(connection, run_id=run_id, delta=delta.value)
    return found[0] if found else 0


def worst(
    connection: Connection, run_id: str, *, delta: Delta, limit: int
) -> list[WebhookFindingRow]:
    """Return findings of a run with that delta, the worst first."""
    found = _WORST.all(connection, run_id=run_id, delta=delta.value, limit=limit)
    return [WebhookFindingRow(*row) for row in found]

"""What a notification tells of a run's findings: the worst first, as the run left them.

What the run recorded as suppressed is told to nobody: somebody has decided about it already.
"""

from typing import Final

import msgspec
from sqlalchemy import case, func, select

from posture.domain.check import Severity
from posture.domain.finding import Delta
from posture.store.rows import findings, run_findings
from posture.store.statement import Connection, Statement, value


class WebhookFindingRow(msgspec.Struct, frozen=True, gc=False):
    """What a run said of a finding, in the members and the order that a receiver reads."""

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
_told = (
    run_findings.c.run_id == value("run_id"),
    run_findings.c.delta == value("delta"),
    run_findings.c.suppressed_by.is_(None),
)
_COUNT = Statement(select(func.count()).select_from(run_findings).where(*_told))
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
    .where(*_told)
    .order_by(_RANK, run_findings.c.finding_id)
    .limit(value("limit"))
)


def count(connection: Connection, run_id: str, *, delta: Delta) -> int:
    """Return how many findings stood so in a run."""
    found = _COUNT.first(connection, run_id=run_id, delta=delta.value)
    return found[0] if found else 0


def worst(
    connection: Connection, run_id: str, *, delta: Delta, limit: int
) -> list[WebhookFindingRow]:
    """Return findings that stood so in a run, the worst first."""
    found = _WORST.all(connection, run_id=run_id, delta=delta.value, limit=limit)
    return [WebhookFindingRow(*row) for row in found]

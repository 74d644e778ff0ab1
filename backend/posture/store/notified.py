"""What a notification tells of a run's findings: the worst first, as the run left them."""

from typing import Final

import msgspec
from sqlalchemy import case, select

from posture.domain.check import Severity
from posture.store.rows import findings, run_findings
from posture.store.statement import Connection, Statement, value


class NotifiedRow(msgspec.Struct, frozen=True, gc=False):
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
    .where(run_findings.c.run_id == value("run_id"), run_findings.c.delta == value("delta"))
    .order_by(_RANK, run_findings.c.finding_id)
    .limit(value("limit"))
)


def worst(connection: Connection, run_id: str, *, delta: str, limit: int) -> list[NotifiedRow]:
    """Answer findings that stood so in a run, the worst first."""
    found = _WORST.all(connection, run_id=run_id, delta=delta, limit=limit)
    return [NotifiedRow(*row) for row in found]

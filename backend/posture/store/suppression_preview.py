"""Suppression preview: the findings of a check that a suppression could cover now."""

import msgspec
from sqlalchemy import or_, select

from posture.domain.finding import FindingStatus
from posture.store.listing import within
from posture.store.rows import findings
from posture.store.statement import Connection, Statement, value


class CoveredRow(msgspec.Struct, frozen=True, gc=False):
    """What a preview shows of a finding."""

    integration_id: str
    resource_id: str
    severity: str
    suppressed_by: str | None


_columns = (
    findings.c.integration_id,
    findings.c.resource_id,
    findings.c.severity,
    findings.c.suppressed_by,
)
_of_check = (
    select(*_columns)
    .where(
        findings.c.tenant_id == value("tenant_id"),
        findings.c.check_id == value("check_id"),
        or_(
            findings.c.status == FindingStatus.OPEN.value,
            findings.c.status == FindingStatus.TRIAGED.value,
        ),
    )
    .order_by(findings.c.resource_id)
)
_ALL = Statement(_of_check)
_WITHIN = Statement(_of_check.where(within(findings.c.integration_id)))


def of_check(
    connection: Connection, check_id: str, *, tenant_id: str, only: str | None
) -> list[CoveredRow]:
    """Return the open findings of a check, by asset; only those of the integrations in `only`."""
    found = (
        _ALL.all(connection, tenant_id=tenant_id, check_id=check_id)
        if only is None
        else _WITHIN.all(connection, tenant_id=tenant_id, check_id=check_id, within=only)
    )
    return [CoveredRow(*row) for row in found]

"""Exports: the findings of an ended run, read in pages so that memory stays bounded."""

from enum import StrEnum
from typing import Final

import msgspec
from sqlalchemy import func, or_, select, tuple_

from posture.domain.declaration import TerraformPlace
from posture.domain.finding import Delta
from posture.store.rows import findings, integrations, run_findings
from posture.store.statement import Connection, Statement, value


class AccountRow(msgspec.Struct, frozen=True):
    """The account of a run, even if its integration was deleted since; `checks` is JSON text."""

    name: str
    provider: str
    account_id: str | None
    checks: str | None


class TallyRow(msgspec.Struct, frozen=True):
    """How many findings of a run have these values."""

    check_id: str
    family: str
    severity: str
    status: str
    delta: str
    is_suppressed: bool
    count: int


class ExportRow(msgspec.Struct, frozen=True, gc=False):
    """A finding of a run; severity, status and delta as the run recorded them."""

    first_seen_at: int
    id: str
    check_id: str
    resource_id: str
    region: str
    service: str
    family: str
    severity: str
    title: str
    summary: str
    status: str
    delta: str
    jira_issue_key: str | None
    last_seen_at: int
    suppressed_by: str | None
    terraform_address: str | None
    terraform_file: str | None
    terraform_line: int | None

    @property
    def terraform(self) -> TerraformPlace | None:
        """Return where Terraform declares the asset; None where that is not known."""
        return TerraformPlace.of_columns(
            self.terraform_address, self.terraform_file, self.terraform_line
        )


_ACCOUNT = Statement(
    select(
        integrations.c.name,
        integrations.c.provider,
        integrations.c.account_id,
        integrations.c.checks,
    ).where(integrations.c.id == value("integration_id"))
)
_ALIKE = (
    findings.c.check_id,
    findings.c.family,
    run_findings.c.severity,
    run_findings.c.status,
    run_findings.c.delta,
    run_findings.c.suppressed_by.is_not(None),
)
_IN_RUN = (
    select(*_ALIKE, func.count())
    .join(findings, findings.c.id == run_findings.c.finding_id)
    .where(run_findings.c.run_id == value("run_id"))
)
_TALLIES = Statement(_IN_RUN.group_by(*_ALIKE).order_by(*_ALIKE))

_KEY = (run_findings.c.first_seen_at, run_findings.c.finding_id)
_ROWS = (
    select(
        *_KEY,
        findings.c.check_id,
        findings.c.resource_id,
        findings.c.region,
        findings.c.service,
        findings.c.family,
        run_findings.c.severity,
        findings.c.title,
        findings.c.summary,
        run_findings.c.status,
        run_findings.c.delta,
        findings.c.jira_issue_key,
        findings.c.last_seen_at,
        run_findings.c.suppressed_by,
        findings.c.terraform_address,
        findings.c.terraform_file,
        findings.c.terraform_line,
    )
    .join(findings, findings.c.id == run_findings.c.finding_id)
    .where(
        run_findings.c.run_id == value("run_id"),
        run_findings.c.severity == value("severity"),
        tuple_(*_KEY) < tuple_(value("before_at"), value("before_id")),
    )
    .order_by(*(one.desc() for one in _KEY))
    .limit(value("limit"))
)


class Part(StrEnum):
    """A part of the findings of a run."""

    PRESENT = "present"
    NEW = "new"
    KNOWN = "known"
    RESOLVED = "resolved"

    def has(self, delta: Delta) -> bool:
        """Return whether findings with a delta are in it."""
        return delta in _DELTAS[self]


_DELTAS: Final = {
    Part.PRESENT: (Delta.NEW, Delta.UNCHANGED),
    Part.NEW: (Delta.NEW,),
    Part.KNOWN: (Delta.UNCHANGED,),
    Part.RESOLVED: (Delta.RESOLVED,),
}
_PAGES: Final = {
    part: Statement(_ROWS.where(or_(*(run_findings.c.delta == one.value for one in deltas))))
    for part, deltas in _DELTAS.items()
}

# Later than any time, and after any id.
_END: Final = (2**62, "ffffffff-ffff-ffff-ffff-ffffffffffff")


def account(connection: Connection, integration_id: str) -> AccountRow:
    """Return the account of a run."""
    found = _ACCOUNT.first(connection, integration_id=integration_id)
    if found is None:
        raise LookupError(integration_id)
    return AccountRow(*found)


def tallies(connection: Connection, run_id: str) -> list[TallyRow]:
    """Count the findings of a run, resolved ones included."""
    return [TallyRow(*row) for row in _TALLIES.all(connection, run_id=run_id)]


def page(
    connection: Connection,
    run_id: str,
    *,
    severity: str,
    part: Part,
    limit: int,
    after: ExportRow | None = None,
) -> list[ExportRow]:
    """Return findings of one part and severity, the newest first, those that follow `after`."""
    before_at, before_id = (after.first_seen_at, after.id) if after else _END
    found = _PAGES[part].all(
        connection,
        run_id=run_id,
        severity=severity,
        limit=limit,
        before_at=before_at,
        before_id=before_id,
    )
    return [ExportRow(*row) for row in found]

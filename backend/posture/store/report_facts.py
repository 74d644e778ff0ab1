"""Report facts: what a report reads of a tenant's accounts, runs, findings and decisions.

Everything about a run is as the run recorded it, so a later run does not change it. Only the names
of accounts, the texts of findings and the decisions' own columns are as they are now.
"""

import msgspec
from sqlalchemy import Select, func, or_, select, tuple_

from posture.domain.finding import Delta
from posture.domain.run import RunStatus, RunTrigger
from posture.store.rows import findings, integrations, run_findings, runs, suppressions, tenants
from posture.store.statement import Connection, Statement, fields_of, value


class AccountRow(msgspec.Struct, frozen=True):
    """An account that a report is about; `checks` is JSON text."""

    id: str
    name: str
    provider: str
    account_id: str | None
    checks: str | None


class ReportedRunRow(msgspec.Struct, frozen=True, gc=False):
    """A run as a report names it; `scope` is JSON text."""

    id: str
    integration_id: str
    trigger: str
    status: str
    scope: str | None
    accepted_at: int
    started_at: int | None
    completed_at: int
    asset_count: int
    finding_count: int
    pass_count: int
    fail_count: int
    unknown_count: int
    not_applicable_count: int
    new_count: int | None
    unchanged_count: int | None
    resolved_count: int | None
    planned_read_count: int
    failed_read_count: int
    coverage: float | None
    error_code: str | None
    gate_verdict: str | None


class PresentRow(msgspec.Struct, frozen=True, gc=False):
    """A finding that a run found, as the run recorded it."""

    priority: int
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
    first_seen_at: int
    suppressed_by: str | None
    accepted_by: str | None


class FailedRow(msgspec.Struct, frozen=True, gc=False):
    """What decides about controls of a finding that a run found."""

    check_id: str
    resource_id: str
    status: str
    suppressed_by: str | None


class ChangedRow(msgspec.Struct, frozen=True):
    """How many findings of a check a run made new or resolved."""

    check_id: str
    severity: str
    delta: str
    count: int


class DecisionRow(msgspec.Struct, frozen=True):
    """A suppression that was in force."""

    id: str
    integration_id: str | None
    check_id: str
    resource_pattern: str
    reason: str
    owner: str
    created_at: int
    expires_at: int
    decided_by: str | None


_TENANT = Statement(select(tenants.c.name).where(tenants.c.id == value("tenant_id")))
_ACCOUNTS = Statement(
    select(*fields_of(integrations, AccountRow))
    .where(
        integrations.c.tenant_id == value("tenant_id"),
        integrations.c.created_at < value("until"),
        or_(integrations.c.deleted_at.is_(None), integrations.c.deleted_at >= value("until")),
    )
    .order_by(integrations.c.created_at, integrations.c.id)
)
_COMPLETED = (
    runs.c.status == RunStatus.COMPLETED.value,
    runs.c.trigger != RunTrigger.VERIFY.value,
)


def _run() -> Select[tuple[object, ...]]:
    return select(*fields_of(runs, ReportedRunRow))


_BASIS = Statement(
    _run()
    .where(
        runs.c.integration_id == value("integration_id"),
        *_COMPLETED,
        runs.c.scope.is_(None),
        runs.c.completed_at < value("until"),
    )
    .order_by(runs.c.accepted_at.desc(), runs.c.id.desc())
    .limit(1)
)
_LATER = Statement(
    select(func.count())
    .select_from(runs)
    .where(
        runs.c.integration_id == value("integration_id"),
        *_COMPLETED,
        runs.c.scope.is_not(None),
        runs.c.accepted_at > value("since"),
        runs.c.completed_at < value("until"),
    )
)
_RECORDED = Statement(select(runs.c.verdicts, runs.c.check_counts).where(runs.c.id == value("id")))
_IN_PERIOD = Statement(
    _run()
    .where(
        runs.c.tenant_id == value("tenant_id"),
        runs.c.trigger != RunTrigger.VERIFY.value,
        runs.c.accepted_at < value("until"),
        runs.c.completed_at >= value("since"),
        runs.c.completed_at < value("until"),
        tuple_(runs.c.accepted_at, runs.c.id) > tuple_(value("after_at"), value("after_id")),
    )
    .order_by(runs.c.accepted_at, runs.c.id)
    .limit(value("limit"))
)
_present = run_findings.c.delta != Delta.RESOLVED.value
_COUNT = Statement(
    select(func.count())
    .select_from(run_findings)
    .where(run_findings.c.run_id == value("run_id"), _present)
)
_CHANGED = Statement(
    select(
        findings.c.check_id,
        run_findings.c.severity,
        run_findings.c.delta,
        func.count(),
    )
    .join(findings, findings.c.id == run_findings.c.finding_id)
    .where(
        run_findings.c.run_id == value("run_id"),
        or_(run_findings.c.delta == Delta.NEW.value, run_findings.c.delta == Delta.RESOLVED.value),
    )
    .group_by(findings.c.check_id, run_findings.c.severity, run_findings.c.delta)
)
_KEY = (run_findings.c.priority, run_findings.c.finding_id)
_PRESENT = Statement(
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
        run_findings.c.first_seen_at,
        run_findings.c.suppressed_by,
        run_findings.c.accepted_by,
    )
    .join(findings, findings.c.id == run_findings.c.finding_id)
    .where(
        run_findings.c.run_id == value("run_id"),
        run_findings.c.severity == value("severity"),
        _present,
        tuple_(*_KEY) < tuple_(value("before"), value("before_id")),
    )
    .order_by(*(one.desc() for one in _KEY))
    .limit(value("limit"))
)
_FAILED = Statement(
    select(
        findings.c.check_id,
        findings.c.resource_id,
        run_findings.c.status,
        run_findings.c.suppressed_by,
    )
    .join(findings, findings.c.id == run_findings.c.finding_id)
    .where(run_findings.c.run_id == value("run_id"), _present)
)
_DECISIONS = Statement(
    select(*fields_of(suppressions, DecisionRow))
    .where(
        suppressions.c.tenant_id == value("tenant_id"),
        suppressions.c.created_at < value("until"),
        suppressions.c.expires_at > value("until"),
        or_(suppressions.c.deleted_at.is_(None), suppressions.c.deleted_at >= value("until")),
    )
    .order_by(suppressions.c.created_at, suppressions.c.id)
)
# Larger than any priority, and after any id.
_END = (2**62, "ffffffff-ffff-ffff-ffff-ffffffffffff")
_START = (-1, "00000000-0000-0000-0000-000000000000")


def tenant_name(connection: Connection, tenant_id: str) -> str:
    """Return the name of a tenant; empty if it was deleted meanwhile."""
    found = _TENANT.first(connection, tenant_id=tenant_id)
    return found[0] if found else ""


def accounts(connection: Connection, tenant_id: str, *, until: int) -> list[AccountRow]:
    """Return the accounts that were connected at a moment, the oldest first."""
    found = _ACCOUNTS.all(connection, tenant_id=tenant_id, until=until)
    return [AccountRow(*row) for row in found]


def basis(connection: Connection, integration_id: str, *, until: int) -> ReportedRunRow | None:
    """Return the newest run of a whole account that had completed before a moment."""
    found = _BASIS.first(connection, integration_id=integration_id, until=until)
    return ReportedRunRow(*found) if found else None


def count_scoped_after(
    connection: Connection, integration_id: str, *, since: int, until: int
) -> int:
    """Return how many runs of parts of an account were accepted after a moment and completed."""
    found = _LATER.first(connection, integration_id=integration_id, since=since, until=until)
    return found[0] if found else 0


def recorded(connection: Connection, run_id: str) -> tuple[str | None, str | None]:
    """Return the verdicts of a run and those of each check, as JSON text."""
    found = _RECORDED.first(connection, id=run_id)
    return (found[0], found[1]) if found else (None, None)


def runs_in(
    connection: Connection,
    tenant_id: str,
    *,
    since: int,
    until: int,
    limit: int,
    after: ReportedRunRow | None,
) -> list[ReportedRunRow]:
    """Return runs that ended in a period, in the order of their acceptance, those after one."""
    after_at, after_id = (after.accepted_at, after.id) if after else _START
    found = _IN_PERIOD.all(
        connection,
        tenant_id=tenant_id,
        since=since,
        until=until,
        limit=limit,
        after_at=after_at,
        after_id=after_id,
    )
    return [ReportedRunRow(*row) for row in found]


def count_present(connection: Connection, run_id: str) -> int:
    """Return how many findings a run found."""
    found = _COUNT.first(connection, run_id=run_id)
    return found[0] if found else 0


def changed(connection: Connection, run_id: str) -> list[ChangedRow]:
    """Count the findings that a run made new or resolved."""
    return [ChangedRow(*row) for row in _CHANGED.all(connection, run_id=run_id)]


def failed(connection: Connection, run_id: str) -> list[FailedRow]:
    """Return what decides about controls of all findings of a run."""
    return [FailedRow(*row) for row in _FAILED.all(connection, run_id=run_id)]


def present(
    connection: Connection,
    run_id: str,
    *,
    severity: str,
    limit: int,
    after: PresentRow | None,
) -> list[PresentRow]:
    """Return findings of a run with a severity, the new and newest first, those after one."""
    before, before_id = (after.priority, after.id) if after else _END
    found = _PRESENT.all(
        connection,
        run_id=run_id,
        severity=severity,
        limit=limit,
        before=before,
        before_id=before_id,
    )
    return [PresentRow(*row) for row in found]


def decisions(connection: Connection, tenant_id: str, *, until: int) -> list[DecisionRow]:
    """Return the suppressions that were in force at a moment, the oldest first."""
    found = _DECISIONS.all(connection, tenant_id=tenant_id, until=until)
    return [DecisionRow(*row) for row in found]

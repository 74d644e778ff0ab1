"""Findings, what each run saw of them, and what is accepted."""

from typing import Final

from sqlalchemy import Computed, Index, Text, UniqueConstraint, text
from sqlmodel import Field

from posture.domain.check import Severity
from posture.domain.finding import Delta, FindingStatus
from posture.store.columns import Id, Whole
from posture.store.rows.base import STRICT, Row, one_of

# Severity, then whether it is new, then its first sight, as one number that keysets can page by:
# the times of thousands of years fit below the rank.
RANK_BITS: Final = 48
_RANKS: Final = {severity: 2 * rank for rank, severity in enumerate(reversed(Severity), start=1)}


def priority() -> Computed:
    """Return the formula of a finding's place among those of its list, the highest first."""
    cases = " ".join(f"WHEN '{severity}' THEN {rank}" for severity, rank in _RANKS.items())
    rank = f"(CASE severity {cases} END + CASE delta WHEN '{Delta.NEW}' THEN 1 ELSE 0 END)"
    return Computed(f"{rank} * {1 << RANK_BITS} + first_seen_at", persisted=True)


class Finding(Row, table=True):
    """The lasting record of a failed verdict; `fingerprint` is its identity in the integration."""

    __tablename__ = "findings"
    __table_args__ = (
        UniqueConstraint("integration_id", "fingerprint"),
        Index("findings_newest", "tenant_id", "first_seen_at", "id"),
        Index("findings_first", "tenant_id", "priority", "id"),
        Index("findings_first_of_integration", "integration_id", "priority", "id"),
        # The columns that the gauges need; the tenant is for row-level security.
        Index(
            "findings_not_resolved",
            "tenant_id",
            "integration_id",
            "severity",
            "status",
            sqlite_where=text("status <> 'resolved'"),
            postgresql_where=text("status <> 'resolved'"),
        ),
        Index(
            "findings_resolved",
            "resolved_at",
            sqlite_where=text("resolved_at IS NOT NULL"),
            postgresql_where=text("resolved_at IS NOT NULL"),
        ),
        one_of("severity", Severity),
        one_of("status", FindingStatus),
        one_of("delta", Delta),
        STRICT,
    )

    id: str = Field(sa_type=Id, primary_key=True)
    tenant_id: str = Field(sa_type=Id, foreign_key="tenants.id")
    integration_id: str = Field(sa_type=Id, foreign_key="integrations.id")
    fingerprint: str = Field(sa_type=Text)
    check_id: str = Field(sa_type=Text)
    resource_id: str = Field(sa_type=Text)
    region: str = Field(sa_type=Text)
    service: str = Field(sa_type=Text)
    family: str = Field(sa_type=Text)
    severity: str = Field(sa_type=Text)
    title: str = Field(sa_type=Text)
    summary: str = Field(sa_type=Text)
    status: str = Field(sa_type=Text)
    delta: str = Field(sa_type=Text)
    jira_issue_key: str | None = Field(sa_type=Text)
    first_seen_at: int = Field(sa_type=Whole)
    last_seen_at: int = Field(sa_type=Whole)
    resolved_at: int | None = Field(sa_type=Whole)
    first_run_id: str = Field(sa_type=Id)
    last_run_id: str = Field(sa_type=Id)
    suppressed_by: str | None = Field(sa_type=Id)
    # The run whose gate it stopped, until it is gone or accepted in a baseline: it still counts.
    held_by_run: str | None = Field(sa_type=Id)
    # The run that was accepted as a baseline with it, until it is gone: it is not new any more.
    baseline_run: str | None = Field(sa_type=Id)
    # Who decided about the status and the baseline, as in the audit log; null where not known.
    baseline_by: str | None = Field(sa_type=Text)
    status_by: str | None = Field(sa_type=Text)
    # Where Terraform declares the asset; null where no run was started with a declaration of it.
    terraform_address: str | None = Field(sa_type=Text)
    terraform_file: str | None = Field(sa_type=Text)
    terraform_line: int | None = Field(sa_type=Whole)
    priority: int = Field(sa_type=Whole, sa_column_args=(priority(),))


class RunFinding(Row, table=True):
    """One finding in one run; the key is the order in which a run's findings are read.

    `severity`, `status`, `suppressed_by`, `held` (by an earlier run: 1), `known` (in a baseline: 1)
    and `accepted_by` are as of the run: a gate's decision must not change. `known` is null in
    rows of earlier versions, for which an unchanged finding that nothing held was known. `in_plan`
    says whether the plan that was applied changes the asset (1) or not (0); null where not known.
    """

    __tablename__ = "run_findings"
    __table_args__ = (
        Index("run_findings_of_finding", "finding_id"),
        Index("run_findings_first", "run_id", "priority", "finding_id"),
        one_of("delta", Delta),
        one_of("severity", Severity),
        one_of("status", FindingStatus),
        STRICT | {"sqlite_with_rowid": False},
    )

    run_id: str = Field(sa_type=Id, foreign_key="runs.id", primary_key=True)
    first_seen_at: int = Field(sa_type=Whole, primary_key=True)
    finding_id: str = Field(sa_type=Id, foreign_key="findings.id", primary_key=True)
    delta: str = Field(sa_type=Text)
    severity: str = Field(sa_type=Text)
    status: str = Field(sa_type=Text)
    suppressed_by: str | None = Field(sa_type=Id)
    held: int = Field(sa_type=Whole)
    known: int | None = Field(sa_type=Whole)
    accepted_by: str | None = Field(sa_type=Text)
    in_plan: int | None = Field(sa_type=Whole)
    priority: int = Field(sa_type=Whole, sa_column_args=(priority(),))


class Suppression(Row, table=True):
    """A decision to accept what a check finds on some assets, until it expires.

    A deleted one stays, because runs refer to it.
    """

    __tablename__ = "suppressions"
    __table_args__ = (
        Index("suppressions_newest", "tenant_id", "created_at", "id"),
        Index("suppressions_in_force", "tenant_id", "expires_at"),
        STRICT,
    )

    id: str = Field(sa_type=Id, primary_key=True)
    tenant_id: str = Field(sa_type=Id, foreign_key="tenants.id")
    integration_id: str | None = Field(sa_type=Id, foreign_key="integrations.id")
    check_id: str = Field(sa_type=Text)
    resource_pattern: str = Field(sa_type=Text)
    reason: str = Field(sa_type=Text)
    owner: str = Field(sa_type=Text)
    expires_at: int = Field(sa_type=Whole)
    # Who decided how long it lasts; null in rows that are older than this column.
    decided_by: str | None = Field(sa_type=Text)
    created_at: int = Field(sa_type=Whole)
    updated_at: int = Field(sa_type=Whole)
    deleted_at: int | None = Field(sa_type=Whole)

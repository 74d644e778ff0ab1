"""Every table of the service: SQLModel owns their names, types, keys and indexes.

Ids are UUID text, times whole milliseconds since the epoch, documents JSON text (nothing queries
inside them, and text hashes the same on every database).
"""

from enum import StrEnum
from typing import Any, ClassVar, Final

from sqlalchemy import (
    CheckConstraint,
    Computed,
    Index,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlmodel import Field, SQLModel

from posture.domain.check import Severity
from posture.domain.finding import Delta, FindingStatus
from posture.domain.notification import DeliveryStatus
from posture.domain.report import ReportFormat, ReportStatus
from posture.domain.run import RunPhase, RunStatus, RunTrigger
from posture.store.columns import Id, Octets, Share, Whole

STRICT: dict[str, Any] = {"sqlite_strict": True}
# When a worker last took a run of a tenant or an integration; at first it never did.
UNSERVED: dict[str, Any] = {"server_default": "0"}


def one_of(column: str, words: type[StrEnum]) -> CheckConstraint:
    """Return a constraint that allows only these words."""
    listed = ", ".join(f"'{word}'" for word in words)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


class Row(SQLModel):
    """The base of all tables: constraints get names that migrations can refer to."""

    metadata: ClassVar[MetaData] = MetaData(
        naming_convention={
            "pk": "%(table_name)s_pk",
            "fk": "%(table_name)s_%(column_0_name)s_fk",
            "uq": "%(table_name)s_%(column_0_N_name)s_uq",
            "ck": "%(table_name)s_%(constraint_name)s_ck",
        }
    )


class Tenant(Row, table=True):
    """A customer; `revision` counts every change that the tenant's readers could see.

    `served_at` is when a worker last took one of its runs.
    """

    __tablename__ = "tenants"
    __table_args__ = STRICT

    id: str = Field(sa_type=Id, primary_key=True)
    name: str = Field(sa_type=Text, unique=True)
    created_at: int = Field(sa_type=Whole)
    revision: int = Field(sa_type=Whole)
    external_id: str = Field(sa_type=Text, sa_column_kwargs={"server_default": ""})
    served_at: int = Field(sa_type=Whole, sa_column_kwargs=UNSERVED)


class Trust(Row, table=True):
    """Whose jobs get tokens of the tenant; a deleted one stays for its tokens.

    `conditions` are JSON text; scopes and integrations are separated by spaces, and null stands for
    all integrations.
    """

    __tablename__ = "trusts"
    __table_args__ = (
        Index("trusts_newest", "tenant_id", "created_at", "id"),
        Index(
            "trusts_name",
            "tenant_id",
            "name",
            unique=True,
            sqlite_where=text("deleted_at IS NULL"),
            postgresql_where=text("deleted_at IS NULL"),
        ),
        STRICT,
    )

    id: str = Field(sa_type=Id, primary_key=True)
    tenant_id: str = Field(sa_type=Id, foreign_key="tenants.id")
    name: str = Field(sa_type=Text)
    issuer: str = Field(sa_type=Text)
    audience: str = Field(sa_type=Text)
    conditions: str = Field(sa_type=Text)
    scopes: str = Field(sa_type=Text)
    lifetime_seconds: int = Field(sa_type=Whole)
    max_uses: int = Field(sa_type=Whole)
    integrations: str | None = Field(sa_type=Text)
    created_at: int = Field(sa_type=Whole)
    updated_at: int = Field(sa_type=Whole)
    deleted_at: int | None = Field(sa_type=Whole)


class UsedIdentity(Row, table=True):
    """A job's token that was exchanged, by its digest, until it expires: it counts its uses."""

    __tablename__ = "used_identities"
    __table_args__ = (
        Index("used_identities_expired", "tenant_id", "expires_at"),
        STRICT | {"sqlite_with_rowid": False},
    )

    tenant_id: str = Field(sa_type=Id, foreign_key="tenants.id", primary_key=True)
    key: str = Field(sa_type=Text, primary_key=True)
    use_count: int = Field(sa_type=Whole)
    expires_at: int = Field(sa_type=Whole)


class Token(Row, table=True):
    """A bearer token, known by its SHA-256 alone; scopes and CIDRs are separated by spaces.

    A token that was exchanged has the trust, `workload` (the issuer and the subject of the job),
    and the integrations that it is limited to, separated by spaces.
    """

    __tablename__ = "tokens"
    __table_args__ = (
        Index("tokens_tenant", "tenant_id"),
        Index(
            "tokens_of_trust",
            "trust_id",
            "expires_at",
            sqlite_where=text("trust_id IS NOT NULL"),
            postgresql_where=text("trust_id IS NOT NULL"),
        ),
        STRICT,
    )

    id: str = Field(sa_type=Id, primary_key=True)
    tenant_id: str = Field(sa_type=Id, foreign_key="tenants.id")
    name: str = Field(sa_type=Text)
    token_hash: str = Field(sa_type=Text, unique=True)
    scopes: str = Field(sa_type=Text)
    cidrs: str = Field(sa_type=Text)
    created_at: int = Field(sa_type=Whole)
    expires_at: int | None = Field(sa_type=Whole)
    revoked_at: int | None = Field(sa_type=Whole)
    trust_id: str | None = Field(sa_type=Id)
    workload: str | None = Field(sa_type=Text)
    integrations: str | None = Field(sa_type=Text)


class Session(Row, table=True):
    """A person who signed in with a token in a browser, known by the SHA-256 of a cookie alone.

    It has no rights of its own: every request looks at the token again. `seen_at` is when it was
    last used, within some minutes.
    """

    __tablename__ = "sessions"
    __table_args__ = (
        Index("sessions_expired", "tenant_id", "expires_at"),
        Index("sessions_of_token", "token_id", "created_at"),
        STRICT,
    )

    id: str = Field(sa_type=Id, primary_key=True)
    tenant_id: str = Field(sa_type=Id, foreign_key="tenants.id")
    token_id: str = Field(sa_type=Id)
    cookie_hash: str = Field(sa_type=Text, unique=True)
    created_at: int = Field(sa_type=Whole)
    seen_at: int = Field(sa_type=Whole)
    expires_at: int = Field(sa_type=Whole)


class Integration(Row, table=True):
    """A connected cloud account: references to credentials, never credentials.

    `connection` is how it is reached, as JSON in the shape of its cloud; `account_key` is the
    account that it reaches, as far as the connection says.
    """

    __tablename__ = "integrations"
    __table_args__ = (
        Index("integrations_newest", "tenant_id", "created_at", "id"),
        Index(
            "integrations_name",
            "tenant_id",
            "name",
            unique=True,
            sqlite_where=text("deleted_at IS NULL"),
            postgresql_where=text("deleted_at IS NULL"),
        ),
        Index(
            "integrations_due",
            "next_run_at",
            sqlite_where=text("next_run_at IS NOT NULL"),
            postgresql_where=text("next_run_at IS NOT NULL"),
        ),
        Index(
            "integrations_deleted",
            "tenant_id",
            "deleted_at",
            sqlite_where=text("deleted_at IS NOT NULL"),
            postgresql_where=text("deleted_at IS NOT NULL"),
        ),
        STRICT,
    )

    id: str = Field(sa_type=Id, primary_key=True)
    tenant_id: str = Field(sa_type=Id, foreign_key="tenants.id")
    name: str = Field(sa_type=Text)
    provider: str = Field(sa_type=Text)
    account_id: str | None = Field(sa_type=Text)
    checks: str | None = Field(sa_type=Text)
    created_at: int = Field(sa_type=Whole)
    updated_at: int = Field(sa_type=Whole)
    deleted_at: int | None = Field(sa_type=Whole)
    schedule: str | None = Field(sa_type=Text)
    next_run_at: int | None = Field(sa_type=Whole)
    served_at: int = Field(sa_type=Whole, sa_column_kwargs=UNSERVED)
    connection: str = Field(sa_type=Text)
    account_key: str | None = Field(sa_type=Text)


class Run(Row, table=True):
    """One execution of the check set against one integration; the row is also the queue's entry.

    `claim_token` is the fence: only the worker that holds it may write the row. `budget` is what it
    is counted in (`RunBudget`), null for runs that are not limited; `account_key` is that of the
    integration when the run was accepted.
    """

    __tablename__ = "runs"
    __table_args__ = (
        Index("runs_newest", "tenant_id", "accepted_at", "id"),
        Index("runs_of_integration", "integration_id", "accepted_at", "id"),
        Index(
            "runs_waiting",
            "accepted_at",
            "id",
            sqlite_where=text("status = 'accepted'"),
            postgresql_where=text("status = 'accepted'"),
        ),
        # The database itself allows one running run per integration.
        Index(
            "runs_working",
            "integration_id",
            unique=True,
            sqlite_where=text("status = 'running'"),
            postgresql_where=text("status = 'running'"),
        ),
        one_of("trigger", RunTrigger),
        one_of("status", RunStatus),
        one_of("phase", RunPhase),
        STRICT,
    )

    id: str = Field(sa_type=Id, primary_key=True)
    tenant_id: str = Field(sa_type=Id, foreign_key="tenants.id")
    integration_id: str = Field(sa_type=Id, foreign_key="integrations.id")
    trigger: str = Field(sa_type=Text)
    status: str = Field(sa_type=Text)
    phase: str = Field(sa_type=Text)
    accepted_at: int = Field(sa_type=Whole)
    started_at: int | None = Field(sa_type=Whole)
    completed_at: int | None = Field(sa_type=Whole)
    duration_ms: int | None = Field(sa_type=Whole)
    scope: str | None = Field(sa_type=Text)
    source: str | None = Field(sa_type=Text)
    apply_key: str | None = Field(sa_type=Text)
    budget: str | None = Field(sa_type=Text)
    account_key: str | None = Field(sa_type=Text)
    token_id: str | None = Field(sa_type=Id)
    trace: str | None = Field(sa_type=Text)

    asset_count: int = Field(sa_type=Whole)
    finding_count: int = Field(sa_type=Whole)
    pass_count: int = Field(sa_type=Whole)
    fail_count: int = Field(sa_type=Whole)
    unknown_count: int = Field(sa_type=Whole)
    not_applicable_count: int = Field(sa_type=Whole)
    new_count: int | None = Field(sa_type=Whole)
    unchanged_count: int | None = Field(sa_type=Whole)
    resolved_count: int | None = Field(sa_type=Whole)
    planned_read_count: int = Field(sa_type=Whole)
    failed_read_count: int = Field(sa_type=Whole)
    call_count: int = Field(sa_type=Whole)
    coverage: float | None = Field(sa_type=Share)
    error_code: str | None = Field(sa_type=Text)
    error_detail: str | None = Field(sa_type=Text)
    suppressed_count: int = Field(sa_type=Whole)
    # The frameworks of the failed checks, as of the run: a gate's decision must not change.
    frameworks: str | None = Field(sa_type=Text)
    # The verdicts by family and framework, and why some are unknown, for the same reason.
    verdicts: str | None = Field(sa_type=Text)
    # The policies of the requests that share the run, as JSON text; the verdict under them and the
    # whole answer, decided once, when the findings are recorded.
    gate_policies: str | None = Field(sa_type=Text)
    gate_verdict: str | None = Field(sa_type=Text)
    gate_answer: str | None = Field(sa_type=Text)
    # What else a gate needs to know as of the run: see `domain.recorded_gate`.
    gate_facts: str | None = Field(sa_type=Text)
    # Of a run of a whole account the verdicts of each check, as JSON text: see `domain.report`.
    check_counts: str | None = Field(sa_type=Text)

    cancel_requested_at: int | None = Field(sa_type=Whole)
    claim_token: str | None = Field(sa_type=Id)
    worker: str | None = Field(sa_type=Text)
    beat_at: int | None = Field(sa_type=Whole)
    attempt_count: int = Field(sa_type=Whole)


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


class RunEvent(Row, table=True):
    """One step of a run's life; written with the step, never changed."""

    __tablename__ = "run_events"
    __table_args__ = (
        Index("run_events_of_run", "run_id", "id"),
        STRICT | {"sqlite_autoincrement": True},
    )

    id: int = Field(sa_type=Whole, primary_key=True)
    run_id: str = Field(sa_type=Id, foreign_key="runs.id")
    at: int = Field(sa_type=Whole)
    from_status: str | None = Field(sa_type=Text)
    to_status: str = Field(sa_type=Text)
    reason: str = Field(sa_type=Text)


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
    priority: int = Field(sa_type=Whole, sa_column_args=(priority(),))


class RunFinding(Row, table=True):
    """One finding in one run; the key is the order in which a run's findings are read.

    `severity`, `status`, `suppressed_by`, `held` (by an earlier run: 1), `known` (in a baseline: 1)
    and `accepted_by` are as of the run: a gate's decision must not change. `known` is null in
    rows of earlier versions, for which an unchanged finding that nothing held was known.
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
    priority: int = Field(sa_type=Whole, sa_column_args=(priority(),))


class Audit(Row, table=True):
    """One action, done or tried; rows are added and never changed.

    Triggers refuse everything else. `position` and `hash` chain a tenant's rows (`store.chain`).
    """

    __tablename__ = "audit"
    __table_args__ = (
        Index("audit_newest", "tenant_id", "id"),
        Index("audit_positions", "tenant_id", "position"),
        STRICT | {"sqlite_autoincrement": True},
    )

    id: int = Field(sa_type=Whole, primary_key=True)
    tenant_id: str | None = Field(sa_type=Id)
    ts: int = Field(sa_type=Whole)
    actor_user_id: str | None = Field(sa_type=Text)
    actor_ip: str | None = Field(sa_type=Text)
    action: str = Field(sa_type=Text)
    target_kind: str | None = Field(sa_type=Text)
    target_id: str | None = Field(sa_type=Text)
    before_jsonb: str | None = Field(sa_type=Text)
    after_jsonb: str | None = Field(sa_type=Text)
    result: str = Field(sa_type=Text)
    request_id: str | None = Field(sa_type=Text)
    position: int = Field(sa_type=Whole)
    hash: str = Field(sa_type=Text)


class AuditChain(Row, table=True):
    """Both ends of a tenant's audit chain; `chain` is the tenant, or empty for rows without one.

    `position`, `row_id` and `hash` are those of the last row; the `purged_…` columns are those of
    the last purged row, with whose hash the remaining chain begins. `seal` (`store.seal`) is empty
    without an operator's key.
    """

    __tablename__ = "audit_chains"
    __table_args__ = STRICT | {"sqlite_with_rowid": False}

    chain: str = Field(sa_type=Text, primary_key=True)
    position: int = Field(sa_type=Whole)
    row_id: int = Field(sa_type=Whole)
    hash: str = Field(sa_type=Text)
    purged_position: int = Field(sa_type=Whole)
    purged_row_id: int = Field(sa_type=Whole)
    purged_hash: str = Field(sa_type=Text)
    seal: str = Field(sa_type=Text)


class AuditPurge(Row, table=True):
    """Allows retention to delete a chain's rows up to a position, within one transaction."""

    __tablename__ = "audit_purges"
    __table_args__ = STRICT | {"sqlite_with_rowid": False}

    chain: str = Field(sa_type=Text, primary_key=True)
    position: int = Field(sa_type=Whole)


class Webhook(Row, table=True):
    """A URL that a tenant has events sent to; `events` are separated by spaces.

    The signing secret is derived from `seed` and the operator's key, if there is one. The seed is
    never shown. The secret of `former_seed` signs too until `former_until`. `token_id` is the token
    that wrote the webhook last: findings are sent only while it may read them.
    """

    __tablename__ = "webhooks"
    __table_args__ = (Index("webhooks_newest", "tenant_id", "created_at", "id"), STRICT)

    id: str = Field(sa_type=Id, primary_key=True)
    tenant_id: str = Field(sa_type=Id, foreign_key="tenants.id")
    name: str = Field(sa_type=Text)
    url: str = Field(sa_type=Text)
    events: str = Field(sa_type=Text)
    seed: str = Field(sa_type=Text)
    former_seed: str | None = Field(sa_type=Text)
    former_until: int | None = Field(sa_type=Whole)
    token_id: str | None = Field(sa_type=Text)
    created_at: int = Field(sa_type=Whole)
    updated_at: int = Field(sa_type=Whole)
    disabled_at: int | None = Field(sa_type=Whole)
    deleted_at: int | None = Field(sa_type=Whole)


class Delivery(Row, table=True):
    """One event for one webhook: a job of the outbox, written in the transaction of the event.

    `body` is empty until the first attempt, and the same bytes from then on.
    """

    __tablename__ = "deliveries"
    __table_args__ = (
        Index("deliveries_newest", "webhook_id", "created_at", "id"),
        Index(
            "deliveries_due",
            "next_at",
            "webhook_id",
            sqlite_where=text("status = 'pending'"),
            postgresql_where=text("status = 'pending'"),
        ),
        one_of("status", DeliveryStatus),
        STRICT,
    )

    id: str = Field(sa_type=Id, primary_key=True)
    tenant_id: str = Field(sa_type=Id, foreign_key="tenants.id")
    webhook_id: str = Field(sa_type=Id, foreign_key="webhooks.id")
    run_id: str | None = Field(sa_type=Id, foreign_key="runs.id")
    # Of an event of a report, which may be gone by then.
    report_id: str | None = Field(sa_type=Id)
    event: str = Field(sa_type=Text)
    status: str = Field(sa_type=Text)
    body: str = Field(sa_type=Text)
    attempt_count: int = Field(sa_type=Whole)
    created_at: int = Field(sa_type=Whole)
    queued_at: int = Field(sa_type=Whole)
    next_at: int | None = Field(sa_type=Whole)
    ended_at: int | None = Field(sa_type=Whole)
    claim_token: str | None = Field(sa_type=Id)
    response_status: int | None = Field(sa_type=Whole)
    error: str | None = Field(sa_type=Text)


class Report(Row, table=True):
    """A document about a period: a job of an outbox until it has ended, then the facts of its file.

    Frameworks are separated by spaces, `scope` is JSON text. `evidence_head` is the row of the
    audit chain that the evidence names, as JSON text; `recorded_position` is that of the row which
    recorded the digest of the file.
    """

    __tablename__ = "reports"
    __table_args__ = (
        Index("reports_newest", "tenant_id", "created_at", "id"),
        Index("reports_of_file", "tenant_id", "sha256"),
        Index(
            "reports_due",
            "next_at",
            "tenant_id",
            sqlite_where=text("next_at IS NOT NULL"),
            postgresql_where=text("next_at IS NOT NULL"),
        ),
        Index(
            "reports_expiring",
            "expires_at",
            sqlite_where=text("status = 'ready'"),
            postgresql_where=text("status = 'ready'"),
        ),
        one_of("status", ReportStatus),
        one_of("format", ReportFormat),
        STRICT,
    )

    id: str = Field(sa_type=Id, primary_key=True)
    tenant_id: str = Field(sa_type=Id, foreign_key="tenants.id")
    title: str = Field(sa_type=Text)
    frameworks: str = Field(sa_type=Text)
    scope: str = Field(sa_type=Text)
    format: str = Field(sa_type=Text)
    status: str = Field(sa_type=Text)
    token_id: str = Field(sa_type=Text)
    created_at: int = Field(sa_type=Whole)
    queued_at: int = Field(sa_type=Whole)
    started_at: int | None = Field(sa_type=Whole)
    next_at: int | None = Field(sa_type=Whole)
    ended_at: int | None = Field(sa_type=Whole)
    claim_token: str | None = Field(sa_type=Id)
    attempt_count: int = Field(sa_type=Whole)
    expires_at: int | None = Field(sa_type=Whole)
    size_bytes: int | None = Field(sa_type=Whole)
    sha256: str | None = Field(sa_type=Text)
    evidence_sha256: str | None = Field(sa_type=Text)
    evidence_head: str | None = Field(sa_type=Text)
    recorded_position: int | None = Field(sa_type=Whole)
    error_code: str | None = Field(sa_type=Text)
    error_message: str | None = Field(sa_type=Text)
    deleted_at: int | None = Field(sa_type=Whole)


class ReportPart(Row, table=True):
    """A part of the file of a report; the parts are in the order of their numbers."""

    __tablename__ = "report_parts"
    __table_args__ = STRICT | {"sqlite_with_rowid": False}

    report_id: str = Field(sa_type=Id, foreign_key="reports.id", primary_key=True)
    number: int = Field(sa_type=Whole, primary_key=True)
    tenant_id: str = Field(sa_type=Id, foreign_key="tenants.id")
    content: bytes = Field(sa_type=Octets)


class Duty(Row, table=True):
    """A task that one of several processes does at an interval, and when it was last taken."""

    __tablename__ = "duties"
    __table_args__ = STRICT | {"sqlite_with_rowid": False}

    name: str = Field(sa_type=Text, primary_key=True)
    taken_at: int = Field(sa_type=Whole)


class AssumedRole(Row, table=True):
    """A role of a cloud that workers assume, and the tenant that it is bound to."""

    __tablename__ = "assumed_roles"
    __table_args__ = (
        Index("assumed_roles_tenant", "tenant_id"),
        STRICT | {"sqlite_with_rowid": False},
    )

    provider: str = Field(sa_type=Text, primary_key=True)
    role: str = Field(sa_type=Text, primary_key=True)
    tenant_id: str = Field(sa_type=Id, foreign_key="tenants.id")
    bound_at: int = Field(sa_type=Whole)
    proven_at: int | None = Field(sa_type=Whole)


class Commit(Row, table=True):
    """The mark of the last transaction that a connection committed, and when; see `postgres`."""

    __tablename__ = "commits"
    __table_args__ = STRICT | {"sqlite_with_rowid": False}

    lane: str = Field(sa_type=Text, primary_key=True)
    mark: int = Field(sa_type=Whole)
    at: int = Field(sa_type=Whole)


class IdempotencyKey(Row, table=True):
    """The result of the first request with an `Idempotency-Key`, as JSON."""

    __tablename__ = "idempotency_keys"
    __table_args__ = (
        Index("idempotency_keys_oldest", "created_at"),
        STRICT | {"sqlite_with_rowid": False},
    )

    tenant_id: str = Field(sa_type=Id, foreign_key="tenants.id", primary_key=True)
    key: str = Field(sa_type=Text, primary_key=True)
    body_digest: str = Field(sa_type=Text)
    result: str = Field(sa_type=Text)
    created_at: int = Field(sa_type=Whole)


def table(row: type[Row]) -> Table:
    """Return the table of a row class, for statements over its columns."""
    return Row.metadata.tables[str(row.__tablename__)]


tenants = table(Tenant)
tokens = table(Token)
sessions = table(Session)
trusts = table(Trust)
used_identities = table(UsedIdentity)
integrations = table(Integration)
runs = table(Run)
suppressions = table(Suppression)
run_events = table(RunEvent)
findings = table(Finding)
run_findings = table(RunFinding)
audit = table(Audit)
audit_chains = table(AuditChain)
audit_purges = table(AuditPurge)
webhooks = table(Webhook)
deliveries = table(Delivery)
reports = table(Report)
report_parts = table(ReportPart)
duties = table(Duty)
assumed_roles = table(AssumedRole)
commits = table(Commit)
idempotency_keys = table(IdempotencyKey)

# What a tenant's readers can see: a change of these rows changes responses of the API, so it
# increases `tenants.revision`, on which ETags and cached responses depend.
VISIBLE: Final = frozenset(
    {
        integrations,
        runs,
        run_events,
        findings,
        run_findings,
        suppressions,
        webhooks,
        deliveries,
        reports,
        trusts,
    }
)

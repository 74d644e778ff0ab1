"""Connected accounts and their runs."""

from sqlalchemy import Index, Text, text
from sqlmodel import Field

from posture.domain.run import RunPhase, RunStatus, RunTrigger
from posture.store.columns import Id, Share, Whole
from posture.store.rows.base import STRICT, UNSERVED, Row, one_of


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
    # Where the time of the run went, as JSON text: see `domain.timeline`.
    timeline: str | None = Field(sa_type=Text)
    # Of a run that collects, which services remain, as JSON text: see `worker.progress`.
    services: str | None = Field(sa_type=Text)
    # Where Terraform declares assets, as JSON text: see `domain.declaration`. Null after the end.
    declarations: str | None = Field(sa_type=Text)

    cancel_requested_at: int | None = Field(sa_type=Whole)
    claim_token: str | None = Field(sa_type=Id)
    worker: str | None = Field(sa_type=Text)
    beat_at: int | None = Field(sa_type=Whole)
    attempt_count: int = Field(sa_type=Whole)


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

"""Jobs that leave the service: deliveries and reports."""

from sqlalchemy import Index, Text, text
from sqlmodel import Field

from posture.domain.notification import DeliveryStatus
from posture.domain.report import ReportFormat, ReportStatus
from posture.store.columns import Id, Octets, Whole
from posture.store.rows.base import STRICT, Row, one_of


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

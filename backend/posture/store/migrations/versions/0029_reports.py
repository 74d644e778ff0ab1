"""Reports and the parts of their files, the verdicts of each check of a run, and their events."""

import sqlalchemy as sa
from alembic import op

from posture.store.columns import Id, Octets, Whole
from posture.store.migrations.isolation import isolate, mix

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

STATUSES = "status IN ('queued', 'running', 'ready', 'failed', 'expired')"
FORMATS = "format IN ('pdf', 'json')"
DUE = sa.text("next_at IS NOT NULL")
READY = sa.text("status = 'ready'")


def upgrade() -> None:
    op.create_table(
        "reports",
        sa.Column("id", Id(), nullable=False),
        sa.Column("tenant_id", Id(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("frameworks", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("token_id", sa.Text(), nullable=False),
        sa.Column("created_at", Whole(), nullable=False),
        sa.Column("queued_at", Whole(), nullable=False),
        sa.Column("started_at", Whole(), nullable=True),
        sa.Column("next_at", Whole(), nullable=True),
        sa.Column("ended_at", Whole(), nullable=True),
        sa.Column("claim_token", Id(), nullable=True),
        sa.Column("attempt_count", Whole(), nullable=False),
        sa.Column("expires_at", Whole(), nullable=True),
        sa.Column("size_bytes", Whole(), nullable=True),
        sa.Column("sha256", sa.Text(), nullable=True),
        sa.Column("evidence_sha256", sa.Text(), nullable=True),
        sa.Column("evidence_head", sa.Text(), nullable=True),
        sa.Column("recorded_position", Whole(), nullable=True),
        sa.Column("error_code", sa.Text(), nullable=True),
        sa.Column("error_message", sa.Text(), nullable=True),
        sa.Column("deleted_at", Whole(), nullable=True),
        sa.CheckConstraint(STATUSES, name=op.f("reports_status_ck")),
        sa.CheckConstraint(FORMATS, name=op.f("reports_format_ck")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("reports_tenant_id_fk")),
        sa.PrimaryKeyConstraint("id", name=op.f("reports_pk")),
        sqlite_strict=True,
    )
    op.create_index("reports_newest", "reports", ["tenant_id", "created_at", "id"], unique=False)
    op.create_index("reports_of_file", "reports", ["tenant_id", "sha256"], unique=False)
    op.create_index(
        "reports_due",
        "reports",
        ["next_at", "tenant_id"],
        unique=False,
        sqlite_where=DUE,
        postgresql_where=DUE,
    )
    op.create_index(
        "reports_expiring",
        "reports",
        ["expires_at"],
        unique=False,
        sqlite_where=READY,
        postgresql_where=READY,
    )
    op.create_table(
        "report_parts",
        sa.Column("report_id", Id(), nullable=False),
        sa.Column("number", Whole(), nullable=False),
        sa.Column("tenant_id", Id(), nullable=False),
        sa.Column("content", Octets(), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"], ["reports.id"], name=op.f("report_parts_report_id_fk")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("report_parts_tenant_id_fk")
        ),
        sa.PrimaryKeyConstraint("report_id", "number", name=op.f("report_parts_pk")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.add_column("runs", sa.Column("check_counts", sa.Text(), nullable=True))
    op.add_column("deliveries", sa.Column("report_id", Id(), nullable=True))
    for table in ("reports", "report_parts"):
        isolate(table)


def downgrade() -> None:
    op.drop_column("deliveries", "report_id")
    op.drop_column("runs", "check_counts")
    for table in ("report_parts", "reports"):
        mix(table)
        op.drop_table(table)

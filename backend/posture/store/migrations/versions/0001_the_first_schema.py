"""The first schema."""

import sqlalchemy as sa
from alembic import op

from posture.store.columns import Id, Share, Whole

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit",
        sa.Column("id", Whole(), nullable=False),
        sa.Column("tenant_id", Id(), nullable=True),
        sa.Column("ts", Whole(), nullable=False),
        sa.Column("actor_user_id", sa.Text(), nullable=True),
        sa.Column("actor_ip", sa.Text(), nullable=True),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("target_kind", sa.Text(), nullable=True),
        sa.Column("target_id", sa.Text(), nullable=True),
        sa.Column("before_jsonb", sa.Text(), nullable=True),
        sa.Column("after_jsonb", sa.Text(), nullable=True),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("request_id", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("audit_pk")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("audit_newest", "audit", ["tenant_id", "id"], unique=False)

    op.create_table(
        "tenants",
        sa.Column("id", Id(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created_at", Whole(), nullable=False),
        sa.Column("revision", Whole(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("tenants_pk")),
        sa.UniqueConstraint("name", name=op.f("tenants_name_uq")),
        sqlite_strict=True,
    )
    op.create_table(
        "integrations",
        sa.Column("id", Id(), nullable=False),
        sa.Column("tenant_id", Id(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=True),
        sa.Column("role_arn", sa.Text(), nullable=True),
        sa.Column("external_id", sa.Text(), nullable=True),
        sa.Column("profile", sa.Text(), nullable=True),
        sa.Column("regions", sa.Text(), nullable=False),
        sa.Column("endpoint_url", sa.Text(), nullable=True),
        sa.Column("checks", sa.Text(), nullable=True),
        sa.Column("created_at", Whole(), nullable=False),
        sa.Column("updated_at", Whole(), nullable=False),
        sa.Column("deleted_at", Whole(), nullable=True),
        sa.CheckConstraint(
            "provider IN ('aws', 'azure', 'gcp')", name=op.f("integrations_provider_ck")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("integrations_tenant_id_fk")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("integrations_pk")),
        sqlite_strict=True,
    )
    op.create_index(
        "integrations_newest", "integrations", ["tenant_id", "created_at", "id"], unique=False
    )

    op.create_table(
        "tokens",
        sa.Column("id", Id(), nullable=False),
        sa.Column("tenant_id", Id(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("cidrs", sa.Text(), nullable=False),
        sa.Column("created_at", Whole(), nullable=False),
        sa.Column("expires_at", Whole(), nullable=True),
        sa.Column("revoked_at", Whole(), nullable=True),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("tokens_tenant_id_fk")),
        sa.PrimaryKeyConstraint("id", name=op.f("tokens_pk")),
        sa.UniqueConstraint("token_hash", name=op.f("tokens_token_hash_uq")),
        sqlite_strict=True,
    )
    op.create_index("tokens_tenant", "tokens", ["tenant_id"], unique=False)

    op.create_table(
        "findings",
        sa.Column("id", Id(), nullable=False),
        sa.Column("tenant_id", Id(), nullable=False),
        sa.Column("integration_id", Id(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("check_id", sa.Text(), nullable=False),
        sa.Column("resource_id", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("family", sa.Text(), nullable=False),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("delta", sa.Text(), nullable=False),
        sa.Column("jira_issue_key", sa.Text(), nullable=True),
        sa.Column("first_seen_at", Whole(), nullable=False),
        sa.Column("last_seen_at", Whole(), nullable=False),
        sa.Column("resolved_at", Whole(), nullable=True),
        sa.Column("first_run_id", Id(), nullable=False),
        sa.Column("last_run_id", Id(), nullable=False),
        sa.CheckConstraint(
            "delta IN ('new', 'unchanged', 'resolved')", name=op.f("findings_delta_ck")
        ),
        sa.CheckConstraint(
            "severity IN ('critical', 'high', 'medium', 'low', 'info')",
            name=op.f("findings_severity_ck"),
        ),
        sa.CheckConstraint(
            "status IN ('open', 'triaged', 'resolved', 'accepted', 'false_positive')",
            name=op.f("findings_status_ck"),
        ),
        sa.ForeignKeyConstraint(
            ["integration_id"], ["integrations.id"], name=op.f("findings_integration_id_fk")
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("findings_tenant_id_fk")),
        sa.PrimaryKeyConstraint("id", name=op.f("findings_pk")),
        sa.UniqueConstraint(
            "integration_id", "fingerprint", name=op.f("findings_integration_id_fingerprint_uq")
        ),
        sqlite_strict=True,
    )
    op.create_index(
        "findings_newest", "findings", ["tenant_id", "first_seen_at", "id"], unique=False
    )

    op.create_table(
        "runs",
        sa.Column("id", Id(), nullable=False),
        sa.Column("tenant_id", Id(), nullable=False),
        sa.Column("integration_id", Id(), nullable=False),
        sa.Column("trigger", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("phase", sa.Text(), nullable=False),
        sa.Column("accepted_at", Whole(), nullable=False),
        sa.Column("started_at", Whole(), nullable=True),
        sa.Column("completed_at", Whole(), nullable=True),
        sa.Column("duration_ms", Whole(), nullable=True),
        sa.Column("scope", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("token_id", Id(), nullable=True),
        sa.Column("trace", sa.Text(), nullable=True),
        sa.Column("asset_count", Whole(), nullable=False),
        sa.Column("finding_count", Whole(), nullable=False),
        sa.Column("pass_count", Whole(), nullable=False),
        sa.Column("fail_count", Whole(), nullable=False),
        sa.Column("unknown_count", Whole(), nullable=False),
        sa.Column("not_applicable_count", Whole(), nullable=False),
        sa.Column("new_count", Whole(), nullable=True),
        sa.Column("unchanged_count", Whole(), nullable=True),
        sa.Column("resolved_count", Whole(), nullable=True),
        sa.Column("planned_read_count", Whole(), nullable=False),
        sa.Column("failed_read_count", Whole(), nullable=False),
        sa.Column("call_count", Whole(), nullable=False),
        sa.Column("coverage", Share(), nullable=True),
        sa.Column("error_code", sa.Text(), nullable=True),
        sa.Column("error_detail", sa.Text(), nullable=True),
        sa.Column("cancel_requested_at", Whole(), nullable=True),
        sa.Column("claim_token", Id(), nullable=True),
        sa.Column("worker", sa.Text(), nullable=True),
        sa.Column("beat_at", Whole(), nullable=True),
        sa.Column("attempt_count", Whole(), nullable=False),
        sa.CheckConstraint(
            "phase IN ('queued', 'connecting', 'collecting', 'recording', 'done')",
            name=op.f("runs_phase_ck"),
        ),
        sa.CheckConstraint(
            "status IN ('accepted', 'running', 'completed', 'failed', 'cancelled')",
            name=op.f("runs_status_ck"),
        ),
        sa.CheckConstraint(
            "trigger IN ('scheduled', 'manual', 'verify')", name=op.f("runs_trigger_ck")
        ),
        sa.ForeignKeyConstraint(
            ["integration_id"], ["integrations.id"], name=op.f("runs_integration_id_fk")
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("runs_tenant_id_fk")),
        sa.PrimaryKeyConstraint("id", name=op.f("runs_pk")),
        sqlite_strict=True,
    )
    op.create_index("runs_newest", "runs", ["tenant_id", "accepted_at", "id"], unique=False)
    op.create_index(
        "runs_of_integration", "runs", ["integration_id", "accepted_at", "id"], unique=False
    )
    op.create_index(
        "runs_waiting",
        "runs",
        ["accepted_at", "id"],
        unique=False,
        sqlite_where=sa.text("status = 'accepted'"),
        postgresql_where=sa.text("status = 'accepted'"),
    )
    op.create_index(
        "runs_working",
        "runs",
        ["integration_id"],
        unique=True,
        sqlite_where=sa.text("status = 'running'"),
        postgresql_where=sa.text("status = 'running'"),
    )

    op.create_table(
        "idempotency_keys",
        sa.Column("tenant_id", Id(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("body_digest", sa.Text(), nullable=False),
        sa.Column("run_id", Id(), nullable=False),
        sa.Column("created_at", Whole(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name=op.f("idempotency_keys_run_id_fk")),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("idempotency_keys_tenant_id_fk")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "key", name=op.f("idempotency_keys_pk")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("idempotency_keys_oldest", "idempotency_keys", ["created_at"], unique=False)

    op.create_table(
        "run_events",
        sa.Column("id", Whole(), nullable=False),
        sa.Column("run_id", Id(), nullable=False),
        sa.Column("at", Whole(), nullable=False),
        sa.Column("from_status", sa.Text(), nullable=True),
        sa.Column("to_status", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name=op.f("run_events_run_id_fk")),
        sa.PrimaryKeyConstraint("id", name=op.f("run_events_pk")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("run_events_of_run", "run_events", ["run_id", "id"], unique=False)

    op.create_table(
        "run_findings",
        sa.Column("run_id", Id(), nullable=False),
        sa.Column("first_seen_at", Whole(), nullable=False),
        sa.Column("finding_id", Id(), nullable=False),
        sa.Column("delta", sa.Text(), nullable=False),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "delta IN ('new', 'unchanged', 'resolved')", name=op.f("run_findings_delta_ck")
        ),
        sa.CheckConstraint(
            "severity IN ('critical', 'high', 'medium', 'low', 'info')",
            name=op.f("run_findings_severity_ck"),
        ),
        sa.CheckConstraint(
            "status IN ('open', 'triaged', 'resolved', 'accepted', 'false_positive')",
            name=op.f("run_findings_status_ck"),
        ),
        sa.ForeignKeyConstraint(
            ["finding_id"], ["findings.id"], name=op.f("run_findings_finding_id_fk")
        ),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name=op.f("run_findings_run_id_fk")),
        sa.PrimaryKeyConstraint(
            "run_id", "first_seen_at", "finding_id", name=op.f("run_findings_pk")
        ),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("run_findings")
    op.drop_table("run_events")
    op.drop_table("idempotency_keys")
    op.drop_table("runs")
    op.drop_table("findings")
    op.drop_table("tokens")
    op.drop_table("integrations")
    op.drop_table("tenants")
    op.drop_table("audit")

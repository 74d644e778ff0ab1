"""Webhooks and their deliveries."""

import sqlalchemy as sa
from alembic import op

from posture.store.columns import Id, Whole
from posture.store.migrations.isolation import isolate, mix

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "webhooks",
        sa.Column("id", Id(), nullable=False),
        sa.Column("tenant_id", Id(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("events", sa.Text(), nullable=False),
        sa.Column("seed", sa.Text(), nullable=False),
        sa.Column("created_at", Whole(), nullable=False),
        sa.Column("updated_at", Whole(), nullable=False),
        sa.Column("disabled_at", Whole(), nullable=True),
        sa.Column("deleted_at", Whole(), nullable=True),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("webhooks_tenant_id_fk")),
        sa.PrimaryKeyConstraint("id", name=op.f("webhooks_pk")),
        sqlite_strict=True,
    )
    op.create_index("webhooks_newest", "webhooks", ["tenant_id", "created_at", "id"], unique=False)

    op.create_table(
        "deliveries",
        sa.Column("id", Id(), nullable=False),
        sa.Column("tenant_id", Id(), nullable=False),
        sa.Column("webhook_id", Id(), nullable=False),
        sa.Column("run_id", Id(), nullable=True),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("attempt_count", Whole(), nullable=False),
        sa.Column("created_at", Whole(), nullable=False),
        sa.Column("queued_at", Whole(), nullable=False),
        sa.Column("next_at", Whole(), nullable=True),
        sa.Column("ended_at", Whole(), nullable=True),
        sa.Column("claim_token", Id(), nullable=True),
        sa.Column("response_status", Whole(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "status IN ('pending', 'delivered', 'dead')", name=op.f("deliveries_status_ck")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("deliveries_tenant_id_fk")
        ),
        sa.ForeignKeyConstraint(
            ["webhook_id"], ["webhooks.id"], name=op.f("deliveries_webhook_id_fk")
        ),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name=op.f("deliveries_run_id_fk")),
        sa.PrimaryKeyConstraint("id", name=op.f("deliveries_pk")),
        sqlite_strict=True,
    )
    op.create_index(
        "deliveries_newest", "deliveries", ["webhook_id", "created_at", "id"], unique=False
    )
    op.create_index(
        "deliveries_due",
        "deliveries",
        ["next_at", "webhook_id"],
        unique=False,
        sqlite_where=sa.text("status = 'pending'"),
        postgresql_where=sa.text("status = 'pending'"),
    )
    for table in ("webhooks", "deliveries"):
        isolate(table)


def downgrade() -> None:
    for table in ("deliveries", "webhooks"):
        mix(table)
    op.drop_table("deliveries")
    op.drop_table("webhooks")

"""Suppressions, and what runs recorded under them."""

import sqlalchemy as sa
from alembic import op

from posture.store.columns import Id, Whole

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "suppressions",
        sa.Column("id", Id(), nullable=False),
        sa.Column("tenant_id", Id(), nullable=False),
        sa.Column("integration_id", Id(), nullable=True),
        sa.Column("check_id", sa.Text(), nullable=False),
        sa.Column("resource_pattern", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("expires_at", Whole(), nullable=False),
        sa.Column("created_at", Whole(), nullable=False),
        sa.Column("updated_at", Whole(), nullable=False),
        sa.Column("deleted_at", Whole(), nullable=True),
        sa.ForeignKeyConstraint(
            ["integration_id"], ["integrations.id"], name=op.f("suppressions_integration_id_fk")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("suppressions_tenant_id_fk")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("suppressions_pk")),
        sqlite_strict=True,
    )
    op.create_index(
        "suppressions_newest", "suppressions", ["tenant_id", "created_at", "id"], unique=False
    )
    op.create_index(
        "suppressions_in_force", "suppressions", ["tenant_id", "expires_at"], unique=False
    )
    op.add_column("findings", sa.Column("suppressed_by", Id(), nullable=True))
    op.add_column("run_findings", sa.Column("suppressed_by", Id(), nullable=True))
    op.add_column(
        "runs", sa.Column("suppressed_count", Whole(), nullable=False, server_default="0")
    )


def downgrade() -> None:
    op.drop_column("runs", "suppressed_count")
    op.drop_column("run_findings", "suppressed_by")
    op.drop_column("findings", "suppressed_by")
    op.drop_table("suppressions")

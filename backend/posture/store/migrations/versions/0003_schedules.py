"""Integrations have schedules."""

import sqlalchemy as sa
from alembic import op

from posture.store.columns import Whole

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("integrations", sa.Column("schedule", sa.Text(), nullable=True))
    op.add_column("integrations", sa.Column("next_run_at", Whole(), nullable=True))
    op.create_index(
        "integrations_due",
        "integrations",
        ["next_run_at"],
        sqlite_where=sa.text("next_run_at IS NOT NULL"),
        postgresql_where=sa.text("next_run_at IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index("integrations_due", "integrations")
    op.drop_column("integrations", "next_run_at")
    op.drop_column("integrations", "schedule")

"""A run keeps of each finding whether the plan that was applied changes its asset."""

import sqlalchemy as sa
from alembic import op

from posture.store.columns import Whole

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("run_findings", sa.Column("in_plan", Whole(), nullable=True))


def downgrade() -> None:
    op.drop_column("run_findings", "in_plan")

"""A run records which frameworks its failed checks stood for."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("runs", sa.Column("frameworks", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("runs", "frameworks")

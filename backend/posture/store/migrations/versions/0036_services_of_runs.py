"""A run that is under way says which services it still collects."""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("runs", sa.Column("services", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("runs", "services")

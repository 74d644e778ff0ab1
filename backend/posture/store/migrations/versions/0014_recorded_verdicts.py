"""A run records its verdicts by family and framework, and why some of them are unknown."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("runs", sa.Column("verdicts", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("runs", "verdicts")

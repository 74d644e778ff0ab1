"""A role that is bound to a tenant has the time when it last refused other tenants."""

import sqlalchemy as sa
from alembic import op

from posture.store.columns import Whole

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("assumed_roles", sa.Column("proven_at", Whole(), nullable=True))


def downgrade() -> None:
    op.drop_column("assumed_roles", "proven_at")

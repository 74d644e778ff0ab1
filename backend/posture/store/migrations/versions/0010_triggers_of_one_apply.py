"""Several triggers of one apply become one run."""

import sqlalchemy as sa
from alembic import op

from posture.store.columns import Whole

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("runs", sa.Column("apply_key", sa.Text(), nullable=True))
    op.add_column(
        "idempotency_keys",
        sa.Column("coalesced", Whole(), nullable=False, server_default="0"),
    )


def downgrade() -> None:
    op.drop_column("idempotency_keys", "coalesced")
    op.drop_column("runs", "apply_key")

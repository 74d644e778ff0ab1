"""Webhooks know the token that wrote them last, and the secret that they had before."""

import sqlalchemy as sa
from alembic import op

from posture.store.columns import Whole

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

COLUMNS = ("token_id", "former_until", "former_seed")


def upgrade() -> None:
    op.add_column("webhooks", sa.Column("former_seed", sa.Text(), nullable=True))
    op.add_column("webhooks", sa.Column("former_until", Whole(), nullable=True))
    op.add_column("webhooks", sa.Column("token_id", sa.Text(), nullable=True))
    # The audit log names the token of each change, as long as retention kept its row.
    op.execute(
        """
        UPDATE webhooks SET token_id = (
          SELECT actor_user_id FROM audit
          WHERE audit.target_id = CAST(webhooks.id AS TEXT)
            AND audit.tenant_id = webhooks.tenant_id
            AND action IN ('webhook.created', 'webhook.updated')
          ORDER BY audit.id DESC LIMIT 1
        )
        """
    )


def downgrade() -> None:
    for name in COLUMNS:
        op.execute(f"ALTER TABLE webhooks DROP COLUMN {name}")

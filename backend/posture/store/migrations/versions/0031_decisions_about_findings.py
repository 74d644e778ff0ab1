"""The decisions about a finding are found through an index of their own."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

UPDATED = sa.text("action = 'finding.updated'")


def upgrade() -> None:
    op.create_index(
        "audit_decisions",
        "audit",
        ["tenant_id", "target_id", "position"],
        unique=False,
        sqlite_where=UPDATED,
        postgresql_where=UPDATED,
    )


def downgrade() -> None:
    op.drop_index("audit_decisions", table_name="audit")

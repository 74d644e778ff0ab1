"""Findings that are not resolved are counted through an index alone."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

NOT_RESOLVED = sa.text("status <> 'resolved'")


def upgrade() -> None:
    op.create_index(
        "findings_not_resolved",
        "findings",
        ["tenant_id", "integration_id", "severity", "status"],
        unique=False,
        sqlite_where=NOT_RESOLVED,
        postgresql_where=NOT_RESOLVED,
    )


def downgrade() -> None:
    op.drop_index("findings_not_resolved", table_name="findings")

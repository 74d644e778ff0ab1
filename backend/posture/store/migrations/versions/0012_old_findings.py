"""Old findings are found and deleted without reading every row of every run."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

RESOLVED = sa.text("resolved_at IS NOT NULL")


def upgrade() -> None:
    op.create_index(
        "findings_resolved",
        "findings",
        ["resolved_at"],
        unique=False,
        sqlite_where=RESOLVED,
        postgresql_where=RESOLVED,
    )
    op.create_index("run_findings_of_finding", "run_findings", ["finding_id"], unique=False)


def downgrade() -> None:
    op.drop_index("run_findings_of_finding", table_name="run_findings")
    op.drop_index("findings_resolved", table_name="findings")

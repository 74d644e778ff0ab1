"""Only a baseline makes a finding known to gates, and the authors of decisions are kept.

What gates did not count until now stays known, as if it were in a baseline without an author.
"""

import sqlalchemy as sa
from alembic import op

from posture.store.columns import Id, Whole

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

AUTHORS = ("baseline_by", "status_by")
FINDINGS = sa.table(
    "findings",
    sa.column("status", sa.Text()),
    sa.column("last_run_id", Id()),
    sa.column("held_by_run", Id()),
    sa.column("baseline_run", Id()),
)


def upgrade() -> None:
    for name in AUTHORS:
        op.add_column("findings", sa.Column(name, sa.Text(), nullable=True))
    op.add_column("suppressions", sa.Column("decided_by", sa.Text(), nullable=True))
    op.add_column("run_findings", sa.Column("known", Whole(), nullable=True))
    op.add_column("run_findings", sa.Column("accepted_by", sa.Text(), nullable=True))
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        # PostgreSQL would otherwise hide the rows of all tenants.
        connection.execute(sa.text("SELECT set_config('posture.tenant_id', '*', true)"))
    columns = FINDINGS.c
    connection.execute(
        FINDINGS.update()
        .where(
            columns.held_by_run.is_(None),
            columns.baseline_run.is_(None),
            columns.status != "resolved",
        )
        .values(baseline_run=columns.last_run_id)
    )


def downgrade() -> None:
    op.drop_column("run_findings", "accepted_by")
    op.drop_column("run_findings", "known")
    op.drop_column("suppressions", "decided_by")
    for name in AUTHORS:
        op.drop_column("findings", name)

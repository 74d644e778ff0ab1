"""A run is decided once, under the policy it was started with; what stopped it is held."""

import sqlalchemy as sa
from alembic import op

from posture.store.columns import Id, Whole

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

OF_RUN = ("gate_policies", "gate_verdict", "gate_answer", "gate_facts")
OF_FINDING = ("held_by_run", "baseline_run")


def upgrade() -> None:
    for name in OF_RUN:
        op.add_column("runs", sa.Column(name, sa.Text(), nullable=True))
    for name in OF_FINDING:
        op.add_column("findings", sa.Column(name, Id(), nullable=True))
    op.add_column("run_findings", sa.Column("held", Whole(), nullable=False, server_default="0"))


def downgrade() -> None:
    op.drop_column("run_findings", "held")
    for name in OF_FINDING:
        op.drop_column("findings", name)
    for name in OF_RUN:
        op.drop_column("runs", name)

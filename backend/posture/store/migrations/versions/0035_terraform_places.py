"""A run keeps where Terraform declares assets, and a finding where its asset is declared."""

import sqlalchemy as sa
from alembic import op

from posture.store.columns import Whole

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

COLUMNS = {
    "terraform_address": sa.Text(),
    "terraform_file": sa.Text(),
    "terraform_line": Whole(),
}


def upgrade() -> None:
    op.add_column("runs", sa.Column("declarations", sa.Text(), nullable=True))
    for name, kind in COLUMNS.items():
        op.add_column("findings", sa.Column(name, kind, nullable=True))


def downgrade() -> None:
    for name in reversed(COLUMNS):
        op.drop_column("findings", name)
    op.drop_column("runs", "declarations")

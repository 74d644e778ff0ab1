"""The last transaction that each connection committed, read when the reply to COMMIT was lost."""

import sqlalchemy as sa
from alembic import op

from posture.store.columns import Whole
from posture.store.migrations.isolation import isolate, mix

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "commits",
        sa.Column("lane", sa.Text(), nullable=False),
        sa.Column("mark", Whole(), nullable=False),
        sa.Column("at", Whole(), nullable=False),
        sa.PrimaryKeyConstraint("lane", name=op.f("commits_pk")),
        sqlite_with_rowid=False,
        sqlite_strict=True,
    )
    # No tenant has the name of a lane, so only work across tenants sees these rows.
    isolate("commits", column="lane")


def downgrade() -> None:
    mix("commits")
    op.drop_table("commits")

"""Duties that one of several processes takes at a time."""

import sqlalchemy as sa
from alembic import op

from posture.store.columns import Whole
from posture.store.migrations.isolation import isolate, mix

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    duties = op.create_table(
        "duties",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("taken_at", Whole(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("duties_pk")),
        sqlite_with_rowid=False,
        sqlite_strict=True,
    )
    op.bulk_insert(duties, [{"name": "retention", "taken_at": 0}])
    # No tenant has the name of a duty, so only work across tenants sees these rows.
    isolate("duties", column="name")


def downgrade() -> None:
    mix("duties")
    op.drop_table("duties")

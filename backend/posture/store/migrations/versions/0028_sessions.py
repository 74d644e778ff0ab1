"""Sessions of people who signed in with a token in a browser."""

import sqlalchemy as sa
from alembic import op

from posture.store.columns import Id, Whole
from posture.store.migrations.isolation import isolate, mix

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sessions",
        sa.Column("id", Id(), nullable=False),
        sa.Column("tenant_id", Id(), nullable=False),
        sa.Column("token_id", Id(), nullable=False),
        sa.Column("cookie_hash", sa.Text(), nullable=False),
        sa.Column("created_at", Whole(), nullable=False),
        sa.Column("seen_at", Whole(), nullable=False),
        sa.Column("expires_at", Whole(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("sessions_tenant_id_fk")),
        sa.PrimaryKeyConstraint("id", name=op.f("sessions_pk")),
        sa.UniqueConstraint("cookie_hash", name=op.f("sessions_cookie_hash_uq")),
        sqlite_strict=True,
    )
    op.create_index("sessions_expired", "sessions", ["tenant_id", "expires_at"], unique=False)
    op.create_index("sessions_of_token", "sessions", ["token_id", "created_at"], unique=False)
    isolate("sessions")


def downgrade() -> None:
    mix("sessions")
    op.drop_table("sessions")

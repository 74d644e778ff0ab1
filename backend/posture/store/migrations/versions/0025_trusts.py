"""Trusts, the tokens that jobs get by them, and the identities that were exchanged."""

import sqlalchemy as sa
from alembic import op

from posture.store.columns import Id, Whole
from posture.store.migrations.isolation import isolate, mix

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

EXISTING = sa.text("deleted_at IS NULL")
EXCHANGED = sa.text("trust_id IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "trusts",
        sa.Column("id", Id(), nullable=False),
        sa.Column("tenant_id", Id(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("conditions", sa.Text(), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("lifetime_seconds", Whole(), nullable=False),
        sa.Column("max_uses", Whole(), nullable=False),
        sa.Column("integrations", sa.Text(), nullable=True),
        sa.Column("created_at", Whole(), nullable=False),
        sa.Column("updated_at", Whole(), nullable=False),
        sa.Column("deleted_at", Whole(), nullable=True),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("trusts_tenant_id_fk")),
        sa.PrimaryKeyConstraint("id", name=op.f("trusts_pk")),
        sqlite_strict=True,
    )
    op.create_index("trusts_newest", "trusts", ["tenant_id", "created_at", "id"], unique=False)
    op.create_index(
        "trusts_name",
        "trusts",
        ["tenant_id", "name"],
        unique=True,
        sqlite_where=EXISTING,
        postgresql_where=EXISTING,
    )
    op.create_table(
        "used_identities",
        sa.Column("tenant_id", Id(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("use_count", Whole(), nullable=False),
        sa.Column("expires_at", Whole(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("used_identities_tenant_id_fk")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "key", name=op.f("used_identities_pk")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index(
        "used_identities_expired", "used_identities", ["tenant_id", "expires_at"], unique=False
    )
    op.add_column("tokens", sa.Column("trust_id", Id(), nullable=True))
    op.add_column("tokens", sa.Column("workload", sa.Text(), nullable=True))
    op.add_column("tokens", sa.Column("integrations", sa.Text(), nullable=True))
    op.create_index(
        "tokens_of_trust",
        "tokens",
        ["trust_id", "expires_at"],
        unique=False,
        sqlite_where=EXCHANGED,
        postgresql_where=EXCHANGED,
    )
    for table in ("trusts", "used_identities"):
        isolate(table)


def downgrade() -> None:
    op.drop_index("tokens_of_trust", table_name="tokens")
    for column in ("integrations", "workload", "trust_id"):
        op.drop_column("tokens", column)
    for table in ("used_identities", "trusts"):
        mix(table)
        op.drop_table(table)

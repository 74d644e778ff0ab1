"""Every tenant has an external id of its own, and a role is bound to the tenant that uses it."""

from secrets import token_hex

import sqlalchemy as sa
from alembic import op

from posture.store.columns import Id, Whole
from posture.store.migrations.isolation import isolate, mix

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

TENANTS = sa.table("tenants", sa.column("id", Id()), sa.column("external_id", sa.Text()))


def upgrade() -> None:
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        # PostgreSQL would otherwise hide the rows of all tenants.
        connection.execute(sa.text("SELECT set_config('posture.tenant_id', '*', true)"))
    op.add_column("tenants", sa.Column("external_id", sa.Text(), nullable=False, server_default=""))
    # When a worker last took one of their runs: it decides whose turn is next.
    for table in ("tenants", "integrations"):
        op.add_column(table, sa.Column("served_at", Whole(), nullable=False, server_default="0"))
    for (tenant_id,) in connection.execute(sa.select(TENANTS.c.id)).all():
        connection.execute(
            TENANTS.update()
            .where(TENANTS.c.id == tenant_id)
            .values(external_id=f"posture-{token_hex(16)}")
        )
    op.create_table(
        "assumed_roles",
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("tenant_id", Id(), nullable=False),
        sa.Column("bound_at", Whole(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("assumed_roles_tenant_id_fk")
        ),
        sa.PrimaryKeyConstraint("provider", "role", name=op.f("assumed_roles_pk")),
        sqlite_with_rowid=False,
        sqlite_strict=True,
    )
    op.create_index("assumed_roles_tenant", "assumed_roles", ["tenant_id"])
    isolate("assumed_roles")


def downgrade() -> None:
    mix("assumed_roles")
    op.drop_table("assumed_roles")
    for table in ("tenants", "integrations"):
        op.drop_column(table, "served_at")
    op.drop_column("tenants", "external_id")

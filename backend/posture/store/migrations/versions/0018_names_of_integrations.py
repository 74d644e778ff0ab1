"""Two integrations of a tenant never have the same name.

Of those that have it already, the oldest keeps it, and the others get a number: `production (2)`.
"""

import sqlalchemy as sa
from alembic import op

from posture.store.columns import Id, Whole

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

LONGEST = 100
EXISTING = sa.text("deleted_at IS NULL")
INTEGRATIONS = sa.table(
    "integrations",
    sa.column("id", Id()),
    sa.column("tenant_id", Id()),
    sa.column("name", sa.Text()),
    sa.column("created_at", Whole()),
    sa.column("deleted_at", Whole()),
)


def upgrade() -> None:
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        # PostgreSQL would otherwise hide the rows of all tenants.
        connection.execute(sa.text("SELECT set_config('posture.tenant_id', '*', true)"))
    columns = INTEGRATIONS.c
    rows = connection.execute(
        sa.select(columns.id, columns.tenant_id, columns.name)
        .where(columns.deleted_at.is_(None))
        .order_by(columns.created_at, columns.id)
    ).all()
    taken = {(row.tenant_id, row.name) for row in rows}
    kept: set[tuple[str, str]] = set()
    for row in rows:
        if (row.tenant_id, row.name) not in kept:
            kept.add((row.tenant_id, row.name))
            continue
        name = free(row.name, {name for tenant_id, name in taken if tenant_id == row.tenant_id})
        taken.add((row.tenant_id, name))
        kept.add((row.tenant_id, name))
        connection.execute(INTEGRATIONS.update().where(columns.id == row.id).values(name=name))
    op.create_index(
        "integrations_name",
        "integrations",
        ["tenant_id", "name"],
        unique=True,
        sqlite_where=EXISTING,
        postgresql_where=EXISTING,
    )


def free(name: str, taken: set[str]) -> str:
    number = 2
    while True:
        suffix = f" ({number})"
        made = name[: LONGEST - len(suffix)] + suffix
        if made not in taken:
            return made
        number += 1


def downgrade() -> None:
    op.drop_index("integrations_name", table_name="integrations")

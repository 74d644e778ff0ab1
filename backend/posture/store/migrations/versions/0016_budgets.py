"""A run notes what it is counted in and which account it reached, an integration its account.

Until the window is over, the runs from before count as runs of the whole account.
"""

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

from posture.store.columns import Id

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

DELETED = sa.text("deleted_at IS NOT NULL")
INTEGRATIONS = sa.table(
    "integrations",
    sa.column("id", Id()),
    *map(sa.column, ("provider", "connection", "account_key")),
)
RUNS = sa.table(
    "runs",
    sa.column("integration_id", Id()),
    *map(sa.column, ("trigger", "budget", "account_key")),
)


def upgrade() -> None:
    op.add_column("integrations", sa.Column("account_key", sa.Text(), nullable=True))
    op.add_column("runs", sa.Column("budget", sa.Text(), nullable=True))
    op.add_column("runs", sa.Column("account_key", sa.Text(), nullable=True))
    connection = op.get_bind()
    if op.get_context().dialect.name != "sqlite":
        # Row-level security would otherwise hide the rows.
        connection.execute(sa.text("SELECT set_config('posture.tenant_id', '*', true)"))
    connection.execute(RUNS.update().where(RUNS.c.trigger == "manual").values(budget="account"))
    for key, provider, options in connection.execute(
        sa.select(INTEGRATIONS.c.id, INTEGRATIONS.c.provider, INTEGRATIONS.c.connection)
    ).all():
        if provider != "aws":
            continue
        account = {"account_key": aws_account(json.loads(options))}
        connection.execute(INTEGRATIONS.update().where(INTEGRATIONS.c.id == key).values(account))
        connection.execute(RUNS.update().where(RUNS.c.integration_id == key).values(account))
    op.create_index(
        "integrations_deleted",
        "integrations",
        ["tenant_id", "deleted_at"],
        unique=False,
        sqlite_where=DELETED,
        postgresql_where=DELETED,
    )


def downgrade() -> None:
    op.drop_index("integrations_deleted", table_name="integrations")
    op.drop_column("runs", "account_key")
    op.drop_column("runs", "budget")
    op.drop_column("integrations", "account_key")


def aws_account(options: dict[str, Any]) -> str:
    role, endpoint = options.get("role_arn"), options.get("endpoint_url") or ""
    named = role.split(":", 5)[4] if role else f"profile {options.get('profile') or ''}"
    return f"{named} {endpoint.rstrip('/').lower()}".strip()

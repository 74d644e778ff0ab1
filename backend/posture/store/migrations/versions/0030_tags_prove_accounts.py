"""Integrations with Azure and Google Cloud have the external id of their tenant, for a tag."""

import json
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from alembic import op

from posture.store.columns import Id

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

TAGGED = ("azure", "gcp")
TENANTS = sa.table("tenants", sa.column("id", Id()), sa.column("external_id", sa.Text()))
INTEGRATIONS = sa.table(
    "integrations",
    sa.column("id", Id()),
    sa.column("tenant_id", Id()),
    sa.column("provider", sa.Text()),
    sa.column("connection", sa.Text()),
)


def upgrade() -> None:
    _change_each(lambda members, external_id: {"external_id": external_id} | members)


def downgrade() -> None:
    _change_each(
        lambda members, _: {name: one for name, one in members.items() if name != "external_id"}
    )


def _change_each(change: Callable[[dict[str, Any], str], dict[str, Any]]) -> None:
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        # PostgreSQL would otherwise hide the rows of all tenants.
        connection.execute(sa.text("SELECT set_config('posture.tenant_id', '*', true)"))
    rows = connection.execute(
        sa.select(INTEGRATIONS.c.id, INTEGRATIONS.c.connection, TENANTS.c.external_id)
        .join_from(INTEGRATIONS, TENANTS, INTEGRATIONS.c.tenant_id == TENANTS.c.id)
        .where(INTEGRATIONS.c.provider.in_(TAGGED))
    ).all()
    for row_id, members, external_id in rows:
        changed = change(json.loads(members), external_id)
        text = json.dumps(changed, ensure_ascii=False, separators=(",", ":"))
        connection.execute(
            INTEGRATIONS.update().where(INTEGRATIONS.c.id == row_id).values(connection=text)
        )

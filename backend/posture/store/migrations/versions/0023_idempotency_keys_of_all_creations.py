"""Idempotency keys hold the result of any request that creates something, not only of a run."""

import json

import sqlalchemy as sa
from alembic import op

from posture.store.columns import Id, Whole
from posture.store.migrations.isolation import isolate, mix

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

KEYS = sa.table(
    "idempotency_keys",
    sa.column("tenant_id", Id()),
    sa.column("key", sa.Text()),
    sa.column("body_digest", sa.Text()),
    sa.column("run_id", Id()),
    sa.column("coalesced", Whole()),
    sa.column("created_at", Whole()),
)
RUNS = sa.table(
    "runs",
    sa.column("id", Id()),
    sa.column("integration_id", Id()),
    sa.column("trigger", sa.Text()),
)


def upgrade() -> None:
    _see_every_tenant()
    old = KEYS.c
    rows = (
        op.get_bind()
        .execute(
            sa.select(*old, RUNS.c.integration_id, RUNS.c.trigger).join_from(
                KEYS, RUNS, old.run_id == RUNS.c.id
            )
        )
        .all()
    )
    mix("idempotency_keys")
    op.drop_table("idempotency_keys")
    keys = _create(sa.Column("result", sa.Text(), nullable=False))
    op.bulk_insert(
        keys,
        [
            {
                "tenant_id": row.tenant_id,
                "key": row.key,
                "body_digest": row.body_digest,
                "result": json.dumps(
                    {
                        "run_id": row.run_id,
                        "integration_id": row.integration_id,
                        "trigger": row.trigger,
                        "coalesced": bool(row.coalesced),
                    }
                ),
                "created_at": row.created_at,
            }
            for row in rows
        ],
    )


def downgrade() -> None:
    # The keys of other things than runs have no place in the older table.
    mix("idempotency_keys")
    op.drop_table("idempotency_keys")
    _create(
        sa.Column("run_id", Id(), nullable=False),
        sa.Column("coalesced", Whole(), nullable=False, server_default="0"),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name=op.f("idempotency_keys_run_id_fk")),
    )


def _create(*own: sa.Column[object] | sa.ForeignKeyConstraint) -> sa.Table:
    table = op.create_table(
        "idempotency_keys",
        sa.Column("tenant_id", Id(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("body_digest", sa.Text(), nullable=False),
        *own,
        sa.Column("created_at", Whole(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("idempotency_keys_tenant_id_fk")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "key", name=op.f("idempotency_keys_pk")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("idempotency_keys_oldest", "idempotency_keys", ["created_at"], unique=False)
    isolate("idempotency_keys")
    return table


def _see_every_tenant() -> None:
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        # Row-level security would otherwise hide the rows.
        connection.execute(sa.text("SELECT set_config('posture.tenant_id', '*', true)"))

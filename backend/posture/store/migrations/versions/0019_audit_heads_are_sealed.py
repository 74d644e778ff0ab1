"""The heads of audit chains are sealed with the operator's key, if there is one."""

import hmac
import json

import sqlalchemy as sa
from alembic import context, op

from posture.store.columns import Whole

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

PURPOSE = b"posture audit seal 1"
COVERED = (
    "chain",
    "position",
    "row_id",
    "hash",
    "purged_position",
    "purged_row_id",
    "purged_hash",
)
DUTIES = ("audit.checkpoint", "audit.anchor")


def upgrade() -> None:
    # Without the default a database could not fill the rows that exist.
    op.add_column("audit_chains", sa.Column("seal", sa.Text(), nullable=False, server_default=""))
    op.create_index("audit_positions", "audit", ["tenant_id", "position"])
    duties = sa.table("duties", sa.column("name", sa.Text()), sa.column("taken_at", Whole()))
    op.bulk_insert(duties, [{"name": name, "taken_at": 0} for name in DUTIES])
    secret_key = context.config.attributes["settings"].secret_key
    if secret_key:
        seal_heads(op.get_bind(), hmac.digest(secret_key.encode(), PURPOSE, "sha256"))


def seal_heads(connection: sa.Connection, key: bytes) -> None:
    columns = (sa.column(name, sa.Text()) for name in (*COVERED, "seal"))
    chains = sa.table("audit_chains", *columns)
    for row in connection.execute(sa.text(f"SELECT {', '.join(COVERED)} FROM audit_chains")).all():  # noqa: S608  # our own words
        covered = json.dumps([*row], separators=(",", ":"), ensure_ascii=False).encode()
        seal = hmac.digest(key, covered, "sha256").hex()
        connection.execute(sa.update(chains).where(chains.c.chain == row.chain).values(seal=seal))


def downgrade() -> None:
    for name in DUTIES:
        op.execute(f"DELETE FROM duties WHERE name = '{name}'")  # noqa: S608  # our own words
    op.drop_index("audit_positions", table_name="audit")
    op.execute("ALTER TABLE audit_chains DROP COLUMN seal")

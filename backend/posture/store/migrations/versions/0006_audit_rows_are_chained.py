"""Audit rows are chained, and the database refuses to change or remove them."""

import json
from hashlib import sha256
from typing import Any

import sqlalchemy as sa
from alembic import op

from posture.store.columns import Id, Whole

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

COVERED = (
    "id",
    "tenant_id",
    "ts",
    "actor_user_id",
    "actor_ip",
    "action",
    "target_kind",
    "target_id",
    "before_jsonb",
    "after_jsonb",
    "result",
    "request_id",
)
BATCH = 1_000
# A purge writes a chain and a position here, and deletes both before it commits.
SQLITE = (
    """
    CREATE TRIGGER audit_unchanged BEFORE UPDATE ON audit
    BEGIN SELECT RAISE(ABORT, 'audit rows are never changed'); END
    """,
    # REPLACE removes a row without running the DELETE trigger.
    """
    CREATE TRIGGER audit_unreplaced BEFORE INSERT ON audit
    WHEN EXISTS (SELECT 1 FROM audit WHERE id = NEW.id)
    BEGIN SELECT RAISE(ABORT, 'audit rows are never replaced'); END
    """,
    """
    CREATE TRIGGER audit_unremoved BEFORE DELETE ON audit
    WHEN NOT EXISTS (
      SELECT 1 FROM audit_purges
      WHERE chain = coalesce(OLD.tenant_id, '') AND position >= OLD.position
    )
    BEGIN SELECT RAISE(ABORT, 'audit rows are never removed'); END
    """,
)
POSTGRESQL = (
    """
    CREATE FUNCTION audit_unchanged() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF TG_OP = 'DELETE' AND EXISTS (
        SELECT FROM audit_purges
        WHERE chain = coalesce(OLD.tenant_id::text, '') AND position >= OLD.position
      ) THEN
        RETURN OLD;
      END IF;
      RAISE EXCEPTION 'audit rows are never changed or removed (%)', TG_OP;
    END $$
    """,
    """
    CREATE TRIGGER audit_unchanged BEFORE UPDATE OR DELETE ON audit
    FOR EACH ROW EXECUTE FUNCTION audit_unchanged()
    """,
    """
    CREATE TRIGGER audit_untruncated BEFORE TRUNCATE ON audit
    FOR EACH STATEMENT EXECUTE FUNCTION audit_unchanged()
    """,
)


def upgrade() -> None:
    with op.batch_alter_table("audit") as table:
        table.add_column(sa.Column("position", Whole(), nullable=False, server_default="0"))
        table.add_column(sa.Column("hash", sa.Text(), nullable=False, server_default=""))
    op.create_table(
        "audit_chains",
        sa.Column("chain", sa.Text(), nullable=False),
        sa.Column("position", Whole(), nullable=False),
        sa.Column("row_id", Whole(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("purged_position", Whole(), nullable=False),
        sa.Column("purged_row_id", Whole(), nullable=False),
        sa.Column("purged_hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("chain", name=op.f("audit_chains_pk")),
        sqlite_with_rowid=False,
        sqlite_strict=True,
    )
    op.create_table(
        "audit_purges",
        sa.Column("chain", sa.Text(), nullable=False),
        sa.Column("position", Whole(), nullable=False),
        sa.PrimaryKeyConstraint("chain", name=op.f("audit_purges_pk")),
        sqlite_with_rowid=False,
        sqlite_strict=True,
    )
    chain_what_is_there(op.get_bind())
    for statement in SQLITE if op.get_context().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)


def chain_what_is_there(connection: sa.Connection) -> None:
    names = (*COVERED, "position", "hash")
    audit = sa.table("audit", *(sa.column(name, _type(name)) for name in names))
    heads = {"": (0, 0, "")}
    for tenant in connection.execute(
        sa.select(sa.column("id", Id())).select_from(sa.table("tenants"))
    ):
        heads[tenant.id] = (0, 0, "")
    last = 0
    while True:
        asked = sa.select(*(audit.c[name] for name in COVERED)).where(audit.c.id > last)
        rows = connection.execute(asked.order_by(audit.c.id).limit(BATCH)).all()
        if not rows:
            break
        for row in rows:
            chain = row.tenant_id or ""
            position, _, before = heads.get(chain, (0, 0, ""))
            covered = json.dumps(
                [before, position + 1, *row], separators=(",", ":"), ensure_ascii=False
            )
            made = sha256(covered.encode()).hexdigest()
            connection.execute(
                sa.update(audit)
                .where(audit.c.id == row.id)
                .values(position=position + 1, hash=made)
            )
            heads[chain] = (position + 1, row.id, made)
        last = rows[-1].id
    columns = ("chain", "position", "row_id", "hash", "purged_position", "purged_row_id")
    chains = sa.table("audit_chains", *map(sa.column, (*columns, "purged_hash")))
    for chain, head in heads.items():
        values = dict(zip(columns, (chain, *head, 0, 0), strict=True))
        connection.execute(sa.insert(chains).values(**values, purged_hash=""))


def _type(name: str) -> sa.types.TypeEngine[Any]:
    if name == "tenant_id":
        return Id()
    return Whole() if name in {"id", "ts", "position"} else sa.Text()


def downgrade() -> None:
    if op.get_context().dialect.name == "sqlite":
        for name in ("audit_unremoved", "audit_unreplaced", "audit_unchanged"):
            op.execute(f"DROP TRIGGER {name}")
    else:
        op.execute("DROP TRIGGER audit_untruncated ON audit")
        op.execute("DROP TRIGGER audit_unchanged ON audit")
        op.execute("DROP FUNCTION audit_unchanged()")
    op.drop_table("audit_purges")
    op.drop_table("audit_chains")
    # Dropping a column makes some databases write the table again, without its triggers and
    # options.
    op.execute("ALTER TABLE audit DROP COLUMN hash")
    op.execute("ALTER TABLE audit DROP COLUMN position")

"""How to connect to an account is one JSON object in its cloud's own shape, for any cloud.

SQLite cannot drop a table's CHECK, so there the table is made again. Runs and findings refer to its
rows, hence foreign keys are checked at the end of the transaction, when the rows are back.
"""

import json
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from alembic import op

from posture.store.columns import Id, Whole

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

Columns = tuple[tuple[str, sa.types.TypeEngine[Any], bool], ...]
Change = Callable[[dict[str, Any]], dict[str, Any]]

MEMBERS = ("regions", "endpoint_url", "role_arn", "external_id", "profile")
# Name, type, and whether it can be null.
KEPT: Columns = (
    ("id", Id(), False),
    ("tenant_id", Id(), False),
    ("name", sa.Text(), False),
    ("provider", sa.Text(), False),
    ("account_id", sa.Text(), True),
    ("checks", sa.Text(), True),
    ("created_at", Whole(), False),
    ("updated_at", Whole(), False),
    ("deleted_at", Whole(), True),
    ("schedule", sa.Text(), True),
    ("next_run_at", Whole(), True),
)
BEFORE: Columns = (
    ("role_arn", sa.Text(), True),
    ("external_id", sa.Text(), True),
    ("profile", sa.Text(), True),
    ("regions", sa.Text(), False),
    ("endpoint_url", sa.Text(), True),
)
AFTER: Columns = (("connection", sa.Text(), False),)
CHECK = "provider IN ('aws', 'azure', 'gcp')"
DUE = sa.text("next_run_at IS NOT NULL")


def upgrade() -> None:
    if _is_sqlite():
        _make_again(BEFORE, AFTER, joined)
        return
    op.add_column("integrations", sa.Column("connection", sa.Text(), nullable=True))
    _change_each(BEFORE, AFTER, joined)
    op.alter_column("integrations", "connection", nullable=False)
    for name, _, _ in BEFORE:
        op.drop_column("integrations", name)
    op.drop_constraint(op.f("integrations_provider_ck"), "integrations")


def downgrade() -> None:
    if _is_sqlite():
        _make_again(
            AFTER, BEFORE, split, sa.CheckConstraint(CHECK, op.f("integrations_provider_ck"))
        )
        return
    for name, kind, _ in BEFORE:
        op.add_column("integrations", sa.Column(name, kind, nullable=True))
    _change_each(AFTER, BEFORE, split)
    op.alter_column("integrations", "regions", nullable=False)
    op.drop_column("integrations", "connection")
    op.create_check_constraint(op.f("integrations_provider_ck"), "integrations", CHECK)


def joined(row: dict[str, Any]) -> dict[str, Any]:
    members = {name: row[name] for name in MEMBERS} | {"regions": json.loads(row["regions"])}
    return {"connection": json.dumps(members, ensure_ascii=False, separators=(",", ":"))}


def split(row: dict[str, Any]) -> dict[str, Any]:
    members = json.loads(row["connection"])
    return {name: members.get(name) for name in MEMBERS} | {
        "regions": json.dumps(members["regions"], separators=(",", ":"))
    }


def _is_sqlite() -> bool:
    return op.get_context().dialect.name == "sqlite"


def _change_each(old: Columns, new: Columns, change: Change) -> None:
    """Fill the new columns of all tenants; PostgreSQL would otherwise hide their rows."""
    connection = op.get_bind()
    connection.execute(sa.text("SELECT set_config('posture.tenant_id', '*', true)"))
    table = _table(KEPT[:1], old, new)
    rows = connection.execute(sa.select(table.c.id, *(table.c[name] for name, _, _ in old)))
    for row in rows.mappings().all():
        connection.execute(table.update().where(table.c.id == row["id"]).values(change(dict(row))))


def _make_again(old: Columns, new: Columns, change: Change, *constraints: sa.Constraint) -> None:
    connection = op.get_bind()
    rows = connection.execute(sa.select(_table(KEPT, old))).mappings().all()
    op.execute("PRAGMA defer_foreign_keys = ON")
    op.drop_table("integrations")
    op.create_table(
        "integrations",
        *(sa.Column(name, kind, nullable=nullable) for name, kind, nullable in (*KEPT, *new)),
        *constraints,
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("integrations_tenant_id_fk")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("integrations_pk")),
        sqlite_strict=True,
    )
    op.create_index(
        "integrations_newest", "integrations", ["tenant_id", "created_at", "id"], unique=False
    )
    op.create_index(
        "integrations_due", "integrations", ["next_run_at"], unique=False, sqlite_where=DUE
    )
    kept = [{name: row[name] for name, _, _ in KEPT} | change(dict(row)) for row in rows]
    if kept:
        connection.execute(_table(KEPT, new).insert(), kept)


def _table(*parts: Columns) -> sa.TableClause:
    columns = (sa.column(name, kind) for part in parts for name, kind, _ in part)
    return sa.table("integrations", *columns)

"""Findings are listed by severity: their place in that order is a column, and is indexed."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

TABLES = {
    "findings": {
        "findings_first": ["tenant_id", "priority", "id"],
        "findings_first_of_integration": ["integration_id", "priority", "id"],
    },
    "run_findings": {"run_findings_first": ["run_id", "priority", "finding_id"]},
}
FORMULA = (
    "(CASE severity WHEN 'info' THEN 2 WHEN 'low' THEN 4 WHEN 'medium' THEN 6 WHEN 'high' THEN 8 "
    "WHEN 'critical' THEN 10 END + CASE delta WHEN 'new' THEN 1 ELSE 0 END) * 281474976710656 "
    "+ first_seen_at"
)


def upgrade() -> None:
    # SQLite can only add a column that is computed when it is read; its indexes store it.
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    whole = sa.Integer() if on_sqlite else sa.BigInteger()
    computed = sa.Computed(FORMULA, persisted=not on_sqlite)
    for table, indexes in TABLES.items():
        op.add_column(table, sa.Column("priority", whole, computed, nullable=False))
        for name, columns in indexes.items():
            op.create_index(name, table, columns, unique=False)


def downgrade() -> None:
    for table, indexes in TABLES.items():
        for name in indexes:
            op.drop_index(name, table_name=table)
        op.drop_column(table, "priority")

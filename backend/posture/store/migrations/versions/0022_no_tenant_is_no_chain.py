"""A connection that has declared no tenant does not see the audit chain of the rows without one.

PostgreSQL returns the empty text for a setting that was set earlier in the session, and the empty
text is the name of that chain.
"""

from alembic import op

from posture.store.migrations.isolation import POSTGRESQL

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

TABLES = ("audit_chains", "audit_purges")
DECLARED = "current_setting('posture.tenant_id', true)"


def upgrade() -> None:
    restrict(f"NULLIF({DECLARED}, '')")


def downgrade() -> None:
    restrict(DECLARED)


def restrict(declared: str) -> None:
    if op.get_context().dialect.name != POSTGRESQL:
        return
    for table in TABLES:
        condition = f"(SELECT {declared}) IN ('*', {table}.chain::text)"
        op.execute(f"ALTER POLICY {table}_of_tenant ON {table} USING ({condition})")

"""Isolation: on PostgreSQL a tenant's rows are visible only to work for that tenant.

Each transaction sets `posture.tenant_id` to its tenant, or to `*` for work across tenants; without
it no row is visible. The policies apply to the tables' owner too, but not to a superuser or a role
with BYPASSRLS: the store refuses such a role.
"""

from alembic import op

POSTGRESQL = "postgresql"


def isolate(table: str, *, column: str = "tenant_id") -> None:
    """Make the rows of a table visible only to the tenant in a column."""
    _guard(
        table,
        f"(SELECT current_setting('posture.tenant_id', true)) IN ('*', {table}.{column}::text)",
    )


def isolate_parts(table: str, *, of: str, column: str) -> None:
    """Make a row visible only where the row of the other table that it belongs to is visible."""
    _guard(table, f"EXISTS (SELECT FROM {of} WHERE {of}.id = {table}.{column})")


def mix(table: str) -> None:
    """Remove the isolation of a table."""
    if op.get_context().dialect.name == POSTGRESQL:
        op.execute(f"DROP POLICY {table}_of_tenant ON {table}")
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")


def _guard(table: str, condition: str) -> None:
    if op.get_context().dialect.name == POSTGRESQL:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY {table}_of_tenant ON {table} USING ({condition})")

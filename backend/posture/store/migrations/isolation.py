"""Isolation: on PostgreSQL each tenant's rows are shown to work of that tenant alone.

Who works is said once per transaction, in the setting `posture.tenant_id`: a tenant, `*` for work
across tenants, and unless something is said there are no rows. It binds the tables' owner too, but
neither a superuser nor a role with BYPASSRLS: the store refuses to work as such.
"""

from alembic import op

POSTGRESQL = "postgresql"


def isolate(table: str, *, column: str = "tenant_id") -> None:
    """Show the rows of a table to the tenant that a column names."""
    _guard(
        table,
        f"(SELECT current_setting('posture.tenant_id', true)) IN ('*', {table}.{column}::text)",
    )


def isolate_parts(table: str, *, of: str, column: str) -> None:
    """Show the rows of a table to whom the row of another table is shown, to which each belongs."""
    _guard(table, f"EXISTS (SELECT FROM {of} WHERE {of}.id = {table}.{column})")


def mix(table: str) -> None:
    """Undo either."""
    if op.get_context().dialect.name == POSTGRESQL:
        op.execute(f"DROP POLICY {table}_of_tenant ON {table}")
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")


def _guard(table: str, condition: str) -> None:
    if op.get_context().dialect.name == POSTGRESQL:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY {table}_of_tenant ON {table} USING ({condition})")

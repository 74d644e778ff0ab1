"""Removal: everything that belongs to a tenant, in small batches, children before parents.

The tables are those of the schema, so a new one is never forgotten: it has the tenant's id, or
refers to a table that has it.
"""

from typing import Any, Final

from sqlalchemy import ColumnElement, Table, delete, select, tuple_

from posture.store import retention
from posture.store.rows import Row, audit, audit_chains, tenants
from posture.store.statement import Connection, Statement, value

TENANT: Final = "tenant_id"
# The audit log is removed by its own rules, the tenant itself at the end.
_APART: Final = frozenset({audit, tenants})


def _owned(table: Table) -> ColumnElement[bool] | None:
    """Return the condition for the rows of a tenant; None for a table that no tenant owns."""
    if TENANT in table.c:
        return table.c[TENANT] == value(TENANT)
    for key in table.foreign_keys:
        parent = key.column.table
        if TENANT in parent.c:
            theirs = select(key.column).where(parent.c[TENANT] == value(TENANT))
            return key.parent.in_(theirs)
    return None


def _some(table: Table, condition: ColumnElement[bool]) -> Statement:
    key = tuple_(*table.primary_key.columns)
    some: Any = select(*table.primary_key.columns).where(condition).limit(value("limit"))
    return Statement(delete(table).where(key.in_(some)))


_TABLES: Final = {
    table.name: _some(table, condition)
    for table in reversed(Row.metadata.sorted_tables)
    if table not in _APART and (condition := _owned(table)) is not None
}
# Without tokens no request begins any more, and without integrations no run does.
ORDER: Final = ("tokens", *(name for name in _TABLES if name != "tokens"))
_TENANT = Statement(delete(tenants).where(tenants.c.id == value(TENANT)))
_CHAIN = Statement(delete(audit_chains).where(audit_chains.c.chain == value("chain")))


def remove_some(connection: Connection, table: str, *, tenant_id: str, limit: int) -> int:
    """Delete up to `limit` rows of a table that are the tenant's; return how many."""
    return _TABLES[table].run(connection, tenant_id=tenant_id, limit=limit)


def remove_chain(connection: Connection, tenant_id: str) -> int:
    """Delete what is left of the tenant's audit log with its head; return how many rows."""
    count = retention.empty_chain(connection, tenant_id)
    _CHAIN.run(connection, chain=tenant_id)
    return count


def remove_tenant(connection: Connection, tenant_id: str) -> bool:
    """Delete the tenant itself; return whether it was there."""
    return bool(_TENANT.run(connection, tenant_id=tenant_id))

"""Chain walk: rows of an audit chain by their positions, and its head at an earlier moment."""

from sqlalchemy import select

from posture.store.chain import LinkRow
from posture.store.rows import audit
from posture.store.statement import Connection, Statement, fields_of, value

_FROM = Statement(
    select(*fields_of(audit, LinkRow))
    .where(audit.c.tenant_id == value("chain"), audit.c.position >= value("position"))
    .order_by(audit.c.position)
    .limit(value("limit"))
)
_BEFORE = Statement(
    select(audit.c.position, audit.c.hash)
    .where(audit.c.tenant_id == value("chain"), audit.c.ts < value("before"))
    .order_by(audit.c.id.desc())
    .limit(1)
)


def links_from(
    connection: Connection, tenant_id: str, *, position: int, limit: int
) -> list[LinkRow]:
    """Return rows of a tenant's chain in the order of their positions, from one on."""
    found = _FROM.all(connection, chain=tenant_id, position=position, limit=limit)
    return [LinkRow(*row) for row in found]


def head_before(connection: Connection, tenant_id: str, *, before: int) -> tuple[int, str] | None:
    """Return position and hash of the last row that was written before a moment."""
    found = _BEFORE.first(connection, chain=tenant_id, before=before)
    return (found[0], found[1]) if found else None

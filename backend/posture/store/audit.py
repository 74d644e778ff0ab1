"""The audit log: rows are added and never changed."""

from functools import cache

import msgspec
from sqlalchemy import select

from posture.store.listing import conditions_of
from posture.store.rows import audit
from posture.store.statement import Connection, Statement, fields_of, value


class AuditRow(msgspec.Struct, frozen=True, gc=False):
    """One action, done or tried; `before_jsonb` and `after_jsonb` are JSON text.

    Clients see `position`: the ids of all tenants are one sequence, and tell of their traffic.
    """

    id: int
    position: int
    ts: int
    actor_user_id: str | None
    actor_ip: str | None
    action: str
    target_kind: str | None
    target_id: str | None
    before_jsonb: str | None
    after_jsonb: str | None
    result: str
    request_id: str | None


_CONDITIONS = {
    "action": audit.c.action == value("action"),
    "target_kind": audit.c.target_kind == value("target_kind"),
    **conditions_of("result", audit.c.result),
    "since": audit.c.ts >= value("since"),
    "until": audit.c.ts < value("until"),
    "before_position": audit.c.position < value("before_position"),
}


@cache
def _listing(filters: frozenset[str]) -> Statement:
    return Statement(
        select(*fields_of(audit, AuditRow))
        .where(
            audit.c.tenant_id == value("tenant_id"),
            *(_CONDITIONS[name] for name in sorted(filters & _CONDITIONS.keys())),
        )
        .order_by(audit.c.position.desc())
        .limit(value("limit"))
    )


def newest(
    connection: Connection, *, tenant_id: str, limit: int, filters: dict[str, str | int]
) -> list[AuditRow]:
    """Return the tenant's rows, newest first.

    Filters are `action`, `target_kind`, `result`, `since` (inclusive), `until` (exclusive) and
    `before_position`; each may be absent.
    """
    listing = _listing(frozenset(filters))
    found = listing.all(connection, tenant_id=tenant_id, limit=limit, **filters)
    return [AuditRow(*row) for row in found]

"""Idempotency keys: the run of the first request with each key."""

import msgspec
from sqlalchemy import delete, select

from posture.store.rows import idempotency_keys, runs
from posture.store.statement import Connection, Statement, inserting, value


class FirstResponseRow(msgspec.Struct, frozen=True, gc=False):
    """The response to the first request with a key."""

    body_digest: str
    run_id: str
    integration_id: str
    trigger: str
    coalesced: int
    created_at: int


_ONE = Statement(
    select(
        idempotency_keys.c.body_digest,
        idempotency_keys.c.run_id,
        runs.c.integration_id,
        runs.c.trigger,
        idempotency_keys.c.coalesced,
        idempotency_keys.c.created_at,
    )
    .join_from(idempotency_keys, runs, idempotency_keys.c.run_id == runs.c.id)
    .where(
        idempotency_keys.c.tenant_id == value("tenant_id"), idempotency_keys.c.key == value("key")
    )
)
_ADD = inserting(idempotency_keys)
_PURGE = Statement(delete(idempotency_keys).where(idempotency_keys.c.created_at <= value("until")))


def find(connection: Connection, *, tenant_id: str, key: str) -> FirstResponseRow | None:
    """Return the response to the first request with the key, if there was one."""
    found = _ONE.first(connection, tenant_id=tenant_id, key=key)
    return FirstResponseRow(*found) if found else None


def remember(
    connection: Connection,
    *,
    tenant_id: str,
    key: str,
    body_digest: str,
    run_id: str,
    coalesced: bool,
    at: int,
) -> None:
    """Store the response to the first request with a key."""
    _ADD.run(
        connection,
        tenant_id=tenant_id,
        key=key,
        body_digest=body_digest,
        run_id=run_id,
        coalesced=int(coalesced),
        created_at=at,
    )


def purge(connection: Connection, *, until: int) -> int:
    """Delete the keys first used until then; return how many."""
    return _PURGE.run(connection, until=until)

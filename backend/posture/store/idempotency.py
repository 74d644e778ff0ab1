"""Idempotency keys: what the first request with each key did."""

import msgspec
from sqlalchemy import delete, select, tuple_, update

from posture.store.rows import idempotency_keys
from posture.store.statement import Connection, Statement, inserting, value


class FirstResultRow(msgspec.Struct, frozen=True, gc=False):
    """The result of the first request with a key, as JSON."""

    body_digest: str
    result: str
    created_at: int


_THIS = (
    idempotency_keys.c.tenant_id == value("tenant"),
    idempotency_keys.c.key == value("name"),
)
_ONE = Statement(
    select(
        idempotency_keys.c.body_digest, idempotency_keys.c.result, idempotency_keys.c.created_at
    ).where(*_THIS)
)
_TAKE = inserting(idempotency_keys)
_SET_RESULT = Statement(update(idempotency_keys).where(*_THIS).values(result=value("result")))
_FORGET = Statement(
    delete(idempotency_keys).where(*_THIS, idempotency_keys.c.created_at <= value("until"))
)
_PURGE = Statement(
    delete(idempotency_keys).where(
        tuple_(*idempotency_keys.primary_key.columns).in_(
            select(*idempotency_keys.primary_key.columns)
            .where(idempotency_keys.c.created_at <= value("until"))
            .order_by(idempotency_keys.c.created_at)
            .limit(value("limit"))
        )
    )
)


def find(connection: Connection, *, tenant_id: str, key: str) -> FirstResultRow | None:
    """Return the result of the first request with the key, if there was one."""
    found = _ONE.first(connection, tenant=tenant_id, name=key)
    return FirstResultRow(*found) if found else None


def take(connection: Connection, *, tenant_id: str, key: str, body_digest: str, at: int) -> None:
    """Take a key, which a transaction of another process may just be taking.

    Raises:
        DuplicateError: the other transaction took it.
    """
    _TAKE.run(
        connection, tenant_id=tenant_id, key=key, body_digest=body_digest, result="", created_at=at
    )


def set_result(connection: Connection, *, tenant_id: str, key: str, result: str) -> None:
    """Store the result of the request that took the key."""
    _SET_RESULT.run(connection, tenant=tenant_id, name=key, result=result)


def forget(connection: Connection, *, tenant_id: str, key: str, until: int) -> None:
    """Delete a key that was first used until then."""
    _FORGET.run(connection, tenant=tenant_id, name=key, until=until)


def purge(connection: Connection, *, until: int, limit: int) -> int:
    """Delete the oldest keys that were first used until then; return how many."""
    return _PURGE.run(connection, until=until, limit=limit)

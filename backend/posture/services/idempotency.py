"""Idempotency: a request that is sent again with its key gets its first result, and does nothing.

The key is taken in the transaction of the work, so neither is kept without the other, and a request
that was refused may be sent again.
"""

from collections.abc import Callable
from typing import NamedTuple, TypeVar

import msgspec

from posture.services.errors import IdempotencyKeyReusedError
from posture.store import idempotency
from posture.store.engine import Store
from posture.store.errors import DuplicateError
from posture.store.statement import Connection

__all__ = ["IdempotencyKey", "write_once"]

R = TypeVar("R")
Work = Callable[[Connection], R]


class IdempotencyKey(msgspec.Struct, frozen=True):
    """The key of a request; `digest` is of all that the request means."""

    key: str
    digest: str
    window_seconds: int


class Once(NamedTuple):
    """How a request is done once: for which tenant, under which key, at what time."""

    tenant_id: str
    key: IdempotencyKey
    at: int


class _KeyTakenError(Exception):
    """Another process took the key since this transaction looked for it."""


async def write_once(
    store: Store,
    work: Work[R],
    *,
    tenant_id: str,
    key: IdempotencyKey | None,
    result: type[R],
    also: Callable[[Connection], object] | None = None,
    locks: str | None = None,
) -> tuple[R, bool]:
    """Run a unit of work, or return the result of the first request with the key.

    `result` is the type of what the work returns, which is stored as JSON. `also` is called in the
    same transaction, even if the result is that of an earlier request. `locks` is the
    integration that the work locks first. The second item of the
    returned pair is whether it is.

    Raises:
        IdempotencyKeyReusedError: the key belongs to another request.
    """

    def unit(connection: Connection) -> tuple[R, bool]:
        once = None if key is None else Once(tenant_id, key, store.now())
        done = (work(connection), False) if once is None else _once(connection, work, once, result)
        if also is not None:
            also(connection)
        return done

    try:
        # A key is taken before the work, which may refuse then.
        return await store.write(unit, tenant_id=tenant_id, defers=key is None, locks=locks)
    except _KeyTakenError:  # and the result is there, because the other transaction has ended
        return await store.write(unit, tenant_id=tenant_id)


def _once(connection: Connection, work: Work[R], once: Once, result: type[R]) -> tuple[R, bool]:
    tenant_id, key, at = once
    until = at - key.window_seconds * 1_000
    first = idempotency.find(connection, tenant_id=tenant_id, key=key.key)
    if first is not None and first.created_at > until:
        return _first_result(first, key, result), True
    if first is not None:
        idempotency.forget(connection, tenant_id=tenant_id, key=key.key, until=until)
    try:
        idempotency.take(
            connection, tenant_id=tenant_id, key=key.key, body_digest=key.digest, at=at
        )
    except DuplicateError as error:
        raise _KeyTakenError from error
    done = work(connection)
    text = msgspec.json.encode(done).decode()
    idempotency.set_result(connection, tenant_id=tenant_id, key=key.key, result=text)
    return done, False


def _first_result(first: idempotency.FirstResultRow, key: IdempotencyKey, result: type[R]) -> R:
    if first.body_digest != key.digest:
        raise IdempotencyKeyReusedError
    try:
        return msgspec.json.decode(first.result, type=result)
    except msgspec.ValidationError as error:  # another version of this server stored it
        raise IdempotencyKeyReusedError from error

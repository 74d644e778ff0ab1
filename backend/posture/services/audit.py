"""The audit log: who did what, or tried to."""

from collections.abc import Sequence
from typing import Any, Final

import msgspec

from posture.store import audit, chain
from posture.store.audit import AuditRow
from posture.store.engine import Store
from posture.store.listing import chosen
from posture.store.statement import Connection
from posture.store.tenancy import NO_TENANT

__all__ = [
    "Actor",
    "AuditEntry",
    "AuditRow",
    "append",
    "append_change",
    "list_audit",
    "operator",
    "record",
]


TRUST_PREFIX: Final = "trust:"
OPERATOR: Final = "operator"


class Actor(msgspec.Struct, frozen=True, kw_only=True):
    """The author of an action: a token, its address, and its request.

    A token that was exchanged has a trust; `named` is then what the audit log names beside the
    token (`Caller.actor`). An operator of the server has neither a token nor a request: see
    `operator`.
    """

    token_id: str
    ip: str | None = None
    request_id: str | None = None
    trust_id: str | None = None
    named: str | None = None

    @property
    def holder(self) -> str:
        """Return what has the permissions: the token, or the trust that makes such tokens."""
        return self.token_id if self.trust_id is None else f"{TRUST_PREFIX}{self.trust_id}"


def operator(name: str) -> Actor:
    """Return the author of what a command of the operator does directly in the database."""
    return Actor(token_id=f"{OPERATOR} {name}")


class AuditEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A row to be added; `before` and `after` are JSON documents."""

    tenant_id: str | None
    token_id: str | None
    actor_ip: str | None
    action: str
    target_kind: str | None
    target_id: str | None
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None
    result: str
    request_id: str | None


def append(connection: Connection, entry: AuditEntry, *, at: int) -> None:
    """Add the row in the same transaction as the change that it records."""
    chain.append(
        connection,
        tenant_id=entry.tenant_id,
        ts=at,
        actor_user_id=entry.token_id,
        actor_ip=entry.actor_ip,
        action=entry.action,
        target_kind=entry.target_kind,
        target_id=entry.target_id,
        before_jsonb=_document(entry.before),
        after_jsonb=_document(entry.after),
        result=entry.result,
        request_id=entry.request_id,
    )


def append_change(
    connection: Connection,
    action: str,
    by: Actor | None,
    *,
    tenant_id: str | None,
    at: int,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    """Add the row of a change in its transaction; the documents have an `id`.

    A change that no request asked for (`by` is None) adds no row.
    """
    if by is None:
        return
    entry = AuditEntry(
        tenant_id=tenant_id,
        token_id=by.named or by.token_id,
        actor_ip=by.ip,
        action=action,
        target_kind=action.partition(".")[0],
        target_id=(after or before or {})["id"],
        before=before,
        after=after,
        result="success",
        request_id=by.request_id,
    )
    append(connection, entry, at=at)


async def record(store: Store, entry: AuditEntry) -> None:
    """Add a row in a transaction of its own."""
    at = store.now()
    await store.write(
        lambda connection: append(connection, entry, at=at),
        tenant_id=NO_TENANT if entry.tenant_id is None else entry.tenant_id,
        defers=True,
    )


async def list_audit(
    store: Store,
    *,
    tenant_id: str,
    action: str | None = None,
    target_kind: str | None = None,
    result: Sequence[str] | None = None,
    since: int | None = None,
    until: int | None = None,
    limit: int = 50,
    before_position: int | None = None,
) -> list[AuditRow]:
    """Return the tenant's rows, newest first; `since` is inclusive, `until` exclusive."""
    all_filters = {
        "action": action,
        "target_kind": target_kind,
        **chosen("result", result),
        "since": since,
        "until": until,
        "before_position": before_position,
    }
    filters = {name: one for name, one in all_filters.items() if one is not None}
    return await store.read(
        lambda connection: audit.newest(
            connection, tenant_id=tenant_id, limit=limit, filters=filters
        ),
        tenant_id=tenant_id,
    )


def _document(value: dict[str, Any] | None) -> str | None:
    return None if value is None else msgspec.json.encode(value).decode()

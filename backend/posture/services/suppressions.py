"""Suppressions: accept findings for a time."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import uuid4

import msgspec

from posture.domain.moment import rendered
from posture.services.audit import Actor
from posture.services.errors import (
    ExpiryOutOfRangeError,
    IntegrationNotFoundError,
    SuppressionNotFoundError,
    TooManySuppressionsError,
)
from posture.services.idempotency import IdempotencyKey, write_once
from posture.services.resource import Expected, Resource
from posture.settings import Settings
from posture.store import suppressions
from posture.store.engine import Store
from posture.store.integrations import INTEGRATIONS
from posture.store.statement import Connection
from posture.store.suppressions import SUPPRESSIONS, SuppressionRow

__all__ = [
    "CHANGEABLE",
    "SuppressionRow",
    "create_suppression",
    "delete_suppression",
    "get_suppression",
    "list_suppressions",
    "update_suppression",
]

CHANGEABLE: Final = frozenset({"reason", "owner", "expires_at"})
_MOMENTS: Final = ("expires_at", "created_at", "updated_at")


async def create_suppression(
    store: Store,
    *,
    settings: Settings,
    tenant_id: str,
    check_id: str,
    resource_pattern: str,
    reason: str,
    owner: str,
    expires_at: int,
    by: Actor,
    integration_id: str | None = None,
    key: IdempotencyKey | None = None,
) -> SuppressionRow:
    """Accept what a check finds on some assets, until it expires.

    Raises:
        IntegrationNotFoundError: the tenant has no such integration.
        ExpiryOutOfRangeError: it would expire at once, or too late.
        TooManySuppressionsError: the tenant has as many in force as it may.
        IdempotencyKeyReusedError: the key was used before for a different request.
    """
    at = store.now()
    row = SuppressionRow(
        id=str(uuid4()),
        tenant_id=tenant_id,
        integration_id=integration_id,
        check_id=check_id,
        resource_pattern=resource_pattern,
        reason=reason,
        owner=owner,
        expires_at=expires_at,
        decided_by=by.token_id,
        created_at=at,
        updated_at=at,
    )

    def add(connection: Connection) -> SuppressionRow:
        _require_expiry(expires_at, settings, at)
        if integration_id is not None and not INTEGRATIONS.get(
            connection, tenant_id=tenant_id, row_id=integration_id
        ):
            raise IntegrationNotFoundError
        _RESOURCE.create(connection, row, by=by, at=at)
        _require_room(connection, tenant_id, settings, at)
        return row

    created, _ = await write_once(store, add, tenant_id=tenant_id, key=key, result=SuppressionRow)
    return created


async def list_suppressions(
    store: Store,
    *,
    tenant_id: str,
    within: str | None = None,
    integration_id: str | None = None,
    check_id: str | None = None,
    limit: int = 100,
    before: tuple[int, str] | None = None,
) -> list[SuppressionRow]:
    """Return the tenant's suppressions, newest first, those before `(created_at, id)`.

    `within` has the ids of the only integrations that the caller may see, separated by spaces.
    """
    return await _RESOURCE.list(
        store,
        tenant_id=tenant_id,
        limit=limit,
        before=before,
        filters={"within": within, "integration_id": integration_id, "check_id": check_id},
    )


async def get_suppression(store: Store, *, tenant_id: str, suppression_id: str) -> SuppressionRow:
    """Return one suppression.

    Raises:
        SuppressionNotFoundError: the tenant has none with that id.
    """
    return await _RESOURCE.get(store, tenant_id=tenant_id, row_id=suppression_id)


async def update_suppression(
    store: Store,
    *,
    settings: Settings,
    tenant_id: str,
    suppression_id: str,
    changes: Mapping[str, Any],
    by: Actor,
    expected: Expected | None = None,
) -> SuppressionRow:
    """Change some of `CHANGEABLE`, and return the changed suppression.

    Raises:
        PreconditionFailedError: `expected` raised it.
        SuppressionNotFoundError: the tenant has none with that id.
        ExpiryOutOfRangeError: it would expire at once, or too late.
        TooManySuppressionsError: renewing it would exceed the limit.
    """
    if unknown := changes.keys() - CHANGEABLE:
        raise ValueError(f"a suppression has no changeable {', '.join(sorted(unknown))}")
    at = store.now()

    def change(connection: Connection) -> SuppressionRow:
        before = _RESOURCE.require_expected(connection, tenant_id, suppression_id, expected)
        expires_at = changes.get("expires_at", before.expires_at)
        if expires_at != before.expires_at:
            _require_expiry(expires_at, settings, at)
        decider = {} if expires_at == before.expires_at else {"decided_by": by.token_id}
        after = _RESOURCE.change(connection, before, {**changes, **decider}, by=by, at=at)
        if before.expires_at <= at < after.expires_at:
            _require_room(connection, tenant_id, settings, at)
        return after

    return await store.write(change, tenant_id=tenant_id)


async def delete_suppression(
    store: Store,
    *,
    tenant_id: str,
    suppression_id: str,
    by: Actor,
    expected: Expected | None = None,
) -> None:
    """Delete a suppression: the next run counts again what it covered.

    Raises:
        PreconditionFailedError: `expected` raised it.
        SuppressionNotFoundError: the tenant has none with that id.
    """
    at = store.now()

    def delete(connection: Connection) -> None:
        before = _RESOURCE.require_expected(connection, tenant_id, suppression_id, expected)
        _RESOURCE.delete(connection, before, by=by, at=at)

    await store.write(delete, tenant_id=tenant_id)


def _require_expiry(expires_at: int, settings: Settings, at: int) -> None:
    most_seconds = settings.suppression_lifetime_seconds
    if not at < expires_at <= at + most_seconds * 1_000:
        raise ExpiryOutOfRangeError(most_seconds)


def _require_room(connection: Connection, tenant_id: str, settings: Settings, at: int) -> None:
    """Refuse the row just written if it exceeds the limit; the unit of work is rolled back."""
    most = settings.suppressions_in_force
    if suppressions.count_in_force(connection, tenant_id=tenant_id, at=at) > most:
        raise TooManySuppressionsError(most)


def _document(row: SuppressionRow) -> dict[str, Any]:
    """Return a suppression as the API shows it."""
    shown = msgspec.structs.asdict(row)
    # The audit row has its own author.
    del shown["tenant_id"], shown["decided_by"]
    return shown | {name: rendered(shown[name]) for name in _MOMENTS}


_RESOURCE: Final = Resource(
    "suppression", SUPPRESSIONS, not_found=SuppressionNotFoundError, document=_document
)

"""Suppressions: accept findings for a time; every change leaves a row in the audit log."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import uuid4

import msgspec

from posture.domain.moment import rendered
from posture.services import audit
from posture.services.audit import Actor
from posture.services.errors import (
    ExpiryOutOfRangeError,
    IntegrationNotFoundError,
    SuppressionNotFoundError,
    TooManySuppressionsError,
)
from posture.settings import Settings
from posture.store import integrations, suppressions
from posture.store.engine import Store
from posture.store.statement import Connection
from posture.store.suppressions import SuppressionRow

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
) -> SuppressionRow:
    """Accept what a check finds on some assets, until it expires.

    Raises:
        IntegrationNotFoundError: the tenant has no such integration.
        ExpiryOutOfRangeError: it would expire at once, or too late.
        TooManySuppressionsError: the tenant has as many in force as it may.
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
        created_at=at,
        updated_at=at,
    )
    _require_expiry(expires_at, settings, at)

    def add(connection: Connection) -> None:
        if integration_id is not None and not integrations.get(
            connection, tenant_id=tenant_id, integration_id=integration_id
        ):
            raise IntegrationNotFoundError
        suppressions.add(connection, row)
        _require_room(connection, tenant_id, settings, at)
        audit.append_change(
            connection, "suppression.created", by, tenant_id=tenant_id, at=at, after=_document(row)
        )

    await store.write(add, tenant_id=tenant_id)
    return row


async def list_suppressions(
    store: Store,
    *,
    tenant_id: str,
    integration_id: str | None = None,
    check_id: str | None = None,
    limit: int = 100,
    before: tuple[int, str] | None = None,
) -> list[SuppressionRow]:
    """Return the tenant's suppressions, newest first, those before `(created_at, id)`."""
    return await store.read(
        lambda connection: suppressions.newest(
            connection,
            tenant_id=tenant_id,
            integration_id=integration_id,
            check_id=check_id,
            limit=limit,
            before=before,
        ),
        tenant_id=tenant_id,
    )


async def get_suppression(store: Store, *, tenant_id: str, suppression_id: str) -> SuppressionRow:
    """Return one suppression.

    Raises:
        SuppressionNotFoundError: the tenant has none of that id.
    """
    return await store.read_inline(
        lambda connection: _get(connection, tenant_id, suppression_id), tenant_id=tenant_id
    )


async def update_suppression(
    store: Store,
    *,
    settings: Settings,
    tenant_id: str,
    suppression_id: str,
    changes: Mapping[str, Any],
    by: Actor,
) -> SuppressionRow:
    """Change some of `CHANGEABLE`, and answer the suppression as it is then.

    Raises:
        SuppressionNotFoundError: the tenant has none of that id.
        ExpiryOutOfRangeError: it would expire at once, or too late.
        TooManySuppressionsError: renewed, it would be one too many.
    """
    if unknown := changes.keys() - CHANGEABLE:
        raise ValueError(f"a suppression has no changeable {', '.join(sorted(unknown))}")
    at = store.now()

    def change(connection: Connection) -> SuppressionRow:
        before = _get(connection, tenant_id, suppression_id)
        written = {name: one for name, one in changes.items() if getattr(before, name) != one}
        if not written:
            return before
        if "expires_at" in written:
            _require_expiry(written["expires_at"], settings, at)
        suppressions.change(
            connection,
            tenant_id=tenant_id,
            suppression_id=suppression_id,
            changes=written | {"updated_at": at},
        )
        after = _get(connection, tenant_id, suppression_id)
        if before.expires_at <= at < after.expires_at:
            _require_room(connection, tenant_id, settings, at)
        audit.append_change(
            connection,
            "suppression.updated",
            by,
            tenant_id=tenant_id,
            at=at,
            before=_document(before),
            after=_document(after),
        )
        return after

    return await store.write(change, tenant_id=tenant_id)


async def delete_suppression(
    store: Store, *, tenant_id: str, suppression_id: str, by: Actor
) -> None:
    """End a suppression: the next run counts what it covered again.

    Raises:
        SuppressionNotFoundError: the tenant has none of that id.
    """
    at = store.now()

    def delete(connection: Connection) -> None:
        before = _get(connection, tenant_id, suppression_id)
        suppressions.change(
            connection,
            tenant_id=tenant_id,
            suppression_id=suppression_id,
            changes={"deleted_at": at},
        )
        audit.append_change(
            connection,
            "suppression.deleted",
            by,
            tenant_id=tenant_id,
            at=at,
            before=_document(before),
        )

    await store.write(delete, tenant_id=tenant_id)


def _require_expiry(expires_at: int, settings: Settings, at: int) -> None:
    most_seconds = settings.suppression_lifetime_seconds
    if not at < expires_at <= at + most_seconds * 1_000:
        raise ExpiryOutOfRangeError(most_seconds)


def _require_room(connection: Connection, tenant_id: str, settings: Settings, at: int) -> None:
    """Refuse what was just written when it is one too many: all of it is undone."""
    most = settings.suppressions_in_force
    if suppressions.count_in_force(connection, tenant_id=tenant_id, at=at) > most:
        raise TooManySuppressionsError(most)


def _document(row: SuppressionRow) -> dict[str, Any]:
    """Return a suppression as the API shows it."""
    shown = msgspec.structs.asdict(row)
    del shown["tenant_id"]
    return shown | {name: rendered(shown[name]) for name in _MOMENTS}


def _get(connection: Connection, tenant_id: str, suppression_id: str) -> SuppressionRow:
    row = suppressions.get(connection, tenant_id=tenant_id, suppression_id=suppression_id)
    if row is None:
        raise SuppressionNotFoundError
    return row

"""Integrations: connect, read, change and disconnect cloud accounts.

Every change is recorded in the audit log.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple
from uuid import uuid4

import msgspec

from posture.domain import schedule as schedules
from posture.domain.cloud import Cloud
from posture.domain.connection import ConnectionOptions
from posture.domain.moment import rendered
from posture.services.audit import Actor
from posture.services.errors import IntegrationNotFoundError, OtherCloudError
from posture.services.resource import Resource
from posture.store import run_queue, run_steps
from posture.store.engine import Store
from posture.store.integrations import INTEGRATIONS, IntegrationRow
from posture.store.statement import Connection

__all__ = [
    "CHANGEABLE",
    "IntegrationRow",
    "OptionChanges",
    "create_integration",
    "delete_integration",
    "get_integration",
    "list_integrations",
    "update_integration",
]

CHANGEABLE: Final = frozenset({"name", "checks", "schedule"})
NO_OPTIONS: Final = ConnectionOptions()


class OptionChanges(NamedTuple):
    """New values of some connection options of a cloud; None stands for an option's default."""

    cloud: Cloud
    members: Mapping[str, Any]


async def create_integration(
    store: Store,
    *,
    tenant_id: str,
    name: str,
    provider: str,
    options: ConnectionOptions = NO_OPTIONS,
    checks: Sequence[str] | None = None,
    schedule: str | None = None,
    by: Actor | None = None,
) -> IntegrationRow:
    """Connect an account to the tenant.

    Raises:
        ScheduleError: the schedule is not valid.
    """
    at = store.now()
    row = IntegrationRow(
        id=str(uuid4()),
        tenant_id=tenant_id,
        name=name,
        provider=provider,
        account_id=None,
        connection=_members(options),
        checks=None if checks is None else tuple(checks),
        schedule=schedule,
        next_run_at=_next_run_at(schedule, at),
        created_at=at,
        updated_at=at,
    )

    def add(connection: Connection) -> None:
        _RESOURCE.create(connection, row, by=by, at=at)

    await store.write(add, tenant_id=tenant_id)
    return row


async def list_integrations(
    store: Store, *, tenant_id: str, limit: int = 100, before: tuple[int, str] | None = None
) -> list[IntegrationRow]:
    """Return the tenant's integrations, newest first, those before `(created_at, id)`."""
    return await _RESOURCE.list(store, tenant_id=tenant_id, limit=limit, before=before)


async def get_integration(store: Store, *, tenant_id: str, integration_id: str) -> IntegrationRow:
    """Return one integration.

    Raises:
        IntegrationNotFoundError: the tenant has none with that id.
    """
    return await _RESOURCE.get(store, tenant_id=tenant_id, row_id=integration_id)


async def update_integration(
    store: Store,
    *,
    tenant_id: str,
    integration_id: str,
    changes: Mapping[str, Any],
    options: OptionChanges | None = None,
    by: Actor | None = None,
) -> IntegrationRow:
    """Change some of `CHANGEABLE` and of the connection options; return the changed integration.

    Raises:
        IntegrationNotFoundError: the tenant has none with that id.
        OtherCloudError: the connection options are those of another cloud.
        ScheduleError: the schedule is not valid.
    """
    if unknown := changes.keys() - CHANGEABLE:
        raise ValueError(f"an integration has no changeable {', '.join(sorted(unknown))}")
    at = store.now()

    def change(connection: Connection) -> IntegrationRow:
        before = _RESOURCE.require(connection, tenant_id, integration_id)
        wanted = dict(changes)
        if options is not None:
            wanted["connection"] = _merged(before, options)
        # Sending the same schedule again must not postpone what is due.
        if wanted.get("schedule", before.schedule) != before.schedule:
            wanted["next_run_at"] = _next_run_at(wanted["schedule"], at)
        return _RESOURCE.change(connection, before, wanted, by=by, at=at)

    return await store.write(change, tenant_id=tenant_id)


async def delete_integration(
    store: Store, *, tenant_id: str, integration_id: str, by: Actor | None = None
) -> None:
    """Delete an integration: cancel its waiting runs, and request that a running one stops.

    Raises:
        IntegrationNotFoundError: the tenant has none with that id.
    """
    at = store.now()

    def delete(connection: Connection) -> None:
        before = _RESOURCE.require(connection, tenant_id, integration_id)
        for run_id in run_queue.waiting_of(connection, integration_id):
            run_steps.cancel_waiting(
                connection, run_id, at=at, reason="its integration was deleted"
            )
        run_queue.request_cancellation_of(connection, integration_id, at=at)
        _RESOURCE.delete(connection, before, by=by, at=at)

    await store.write(delete, tenant_id=tenant_id)


def _document(row: IntegrationRow) -> dict[str, Any]:
    """Return an integration as the API shows it."""
    shown = msgspec.structs.asdict(row)
    del shown["tenant_id"]
    shown["check_set"] = shown.pop("checks")
    shown[row.provider] = shown.pop("connection")
    for name in ("next_run_at", "created_at", "updated_at"):
        shown[name] = None if shown[name] is None else rendered(shown[name])
    return shown


def _merged(row: IntegrationRow, options: OptionChanges) -> dict[str, Any]:
    if options.cloud.name != row.provider:
        raise OtherCloudError(row.provider, options.cloud.name)
    members = {**row.connection, **options.members}
    known = {name: one for name, one in members.items() if one is not None}
    return _members(msgspec.convert(known, options.cloud.connection))


def _members(options: ConnectionOptions) -> dict[str, Any]:
    """Return the options as JSON represents them: a tuple becomes a list."""
    members: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(options))
    return members


def _next_run_at(schedule: str | None, at: int) -> int | None:
    return None if schedule is None else schedules.parse(schedule).next_after(at)


_RESOURCE: Final = Resource(
    "integration", INTEGRATIONS, not_found=IntegrationNotFoundError, document=_document
)

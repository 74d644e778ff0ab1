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
from posture.services import audit
from posture.services.audit import Actor
from posture.services.errors import IntegrationNotFoundError, OtherCloudError
from posture.store import integrations, run_queue, run_steps
from posture.store.engine import Store
from posture.store.integrations import IntegrationRow
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
        integrations.add(connection, row)
        audit.append_change(
            connection,
            "integration.created",
            by,
            tenant_id=tenant_id,
            at=at,
            after=_document(row),
        )

    await store.write(add, tenant_id=tenant_id)
    return row


async def list_integrations(
    store: Store, *, tenant_id: str, limit: int = 100, before: tuple[int, str] | None = None
) -> list[IntegrationRow]:
    """Return the tenant's integrations, newest first, those before `(created_at, id)`."""
    return await store.read(
        lambda connection: integrations.newest(
            connection, tenant_id=tenant_id, limit=limit, before=before
        ),
        tenant_id=tenant_id,
    )


async def get_integration(store: Store, *, tenant_id: str, integration_id: str) -> IntegrationRow:
    """Return one integration.

    Raises:
        IntegrationNotFoundError: the tenant has none of that id.
    """
    return await store.read_inline(
        lambda connection: _get(connection, tenant_id, integration_id), tenant_id=tenant_id
    )


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
        IntegrationNotFoundError: the tenant has none of that id.
        OtherCloudError: the connection options are those of another cloud.
        ScheduleError: the schedule is not one.
    """
    if unknown := changes.keys() - CHANGEABLE:
        raise ValueError(f"an integration has no changeable {', '.join(sorted(unknown))}")
    at = store.now()

    def change(connection: Connection) -> IntegrationRow:
        before = _get(connection, tenant_id, integration_id)
        wanted = dict(changes)
        if options is not None:
            wanted["connection"] = _merged(before, options)
        written = {name: one for name, one in wanted.items() if getattr(before, name) != one}
        if not written:
            return before
        # Sending the same schedule again must not postpone what is due.
        if "schedule" in written:
            written["next_run_at"] = _next_run_at(written["schedule"], at)
        integrations.change(
            connection,
            tenant_id=tenant_id,
            integration_id=integration_id,
            changes=written | {"updated_at": at},
        )
        after = _get(connection, tenant_id, integration_id)
        audit.append_change(
            connection,
            "integration.updated",
            by,
            tenant_id=tenant_id,
            at=at,
            before=_document(before),
            after=_document(after),
        )
        return after

    return await store.write(change, tenant_id=tenant_id)


async def delete_integration(
    store: Store, *, tenant_id: str, integration_id: str, by: Actor | None = None
) -> None:
    """Delete an integration: cancel its waiting runs, and request that a running one stops.

    Raises:
        IntegrationNotFoundError: the tenant has none of that id.
    """
    at = store.now()

    def delete(connection: Connection) -> None:
        before = _get(connection, tenant_id, integration_id)
        integrations.change(
            connection,
            tenant_id=tenant_id,
            integration_id=integration_id,
            changes={"deleted_at": at},
        )
        for run_id in run_queue.waiting_of(connection, integration_id):
            run_steps.cancel_waiting(
                connection, run_id, at=at, reason="its integration was deleted"
            )
        run_queue.ask_to_cancel_all(connection, integration_id, at=at)
        audit.append_change(
            connection,
            "integration.deleted",
            by,
            tenant_id=tenant_id,
            at=at,
            before=_document(before),
        )

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
    """Return the options as they are after JSON: a tuple is a list there."""
    members: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(options))
    return members


def _next_run_at(schedule: str | None, at: int) -> int | None:
    return None if schedule is None else schedules.parse(schedule).next_after(at)


def _get(connection: Connection, tenant_id: str, integration_id: str) -> IntegrationRow:
    row = integrations.get(connection, tenant_id=tenant_id, integration_id=integration_id)
    if row is None:
        raise IntegrationNotFoundError
    return row

"""Integrations: connect, read, change and disconnect cloud accounts.

Every change is recorded in the audit log.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final, NamedTuple
from uuid import uuid4

import msgspec

from posture.domain import schedule as schedules
from posture.domain.cloud import Cloud
from posture.domain.connection import ConnectionOptions
from posture.domain.moment import rendered
from posture.services.audit import Actor
from posture.services.errors import (
    ConflictError,
    IntegrationNotFoundError,
    MissingScopeError,
    OtherCloudError,
)
from posture.services.idempotency import IdempotencyKey, write_once
from posture.services.resource import Expected, Resource
from posture.store import integrations, run_budgets, run_queue, run_steps, tenants
from posture.store.engine import Store
from posture.store.errors import DuplicateError
from posture.store.integrations import INTEGRATIONS, AccountRow, IntegrationRow
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
SCHEDULE_DISTANCE_SECONDS: Final = 3_600
# The scope of a token that may choose an external id, instead of the one of its tenant. Without
# it a tenant could name the external id of another one, whose role it does not own.
EXTERNAL_IDS: Final = "external_ids:write"
_MINUTE_MS: Final = 60_000


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
    schedule_distance_seconds: int = SCHEDULE_DISTANCE_SECONDS,
    any_external_id: bool = False,
    by: Actor | None = None,
    key: IdempotencyKey | None = None,
) -> IntegrationRow:
    """Connect an account to the tenant.

    A role without an external id gets that of the tenant; another one needs `any_external_id`.
    The schedule begins `schedule_distance_seconds` after the account's last scheduled run, if that
    is later than now.

    Raises:
        ConflictError: another integration has the name.
        MissingScopeError: the external id is not that of the tenant.
        ScheduleError: the schedule is not valid.
        IdempotencyKeyReusedError: the key was used before for a different request.
    """
    at = store.now()
    row = IntegrationRow(
        id=str(uuid4()),
        tenant_id=tenant_id,
        name=name,
        provider=provider,
        account_id=None,
        connection=_members(options),
        account_key=options.account_key(),
        checks=None if checks is None else tuple(checks),
        schedule=schedule,
        next_run_at=None,
        created_at=at,
        updated_at=at,
    )

    def add(connection: Connection) -> IntegrationRow:
        account = msgspec.convert(row, AccountRow, from_attributes=True)
        due = _next_run_at(connection, account, schedule, schedule_distance_seconds, at)
        own = tenants.external_id(connection, tenant_id)
        _require_external_id(options, own, any_external_id=any_external_id)
        scheduled = msgspec.structs.replace(
            row, next_run_at=due, connection=_members(options.with_external_id(own))
        )
        _RESOURCE.create(connection, scheduled, by=by, at=at)
        return scheduled

    with _unique(name):
        created, _ = await write_once(
            store, add, tenant_id=tenant_id, key=key, result=IntegrationRow
        )
    return created


async def list_integrations(
    store: Store,
    *,
    tenant_id: str,
    within: str | None = None,
    limit: int = 100,
    before: tuple[int, str] | None = None,
) -> list[IntegrationRow]:
    """Return the tenant's integrations, newest first, those before `(created_at, id)`.

    `within` has the ids of the only ones that the caller may see, separated by spaces.
    """
    return await _RESOURCE.list(
        store, tenant_id=tenant_id, limit=limit, before=before, filters={"within": within}
    )


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
    schedule_distance_seconds: int = SCHEDULE_DISTANCE_SECONDS,
    any_external_id: bool = False,
    by: Actor | None = None,
    expected: Expected | None = None,
) -> IntegrationRow:
    """Change some of `CHANGEABLE` and of the connection options; return the changed integration.

    Another schedule begins `schedule_distance_seconds` after the account's last scheduled run, if
    that is later than now: changing it often starts no more runs.

    Raises:
        ConflictError: another integration has the name.
        MissingScopeError: the external id is new, and not that of the tenant.
        PreconditionFailedError: `expected` raised it.
        IntegrationNotFoundError: the tenant has none with that id.
        OtherCloudError: the connection options are those of another cloud.
        ScheduleError: the schedule is not valid.
    """
    if unknown := changes.keys() - CHANGEABLE:
        raise ValueError(f"an integration has no changeable {', '.join(sorted(unknown))}")
    at = store.now()

    def change(connection: Connection) -> IntegrationRow:
        account = integrations.lock(connection, tenant_id=tenant_id, integration_id=integration_id)
        if account is None:
            raise IntegrationNotFoundError
        before = _RESOURCE.require_expected(connection, tenant_id, integration_id, expected)
        wanted = dict(changes)
        if options is not None:
            own = tenants.external_id(connection, tenant_id)
            kept = _merged(before, OptionChanges(options.cloud, {}))
            merged = _merged(before, options)
            known = any_external_id or merged.chosen_external_id() == kept.chosen_external_id()
            _require_external_id(merged, own, any_external_id=known)
            # An older connection that has a role without any external id keeps both.
            is_older = kept.with_external_id(own) != kept
            if not (is_older and merged.assumed_role() == kept.assumed_role()):
                merged = merged.with_external_id(own)
            wanted |= {"connection": _members(merged), "account_key": merged.account_key()}
        # Sending the same schedule again must not postpone what is due.
        if (schedule := wanted.get("schedule", before.schedule)) != before.schedule:
            wanted["next_run_at"] = _next_run_at(
                connection, account, schedule, schedule_distance_seconds, at
            )
        return _RESOURCE.change(connection, before, wanted, by=by, at=at)

    with _unique(str(changes.get("name"))):
        return await store.write(change, tenant_id=tenant_id)


async def delete_integration(
    store: Store,
    *,
    tenant_id: str,
    integration_id: str,
    by: Actor | None = None,
    expected: Expected | None = None,
) -> None:
    """Delete an integration: cancel its waiting runs, and request that a running one stops.

    Raises:
        PreconditionFailedError: `expected` raised it.
        IntegrationNotFoundError: the tenant has none with that id.
    """
    at = store.now()

    def delete(connection: Connection) -> None:
        before = _RESOURCE.require_expected(connection, tenant_id, integration_id, expected)
        for run_id in run_queue.waiting_of(connection, integration_id):
            run_steps.cancel_waiting(
                connection, run_id, at=at, reason="its integration was deleted"
            )
        run_queue.request_cancellation_of(connection, integration_id, at=at)
        _RESOURCE.delete(connection, before, by=by, at=at)

    await store.write(delete, tenant_id=tenant_id)


@contextmanager
def _unique(name: str) -> Iterator[None]:
    """Raise `ConflictError` if the database refuses a name that is taken."""
    try:
        yield
    except DuplicateError as error:
        raise ConflictError(f"There is an integration named {name!r} already.") from error


def _document(row: IntegrationRow) -> dict[str, Any]:
    """Return an integration as the API shows it."""
    shown = msgspec.structs.asdict(row)
    del shown["tenant_id"], shown["account_key"]
    shown["check_set"] = shown.pop("checks")
    shown[row.provider] = shown.pop("connection")
    for name in ("next_run_at", "created_at", "updated_at"):
        shown[name] = None if shown[name] is None else rendered(shown[name])
    return shown


def _merged(row: IntegrationRow, options: OptionChanges) -> ConnectionOptions:
    if options.cloud.name != row.provider:
        raise OtherCloudError(row.provider, options.cloud.name)
    members = {**row.connection, **options.members}
    known = {name: one for name, one in members.items() if one is not None}
    return msgspec.convert(known, options.cloud.connection)


def _require_external_id(options: ConnectionOptions, own: str, *, any_external_id: bool) -> None:
    if not any_external_id and options.chosen_external_id() not in {None, own}:
        raise MissingScopeError(EXTERNAL_IDS)


def _members(options: ConnectionOptions) -> dict[str, Any]:
    """Return the options as JSON represents them: a tuple becomes a list."""
    members: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(options))
    return members


def _next_run_at(
    connection: Connection, account: AccountRow, schedule: str | None, distance: int, at: int
) -> int | None:
    if schedule is None:
        return None
    parsed = schedules.parse(schedule)
    last = run_budgets.last_scheduled(connection, account, since=at - distance * 1_000)
    if last is None:
        return parsed.next_after(at)
    # A run starts some seconds after its minute: the minute counts.
    earliest = last - last % _MINUTE_MS + distance * 1_000
    return parsed.next_after(max(at, earliest - 1))


_RESOURCE: Final = Resource(
    "integration", INTEGRATIONS, not_found=IntegrationNotFoundError, document=_document
)

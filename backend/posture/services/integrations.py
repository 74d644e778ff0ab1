"""Integrations: connect, read, change and disconnect cloud accounts."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import uuid4

from posture.domain import schedule as schedules
from posture.domain.run import RunPhase, RunStatus
from posture.services.errors import IntegrationNotFoundError
from posture.store import integrations, runs, tenants
from posture.store.engine import Store
from posture.store.integrations import IntegrationRow
from posture.store.statement import Connection

__all__ = [
    "CHANGEABLE",
    "IntegrationRow",
    "create_integration",
    "delete_integration",
    "get_integration",
    "list_integrations",
    "update_integration",
]

CHANGEABLE: Final = frozenset(
    {
        "name",
        "role_arn",
        "external_id",
        "profile",
        "regions",
        "endpoint_url",
        "checks",
        "schedule",
    }
)


async def create_integration(
    store: Store,
    *,
    tenant_id: str,
    name: str,
    provider: str,
    role_arn: str | None = None,
    external_id: str | None = None,
    profile: str | None = None,
    regions: Sequence[str] = (),
    endpoint_url: str | None = None,
    checks: Sequence[str] | None = None,
    schedule: str | None = None,
) -> IntegrationRow:
    """Connect an account to the tenant.

    Raises:
        ScheduleError: what is to be its schedule is none.
    """
    at = store.now()
    row = IntegrationRow(
        id=str(uuid4()),
        tenant_id=tenant_id,
        name=name,
        provider=provider,
        account_id=None,
        role_arn=role_arn,
        external_id=external_id,
        profile=profile,
        regions=tuple(regions),
        endpoint_url=endpoint_url,
        checks=None if checks is None else tuple(checks),
        schedule=schedule,
        next_run_at=_next_run_at(schedule, at),
        created_at=at,
        updated_at=at,
    )

    def add(connection: Connection) -> None:
        integrations.add(connection, row)
        tenants.bump(connection, tenant_id)

    await store.write(add, tenant_id=tenant_id)
    return row


async def list_integrations(
    store: Store, *, tenant_id: str, limit: int = 100, before: tuple[int, str] | None = None
) -> list[IntegrationRow]:
    """Answer the tenant's integrations, newest first, those before `(created_at, id)`."""
    return await store.read(
        lambda connection: integrations.newest(
            connection, tenant_id=tenant_id, limit=limit, before=before
        ),
        tenant_id=tenant_id,
    )


async def get_integration(store: Store, *, tenant_id: str, integration_id: str) -> IntegrationRow:
    """Answer one integration.

    Raises:
        IntegrationNotFoundError: the tenant has none of that id.
    """
    return await store.peek(
        lambda connection: _get(connection, tenant_id, integration_id), tenant_id=tenant_id
    )


async def update_integration(
    store: Store, *, tenant_id: str, integration_id: str, changes: Mapping[str, Any]
) -> IntegrationRow:
    """Change some of `CHANGEABLE`, and answer the integration as it is then.

    Raises:
        IntegrationNotFoundError: the tenant has none of that id.
        ScheduleError: what is to be its schedule is none.
    """
    if unknown := changes.keys() - CHANGEABLE:
        raise ValueError(f"an integration has no changeable {', '.join(sorted(unknown))}")
    at = store.now()

    def change(connection: Connection) -> IntegrationRow:
        before = _get(connection, tenant_id, integration_id)
        written = dict(changes) | {"updated_at": at}
        # Who says the same schedule again must not put off what is due.
        if written.get("schedule", before.schedule) != before.schedule:
            written["next_run_at"] = _next_run_at(written["schedule"], at)
        if integrations.change(
            connection, tenant_id=tenant_id, integration_id=integration_id, changes=written
        ):
            tenants.bump(connection, tenant_id)
        return _get(connection, tenant_id, integration_id)

    return await store.write(change, tenant_id=tenant_id)


async def delete_integration(store: Store, *, tenant_id: str, integration_id: str) -> None:
    """Disconnect an account: waiting runs are cancelled, working ones are asked to stop.

    Raises:
        IntegrationNotFoundError: the tenant has none of that id.
    """
    at = store.now()

    def delete(connection: Connection) -> None:
        if not integrations.change(
            connection,
            tenant_id=tenant_id,
            integration_id=integration_id,
            changes={"deleted_at": at},
        ):
            raise IntegrationNotFoundError
        for run_id in runs.waiting_of(connection, integration_id):
            runs.step(
                connection,
                run_id,
                RunStatus.ACCEPTED,
                RunStatus.CANCELLED,
                at=at,
                reason="its integration was deleted",
                phase=RunPhase.DONE.value,
                completed_at=at,
            )
        runs.ask_to_cancel_all(connection, integration_id, at=at)
        tenants.bump(connection, tenant_id)

    await store.write(delete, tenant_id=tenant_id)


def _next_run_at(schedule: str | None, at: int) -> int | None:
    return None if schedule is None else schedules.parse(schedule).next_after(at)


def _get(connection: Connection, tenant_id: str, integration_id: str) -> IntegrationRow:
    row = integrations.get(connection, tenant_id=tenant_id, integration_id=integration_id)
    if row is None:
        raise IntegrationNotFoundError
    return row

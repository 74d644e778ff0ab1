"""Keeping schedules: due runs start again and again, also after an unavailable database."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from posture.executor.schedules import keep_schedules
from posture.services.errors import UnavailableError
from posture.services.integrations import IntegrationRow, create_integration
from posture.services.runs import cancel_run
from posture.services.tenants import TenantRow
from posture.settings import Settings
from posture.store.engine import Store
from tests.integration.fakes import Clock, Queue, until
from tests.integration.runs import list_runs

pytestmark = pytest.mark.anyio

DAY = 86_400


@pytest.fixture
async def scheduled(store: Store, tenant: TenantRow) -> IntegrationRow:
    return await create_integration(
        store, tenant_id=tenant.id, name="production", provider="aws", schedule="30 4 * * *"
    )


@pytest.fixture
async def keeper(
    store: Store, settings: Settings, scheduled: IntegrationRow, queue: Queue
) -> AsyncIterator["asyncio.Task[None]"]:
    assert scheduled.next_run_at is not None
    async with asyncio.TaskGroup() as group:
        keeping = group.create_task(keep_schedules(store, queue=queue, settings=settings))
        yield keeping
        keeping.cancel()


@pytest.mark.usefixtures("keeper")
async def test_a_due_schedule_starts_a_run(store: Store, tenant: TenantRow, clock: Clock) -> None:
    for count in (1, 2):
        clock.pass_seconds(DAY)

        async def started(count: int = count) -> bool:
            runs = await list_runs(store, tenant_id=tenant.id)
            return [run.trigger for run in runs] == ["scheduled"] * count

        await until(started)
        for run in await list_runs(store, tenant_id=tenant.id, status="running"):
            await cancel_run(store, tenant_id=tenant.id, run_id=run.id)


async def test_an_unavailable_database_is_waited_for(
    store: Store,
    tenant: TenantRow,
    clock: Clock,
    queue: Queue,
    keeper: "asyncio.Task[None]",
) -> None:
    queue.refusal = UnavailableError("It is away.")
    clock.pass_seconds(DAY)

    async def tried_twice() -> bool:
        return len(queue.taken) >= 2

    async def started() -> bool:
        return len(await list_runs(store, tenant_id=tenant.id)) == 1

    await until(tried_twice)
    assert not keeper.done()
    assert not await started()
    queue.refusal = None
    await until(started)

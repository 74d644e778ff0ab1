"""The embedded executor: runs start by themselves, so many at a time, and survive a stop."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest

from posture.domain.asset import Provider
from posture.domain.run import RunTrigger
from posture.executor.embedded import EmbeddedExecutor
from posture.services.errors import EnqueueFailedError
from posture.services.integrations import IntegrationRow, create_integration
from posture.services.runs import RunRequest, RunRow, accept_run, get_run, list_run_events
from posture.settings import Settings
from posture.store.engine import Store
from posture.worker.claim import Claim, worker_name
from posture.worker.metrics import RunMetrics
from posture.worker.run import Worker
from tests.integration.fakes import (
    CHECKS,
    FRAMEWORKS,
    PaperAccount,
    PaperCollector,
    Step,
    sheet,
    until,
)

pytestmark = pytest.mark.anyio


class Gate:
    """A step at which every run waits until it is opened."""

    def __init__(self) -> None:
        self.waiting = 0
        self.most = 0
        self.opened = asyncio.Event()

    async def __call__(self) -> None:
        self.waiting += 1
        self.most = max(self.most, self.waiting)
        await self.opened.wait()
        self.waiting -= 1


class House:
    """A process that executes runs of an account made of paper."""

    def __init__(self, store: Store, settings: Settings, integration: IntegrationRow) -> None:
        self.store = store
        self.settings = settings
        self.integration = integration
        self.steps: tuple[Step, ...] = (sheet("a"),)
        self.executor: EmbeddedExecutor[Claim]

    @asynccontextmanager
    async def open(self, **settings: Any) -> AsyncIterator[None]:  # noqa: ANN401  # as the settings
        chosen = replace(self.settings, **settings)
        worker = Worker(
            store=self.store,
            settings=chosen,
            collectors={Provider.AWS: PaperCollector(PaperAccount(self.steps))},
            checks=CHECKS,
            frameworks=FRAMEWORKS,
            metrics=RunMetrics(),
            name=worker_name(),
        )
        self.executor = EmbeddedExecutor(worker, chosen)
        async with asyncio.TaskGroup() as group:
            group.create_task(self.executor.serve())
            yield
            self.executor.stop()

    async def ask(self) -> str:
        accepted = await accept_run(
            self.store,
            queue=self.executor,
            settings=self.settings,
            request=RunRequest(
                tenant_id=self.integration.tenant_id,
                integration_id=self.integration.id,
                trigger=RunTrigger.SCHEDULED,
            ),
        )
        return accepted.run_id

    async def row(self, run_id: str) -> RunRow:
        return await get_run(self.store, tenant_id=self.integration.tenant_id, run_id=run_id)

    async def reasons(self, run_id: str) -> list[str]:
        events = await list_run_events(
            self.store, tenant_id=self.integration.tenant_id, run_id=run_id
        )
        return [event.reason for event in events]

    async def ended(self, run_id: str, status: str = "completed") -> None:
        async def has() -> bool:
            return (await self.row(run_id)).status == status

        await until(has)


@pytest.fixture
def house(store: Store, settings: Settings, integration: IntegrationRow) -> House:
    return House(store, settings, integration)


async def test_an_accepted_run_is_executed_at_once(house: House) -> None:
    async with house.open(queue_poll_seconds=60.0):
        await house.ended(await house.ask())


async def test_a_run_that_another_process_accepted_is_found(house: House) -> None:
    async with house.open():
        run_id = await house.ask()
        house.executor.stop()
    async with house.open():
        await house.ended(run_id)


@pytest.mark.parametrize("workers", [1, 3])
async def test_no_more_runs_are_under_way_than_settings_say(house: House, workers: int) -> None:
    gate = Gate()
    house.steps = (gate,)
    async with house.open(workers=workers):
        ids = []
        for number in range(5):
            house.integration = await create_integration(
                house.store,
                tenant_id=house.integration.tenant_id,
                name=str(number),
                provider="aws",
            )
            ids.append(await house.ask())

        async def full() -> bool:
            return gate.waiting == workers

        await until(full)
        await asyncio.sleep(0.2)
        gate.opened.set()
        for run_id in ids:
            await house.ended(run_id)
    assert gate.most == workers


async def test_a_stop_lets_a_run_end_that_can(house: House) -> None:
    gate = Gate()
    house.steps = (gate, sheet("a"))
    async with house.open(drain_seconds=10.0):
        run_id = await house.ask()

        async def under_way() -> bool:
            return gate.waiting == 1

        await until(under_way)
        house.executor.stop()
        gate.opened.set()
    assert (await house.row(run_id)).status == "completed"


async def test_a_stop_hands_back_a_run_that_takes_too_long(house: House) -> None:
    gate = Gate()
    house.steps = (gate, sheet("a"))
    async with house.open(drain_seconds=0.1):
        run_id = await house.ask()

        async def under_way() -> bool:
            return gate.waiting == 1

        await until(under_way)
    assert (await house.row(run_id)).status == "accepted"
    assert (await house.reasons(run_id))[-1] == "its worker was told to stop"
    gate.opened.set()
    async with house.open():
        await house.ended(run_id)


async def test_a_stopping_executor_takes_no_run(house: House) -> None:
    async with house.open():
        house.executor.stop()
        with pytest.raises(EnqueueFailedError):
            await house.ask()


async def test_a_full_queue_refuses_and_takes_again_when_it_has_room(house: House) -> None:
    gate = Gate()
    house.steps = (gate,)
    # A rescue counts anew what waits, and may just have missed what is being accepted.
    async with house.open(queue_runs=2, workers=1, rescue_seconds=3600):
        await house.ask()

        async def under_way() -> bool:
            return gate.waiting == 1

        await until(under_way)
        for _ in range(2):
            await house.ask()
        with pytest.raises(EnqueueFailedError):
            await house.ask()

        async def taken() -> bool:
            try:
                await house.ask()
            except EnqueueFailedError:
                return False
            return True

        gate.opened.set()
        await until(taken)

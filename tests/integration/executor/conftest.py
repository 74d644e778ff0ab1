"""A process that executes runs of a fake account with the executor of its database."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest

from posture.bootstrap.compose import executor_of
from posture.domain.run import RunTrigger
from posture.executor.work import Executor
from posture.services.integrations import IntegrationRow
from posture.services.runs import RunRequest, RunRow, accept_run, get_run, list_run_events
from posture.settings import Settings
from posture.store.engine import Store
from posture.worker.claim import worker_name
from posture.worker.metrics import RunMetrics
from tests.integration.fakes import (
    PaperAccount,
    PaperCollector,
    Step,
    paper_worker,
    sheet,
    until,
)


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


class Rig:
    """A process that executes runs of a fake account."""

    def __init__(self, store: Store, settings: Settings, integration: IntegrationRow) -> None:
        self.store = store
        # A busy machine may keep a test waiting: nothing here is given up on before its time.
        self.settings = replace(
            settings, database_busy_seconds=30.0, stale_after_seconds=30.0, drain_seconds=30.0
        )
        self.integration = integration
        self.steps: tuple[Step, ...] = (sheet("a"),)
        self.connecting: Gate | None = None
        self.executor: Executor
        self.metrics = RunMetrics()

    @asynccontextmanager
    async def open(self, **settings: Any) -> AsyncIterator[None]:  # noqa: ANN401  # as the settings
        chosen = replace(self.settings, **settings)
        collector = PaperCollector(PaperAccount(self.steps), wait=self.connecting)
        worker = paper_worker(
            self.store, chosen, collector, metrics=self.metrics, name=worker_name()
        )
        self.executor = executor_of(self.store, worker, chosen)
        self.metrics.waiting = (-1, 0)
        async with asyncio.TaskGroup() as group:
            group.create_task(self.executor.serve())
            yield
            self.executor.stop()

    async def looked_again(self) -> None:
        """Wait until the executor has checked its queue twice since it was woken."""
        metrics = self.metrics
        for _ in range(2):
            metrics.waiting = (-1, 0)
            self.executor.nudge()

            async def looked() -> bool:
                return metrics.waiting[0] >= 0

            await until(looked)

    async def measured(self) -> None:
        """Wait until the executor has counted what waits for the first time."""

        async def counted() -> bool:
            return self.metrics.waiting[0] >= 0

        await until(counted)

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

    async def life(self, run_id: str) -> list[str]:
        events = await list_run_events(
            self.store, tenant_id=self.integration.tenant_id, run_id=run_id
        )
        return [event.to_status for event in events]

    async def ended(self, run_id: str, status: str = "completed") -> None:
        """Wait until a run has ended; fail if it ends in another way."""

        async def has() -> bool:
            row = await self.row(run_id)
            assert row.status in {"accepted", "running", status}, (row, await self.reasons(run_id))
            return row.status == status

        try:
            await until(has)
        except TimeoutError as error:
            error.add_note(f"{await self.row(run_id)}, {await self.reasons(run_id)}")
            raise


@pytest.fixture
def rig(store: Store, settings: Settings, integration: IntegrationRow) -> Rig:
    return Rig(store, settings, integration)

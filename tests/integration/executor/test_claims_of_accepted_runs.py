"""A run that is accepted while nothing waits is claimed by the same commit."""

import asyncio
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from typing import Any

import pytest

from posture.domain.run import RunTrigger
from posture.services.errors import EnqueueFailedError
from posture.services.integrations import IntegrationRow, create_integration
from posture.services.runs import Accepted, RunRequest, accept_run, cancel_run
from posture.services.tenants import create_tenant
from posture.settings import Settings
from posture.store.engine import Store
from posture.store.statement import Connection
from posture.worker.claim import Claim, claim_accepted
from posture.worker.run import Worker
from tests.databases import ON_SQLITE
from tests.integration.executor.conftest import Gate, Rig
from tests.integration.fakes import Clock, PaperAccount, PaperCollector, Queue, sheet
from tests.integration.runs import list_runs
from tests.integration.worker.conftest import Rig as WorkerRig

pytestmark = [pytest.mark.anyio, ON_SQLITE]

APPLY = {"tool": "terraform", "workspace": "production", "commit": "9f2c1ab"}


class Process(WorkerRig):
    """A process that accepts runs, and may claim them in the same transaction."""

    async def accept(
        self,
        integration: IntegrationRow | None = None,
        *,
        scope: Mapping[str, Any] | None = None,
        source: Mapping[str, Any] | None = None,
    ) -> Accepted:
        chosen = integration or self.integration
        return await accept_run(
            self.store,
            queue=self.queue,
            settings=self.settings,
            request=RunRequest(
                tenant_id=chosen.tenant_id,
                integration_id=chosen.id,
                trigger=RunTrigger.SCHEDULED,
                scope=dict(scope) if scope else None,
                source=dict(source) if source else None,
            ),
        )

    async def claim(self, tenant_id: str | None = None) -> Claim | None:
        return await claim_accepted(
            self.store,
            self.settings,
            worker="there/1/a",
            tenant_id=tenant_id or self.integration.tenant_id,
        )

    def committed(self) -> list[str]:
        """Return the statuses of all runs, as another process sees them."""
        file = self.settings.database_file()
        assert file is not None
        with closing(sqlite3.connect(file)) as raw:
            return [status for (status,) in raw.execute("SELECT status FROM runs")]


@pytest.fixture
def process(
    store: Store, settings: Settings, integration: IntegrationRow, clock: Clock, queue: Queue
) -> Process:
    collector = PaperCollector(PaperAccount((sheet("a"),)))
    return Process(store, settings, integration, clock, queue, collector)


async def test_an_idle_executor_needs_no_look_after_the_commit(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked = asyncio.Event()

    async def find_nothing(_worker: Worker) -> None:
        looked.set()

    monkeypatch.setattr(Worker, "claim", find_nothing)
    async with rig.open(queue_poll_seconds=3_600.0):
        await looked.wait()
        run_id = await rig.ask()
        await rig.ended(run_id)
    assert await rig.life(run_id) == ["accepted", "running", "completed"]


async def test_a_run_is_accepted_and_claimed_by_one_commit(process: Process) -> None:
    seen: list[list[str]] = []
    process.store.on_write(lambda: seen.append(process.committed()))
    accepted, claimed = await asyncio.gather(process.accept(), process.claim())
    assert claimed is not None
    assert claimed.run_id == accepted.run_id
    assert seen == [["running"], ["running"]]
    assert await process.life(accepted.run_id) == ["accepted", "running"]


async def test_a_transaction_that_cannot_be_written_neither_accepts_nor_claims(
    process: Process,
) -> None:
    def break_transaction(connection: Connection) -> None:
        connection.driver.execute("ROLLBACK")

    tenant_id = process.integration.tenant_id
    accepted, claimed, _ = await asyncio.gather(
        process.accept(),
        process.claim(),
        process.store.write(break_transaction, tenant_id=tenant_id, last=True),
        return_exceptions=True,
    )
    assert isinstance(accepted, Exception)
    assert isinstance(claimed, Exception)
    assert await list_runs(process.store, tenant_id=tenant_id) == []


async def test_a_run_whose_worker_died_before_it_began_is_taken_by_another(
    process: Process, clock: Clock
) -> None:
    accepted, claimed = await asyncio.gather(process.accept(), process.claim())
    assert claimed is not None
    other = process.worker()
    assert await other.rescue() == []
    assert await other.claim() is None
    for _ in range(2):
        clock.pass_seconds(process.settings.stale_after_seconds / 2)
        assert await other.rescue() == []
    clock.pass_seconds(1)
    assert await other.rescue() == [accepted.run_id]
    again = await other.claim()
    assert again is not None
    assert (again.run_id, again.attempt) == (accepted.run_id, 2)
    await other.execute(again)
    assert await process.life(accepted.run_id) == [
        "accepted",
        "running",
        "accepted",
        "running",
        "completed",
    ]


async def test_a_run_of_another_tenant_whose_turn_it_is_is_left_to_the_next_look(
    process: Process, store: Store, clock: Clock
) -> None:
    tenant = await create_tenant(store, name="other")
    other = await create_integration(store, tenant_id=tenant.id, name="other", provider="aws")
    first = await process.accept(other)
    clock.pass_seconds(1)
    accepted, claimed = await asyncio.gather(process.accept(), process.claim())
    assert claimed is None
    assert await process.life(accepted.run_id) == ["accepted"]
    taken = await process.worker().claim()
    assert taken is not None
    assert taken.run_id == first.run_id


async def test_an_integration_with_a_running_run_gets_no_second_one(process: Process) -> None:
    _, first = await asyncio.gather(process.accept(), process.claim())
    accepted, second = await asyncio.gather(process.accept(), process.claim())
    assert first is not None
    assert second is None
    assert await process.life(accepted.run_id) == ["accepted"]


async def test_triggers_of_an_apply_that_share_the_transaction_are_merged_before_the_claim(
    process: Process,
) -> None:
    first, claimed, second = await asyncio.gather(
        process.accept(scope={"services": ["s3"]}, source=APPLY),
        process.claim(),
        process.accept(scope={"services": ["ec2"]}, source=APPLY),
    )
    assert second.run_id == first.run_id
    assert second.coalesced
    assert claimed is not None
    assert set(claimed.scope.services or ()) == {"s3", "ec2"}


async def test_a_refused_run_is_not_claimed(process: Process) -> None:
    process.queue.refusal = EnqueueFailedError()
    accepted, claimed = await asyncio.gather(
        process.accept(), process.claim(), return_exceptions=True
    )
    assert isinstance(accepted, EnqueueFailedError)
    assert claimed is None


async def test_the_cancellation_of_a_run_that_was_claimed_at_once_reaches_its_worker(
    process: Process,
) -> None:
    accepted, claimed = await asyncio.gather(process.accept(), process.claim())
    assert claimed is not None
    await cancel_run(process.store, tenant_id=process.integration.tenant_id, run_id=accepted.run_id)
    process.put(Gate())
    await process.worker(cancel_poll_seconds=0.01).execute(claimed)
    assert (await process.row(accepted.run_id)).status == "cancelled"


async def test_a_trial_is_not_expected(process: Process) -> None:
    process.store = process.store.trial()
    await process.accept()
    assert process.queue.expected == []

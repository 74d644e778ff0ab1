"""Schedules: each occurrence starts once, however late, and never two runs wait."""

import asyncio
from typing import Any

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from posture.domain.run import RunTrigger
from posture.services.errors import EnqueueFailedError
from posture.services.integrations import (
    IntegrationRow,
    create_integration,
    delete_integration,
    get_integration,
    update_integration,
)
from posture.services.runs import RunRequest, RunRow, accept_run, cancel_run
from posture.services.schedules import start_due
from posture.services.tenants import TenantRow
from posture.settings import Settings
from posture.store.engine import Store
from posture.telemetry.catalogue import SCHEDULE
from posture.worker.claim import claim
from tests.databases import ON_BOTH
from tests.integration.fakes import Clock, Queue
from tests.integration.runs import list_runs

pytestmark = pytest.mark.anyio

HOUR = 3_600
DAY = 24 * HOUR
# The tests' clock stands at 15:06:40.
AT_FOUR = "0 16 * * *"


class Watch:
    """An integration with a schedule, and a process that looks whether it is due."""

    def __init__(
        self, store: Store, queue: Queue, clock: Clock, integration: IntegrationRow
    ) -> None:
        self.store = store
        self.queue = queue
        self.clock = clock
        self.id = integration.id
        self.tenant_id = integration.tenant_id

    async def look(self, hours: float = 0) -> list[str]:
        self.clock.pass_seconds(hours * HOUR)
        return await start_due(self.store, queue=self.queue)

    async def change(self, **changes: Any) -> IntegrationRow:  # noqa: ANN401  # columns
        return await update_integration(
            self.store, tenant_id=self.tenant_id, integration_id=self.id, changes=changes
        )

    async def next_run_at(self) -> int | None:
        row = await get_integration(self.store, tenant_id=self.tenant_id, integration_id=self.id)
        return row.next_run_at

    async def runs(self) -> list[RunRow]:
        return await list_runs(self.store, tenant_id=self.tenant_id)

    async def ask(self, settings: Settings, **request: Any) -> str:  # noqa: ANN401  # RunRequest's
        accepted = await accept_run(
            self.store,
            queue=self.queue,
            settings=settings,
            request=RunRequest(tenant_id=self.tenant_id, integration_id=self.id, **request),
        )
        return accepted.run_id

    async def settle(self) -> None:
        """Let nothing wait any more."""
        for run in await self.runs():
            if run.status == "accepted":
                await cancel_run(self.store, tenant_id=self.tenant_id, run_id=run.id)


@pytest.fixture
async def watch(store: Store, queue: Queue, clock: Clock, tenant: TenantRow) -> Watch:
    row = await create_integration(
        store, tenant_id=tenant.id, name="production", provider="aws", schedule=AT_FOUR
    )
    return Watch(store, queue, clock, row)


async def test_a_run_starts_when_it_is_due_and_not_before(watch: Watch) -> None:
    due = await watch.next_run_at()
    assert due is not None
    assert await watch.look() == []
    watch.clock.milliseconds = due - 1
    assert await watch.look() == []
    watch.clock.milliseconds = due
    started = await watch.look()
    (run,) = await watch.runs()
    assert (started, watch.queue.taken) == ([run.id], [run.id])
    assert (run.trigger, run.status, run.accepted_at) == ("scheduled", "accepted", due)
    assert watch.queue.nudges == 1
    assert await watch.next_run_at() == due + DAY * 1_000
    assert await watch.look() == []


async def test_an_occurrence_begins_a_trace_that_the_run_continues(
    watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(trace, "get_tracer_provider", lambda: provider)
    await watch.look(hours=24)
    (found,) = exporter.get_finished_spans()
    provider.shutdown()
    (run,) = await watch.runs()
    assert (found.name, found.kind.name.lower()) == (SCHEDULE.name, SCHEDULE.kind)
    attributes = dict(found.attributes or {})
    assert attributes["posture.integration.id"] == watch.id
    required = {one.key for one in SCHEDULE.attributes if not one.optional}
    assert required <= attributes.keys() <= {one.key for one in SCHEDULE.attributes}
    assert run.trace is not None
    assert f"{found.context.trace_id:032x}-{found.context.span_id:016x}" in run.trace


async def test_missed_occurrences_start_one_run(watch: Watch) -> None:
    due = await watch.next_run_at()
    assert due is not None
    assert len(await watch.look(hours=10 * 24)) == 1
    assert await watch.look() == []
    assert await watch.next_run_at() == due + 10 * DAY * 1_000


async def test_a_due_schedule_starts_no_second_run_while_one_waits(watch: Watch) -> None:
    assert len(await watch.look(hours=24)) == 1
    assert await watch.look(hours=24) == []
    assert len(await watch.runs()) == 1
    await watch.settle()
    assert await watch.look() == []
    assert len(await watch.look(hours=24)) == 1


@pytest.mark.parametrize(
    ("request_", "joins"),
    [
        ({"trigger": RunTrigger.MANUAL}, False),
        ({"trigger": RunTrigger.VERIFY}, True),
        ({"scope": {"regions": ["eu-central-1"]}}, True),
    ],
)
async def test_only_a_waiting_run_of_the_whole_account_replaces_a_scheduled_one(
    watch: Watch, settings: Settings, request_: dict[str, Any], *, joins: bool
) -> None:
    await watch.ask(settings, **request_)
    assert bool(await watch.look(hours=24)) is joins


async def test_a_running_run_does_not_replace_a_scheduled_one(
    watch: Watch, store: Store, settings: Settings
) -> None:
    assert len(await watch.look(hours=24)) == 1
    assert await claim(store, settings, worker="here/1/aaaa") is not None
    assert len(await watch.look(hours=24)) == 1
    assert await watch.look(hours=24) == []


@ON_BOTH
async def test_two_processes_start_an_occurrence_once(watch: Watch, settings: Settings) -> None:
    watch.clock.pass_seconds(DAY)
    async with Store(settings, clock=watch.clock) as other:
        looked = await asyncio.gather(
            *(start_due(store, queue=watch.queue) for store in (watch.store, other) * 4)
        )
    assert sum(map(len, looked)) == 1
    assert len(await watch.runs()) == 1


async def test_a_refused_run_stays_due(watch: Watch) -> None:
    watch.queue.refusal = EnqueueFailedError()
    due = await watch.next_run_at()
    assert await watch.look(hours=24) == []
    assert (await watch.runs(), await watch.next_run_at()) == ([], due)
    watch.queue.refusal = None
    assert len(await watch.look()) == 1


async def test_a_refused_run_does_not_stop_others_from_starting(watch: Watch, store: Store) -> None:
    class Picky(Queue):
        def enqueue(self, connection: Any, run_id: str, integration_id: str) -> None:  # noqa: ANN401  # not ours to know
            if integration_id == watch.id:
                raise EnqueueFailedError
            super().enqueue(connection, run_id, integration_id)

    other = await create_integration(
        store, tenant_id=watch.tenant_id, name="other", provider="aws", schedule="1 16 * * *"
    )
    watch.queue = Picky()
    await watch.look(hours=24)
    assert [run.integration_id for run in await watch.runs()] == [other.id]


async def test_scheduled_runs_do_not_count_against_the_manual_ones(
    watch: Watch, settings: Settings
) -> None:
    for _ in range(3):
        await watch.change(schedule="0 * * * *")
        assert len(await watch.look(hours=1)) == 1
        await watch.settle()
    for _ in range(settings.manual_runs_per_window):
        await watch.ask(settings, trigger=RunTrigger.MANUAL)


@ON_BOTH
async def test_a_new_schedule_counts_from_now(watch: Watch) -> None:
    due = await watch.next_run_at()
    assert due is not None
    assert (await watch.change(schedule="0 17 * * *")).next_run_at == due + HOUR * 1_000
    assert (await watch.change(name="other")).next_run_at == due + HOUR * 1_000
    assert (await watch.change(schedule=None)).next_run_at is None
    assert await watch.look(hours=48) == []


async def test_sending_the_same_schedule_again_postpones_nothing(watch: Watch) -> None:
    due = await watch.next_run_at()
    watch.clock.pass_seconds(DAY)
    assert (await watch.change(schedule=AT_FOUR)).next_run_at == due
    assert len(await watch.look()) == 1


async def test_a_deleted_integration_is_never_due(watch: Watch) -> None:
    await delete_integration(watch.store, tenant_id=watch.tenant_id, integration_id=watch.id)
    assert await watch.look(hours=24) == []

"""A run's life: claimed once, watched, fenced, cancelled, timed out, rescued, handed back."""

import asyncio
import os
import socket
from collections.abc import Callable

import pytest

from posture.domain.collector import ConnectError, Unlisted
from posture.domain.run import TRANSITIONS, RunStatus, RunTrigger
from posture.services.errors import UnavailableError
from posture.services.integrations import create_integration, delete_integration
from posture.services.runs import cancel_run
from posture.store import run_queue, run_steps
from posture.store.errors import DuplicateError
from posture.store.statement import Connection
from posture.store.tenancy import EVERY_TENANT, Tenancy
from posture.worker.rescue import is_gone
from tests.api import NOBODYS
from tests.databases import ON_BOTH
from tests.integration.fakes import DENIED, PaperAccount, PaperCollector, Sheet, sheet, until
from tests.integration.worker.conftest import Desk

pytestmark = pytest.mark.anyio


class Gate:
    """A step at which the collector waits until it is opened."""

    def __init__(self) -> None:
        self.reached = asyncio.Event()
        self.opened = asyncio.Event()

    async def __call__(self) -> None:
        self.reached.set()
        await self.opened.wait()


@ON_BOTH
async def test_a_run_is_claimed_by_one_worker(desk: Desk) -> None:
    run_id = await desk.ask()
    claims = await asyncio.gather(*(desk.worker(f"here/{n}/a").claim() for n in range(10)))
    taken = [claim for claim in claims if claim is not None]
    assert [claim.run_id for claim in taken] == [run_id]
    row = await desk.row(run_id)
    assert (row.status, row.phase, row.started_at) == ("running", "connecting", desk.clock())


async def test_runs_of_one_integration_take_turns_and_others_do_not_wait(desk: Desk) -> None:
    first = await desk.ask()
    desk.clock.pass_seconds(1)
    second = await desk.ask()
    desk.clock.pass_seconds(1)
    desk.integration = await create_integration(
        desk.store, tenant_id=desk.integration.tenant_id, name="other", provider="aws"
    )
    elsewhere = await desk.ask()
    worker = desk.worker()
    claim = await desk.claimed(worker)
    assert claim.run_id == first
    assert (await desk.claimed(worker)).run_id == elsewhere
    assert await worker.claim() is None
    await worker.execute(claim)
    assert (await desk.claimed(worker)).run_id == second


@ON_BOTH
async def test_the_database_itself_refuses_two_runs_at_work_on_one_integration(
    desk: Desk,
) -> None:
    await desk.ask()
    desk.clock.pass_seconds(1)
    waiting = await desk.ask()
    await desk.claimed(desk.worker())

    def force(connection: Connection) -> bool:
        return run_steps.step(connection, waiting, RunStatus.ACCEPTED, RunStatus.RUNNING, at=0)

    with pytest.raises(DuplicateError):
        await desk.store.write(force, tenant_id=desk.integration.tenant_id)


@ON_BOTH
async def test_progress_shows_while_the_run_goes_on(desk: Desk) -> None:
    gate = Gate()
    desk.put(sheet("a"), sheet("b", torn=False), gate)
    run_id = await desk.ask()
    worker = desk.worker()
    task = asyncio.create_task(worker.execute(await desk.claimed(worker)))
    await gate.reached.wait()

    async def shown() -> bool:
        return (await desk.row(run_id)).asset_count == 2

    await until(shown)
    row = await desk.row(run_id)
    assert (row.status, row.phase) == ("running", "collecting")
    assert (row.pass_count, row.fail_count, row.call_count) == (1, 1, 3)
    assert await desk.findings() == [], "nothing is visible before the end"
    gate.opened.set()
    await task
    assert (await desk.row(run_id)).status == "completed"


async def test_a_cancel_request_is_honoured_mid_collection(desk: Desk) -> None:
    gate = Gate()
    account = desk.put(sheet("a"), gate)
    run_id = await desk.ask()
    worker = desk.worker()
    task = asyncio.create_task(worker.execute(await desk.claimed(worker)))
    await gate.reached.wait()
    row = await cancel_run(desk.store, tenant_id=desk.integration.tenant_id, run_id=run_id)
    assert (row.status, row.cancel_requested_at) == ("running", desk.clock())
    await task
    assert not gate.opened.is_set()
    row = await desk.row(run_id)
    assert (row.status, row.phase, row.asset_count) == ("cancelled", "done", 1)
    assert await desk.findings() == []
    assert account.closed == 1
    assert await desk.life(run_id) == ["accepted", "running", "cancelled"]


async def test_deleting_its_integration_cancels_a_working_run(desk: Desk) -> None:
    gate = Gate()
    desk.put(gate)
    run_id = await desk.ask()
    worker = desk.worker()
    task = asyncio.create_task(worker.execute(await desk.claimed(worker)))
    await gate.reached.wait()
    await delete_integration(
        desk.store, tenant_id=desk.integration.tenant_id, integration_id=desk.integration.id
    )
    await task
    assert (await desk.row(run_id)).status == "cancelled"


async def test_a_run_that_takes_too_long_fails_with_its_reason(desk: Desk) -> None:
    desk.put(sheet("a"), Gate())
    run_id = await desk.ask()
    worker = desk.worker(run_timeout_seconds=0.2)
    await worker.execute(await desk.claimed(worker))
    row = await desk.row(run_id)
    assert (row.status, row.error_code) == ("failed", "timeout")
    assert row.error_detail == "It took longer than 0.2 s."
    assert await desk.findings() == []


def broken() -> None:
    raise RuntimeError("secret detail")


def late() -> None:
    raise TimeoutError


@pytest.mark.parametrize("fault", [broken, late])
async def test_a_fault_fails_the_run_without_its_words(
    desk: Desk, fault: Callable[[], None]
) -> None:
    row = await desk.run(sheet("a"), fault)
    assert (row.status, row.error_code) == ("failed", "internal_error")
    assert "secret" not in (row.error_detail or "")
    assert await desk.findings() == []


async def test_an_account_that_cannot_be_reached_fails_the_run(desk: Desk) -> None:
    desk.collector = PaperCollector(PaperAccount(()), ConnectError("AWS cannot be reached."))
    run_id = await desk.ask()
    worker = desk.worker()
    await worker.execute(await desk.claimed(worker))
    row = await desk.row(run_id)
    assert (row.status, row.error_code) == ("failed", "unreachable")
    assert row.error_detail == "AWS cannot be reached."
    assert row.coverage is None


@pytest.mark.parametrize("trigger", [RunTrigger.MANUAL, RunTrigger.VERIFY])
async def test_a_run_without_any_evidence_fails(desk: Desk, trigger: RunTrigger) -> None:
    desk.put(Unlisted(Sheet, "eu-central-1", DENIED), refusal=DENIED)
    run_id = await desk.ask(trigger)
    worker = desk.worker()
    await worker.execute(await desk.claimed(worker))
    row = await desk.row(run_id)
    assert (row.status, row.error_code, row.coverage) == ("failed", "no_evidence", 0.0)
    assert "AccessDenied: paper:ListSheets" in (row.error_detail or "")


async def test_a_worker_that_lost_its_run_writes_nothing(desk: Desk) -> None:
    gate = Gate()
    desk.put(sheet("a"), gate)
    run_id = await desk.ask()
    frozen = desk.worker("here/1/a", cancel_poll_seconds=3600.0)
    asleep = asyncio.create_task(frozen.execute(await desk.claimed(frozen)))
    await gate.reached.wait()

    desk.clock.pass_seconds(2)
    other = desk.worker("there/1/b")
    assert await other.rescue() == [run_id]
    desk.put(sheet("b"))
    await desk.worker("there/1/b").execute(await desk.claimed(other))
    finished = await desk.row(run_id)
    assert finished.status == "completed"

    gate.opened.set()
    await asleep
    assert await desk.row(run_id) == finished
    assert [row.resource_id for row in await desk.findings()] == ["arn:aws:paper:::b"]
    assert await desk.life(run_id) == ["accepted", "running", "accepted", "running", "completed"]


async def test_a_worker_notices_within_a_beat_that_it_lost_its_run(desk: Desk) -> None:
    gate = Gate()
    account = desk.put(gate)
    run_id = await desk.ask()
    worker = desk.worker()
    task = asyncio.create_task(worker.execute(await desk.claimed(worker)))
    await gate.reached.wait()
    desk.clock.pass_seconds(2)
    assert await desk.worker("there/1/b").rescue() == [run_id]
    await task
    assert account.closed == 1
    assert (await desk.row(run_id)).status == "accepted"


async def test_a_beating_run_is_left_alone(desk: Desk) -> None:
    gate = Gate()
    desk.put(gate)
    await desk.ask()
    worker = desk.worker()
    task = asyncio.create_task(worker.execute(await desk.claimed(worker)))
    await gate.reached.wait()

    async def beaten() -> bool:
        (row,) = await desk.store.read(run_queue.working, tenant_id=EVERY_TENANT)
        return row.beat_at == desk.clock()

    for _ in range(3):
        desk.clock.pass_seconds(0.9)
        await until(beaten)
        assert await desk.worker("there/1/b").rescue() == []
    gate.opened.set()
    await task


async def test_a_run_whose_workers_all_died_is_failed_in_the_end(desk: Desk) -> None:
    run_id = await desk.ask()
    for attempt in range(1, 4):
        claim = await desk.claimed(desk.worker(run_attempts=3))
        assert claim.attempt == attempt
        desk.clock.pass_seconds(2)
        assert await desk.worker("there/1/b").rescue() == [run_id]
    assert await desk.worker(run_attempts=3).claim() is None
    row = await desk.row(run_id)
    assert (row.status, row.error_code) == ("failed", "attempts_exhausted")


async def test_a_cancelled_run_whose_worker_died_is_not_started_again(desk: Desk) -> None:
    run_id = await desk.ask()
    await desk.claimed(desk.worker())
    await cancel_run(desk.store, tenant_id=desk.integration.tenant_id, run_id=run_id)
    desk.clock.pass_seconds(2)
    assert await desk.worker("there/1/b").rescue() == [run_id]
    assert (await desk.row(run_id)).status == "cancelled"


@ON_BOTH
async def test_a_rescued_run_starts_over(desk: Desk) -> None:
    gate = Gate()
    desk.put(sheet("a"), gate)
    run_id = await desk.ask()
    worker = desk.worker()
    task = asyncio.create_task(worker.execute(await desk.claimed(worker)))
    await gate.reached.wait()

    async def shown() -> bool:
        return (await desk.row(run_id)).asset_count == 1

    await until(shown)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    row = await desk.row(run_id)
    assert (row.status, row.phase, row.started_at, row.asset_count) == (
        "accepted",
        "queued",
        None,
        0,
    )
    assert row.attempt_count == 0, "a worker that was told to stop has not failed"
    assert await desk.life(run_id) == ["accepted", "running", "accepted"]


async def test_the_end_of_a_run_waits_for_a_database_that_is_away(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate()
    desk.put(sheet("a"), gate)
    run_id = await desk.ask()
    worker = desk.worker()
    task = asyncio.create_task(worker.execute(await desk.claimed(worker)))
    await gate.reached.wait()
    away = 3

    write = desk.store.write

    async def refuse_thrice(work: Callable[[Connection], object], *, tenant_id: Tenancy) -> object:
        nonlocal away
        if away:
            away -= 1
            raise UnavailableError("The database is unavailable: the disk is full.")
        return await write(work, tenant_id=tenant_id)

    monkeypatch.setattr(desk.store, "write", refuse_thrice)
    gate.opened.set()
    await task
    assert (await desk.row(run_id)).status == "completed"
    assert len(await desk.findings()) == 1


async def test_every_step_is_one_that_the_table_of_transitions_allows(desk: Desk) -> None:
    run_id = await desk.ask()
    for source in RunStatus:
        for target in RunStatus:
            if target in TRANSITIONS[source]:
                continue
            with pytest.raises(KeyError):
                await desk.store.write(
                    lambda connection, source=source, target=target: run_steps.step(  # type: ignore[misc]  # bound at once
                        connection, run_id, source, target, at=0
                    ),
                    tenant_id=desk.integration.tenant_id,
                )
    assert await desk.life(run_id) == ["accepted"]


async def test_a_step_from_where_the_run_no_longer_is_changes_nothing(desk: Desk) -> None:
    run_id = await desk.ask()
    moved = await desk.store.write(
        lambda connection: run_steps.step(
            connection, run_id, RunStatus.RUNNING, RunStatus.COMPLETED, at=0, held=NOBODYS
        ),
        tenant_id=desk.integration.tenant_id,
    )
    assert not moved
    assert await desk.life(run_id) == ["accepted"]


HOST = socket.gethostname()


@pytest.mark.parametrize(
    ("worker", "gone"),
    [
        pytest.param(f"{HOST}/{os.getpid()}/mine", False, id="it is us"),
        pytest.param(f"{HOST}/{os.getpid()}/before", True, id="our number, but not us"),
        pytest.param(f"{HOST}/{os.getppid()}/a", False, id="a living process"),
        pytest.param(f"{HOST}/4194305/a", True, id="no such process"),
        pytest.param("elsewhere/4194305/a", False, id="another host"),
    ],
)
def test_a_process_that_is_no_more_is_known_to_be(worker: str, *, gone: bool) -> None:
    assert is_gone(worker, ours=f"{HOST}/{os.getpid()}/mine") is gone

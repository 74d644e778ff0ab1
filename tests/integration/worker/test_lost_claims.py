"""Runs whose worker died, stood still or lost its claim."""

import asyncio
from functools import partial

import pytest

from posture.domain.run import RunCounts, RunPhase
from posture.services.runs import cancel_run
from posture.store import run_queue, run_steps
from posture.store.tenancy import EVERY_TENANT
from posture.worker.run import Worker
from tests.databases import ON_BOTH
from tests.integration.fakes import sheet, until
from tests.integration.worker.conftest import Rig
from tests.integration.worker.test_life import Gate

pytestmark = pytest.mark.anyio


async def test_a_worker_that_lost_its_claim_writes_nothing(rig: Rig) -> None:
    gate = Gate()
    rig.put(sheet("a"), gate)
    run_id = await rig.ask()
    frozen = rig.worker("here/1/a", cancel_poll_seconds=3600.0)
    asleep = asyncio.create_task(frozen.execute(await rig.claimed(frozen)))
    await gate.reached.wait()

    other = rig.worker("there/1/b")
    assert await dead_after_seconds(rig, 2, other) == [run_id]
    rig.put(sheet("b"))
    await rig.worker("there/1/b").execute(await rig.claimed(other))
    finished = await rig.row(run_id)
    assert finished.status == "completed"

    gate.opened.set()
    await asleep
    assert await rig.row(run_id) == finished
    assert [row.resource_id for row in await rig.findings()] == ["arn:aws:paper:::b"]
    assert await rig.life(run_id) == ["accepted", "running", "accepted", "running", "completed"]


async def test_a_worker_notices_a_lost_claim_at_the_next_heartbeat(rig: Rig) -> None:
    gate = Gate()
    account = rig.put(gate)
    run_id = await rig.ask()
    worker = rig.worker()
    task = asyncio.create_task(worker.execute(await rig.claimed(worker)))
    await gate.reached.wait()
    other = rig.worker("there/1/b")

    async def rescued() -> bool:
        """Take the run back, unless a heartbeat came between two looks."""
        return await dead_after_seconds(rig, 2, other) == [run_id]

    await until(rescued)
    await task
    assert account.closed == 1
    assert (await rig.row(run_id)).status == "accepted"


async def test_a_run_with_a_heartbeat_is_not_taken_back(rig: Rig) -> None:
    gate = Gate()
    rig.put(gate)
    await rig.ask()
    worker = rig.worker()
    task = asyncio.create_task(worker.execute(await rig.claimed(worker)))
    await gate.reached.wait()

    async def beaten() -> bool:
        (row,) = await rig.store.read(run_queue.working, tenant_id=EVERY_TENANT)
        return row.beat_at == rig.clock()

    other = rig.worker("there/1/b")
    for _ in range(3):
        rig.clock.pass_seconds(0.9)
        await until(beaten)
        assert await other.rescue() == []
    gate.opened.set()
    await task


async def test_a_run_whose_workers_all_died_fails(rig: Rig) -> None:
    run_id = await rig.ask()
    for attempt in range(1, 4):
        claim = await rig.claimed(rig.worker(run_attempts=3))
        assert claim.attempt == attempt
        assert await dead_after_seconds(rig, 2) == [run_id]
    assert await rig.worker(run_attempts=3).claim() is None
    row = await rig.row(run_id)
    assert (row.status, row.error_code) == ("failed", "attempts_exhausted")


async def test_a_cancelled_run_whose_worker_died_is_not_started_again(
    rig: Rig,
) -> None:
    run_id = await rig.ask()
    await rig.claimed(rig.worker())
    await cancel_run(rig.store, tenant_id=rig.integration.tenant_id, run_id=run_id)
    assert await dead_after_seconds(rig, 2) == [run_id]
    assert (await rig.row(run_id)).status == "cancelled"


@ON_BOTH
@pytest.mark.parametrize("minutes", [-5, 5], ids=["behind", "ahead"])
async def test_a_worker_on_a_host_with_another_time_keeps_its_run_while_it_beats(
    rig: Rig, minutes: int
) -> None:
    run_id = await rig.ask()
    claim = await rig.claimed(rig.worker())
    other = rig.worker("there/1/b")
    beat_at = rig.clock() + minutes * 60_000

    async def beat() -> None:
        kept = partial(
            run_steps.show_progress,
            run_id=run_id,
            held=claim.token,
            phase=RunPhase.COLLECTING,
            counts=RunCounts(),
            started_at=beat_at,
            at=beat_at,
        )
        assert await rig.store.write(kept, tenant_id=claim.tenant_id)

    for _ in range(4):
        await beat()
        for _ in range(2):
            assert await other.rescue() == []
            rig.clock.pass_seconds(0.45)
        beat_at += 900
    assert await other.rescue() == []
    rig.clock.pass_seconds(0.2)
    assert await other.rescue() == [run_id]
    assert await rig.life(run_id) == ["accepted", "running", "accepted"]


async def test_a_pause_of_the_worker_that_looks_kills_no_other_worker(rig: Rig) -> None:
    run_id = await rig.ask()
    await rig.claimed(rig.worker())
    other = rig.worker("there/1/b")
    for _ in range(2):
        assert await other.rescue() == []
        rig.clock.pass_seconds(3_600)
    # Its host or the database stood still: the other worker has had no time for a heartbeat.
    assert await other.rescue() == []
    rig.clock.pass_seconds(0.2)
    assert await other.rescue() == [run_id]


async def dead_after_seconds(rig: Rig, seconds: float, other: Worker | None = None) -> list[str]:
    """Return what another worker takes back that looks now, and until so much time has passed."""
    looking = other or rig.worker("there/1/b")
    taken = await looking.rescue()
    for _ in range(4):
        rig.clock.pass_seconds(seconds / 4)
        taken += await looking.rescue()
    return taken


@ON_BOTH
async def test_a_rescued_run_starts_over(rig: Rig) -> None:
    gate = Gate()
    rig.put(sheet("a"), gate)
    run_id = await rig.ask()
    worker = rig.worker()
    task = asyncio.create_task(worker.execute(await rig.claimed(worker)))
    await gate.reached.wait()

    async def shown() -> bool:
        return (await rig.row(run_id)).asset_count == 1

    await until(shown)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    row = await rig.row(run_id)
    assert (row.status, row.phase, row.started_at, row.asset_count) == (
        "accepted",
        "queued",
        None,
        0,
    )
    assert row.attempt_count == 0, "a worker that is asked to stop has not failed"
    assert await rig.life(run_id) == ["accepted", "running", "accepted"]

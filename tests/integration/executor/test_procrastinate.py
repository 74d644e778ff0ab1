"""Faults of the queue on PostgreSQL: lost, duplicate, stale and refused jobs."""

from dataclasses import replace
from typing import Any

import pytest

from posture.domain.run import RunTrigger
from posture.services.errors import EnqueueFailedError
from posture.services.integrations import create_integration
from posture.services.runs import RunRequest, accept_run
from posture.settings import Settings
from posture.store.statement import Connection
from posture.store.tenancy import EVERY_TENANT
from tests.databases import ON_POSTGRES
from tests.integration.executor.conftest import Gate, Rig
from tests.integration.fakes import sheet, until
from tests.integration.runs import list_runs

pytestmark = [pytest.mark.anyio, ON_POSTGRES]

STALE = (
    "INSERT INTO procrastinate_workers (last_heartbeat) "
    "VALUES (now() - interval '1 day') RETURNING id"
)


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Settings that open a connection again at once, also when the server ended it half open."""
    return replace(settings, database_retry_seconds=0.0)


async def sql(rig: Rig, *statements: str) -> list[tuple[Any, ...]]:
    """Run statements as another client beside the executor; return the rows of the last."""

    def write(connection: Connection) -> list[tuple[Any, ...]]:
        found: list[tuple[Any, ...]] = []
        for statement in statements:
            cursor: Any = connection.driver.execute(statement)
            found = cursor.fetchall() if cursor.description else []
        return found

    return await rig.store.write(write, tenant_id=EVERY_TENANT)


async def jobs(rig: Rig) -> list[tuple[Any, ...]]:
    return await sql(rig, "SELECT args->>'run_id', lock, status FROM procrastinate_jobs")


async def nothing_is_left(rig: Rig) -> None:
    async def empty() -> bool:
        return await jobs(rig) == []

    await until(empty)


async def test_a_run_and_its_job_are_committed_together(rig: Rig) -> None:
    async with rig.open(workers=0):
        run_id = await rig.ask()
        assert await jobs(rig) == [(run_id, None, "todo")]

        def fails_later(connection: Connection) -> None:
            rig.executor.enqueue(connection, run_id, rig.integration.id)
            raise RuntimeError

        with pytest.raises(RuntimeError):
            await rig.store.write(fails_later, tenant_id=rig.integration.tenant_id)
        assert len(await jobs(rig)) == 1


async def test_a_refused_job_leaves_no_run_and_does_not_count(
    rig: Rig,
) -> None:
    request = RunRequest(
        tenant_id=rig.integration.tenant_id,
        integration_id=rig.integration.id,
        trigger=RunTrigger.MANUAL,
    )
    async with rig.open(workers=0):
        await sql(
            rig,
            "ALTER TABLE procrastinate_jobs ADD CONSTRAINT closed CHECK (id < 0) NOT VALID",
        )
        for _ in range(rig.settings.manual_runs_per_window + 1):
            with pytest.raises(EnqueueFailedError):
                await accept_run(
                    rig.store,
                    queue=rig.executor,
                    settings=rig.settings,
                    request=request,
                )
        assert await list_runs(rig.store, tenant_id=rig.integration.tenant_id) == []
        await sql(rig, "ALTER TABLE procrastinate_jobs DROP CONSTRAINT closed")
        await accept_run(rig.store, queue=rig.executor, settings=rig.settings, request=request)


async def test_a_process_with_no_workers_leaves_runs_to_others(rig: Rig) -> None:
    async with rig.open(workers=0):
        run_id = await rig.ask()
    assert (await rig.row(run_id)).status == "accepted"
    async with rig.open():
        await rig.ended(run_id)
        await nothing_is_left(rig)


async def test_runs_of_one_integration_take_turns(rig: Rig) -> None:
    gate = Gate()
    rig.steps = (gate, sheet("a"))
    async with rig.open(workers=3):
        ids = [await rig.ask() for _ in range(3)]

        async def under_way() -> bool:
            return gate.waiting == 1

        await until(under_way)
        gate.opened.set()
        for run_id in ids:
            await rig.ended(run_id)
    assert gate.most == 1


async def test_a_run_without_a_job_gets_another(rig: Rig) -> None:
    async with rig.open(workers=0):
        run_id = await rig.ask()
        await sql(rig, "DELETE FROM procrastinate_jobs")
    async with rig.open():
        await rig.ended(run_id)


async def test_a_run_with_two_jobs_is_executed_once(rig: Rig) -> None:
    async with rig.open(workers=0):
        run_id = await rig.ask()
        await sql(
            rig,
            "INSERT INTO procrastinate_jobs (queue_name, task_name, lock, args) "
            "SELECT queue_name, task_name, lock, args FROM procrastinate_jobs",
        )
    async with rig.open():
        await rig.ended(run_id)
        await nothing_is_left(rig)
    assert await rig.life(run_id) == ["accepted", "running", "completed"]


async def test_the_job_of_a_dead_worker_is_taken_back(rig: Rig) -> None:
    async with rig.open(workers=0):
        run_id = await rig.ask()
        ((worker_id,),) = await sql(rig, STALE)
        await sql(rig, f"SELECT procrastinate_fetch_job_v2(NULL, {worker_id})")
        assert [status for *_, status in await jobs(rig)] == ["doing"]
    async with rig.open():
        await rig.ended(run_id)
        await nothing_is_left(rig)


async def test_a_worker_notices_a_job_whose_fetch_was_lost(
    rig: Rig,
) -> None:
    async with rig.open(queue_poll_seconds=0.05):
        await rig.ended(await rig.ask())
        # As if the reply to a fetch had been lost: the table assigns the job to this worker, which
        # does not know.
        await sql(
            rig,
            "INSERT INTO procrastinate_jobs (queue_name, task_name, args, status, worker_id) "
            "SELECT 'runs', 'execute_run', jsonb_build_object('run_id', (SELECT id FROM runs)), "
            "'doing', id FROM procrastinate_workers",
        )
        await nothing_is_left(rig)


async def test_a_lost_connection_stops_neither_the_run_nor_the_heartbeat(
    rig: Rig,
) -> None:
    gate = Gate()
    rig.steps = (gate, sheet("a"))
    beaten = "SELECT max(last_heartbeat) FROM procrastinate_workers"
    # However slow this machine is, no beat may be missed for so long that the run is taken back.
    async with rig.open(stale_after_seconds=60.0):
        run_id = await rig.ask()

        async def under_way() -> bool:
            return gate.waiting == 1

        await until(under_way)
        for _ in range(3):
            await sql(
                rig,
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()",
            )
            before = await sql(rig, beaten)

            async def beats(before: list[tuple[Any, ...]] = before) -> bool:
                return (await sql(rig, beaten)) > before

            await until(beats)
        gate.opened.set()
        await rig.ended(run_id)
        await nothing_is_left(rig)
    assert await rig.life(run_id) == ["accepted", "running", "completed"]


async def test_a_worker_that_the_queue_has_forgotten_registers_again_while_it_is_maintained(
    rig: Rig,
) -> None:
    # A restart of the database can lose the row, which does not wait for the disk. The pool of
    # connections is then closed and opened while the maintenance uses it.
    async with rig.open(rescue_seconds=0.001, queue_poll_seconds=0.05):
        for _ in range(5):
            await rig.measured()
            await sql(rig, "DELETE FROM procrastinate_workers")
            await rig.ended(await rig.ask())
            await nothing_is_left(rig)


async def test_a_notification_starts_a_run_without_polling(rig: Rig) -> None:
    async with rig.open(queue_poll_seconds=3_600.0):
        ids: list[str] = []

        async def told_of_three() -> bool:
            # A notification that arrives while the worker looks is lost; the next one is not.
            row = await create_integration(
                rig.store,
                tenant_id=rig.integration.tenant_id,
                name=str(len(ids)),
                provider="aws",
            )
            rig.integration = row
            ids.append(await rig.ask())
            return [(await rig.row(one)).status for one in ids].count("completed") >= 3

        await until(told_of_three)

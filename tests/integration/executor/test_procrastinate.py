"""What only the queue on PostgreSQL can get wrong: lost, doubled, stale, refused jobs."""

from typing import Any

import pytest

from posture.domain.run import RunTrigger
from posture.services.errors import EnqueueFailedError
from posture.services.integrations import create_integration
from posture.services.runs import RunRequest, accept_run, list_runs
from posture.store.statement import Connection
from posture.store.tenancy import EVERY_TENANT
from tests.databases import ON_POSTGRES
from tests.integration.executor.conftest import Gate, House
from tests.integration.fakes import sheet, until

pytestmark = [pytest.mark.anyio, ON_POSTGRES]

STALE = (
    "INSERT INTO procrastinate_workers (last_heartbeat) "
    "VALUES (now() - interval '1 day') RETURNING id"
)


async def sql(house: House, *statements: str) -> list[tuple[Any, ...]]:
    """Run statements as somebody beside the executor; answer the rows of the last."""

    def write(connection: Connection) -> list[tuple[Any, ...]]:
        found: list[tuple[Any, ...]] = []
        for statement in statements:
            cursor: Any = connection.driver.execute(statement)
            found = cursor.fetchall() if cursor.description else []
        return found

    return await house.store.write(write, tenant_id=EVERY_TENANT)


async def jobs(house: House) -> list[tuple[Any, ...]]:
    return await sql(house, "SELECT args->>'run_id', lock, status FROM procrastinate_jobs")


async def nothing_is_left(house: House) -> None:
    async def empty() -> bool:
        return await jobs(house) == []

    await until(empty)


async def test_a_run_and_its_job_are_kept_together_or_not_at_all(house: House) -> None:
    async with house.open(workers=0):
        run_id = await house.ask()
        assert await jobs(house) == [(run_id, house.integration.id, "todo")]

        def fails_later(connection: Connection) -> None:
            house.executor.enqueue(connection, run_id, house.integration.id)
            raise RuntimeError

        with pytest.raises(RuntimeError):
            await house.store.write(fails_later, tenant_id=house.integration.tenant_id)
        assert len(await jobs(house)) == 1


async def test_a_queue_that_refuses_keeps_nothing_and_counts_nothing(house: House) -> None:
    request = RunRequest(
        tenant_id=house.integration.tenant_id,
        integration_id=house.integration.id,
        trigger=RunTrigger.MANUAL,
    )
    async with house.open(workers=0):
        await sql(
            house,
            "ALTER TABLE procrastinate_jobs ADD CONSTRAINT closed CHECK (id < 0) NOT VALID",
        )
        for _ in range(house.settings.manual_runs_per_window + 1):
            with pytest.raises(EnqueueFailedError):
                await accept_run(
                    house.store, queue=house.executor, settings=house.settings, request=request
                )
        assert await list_runs(house.store, tenant_id=house.integration.tenant_id) == []
        await sql(house, "ALTER TABLE procrastinate_jobs DROP CONSTRAINT closed")
        await accept_run(
            house.store, queue=house.executor, settings=house.settings, request=request
        )


async def test_a_process_with_no_workers_leaves_runs_to_others(house: House) -> None:
    async with house.open(workers=0):
        run_id = await house.ask()
    assert (await house.row(run_id)).status == "accepted"
    async with house.open():
        await house.ended(run_id)
        await nothing_is_left(house)


async def test_runs_of_one_integration_take_turns(house: House) -> None:
    gate = Gate()
    house.steps = (gate, sheet("a"))
    async with house.open(workers=3):
        ids = [await house.ask() for _ in range(3)]

        async def under_way() -> bool:
            return gate.waiting == 1

        await until(under_way)
        gate.opened.set()
        for run_id in ids:
            await house.ended(run_id)
    assert gate.most == 1


async def test_a_run_that_lost_its_job_is_given_another(house: House) -> None:
    async with house.open(workers=0):
        run_id = await house.ask()
        await sql(house, "DELETE FROM procrastinate_jobs")
    async with house.open():
        await house.ended(run_id)


async def test_a_run_with_two_jobs_is_executed_once(house: House) -> None:
    async with house.open(workers=0):
        run_id = await house.ask()
        await sql(
            house,
            "INSERT INTO procrastinate_jobs (queue_name, task_name, lock, args) "
            "SELECT queue_name, task_name, lock, args FROM procrastinate_jobs",
        )
    async with house.open():
        await house.ended(run_id)
        await nothing_is_left(house)
    assert await house.life(run_id) == ["accepted", "running", "completed"]


async def test_what_a_dead_worker_held_is_taken_back(house: House) -> None:
    async with house.open(workers=0):
        run_id = await house.ask()
        ((worker_id,),) = await sql(house, STALE)
        await sql(house, f"SELECT procrastinate_fetch_job_v2(NULL, {worker_id})")
        assert [status for *_, status in await jobs(house)] == ["doing"]
    async with house.open():
        await house.ended(run_id)
        await nothing_is_left(house)


async def test_a_job_that_never_reached_its_worker_is_noticed_by_it(house: House) -> None:
    async with house.open(queue_poll_seconds=0.05):
        await house.ended(await house.ask())
        # As if the answer to a fetch had been lost: ours by the table, and nobody knows of it.
        await sql(
            house,
            "INSERT INTO procrastinate_jobs (queue_name, task_name, args, status, worker_id) "
            "SELECT 'runs', 'execute_run', jsonb_build_object('run_id', (SELECT id FROM runs)), "
            "'doing', id FROM procrastinate_workers",
        )
        await nothing_is_left(house)


async def test_a_lost_connection_stops_neither_the_run_nor_the_hearts_beat(house: House) -> None:
    gate = Gate()
    house.steps = (gate, sheet("a"))
    beaten = "SELECT max(last_heartbeat) FROM procrastinate_workers"
    # However slow this machine is, no beat may be missed for so long that the run is taken back.
    async with house.open(stale_after_seconds=60.0):
        run_id = await house.ask()

        async def under_way() -> bool:
            return gate.waiting == 1

        await until(under_way)
        for _ in range(3):
            await sql(
                house,
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()",
            )
            before = await sql(house, beaten)

            async def beats(before: list[tuple[Any, ...]] = before) -> bool:
                return (await sql(house, beaten)) > before

            await until(beats)
        gate.opened.set()
        await house.ended(run_id)
        await nothing_is_left(house)
    assert await house.life(run_id) == ["accepted", "running", "completed"]


async def test_whoever_listens_need_not_look(house: House) -> None:
    async with house.open(queue_poll_seconds=3_600.0):
        ids: list[str] = []

        async def told_of_three() -> bool:
            # A word that is said while the worker looks is lost on it; the next one is not.
            row = await create_integration(
                house.store,
                tenant_id=house.integration.tenant_id,
                name=str(len(ids)),
                provider="aws",
            )
            house.integration = row
            ids.append(await house.ask())
            return [(await house.row(one)).status for one in ids].count("completed") >= 3

        await until(told_of_three)

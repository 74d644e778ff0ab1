"""Kills, a restart and a freeze under load: nothing is lost, nothing happens twice.

Every process is a real one and dies by a real signal. What dies when is drawn from a seed.
"""

import asyncio
import random
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Final

import pytest

from posture.settings import Settings
from tests.e2e.fleet import Member, fleet
from tests.e2e.ledger import (
    END_SECONDS,
    Act,
    Row,
    Trial,
    audited_as_answered,
    nothing_was_lost_or_doubled,
)
from tests.emulator.faults import Endpoint
from tests.integration.fakes import until
from tests.machine import scaled
from tests.postgres import Postgres, postgres

pytestmark = pytest.mark.anyio

SEED: Final = 20_261_128
INTEGRATIONS: Final = scaled(small=15, full=150)
WORKERS: Final = scaled(small=2, full=3)
READING: Final = "s3:GetPublicAccessBlock"


@pytest.fixture(scope="module")
def server() -> Iterator[Postgres]:
    """A server that keeps what it confirmed, whatever happens to it."""
    with postgres(durable=True) as found:
        yield found


@asynccontextmanager
async def trial(
    server: Postgres,
    home: Path,
    cloud: Endpoint,
    *,
    integrations: int,
    apis: int,
    workers: int,
) -> AsyncIterator[Trial]:
    """Start servers that accept and workers that execute, on a database of their own."""
    database = server.create()
    url = server.url(database)
    async with fleet(home, url) as here:
        await here.found(
            Settings(database_url=url), endpoint_url=cloud.url, integrations=integrations
        )
        for _ in range(apis):
            await here.add_api("--workers", "0")
        for _ in range(workers):
            await here.add_worker()
        yield Trial(
            here,
            partial(rows_of, server, database),
            queue="SELECT count(*) FROM procrastinate_jobs",
        )


def rows_of(server: Postgres, database: str, statement: str) -> list[Row]:
    return server.admin(statement, database=database)


@asynccontextmanager
async def at_work(here: Trial, cloud: Endpoint, member: Member) -> AsyncIterator[None]:
    """Hold the cloud's answers until a worker has a run, and while something happens to it."""
    cloud.hang = frozenset({READING})
    try:
        await until(partial(has_runs, here, member))
        yield
    finally:
        cloud.hang = frozenset()


async def has_runs(here: Trial, member: Member) -> bool:
    """Return whether a worker has runs under way."""
    rows = here.rows("SELECT split_part(worker, '/', 2) FROM runs WHERE status = 'running'")
    return (str(member.process.pid),) in rows


async def kill(here: Trial, cloud: Endpoint, member: Member) -> None:
    """Kill a worker in the middle of a run, and start another in its place."""
    async with at_work(here, cloud, member):
        await here.fleet.replace(member)


async def restart(server: Postgres) -> None:
    """Let the database die as by a loss of power, and come back."""
    await asyncio.to_thread(server.crash)
    await asyncio.to_thread(server.start)


async def freeze(here: Trial, cloud: Endpoint, choose: random.Random) -> None:
    """Let a worker stand still until its runs are taken from it."""
    member = choose.choice(here.fleet.workers)
    async with at_work(here, cloud, member):
        member.freeze()

    async def lost() -> bool:
        return not await has_runs(here, member)

    await until(lost)
    member.thaw()


async def test_runs_through_kills_a_restart_and_a_freeze(
    server: Postgres, tmp_path: Path, cloud: Endpoint
) -> None:
    choose = random.Random(SEED)  # noqa: S311  # a plan that can be repeated, not a secret
    async with trial(
        server, tmp_path, cloud, integrations=INTEGRATIONS, apis=2, workers=WORKERS
    ) as here:
        acts: list[Act] = [partial(kill, here, cloud, worker) for worker in here.fleet.workers]
        acts += [partial(here.fleet.replace, here.fleet.apis[0])]
        acts += [partial(restart, server), partial(freeze, here, cloud, choose)]
        choose.shuffle(acts)
        await here.disturbed(acts, choose)
        await here.settled()
        await here.fleet.stop()
        nothing_was_lost_or_doubled(here)
        audited_as_answered(here)


async def test_a_frozen_worker_notices_that_it_lost_its_run(
    server: Postgres, tmp_path: Path, cloud: Endpoint
) -> None:
    cloud.hang = frozenset({READING})
    async with trial(server, tmp_path, cloud, integrations=1, apis=1, workers=2) as here:
        await here.ask(here.fleet.integrations[0], random.Random(SEED))  # noqa: S311  # as above

        async def begun() -> bool:
            return cloud.calls[READING] > 0

        await until(begun)
        ((process,),) = here.rows("SELECT split_part(worker, '/', 2) FROM runs")
        owner = next(one for one in here.fleet.workers if one.process.pid == int(process))
        owner.freeze()
        cloud.hang = frozenset()
        await until_ended(here)
        before = here.rows("SELECT * FROM runs"), here.rows("SELECT * FROM findings ORDER BY id")
        owner.thaw()

        async def noticed() -> bool:
            return any(line["event"] == "run.lost" for line in here.fleet.log())

        await until(noticed)
        await here.settled()
        await here.fleet.stop()
        assert before == (
            here.rows("SELECT * FROM runs"),
            here.rows("SELECT * FROM findings ORDER BY id"),
        )
        life = [row for (row,) in here.rows("SELECT to_status FROM run_events ORDER BY id")]
        assert life == ["accepted", "running", "accepted", "running", "completed"]


async def until_ended(here: Trial) -> None:
    async def ended() -> bool:
        return here.rows("SELECT status FROM runs") == [("completed",)]

    await until(ended, seconds=END_SECONDS)

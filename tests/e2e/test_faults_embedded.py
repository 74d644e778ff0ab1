"""One process on one file: killed again and again, and on a disk that is full."""

import random
import resource
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from functools import partial
from pathlib import Path
from typing import Final

import httpx
import pytest

from posture.settings import Settings
from tests.e2e.fleet import RUNS, fleet
from tests.e2e.ledger import Row, Trial, audited_as_answered, nothing_was_lost_or_doubled
from tests.emulator.faults import Endpoint
from tests.integration.disk import small_disk
from tests.integration.fakes import until
from tests.machine import scaled

pytestmark = pytest.mark.anyio

SEED: Final = 20_261_128
KILLS: Final = scaled(small=3, full=30)
INTEGRATIONS: Final = scaled(small=15, full=150)
READING: Final = "s3:GetPublicAccessBlock"
SOURCE: Final = {"tool": "terraform", "url": "https://ci.example.com/" + "x" * 2_000}


def rows_of(file: Path, statement: str) -> list[Row]:
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as raw:
        return list(raw.execute(statement))


@asynccontextmanager
async def trial(
    home: Path, log: Path, cloud: Endpoint, *, integrations: int, **settings: object
) -> AsyncIterator[Trial]:
    """Have one server that accepts and executes."""
    file = home / "posture.db"
    url = f"sqlite:///{file}"
    async with fleet(log, url, **settings) as here:
        await here.found(
            Settings(database_url=url), endpoint_url=cloud.url, integrations=integrations
        )
        await here.add_api()
        yield Trial(here, partial(rows_of, file))


async def test_runs_through_kills_of_the_only_process(tmp_path: Path, cloud: Endpoint) -> None:
    choose = random.Random(SEED)  # noqa: S311  # a plan that can be repeated, not a secret

    async def kill(here: Trial) -> None:
        cloud.hang = frozenset({READING})

        async def at_work() -> bool:
            return here.rows("SELECT count(*) FROM runs WHERE status = 'running'") != [(0,)]

        await until(at_work)
        await here.fleet.replace(here.fleet.apis[0])
        cloud.hang = frozenset()

    async with trial(tmp_path, tmp_path, cloud, integrations=INTEGRATIONS) as here:
        await here.disturbed([partial(kill, here)] * KILLS, choose)
        await here.settled()
        await here.fleet.stop()
        nothing_was_lost_or_doubled(here)
        audited_as_answered(here)
        assert here.rows("PRAGMA integrity_check") == [("ok",)]


async def test_a_full_disk_is_refused_clearly_and_recovered_from_without_help(
    tmp_path: Path, cloud: Endpoint
) -> None:
    home, log = tmp_path / "small", tmp_path / "log"
    home.mkdir(mode=0o700)
    log.mkdir()
    with small_disk(home) as make_room:
        async with trial(home, log, cloud, integrations=1, workers=1) as here:
            (member,) = here.fleet.apis
            headers = {"Authorization": f"Bearer {here.fleet.token}"}
            body = {
                "integration_id": here.fleet.integrations[0],
                "trigger": "verify",
                "source": SOURCE,
            }
            async with httpx.AsyncClient(
                base_url=member.url, headers=headers, timeout=60
            ) as client:
                accepted = []
                while (answer := await client.post(RUNS, json=body)).status_code == 202:
                    accepted.append(answer.json()["run_id"])
                assert (answer.status_code, answer.json()) == (503, {"error": "unavailable"})
                assert (await client.get(f"{RUNS}/{accepted[0]}")).status_code == 200
                make_room()
                # Where we may not mount, the limit is the process's own.
                unlimited = resource.RLIM_INFINITY
                hard = resource.prlimit(member.process.pid, resource.RLIMIT_FSIZE)[1]
                resource.prlimit(
                    member.process.pid,
                    resource.RLIMIT_FSIZE,
                    (unlimited if hard == unlimited else hard, hard),
                )
                await here.settled()
                again = await client.post(RUNS, json=body)
                assert again.status_code == 202
            await here.settled()
            await here.fleet.stop()
            assert dict(here.rows("SELECT id, status FROM runs")) == dict.fromkeys(
                [*accepted, again.json()["run_id"]], "completed"
            )
            assert here.rows("PRAGMA integrity_check") == [("ok",)]

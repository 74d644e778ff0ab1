"""A database server that goes away and comes back: clear refusals meanwhile, nothing lost."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.api import RUNS, api_in
from tests.postgres import Postgres, postgres


@pytest.fixture
def server() -> Iterator[Postgres]:
    with postgres(durable=True) as started:
        yield started


@pytest.mark.anyio
async def test_503_while_the_database_restarts_and_every_accepted_run_is_there(
    server: Postgres, tmp_path: Path
) -> None:
    url = server.url(server.create())
    accepted: list[str] = []
    statuses: set[int] = set()
    stop = asyncio.Event()

    async def ask(client: httpx.AsyncClient, body: dict[str, str]) -> None:
        while not stop.is_set():
            answer = await client.post(RUNS, json=body)
            statuses.add(answer.status_code)
            if answer.status_code == 202:
                accepted.append(answer.json()["run_id"])
            else:
                assert answer.content == b'{"error":"unavailable"}'
                await asyncio.sleep(0.01)

    async def more(wanted: int) -> None:
        async with asyncio.timeout(240):
            while len(accepted) < wanted:  # noqa: ASYNC110  # nobody announces it
                await asyncio.sleep(0.01)

    async with (
        api_in(tmp_path, database_url=url, database_retry_seconds=0.02) as api,
        api.client() as client,
        asyncio.TaskGroup() as group,
    ):
        body = {"integration_id": await api.integration(), "trigger": "verify"}
        for _ in range(4):
            group.create_task(ask(client, body))
        await more(5)
        await asyncio.to_thread(server.crash)
        refused = await client.get(RUNS)
        await asyncio.to_thread(server.start)
        await more(len(accepted) + 5)
        stop.set()
        await asyncio.sleep(0)
        for run_id in accepted:
            assert (await client.get(f"{RUNS}/{run_id}")).status_code == 200

    assert (refused.status_code, refused.content) == (503, b'{"error":"unavailable"}')
    assert statuses == {202, 503}

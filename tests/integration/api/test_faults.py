"""When the service itself is at fault: a clear response, nothing lost, nothing disclosed."""

import sqlite3
from asyncio import gather
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.api import INTEGRATIONS, RUNS, Api, api_in
from tests.integration.disk import small_disk
from tests.server import Queue, served


@contextmanager
def locked(api: Api) -> Iterator[None]:
    """Hold the database's write lock, as another process would."""
    file = api.deps.settings.database_file()
    assert file is not None
    holder = sqlite3.connect(file, isolation_level=None)
    try:
        holder.execute("BEGIN IMMEDIATE")
        yield
        holder.execute("ROLLBACK")
    finally:
        holder.close()


@pytest.mark.anyio
async def test_503_while_the_database_is_locked_and_nothing_is_kept(tmp_path: Path) -> None:
    async with api_in(tmp_path, database_busy_seconds=0.05) as api, api.client() as client:
        integration_id = await api.integration()
        body = {"integration_id": integration_id}
        with locked(api):
            refused = [
                await client.post(RUNS, json=body),
                await client.post(INTEGRATIONS, json={"name": "a", "provider": "aws", "aws": {}}),
                await client.patch(f"{INTEGRATIONS}/{integration_id}", json={"name": "b"}),
                await client.delete(f"{INTEGRATIONS}/{integration_id}"),
                await client.get("/health/ready"),
            ]
            read = await client.get(RUNS)
            alive = await client.get("/health/live")
        ready = await client.get("/health/ready")
        runs = await client.get(RUNS)
        (integration,) = (await client.get(INTEGRATIONS)).json()["data"]
        accepted = await client.post(RUNS, json=body)

    assert {(one.status_code, one.content) for one in refused} == {
        (503, b'{"error":"unavailable"}')
    }
    assert [one.status_code for one in (read, alive, ready)] == [200, 200, 200]
    assert runs.json() == {"data": []}
    assert integration["name"] == "account 1"
    assert accepted.status_code == 202


@pytest.mark.anyio
async def test_503_while_the_disk_is_full_and_nothing_is_lost(tmp_path: Path) -> None:
    home = tmp_path / "small"
    home.mkdir()
    source = {"tool": "terraform", "url": "https://ci.example.com/" + "x" * 2_000}
    with small_disk(home) as make_room:
        async with api_in(home) as api, api.client() as client:
            body = {"integration_id": await api.integration(), "trigger": "verify"}
            accepted: list[str] = []
            while (answer := await client.post(RUNS, json=body | {"source": source})).is_success:
                accepted.append(answer.json()["run_id"])
            refused = [
                answer,
                *[await client.post(RUNS, json=body | {"source": source}) for _ in range(3)],
            ]
            read = await client.get(f"{RUNS}/{accepted[0]}")
            kept = await every_run(client)
            make_room()
            again = await client.post(RUNS, json=body | {"source": source})
            everything = await every_run(client)

    assert {(one.status_code, one.content) for one in refused} == {
        (503, b'{"error":"unavailable"}')
    }
    assert read.status_code == 200
    assert kept == set(accepted)
    assert again.status_code == 202
    assert everything == {*accepted, again.json()["run_id"]}


async def every_run(client: httpx.AsyncClient) -> set[str]:
    found: set[str] = set()
    query = {"limit": "100"}
    while query.get("cursor") != "None":
        page = (await client.get(RUNS, params=query)).json()
        found |= {row["id"] for row in page["data"]}
        query["cursor"] = str(page["next_cursor"])
    return found


@pytest.mark.anyio
@pytest.mark.parametrize("token", ["", None])
async def test_a_post_that_cannot_be_recorded_is_503(tmp_path: Path, token: str | None) -> None:
    async with api_in(tmp_path, database_busy_seconds=0.05) as api, api.client(token) as client:
        with locked(api):
            answer = await client.post(RUNS, json={})

    assert (answer.status_code, answer.json()) == (503, {"error": "unavailable"})


@pytest.mark.anyio
async def test_500_shows_nothing_and_keeps_nothing(api: Api) -> None:
    broken = api.with_queue(RuntimeError("a fault of ours"))
    body = {"integration_id": await api.integration()}
    async with api.client(deps=broken) as client:
        answer = await client.post(RUNS, json=body)
        listed = await client.get(RUNS)

    assert (answer.status_code, answer.content) == (500, b'{"error":"internal_error"}')
    assert listed.json() == {"data": []}
    assert [row["after"]["status"] for row in await api.audit_rows()] == [500]


@pytest.mark.anyio
async def test_writes_beyond_the_queue_of_the_writer_are_503(tmp_path: Path) -> None:
    async with api_in(tmp_path, writer_queue_size=1, writer_batch_size=1) as api:
        body = {"integration_id": await api.integration(), "trigger": "verify"}
        async with api.client() as client:
            statuses = [
                one.status_code
                for one in await gather(*(client.post(RUNS, json=body) for _ in range(40)))
            ]
            listed = (await client.get(RUNS)).json()["data"]

    assert set(statuses) == {202, 503}
    assert len(listed) == statuses.count(202)


@pytest.mark.parametrize("log_format", ["json", "console"])
def test_the_log_of_a_fault_has_its_place_and_no_token(tmp_path: Path, log_format: str) -> None:
    with served(tmp_path, queue=Queue.BREAK, environ={"POSTURE_LOG_FORMAT": log_format}) as server:
        headers = {"authorization": f"Bearer {server.token}"}
        body = {"name": "production", "provider": "aws", "aws": {"external_id": "acme-7f1c"}}
        with httpx.Client(base_url=server.url, headers=headers) as client:
            integration_id = client.post(INTEGRATIONS, json=body).json()["id"]
            answer = client.post(
                RUNS, json={"integration_id": integration_id}, headers={"x-request-id": "find-me"}
            )
    log = (tmp_path / "server.log").read_text(encoding="utf-8")

    assert answer.status_code == 500
    assert answer.headers["x-request-id"] == "find-me"
    assert "find-me" in log
    assert "RuntimeError: a fault of the server itself" in log
    assert "in enqueue" in log
    assert server.token not in log
    assert "acme-7f1c" not in log

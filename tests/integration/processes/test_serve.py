"""A real server process: it works, stops gently, and what a kill interrupts is finished later."""

import asyncio
import os
import re
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest

from posture.settings import Settings
from tests.emulator.faults import Endpoint, endpoint, error
from tests.emulator.server import Emulator
from tests.integration.fakes import until
from tests.integration.processes.conftest import (
    CHECK,
    REGION,
    RUNS,
    Installation,
    Server,
    installed,
)
from tests.ports import free_port

pytestmark = pytest.mark.anyio

LISTING = "s3:ListBuckets"
READING = "s3:GetPublicAccessBlock"


@dataclass(frozen=True, slots=True)
class Serving:
    """A server that several tests share, each with an integration of its own."""

    server: Server
    cloud: Endpoint
    integration_id: str


@pytest.fixture(scope="module")
async def shared(
    account: Emulator, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[tuple[Server, Endpoint]]:
    async with endpoint(account.url) as cloud:
        found = await installed(tmp_path_factory.mktemp("shared"), cloud)
        async with found.serve(cloud_call_timeout_seconds=3600) as server:
            yield server, cloud


@pytest.fixture
async def serving(shared: tuple[Server, Endpoint]) -> AsyncIterator[Serving]:
    server, cloud = shared
    asked = {
        "name": str(uuid4()),
        "provider": "aws",
        "aws": {"regions": [REGION], "endpoint_url": cloud.url},
        "check_set": [CHECK],
    }
    answer = await server.client.post("/api/v2/integrations", json=asked)
    assert answer.status_code == 201, answer.text
    cloud.calls.clear()
    yield Serving(server, cloud, answer.json()["id"])
    cloud.hang, cloud.fault = frozenset(), lambda _call: None


async def ended(server: Server, run_id: str) -> dict[str, Any]:
    found: dict[str, Any] = {}

    async def has() -> bool:
        found.update(await server.run(run_id))
        return bool(found["status"] != "running")

    await until(has)
    return found


async def collecting(cloud: Endpoint, call: str) -> None:
    async def reached() -> bool:
        return cloud.calls[call] > 0

    await until(reached)


async def test_a_run_goes_from_request_to_findings(installation: Installation) -> None:
    async with installation.serve() as server:
        run = await ended(server, await server.start_run(installation.integration_id))
        assert (run["status"], run["asset_count"], run["finding_count"]) == ("completed", 2, 2)
        answer = await server.client.get("/api/v2/findings", params={"scan_id": run["id"]})
        assert len(answer.json()["data"]) == 2
        assert await server.stop() == 0


async def test_a_killed_servers_run_is_finished_by_the_next(
    installation: Installation, cloud: Endpoint
) -> None:
    cloud.hang = frozenset({READING})
    async with installation.serve() as server:
        run_id = await server.start_run(installation.integration_id)
        await collecting(cloud, READING)
        await server.kill()
    cloud.hang = frozenset()
    async with installation.serve(stale_after_seconds=3600) as server:
        run = await ended(server, run_id)
        assert (run["status"], run["finding_count"]) == ("completed", 2)
        answer = await server.client.get("/api/v2/findings")
        assert len(answer.json()["data"]) == 2, "nothing twice"
    assert [line["event"] for line in installation.log() if "run" in line["event"]] == [
        "run.claimed",
        "run.rescued",
        "run.claimed",
        "run.ended",
    ]


async def test_a_cancel_ends_a_run_whose_cloud_call_never_returns(serving: Serving) -> None:
    server, cloud = serving.server, serving.cloud
    cloud.hang = frozenset({READING})
    run_id = await server.start_run(serving.integration_id)
    await collecting(cloud, READING)
    assert (await server.client.post(f"{RUNS}/{run_id}/cancel")).status_code == 202
    assert (await ended(server, run_id))["status"] == "cancelled"


def test_a_running_run_looks_for_a_cancel_request_several_times_in_two_seconds() -> None:
    assert Settings().cancel_poll_seconds <= 0.5


async def test_a_hanging_cloud_ends_in_a_timeout_with_its_reason(
    installation: Installation, cloud: Endpoint
) -> None:
    cloud.hang = frozenset({READING})
    async with installation.serve(run_timeout_seconds=1) as server:
        run = await ended(server, await server.start_run(installation.integration_id))
        assert (run["status"], run["error"]["code"]) == ("failed", "timeout")


async def test_sigterm_hands_a_run_back_that_would_take_too_long(
    installation: Installation, cloud: Endpoint
) -> None:
    cloud.hang = frozenset({READING})
    async with installation.serve(drain_seconds=0.5) as server:
        run_id = await server.start_run(installation.integration_id)
        await collecting(cloud, READING)
        # The cloud hangs for ever: a server that waited for it would never end.
        assert await server.stop() == 0
    assert installation.log()[-1]["event"] == "run.handed_back"
    cloud.hang = frozenset()
    async with installation.serve() as server:
        assert (await ended(server, run_id))["status"] == "completed"


def halves(token: str) -> Iterator[bytes]:
    """Return what clients leave behind who go in the middle, or never go on."""
    start = f"POST {RUNS} HTTP/1.1\r\nHost: posture\r\nAuthorization: Bearer {token}\r\n".encode()
    yield b"GET /health/li"
    yield start
    yield start + b"Content-Length: 100\r\n\r\n{"
    yield start + b"Transfer-Encoding: chunked\r\n\r\n5\r\n{"
    yield b"GET /api/v2/openapi.yaml HTTP/1.1\r\nHost: posture\r\n\r\n" * 40
    yield b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
    yield b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes(3) + b"\x04" + bytes(5)


@asynccontextmanager
async def idle_connection(host: str, port: int | None) -> AsyncIterator[asyncio.StreamReader]:
    """Yield the reader of a connection that has had one response and is kept open."""
    reader, writer = await asyncio.open_connection(host, port)
    writer.write(b"GET /health/live HTTP/1.1\r\nHost: posture\r\n\r\n")
    head = await reader.readuntil(b"\r\n\r\n")
    length = re.search(rb"content-length: (\d+)", head.lower())
    assert length is not None
    await reader.readexactly(int(length[1]))
    yield reader
    writer.close()


async def test_sigterm_waits_for_responses_but_not_for_clients_that_hang(
    installation: Installation,
) -> None:
    body = f'{{"integration_id":"{installation.integration_id}"}}'.encode()
    whole = (
        f"POST {RUNS} HTTP/1.1\r\nHost: posture\r\nAuthorization: Bearer {installation.token}\r\n"
        f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    ).encode()
    async with installation.serve(close_seconds=6, body_timeout_seconds=600) as server:
        place = server.client.base_url
        wires = []
        for sent in (*halves(installation.token), whole + body[:-1]):
            reader, writer = await asyncio.open_connection(place.host, place.port)
            writer.write(sent)
            wires.append((reader, writer))
        # One of them is killed, and its connection with it.
        wires[2][1].transport.abort()
        # By the time that this is answered, they have been heard.
        assert (await server.client.get("/health/live")).status_code == 200
        async with idle_connection(place.host, place.port) as idle, asyncio.timeout(60):
            stopping = asyncio.create_task(server.stop())
            # A server that stops closes idle connections first.
            assert await idle.read() == b""
        reader, writer = wires[-1]
        writer.write(body[-1:])
        async with asyncio.timeout(60):
            assert (await reader.read()).startswith(b"HTTP/1.1 202 ")
            assert await stopping == 0
        for _, writer in wires:
            writer.close()
    events = [line["event"] for line in installation.log() if line["level"] != "info"]
    assert events == ["server.dropped_connections"]


async def test_a_locked_database_is_503_and_nothing_is_lost(installation: Installation) -> None:
    async with installation.serve(database_busy_seconds=0.2) as server:
        with closing(sqlite3.connect(installation.file, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            body = {"integration_id": installation.integration_id}
            answer = await server.client.post(RUNS, json=body)
            assert (answer.status_code, answer.json()) == (503, {"error": "unavailable"})
            assert (await server.client.get(RUNS)).json() == {"data": []}
            other.execute("ROLLBACK")
        run_id = await server.start_run(installation.integration_id)
        assert (await ended(server, run_id))["status"] == "completed"
        assert [run["id"] for run in (await server.client.get(RUNS)).json()["data"]] == [run_id]


async def test_a_cloud_that_denies_everything_fails_the_run_and_every_gate(
    serving: Serving,
) -> None:
    server = serving.server
    serving.cloud.fault = lambda call: error(call, "AccessDenied")
    run = await ended(server, await server.start_run(serving.integration_id))
    assert (run["status"], run["finding_count"]) == ("failed", 0)
    assert "AccessDenied" in run["error"]["detail"]
    lax = {"fail_on": "critical", "max_unknown": "1000"}
    gate = (await server.client.get(f"{RUNS}/{run['id']}/gate", params=lax)).json()
    assert (gate["verdict"], gate["reasons"][0]["code"]) == ("fail", "run_failed")


async def test_denied_reads_that_the_checks_need_do_not_pass(serving: Serving) -> None:
    server = serving.server
    serving.cloud.fault = lambda call: error(call, "AccessDenied") if call == READING else None
    run = await ended(server, await server.start_run(serving.integration_id))
    assert run["status"] == "completed"
    assert run["verdict_counts"] == {"pass": 0, "fail": 0, "unknown": 2, "not_applicable": 0}
    gate = (await server.client.get(f"{RUNS}/{run['id']}/gate")).json()
    assert (gate["verdict"], gate["reasons"][0]["code"]) == ("inconclusive", "unknown")


async def test_a_dead_endpoint_fails_the_run_with_its_reason_and_nothing_else(
    serving: Serving,
) -> None:
    server = serving.server
    dead = f"http://127.0.0.1:{free_port()}"
    place = f"/api/v2/integrations/{serving.integration_id}"
    moved = await server.client.patch(place, json={"aws": {"endpoint_url": dead}})
    assert moved.status_code == 200
    run = await ended(server, await server.start_run(serving.integration_id))
    assert (run["status"], run["error"]["code"]) == ("failed", "unreachable")
    assert dead.partition("//")[2].partition(":")[0] in run["error"]["detail"]
    await server.client.patch(place, json={"aws": {"endpoint_url": serving.cloud.url}})
    run = await ended(server, await server.start_run(serving.integration_id))
    assert run["status"] == "completed"


@contextmanager
def nobody_reads() -> Iterator[int]:
    """Return a descriptor that takes no byte, as one on a full disk."""
    reader, writer = os.pipe()
    os.close(reader)
    try:
        yield writer
    finally:
        os.close(writer)


async def test_a_log_that_cannot_be_written_stops_nothing(installation: Installation) -> None:
    with nobody_reads() as stderr:
        async with installation.serve(stderr=stderr) as server:
            run = await ended(server, await server.start_run(installation.integration_id))
            assert run["status"] == "completed"
            assert await server.stop() == 0

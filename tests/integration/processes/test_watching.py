"""Live progress over real processes: streams end with them, and go on at another."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest

from posture_client import Client
from tests.emulator.faults import Endpoint
from tests.integration.processes.conftest import RUNS, Installation, Server
from tests.integration.processes.test_serve import READING, collecting

pytestmark = pytest.mark.anyio


class Watched:
    """A stream while it is read."""

    def __init__(self, answer: httpx.Response) -> None:
        self._lines = answer.aiter_lines()
        self.last = ""

    async def next(self) -> str:
        """Return the name of the next event; empty at the end."""
        async with asyncio.timeout(240):
            async for line in self._lines:
                name, _, value = line.partition(": ")
                if name == "id":
                    self.last = value
                if name == "event":
                    return value
        return ""


@asynccontextmanager
async def watched(server: Server, run_id: str, last: str = "") -> AsyncIterator[Watched]:
    headers = {"last-event-id": last} if last else {}
    path = f"{RUNS}/{run_id}/events"
    async with server.client.stream("GET", path, headers=headers, timeout=240) as answer:
        assert answer.status_code == 200
        yield Watched(answer)


async def test_a_server_that_is_stopped_ends_its_streams(
    installation: Installation, cloud: Endpoint
) -> None:
    cloud.hang = frozenset({READING})
    # A server that waited for its streams would not end before the test's patience does.
    async with installation.serve(drain_seconds=0, close_seconds=600) as server:
        run_id = await server.start_run(installation.integration_id)
        async with watched(server, run_id) as stream:
            assert await stream.next() == "step"
            assert await server.stop() == 0
            while name := await stream.next():
                assert name != "end"


async def test_a_stream_is_resumed_at_another_process(
    installation: Installation, cloud: Endpoint
) -> None:
    cloud.hang = frozenset({READING})
    async with installation.serve() as first, installation.serve() as second:
        run_id = await first.start_run(installation.integration_id)
        async with watched(first, run_id) as stream:
            while (name := await stream.next()) != "progress":
                assert name == "step"
            last = stream.last
        async with watched(second, run_id, last) as stream:
            cloud.hang = frozenset()
            await first.client.post(f"{RUNS}/{run_id}/cancel")
            names = []
            while name := await stream.next():
                names.append(name)
        assert names[-1] == "end"
        assert "step" in names


async def test_the_client_waits_by_the_events_of_a_real_server(
    installation: Installation, cloud: Endpoint
) -> None:
    cloud.hang = frozenset({READING})
    async with installation.serve() as server:
        run_id = await server.start_run(installation.integration_id)
        phases: list[str] = []
        with Client(str(server.client.base_url), installation.token) as client:
            waiting = asyncio.create_task(
                asyncio.to_thread(
                    client.wait_for_run,
                    run_id,
                    timeout_seconds=240,
                    on_progress=lambda run: phases.append(run["phase"]),
                )
            )
            await collecting(cloud, READING)
            await server.client.post(f"{RUNS}/{run_id}/cancel")
            ended = await waiting
    assert ended["status"] == "cancelled"
    assert phases[-1] == "done"


async def test_many_listeners_leave_room_for_other_requests(
    installation: Installation, cloud: Endpoint
) -> None:
    cloud.hang = frozenset({READING})
    async with installation.serve(drain_seconds=0, rate_limit_bucket=1_000) as server:
        run_id = await server.start_run(installation.integration_id)
        place = server.client.base_url
        asked = f"GET {RUNS}/{run_id}/events HTTP/1.1\r\nHost: {place.host}\r\n"
        asked += f"Authorization: Bearer {installation.token}\r\n\r\n"
        held = []
        async with asyncio.timeout(240):
            for _ in range(150):
                reader, writer = await asyncio.open_connection(place.host, place.port)
                held.append(writer)
                writer.write(asked.encode())
                await reader.readuntil(b"event: step")
        assert (await server.run(run_id))["status"] == "running"
        for writer in held:
            writer.close()

"""Connections that are only kept open: they end, and they stop nobody else."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest

from tests.integration.processes.conftest import Installation, Server
from tests.promises import promise

pytestmark = pytest.mark.anyio

HEALTH = "/health/live"
WHOLE = b"GET /health/live HTTP/1.1\r\nHost: posture\r\n\r\n"
SECONDS = 120
# Loopback has as many addresses as are wanted.
FLOODER = ("127.0.0.2", 0)


@contextmanager
def flood(server: Server, sent: bytes, count: int) -> Iterator[list[socket.socket]]:
    """Open connections from another address than the test's own, each of which sends the same."""
    base = server.client.base_url
    with ExitStack() as stack:
        found = []
        for _ in range(count):
            wire = socket.create_connection(
                (base.host, base.port or 80), timeout=SECONDS, source_address=FLOODER
            )
            found.append(stack.enter_context(wire))
            wire.sendall(sent)
        yield found


@promise("limits", "Connections that an address keeps open leave places to the others")
@pytest.mark.parametrize("sent", [b"", WHOLE[:-2], WHOLE], ids=["silent", "half", "idle"])
async def test_connections_that_are_kept_open_stop_nobody(
    installation: Installation, sent: bytes
) -> None:
    served = installation.serve(
        requests_in_flight=8, stream_listeners=8, connection_head_seconds=3_600
    )
    async with served as server:
        with flood(server, sent, 64):
            # Each over a connection of its own: the place of an earlier one does not help.
            for _ in range(3):
                answer = await server.client.get(
                    HEALTH, headers={"Connection": "close"}, timeout=SECONDS
                )
                assert answer.status_code == 200
        assert await server.stop() == 0


@promise("limits", "A connection on which no request arrives is closed")
async def test_a_connection_without_a_request_is_closed(installation: Installation) -> None:
    async with installation.serve(connection_head_seconds=0.2) as server:
        for sent in (b"", WHOLE[:-2]):
            with flood(server, sent, 1) as (wire,):
                assert await asyncio.to_thread(wire.recv, 1) == b""
        assert await server.stop() == 0

"""Connections to where a caller said: the address counts that is connected, not the one before."""

import asyncio
import socket
from collections.abc import Iterator

import aiohttp
import pytest
from aiohttp.abc import AbstractResolver, ResolveResult

from posture.collectors.aws.catalog import COLLECTORS
from posture.collectors.aws.connect import AwsCollector
from posture.domain.aws.connection import AwsConnection
from posture.domain.collector import ConnectError
from posture.domain.connection import Connection
from posture.domain.egress import EgressPolicy
from posture.outbound import AddressRefusedError, Guard
from posture.settings import Settings
from tests.emulator.server import LOOPBACK

pytestmark = pytest.mark.anyio


@pytest.fixture
def inside() -> Iterator[socket.socket]:
    """Something that listens on this machine, and must not be reached."""
    with socket.create_server(("127.0.0.1", 0)) as held:
        held.settimeout(0)
        yield held


def port_of(held: socket.socket) -> int:
    return int(held.getsockname()[1])


def nobody_came(held: socket.socket) -> bool:
    try:
        held.accept()
    except BlockingIOError:
        return True
    return False


class Rebinding(AbstractResolver):
    """A name that leads to a public address when it is looked at, and inside afterwards."""

    def __init__(self, *answers: str) -> None:
        self.answers = list(answers)

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        address = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return [
            ResolveResult(hostname=host, host=address, port=port, family=family, proto=0, flags=0)
        ]

    async def close(self) -> None:
        """Hold nothing."""


async def test_a_name_that_changes_its_mind_gains_nothing(inside: socket.socket) -> None:
    resolver = Rebinding("93.184.216.34", "127.0.0.1")
    (looked_at,) = await resolver.resolve("evil.example")
    assert EgressPolicy().refusal(looked_at["host"]) is None
    connector = aiohttp.TCPConnector(resolver=resolver, socket_factory=Guard(EgressPolicy()))
    async with aiohttp.ClientSession(connector=connector) as session:
        with pytest.raises(aiohttp.ClientConnectorError) as refused:
            await session.get(f"http://evil.example:{port_of(inside)}/latest/meta-data/")

    assert isinstance(refused.value.os_error, AddressRefusedError)
    assert nobody_came(inside)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "0x7f.1", "2130706433"])
async def test_the_guard_refuses_what_is_inside_by_any_name(
    inside: socket.socket, host: str
) -> None:
    with pytest.raises(AddressRefusedError):
        await Guard(EgressPolicy()).connect(host, port_of(inside))
    assert nobody_came(inside)


async def test_the_guard_connects_where_it_may(inside: socket.socket) -> None:
    guard = Guard(EgressPolicy(LOOPBACK.split()))
    connected = await guard.connect("127.0.0.1", port_of(inside))
    accepted, _ = inside.accept()
    with connected, accepted:
        await asyncio.get_running_loop().sock_sendall(connected, b"here")
        assert accepted.recv(4) == b"here"


async def test_the_guard_says_why_nobody_took_it() -> None:
    with socket.create_server(("127.0.0.1", 0)) as held:
        port = port_of(held)
    with pytest.raises(ConnectionRefusedError):
        await Guard(EgressPolicy(LOOPBACK.split())).connect("127.0.0.1", port)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
async def test_a_run_does_not_connect_to_an_endpoint_inside_and_says_why(
    inside: socket.socket, host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    # A proxy would connect in our place, and it may be anywhere.
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{port_of(inside)}")
    collector = AwsCollector(Settings(), COLLECTORS)
    url = f"http://{host}:{port_of(inside)}"
    with pytest.raises(ConnectError, match=r"not public .*POSTURE_ENDPOINT_NETWORKS"):
        await collector.connect(
            Connection(
                provider="aws", options=AwsConnection(regions=("eu-central-1",), endpoint_url=url)
            )
        )
    assert nobody_came(inside)


async def test_the_operators_own_endpoint_may_be_anywhere(
    inside: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    inside.close()
    collector = AwsCollector(Settings(cloud_call_attempts=1), COLLECTORS)
    with pytest.raises(ConnectError, match="cannot be reached"):
        await collector.connect(
            Connection(
                provider="aws",
                options=AwsConnection(regions=("eu-central-1",), endpoint_url="http://127.0.0.1:1"),
                trusted=True,
            )
        )

"""Connections to hosts that a caller chose: the address that is connected is checked."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import suppress

import aiohttp
import pytest
from aiohttp.abc import AbstractResolver, ResolveResult

from posture.collectors.aws.catalog import COLLECTORS
from posture.collectors.aws.connect import AwsCollector
from posture.collectors.errors import CallError
from posture.collectors.http import CloudHttp
from posture.domain.aws.connection import AwsConnection
from posture.domain.collector import ConnectError
from posture.domain.connection import Connection
from posture.domain.egress import EgressPolicy
from posture.outbound import AddressRefusedError, Guard
from posture.settings import Settings
from posture.worker.post import Outcome, Poster
from tests.emulator.server import LOOPBACK
from tests.promises import promise

pytestmark = pytest.mark.anyio


@pytest.fixture
def inside() -> Iterator[socket.socket]:
    """Something that listens on this machine, and must not be reached."""
    with socket.create_server(("127.0.0.1", 0)) as held:
        held.settimeout(0)
        yield held


def poster(guard: Guard, *, timeout_seconds: float = 30.0) -> Poster:
    return Poster(guard, timeout_seconds=timeout_seconds, head_bytes=16_384)


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


@promise(
    "network", "A name that resolves to an inner address later than it was looked at is refused"
)
async def test_dns_rebinding_is_refused(inside: socket.socket) -> None:
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
@promise("network", "An inner address is refused, however it is written")
async def test_a_post_to_a_private_address_is_refused_by_any_name(
    inside: socket.socket, host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A proxy would connect in our place, and it may be anywhere.
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{port_of(inside)}")
    outcome = await poster(Guard(EgressPolicy())).post(
        f"http://{host}:{port_of(inside)}/", {}, b"{}"
    )
    assert outcome == Outcome(None, "address_refused")
    assert nobody_came(inside)


async def test_the_guard_makes_sockets_for_allowed_addresses(inside: socket.socket) -> None:
    address = ("127.0.0.1", port_of(inside))
    info = (socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", address)
    with Guard(EgressPolicy(LOOPBACK.split()))(info) as made:
        made.connect(address)
        accepted, _ = inside.accept()
        with accepted:
            assert made.getpeername() == address


@pytest.mark.parametrize(
    "flood",
    [b"HTTP/1.1 103 Early Hints\r\n\r\n", b"x-filler: y\r\n"],
    ids=["announcements", "headers"],
)
@promise("limits", "An endless response of a receiver is read to a limit")
async def test_a_post_reads_a_limited_number_of_bytes_of_an_endless_response(flood: bytes) -> None:
    sent = 0
    closed = asyncio.Event()

    async def answer(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal sent
        writer.transport.set_write_buffer_limits(high=0)
        try:
            writer.write(b"HTTP/1.1 200 OK\r\n" if flood.startswith(b"x") else flood)
            while True:
                writer.write(flood * 100)
                await writer.drain()
                sent += len(flood) * 100
        except ConnectionError:
            writer.transport.abort()
            closed.set()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        posting = poster(Guard(EgressPolicy(LOOPBACK.split()))).post(
            f"http://127.0.0.1:{port}/", {}, b"{}"
        )
        assert await posting == Outcome(None, "bad_answer")
        async with asyncio.timeout(30):
            await closed.wait()
    # What the two ends of a connection buffer between them is a few MiB at most.
    assert sent < 32 * 1024 * 1024


@promise("limits", "A receiver that never reads ends in a timeout")
async def test_a_receiver_that_never_reads_ends_in_a_timeout(inside: socket.socket) -> None:
    guard = Guard(EgressPolicy(LOOPBACK.split()))
    url = f"http://127.0.0.1:{port_of(inside)}/"
    outcome = await poster(guard, timeout_seconds=1.0).post(url, {}, bytes(32 * 1024 * 1024))
    assert outcome == Outcome(None, "timeout")
    accepted, _ = inside.accept()
    with accepted:
        accepted.settimeout(30)
        # The connection ends although most of the body was never sent.
        received = 0
        with suppress(ConnectionResetError):
            while part := await asyncio.to_thread(accepted.recv, 1024 * 1024):
                received += len(part)
    assert received < 32 * 1024 * 1024


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
@promise("network", "A run does not connect to an inner endpoint")
async def test_a_run_refuses_a_private_endpoint_and_says_why(
    inside: socket.socket, host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    # A proxy would connect in our place, and it may be anywhere.
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{port_of(inside)}")
    collector = AwsCollector(Settings(), lambda: COLLECTORS)
    url = f"http://{host}:{port_of(inside)}"
    with pytest.raises(ConnectError, match=r"no public address .*POSTURE_ENDPOINT_NETWORKS"):
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
    collector = AwsCollector(Settings(cloud_call_attempts=1), lambda: COLLECTORS)
    with pytest.raises(ConnectError, match="cannot be reached"):
        await collector.connect(
            Connection(
                provider="aws",
                options=AwsConnection(regions=("eu-central-1",), endpoint_url="http://127.0.0.1:1"),
                trusted=True,
            )
        )


@promise("network", "A name that does not exist looks like one with an inner address")
async def test_errors_do_not_say_which_inner_names_exist(
    inside: socket.socket,
) -> None:
    post = poster(Guard(EgressPolicy())).post
    http = CloudHttp(Settings(), guarded=True)
    seen = set()
    for host in ("localhost", "no-such-host.invalid"):
        url = f"http://{host}:{port_of(inside)}/"
        seen.add((await post(url, {}, b"{}")).error)
        with pytest.raises(CallError) as refused:
            await http.exchange("s3:ListBuckets", "GET", url, headers={})
        seen.add(str(refused.value))
    await http.close()
    assert seen == {"address_refused", "AddressRefused: s3:ListBuckets"}
    assert nobody_came(inside)

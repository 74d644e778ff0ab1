"""The plugin server: concurrent calls, large messages, and only its own client."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from posture_terraform.transport.certificate import self_signed
from posture_terraform.transport.handshake import Listener
from posture_terraform.transport.server import Limits, Server, UnknownMethodError
from posture_terraform.transport.tls import server_context
from tests.plugins.terraform.grpc_client import (
    READ_BYTES,
    GrpcClient,
    client_context,
    connected,
    encrypted,
)
from tests.plugins.terraform.keys import client_keys

MEBIBYTE = 1024 * 1024
SOON_SECONDS = 60.0
# What a test does not wait for.
LONG_SECONDS = 10 * SOON_SECONDS


class Echo:
    """Answers what it is sent; `/wait` only when everybody expected is there."""

    def __init__(self, *, expected: int = 1) -> None:
        self.stopped = threading.Event()
        self.together = threading.Barrier(expected)

    def handle(self, method: str, message: bytes) -> tuple[bytes, ...]:
        match method:
            case "/echo":
                return (message,)
            case "/twice":
                return message, message
            case "/none":
                return ()
            case "/wait":
                self.together.wait(LONG_SECONDS)
                return (message,)
            case "/until-stopped":
                assert self.stopped.wait(SOON_SECONDS)
                return (b"stopped",)
            case "/fault":
                raise ValueError("100 % wrong, füür")
        raise UnknownMethodError(method)

    def stop(self) -> None:
        self.stopped.set()


class Running:
    def __init__(self, path: str, thread: threading.Thread, session: Echo) -> None:
        self.path = path
        self.thread = thread
        self.session = session
        self.sockets = ExitStack()

    def connect(self) -> socket.socket:
        return self.sockets.enter_context(connected(self.path))

    def peer(self, *, tls: ssl.SSLContext | None = None, window_bytes: int = 65_535) -> GrpcClient:
        plain = self.connect()
        secret = self.sockets.enter_context(encrypted(plain, tls)) if tls else None
        return GrpcClient(secret or plain, window_bytes=window_bytes)

    def ended(self) -> bool:
        self.thread.join(SOON_SECONDS)
        return not self.thread.is_alive()


@contextmanager
def running(
    *,
    tls: ssl.SSLContext | None = None,
    lasting: bool = True,
    expected: int = 1,
    limits: Limits | None = None,
) -> Iterator[Running]:
    session, listener = Echo(expected=expected), Listener()
    server = Server(listener, tls, lambda: session, lasting=lasting, limits=limits)
    thread = threading.Thread(target=server.serve)
    thread.start()
    serving = Running(listener.path, thread, session)
    try:
        with serving.sockets:
            yield serving
    finally:
        session.stop()
        server.shut_down()
        thread.join(SOON_SECONDS)
        listener.close()


def test_it_responds_to_a_call() -> None:
    with running() as server:
        assert server.peer().call("/echo", b"hello") == (b"hello", "0", "")


def test_an_empty_message_is_a_message() -> None:
    with running() as server:
        assert server.peer().call("/echo", b"") == (b"", "0", "")


@pytest.mark.parametrize(("method", "body"), [("/none", None), ("/twice", b"a" + b"\0\0\0\0\1a")])
def test_each_response_of_a_stream_has_a_frame(method: str, body: bytes | None) -> None:
    with running() as server:
        assert server.peer().call(method, b"a") == (body, "0", "")


@pytest.mark.parametrize("window_bytes", [1_000, 65_535, 16 * MEBIBYTE])
def test_a_message_beyond_every_window_goes_both_ways(window_bytes: int) -> None:
    size = 200_000 if window_bytes == 1_000 else 9 * MEBIBYTE
    message = bytes(range(256)) * (size // 256)
    with running() as server:
        reply = server.peer(window_bytes=window_bytes).call("/echo", message)
        assert reply.message == message


def test_fifty_calls_run_at_the_same_time() -> None:
    with running(expected=50) as server:
        peer = server.peer()
        streams = [peer.send("/wait", str(number).encode()) for number in range(50)]
        replies = peer.replies(streams)
        assert [reply.message for reply in replies] == [str(n).encode() for n in range(50)]


def test_fifty_large_calls_through_a_small_window_do_not_block_each_other() -> None:
    message = b"x" * 300_000
    with running(expected=50) as server:
        peer = server.peer(window_bytes=10_000)
        streams = [peer.send("/wait", message) for _ in range(50)]
        assert all(reply.message == message for reply in peer.replies(streams))


def test_a_call_that_waits_does_not_delay_another() -> None:
    with running(expected=2) as server:
        peer = server.peer()
        waiting = peer.send("/wait", b"first")
        assert peer.call("/echo", b"second").message == b"second"
        other = peer.send("/wait", b"third")
        assert {reply.message for reply in peer.replies([waiting, other])} == {b"first", b"third"}


def test_a_cancelled_call_does_not_disturb_others() -> None:
    with running(expected=2) as server:
        peer = server.peer()
        peer.reset(peer.send("/wait", b"gone"))
        assert peer.call("/wait", b"here").message == b"here"
        assert peer.call("/echo", b"after").message == b"after"


def test_an_unknown_method_is_unimplemented() -> None:
    with running() as server:
        reply = server.peer().call("/tfplugin6.Provider/FromTheFuture", b"")
        assert (reply.status, reply.message) == ("12", None)


def test_a_fault_fails_only_its_own_call() -> None:
    with running() as server:
        peer = server.peer()
        reply = peer.call("/fault", b"")
        assert reply.status == "13"
        assert reply.text == "ValueError in /fault: 100 %25 wrong, f%C3%BC%C3%BCr"
        assert peer.call("/echo", b"on").message == b"on"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", "13"),
        (b"\0\0\0\0\x05abc", "13"),
        (b"\0\0\0\0\x01abc", "13"),
        (b"\x01\0\0\0\x01a", "12"),
    ],
    ids=["no message", "cut short", "more than one", "compressed"],
)
def test_a_wrongly_framed_message_is_refused(body: bytes, status: str) -> None:
    with running() as server:
        peer = server.peer()
        assert peer.replies([peer.send_raw("/echo", body)])[0].status == status
        assert peer.call("/echo", b"on").message == b"on"


def test_a_message_over_the_limit_is_refused() -> None:
    with running(limits=Limits(max_message_bytes=1_000)) as server:
        peer = server.peer()
        assert peer.call("/echo", b"x" * 1_000).status == "0"
        assert peer.call("/echo", b"x" * 1_001).status == "8"


def test_a_connection_without_http2_ends_alone() -> None:
    with running() as server:
        good, bad = server.peer(), server.connect()
        bad.sendall(b"GET / HTTP/1.1\r\n\r\n")
        while bad.recv(READ_BYTES):
            continue
        assert good.call("/echo", b"on").message == b"on"


def test_health_is_serving_and_stdio_stays_open() -> None:
    with running() as server:
        peer = server.peer()
        peer.send("/plugin.GRPCStdio/StreamStdio", b"")
        peer.open("/plugin.GRPCBroker/StartStream")
        assert peer.call("/grpc.health.v1.Health/Check", b"").message == b"\x08\x01"


def test_shutdown_ends_the_server() -> None:
    with running(lasting=False) as server:
        assert server.peer().call("/plugin.GRPCController/Shutdown", b"").status == "0"
        assert server.ended()


def test_shutdown_ends_no_server_that_is_to_last() -> None:
    with running(lasting=True) as server:
        peer = server.peer()
        assert peer.call("/plugin.GRPCController/Shutdown", b"").status == "0"
        assert peer.call("/echo", b"on").message == b"on"


def test_a_peer_that_vanishes_stops_its_calls_and_ends_the_server() -> None:
    with running(lasting=False) as server:
        peer = server.peer()
        peer.send("/until-stopped", b"")
        assert peer.call("/echo", b"").status == "0"
        peer.close()
        assert server.session.stopped.wait(SOON_SECONDS)
        assert server.ended()


def test_a_server_without_a_client_ends() -> None:
    with running(lasting=False, limits=Limits(first_connection_seconds=0.05)) as server:
        assert server.ended()


def test_a_call_that_does_not_end_holds_the_goodbye_no_longer_than_allowed() -> None:
    limits = Limits(goodbye_seconds=0.1)
    with running(lasting=False, expected=2, limits=limits) as server:
        peer = server.peer()
        peer.send("/wait", b"")
        assert peer.call("/echo", b"").status == "0"
        peer.close()
        assert server.ended()
        server.session.together.abort()


def test_the_socket_is_gone_once_terraform_is_connected() -> None:
    with running(lasting=False) as server:
        path = Path(server.path)
        assert path.is_socket()
        assert path.parent.stat().st_mode & 0o777 == 0o700
        peer = server.peer()
        assert peer.call("/echo", b"").status == "0"
        assert not path.parent.exists()


class TestMutualTls:
    def test_terraforms_client_is_served(self, tmp_path: Path) -> None:
        keys, (certificate, key) = client_keys(tmp_path), self_signed()
        with running(tls=server_context(certificate, key, keys.pem)) as server:
            tls = client_context(keys.certificate, keys.key, certificate)
            peer = server.peer(tls=tls)
            message = b"x" * 5 * MEBIBYTE
            assert peer.call("/echo", message).message == message
            assert isinstance(peer.socket, ssl.SSLSocket)
            assert peer.socket.selected_alpn_protocol() == "h2"

    def test_another_client_is_refused(self, tmp_path: Path) -> None:
        keys, (certificate, key) = client_keys(tmp_path / "terraform"), self_signed()
        other = client_keys(tmp_path / "other", curve=ec.SECP256R1())
        with running(tls=server_context(certificate, key, keys.pem)) as server:
            tls = client_context(other.certificate, other.key, certificate)
            with pytest.raises((ssl.SSLError, OSError)):
                server.peer(tls=tls).call("/echo", b"")

    def test_a_client_without_a_certificate_is_refused(self, tmp_path: Path) -> None:
        keys, (certificate, key) = client_keys(tmp_path), self_signed()
        with running(tls=server_context(certificate, key, keys.pem)) as server:
            tls = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            tls.load_verify_locations(cadata=certificate)
            with pytest.raises((ssl.SSLError, OSError)):
                server.peer(tls=tls).call("/echo", b"")

    def test_a_client_that_speaks_plainly_is_refused(self, tmp_path: Path) -> None:
        keys, (certificate, key) = client_keys(tmp_path), self_signed()
        with (
            running(tls=server_context(certificate, key, keys.pem)) as server,
            pytest.raises(OSError),  # noqa: PT011  # closed or reset, as the kernel has it
        ):
            server.peer().call("/echo", b"")

    def test_a_refused_client_does_not_block_others(self, tmp_path: Path) -> None:
        keys, (certificate, key) = client_keys(tmp_path), self_signed()
        with running(tls=server_context(certificate, key, keys.pem)) as server:
            with pytest.raises(OSError):  # noqa: PT011  # as above
                server.peer().call("/echo", b"")
            tls = client_context(keys.certificate, keys.key, certificate)
            assert server.peer(tls=tls).call("/echo", b"on").message == b"on"

    def test_the_key_leaves_no_open_file(self, tmp_path: Path) -> None:
        keys, (certificate, key) = client_keys(tmp_path), self_signed()
        descriptors = Path("/dev/fd")
        before = len(list(descriptors.iterdir()))
        server_context(certificate, key, keys.pem)
        assert len(list(descriptors.iterdir())) == before

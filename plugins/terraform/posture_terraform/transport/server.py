"""The plugin server: one thread does the I/O of all connections, each call has its own thread.

Only the thread of the loop touches a connection, so no lock is held while the peer is slow to read.
A call that waits for minutes uses a thread and delays no other call.
"""

import contextlib
import selectors
import socket
import ssl
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Final, Protocol

import h2.exceptions

from posture_terraform.transport.grpc import INTERNAL, UNIMPLEMENTED, Call, GrpcConnection
from posture_terraform.transport.handshake import Listener
from posture_terraform.transport.tls import PlainChannel, TlsChannel

_READ_BYTES: Final = 256 * 1024
_SERVING: Final = b"\x08\x01"


class UnknownMethodError(Exception):
    """The session does not know the method."""


class Session(Protocol):
    """Serves the calls of one connection, each on its own thread."""

    def handle(self, method: str, message: bytes) -> tuple[bytes, ...]:
        """Serve one call; return its response, or all responses of a stream.

        Raises:
            UnknownMethodError: there is no such method.
        """
        ...

    def stop(self) -> None:
        """Stop the running calls, because the peer has gone."""
        ...


class Limits:
    """The limits of the server, in seconds and bytes."""

    __slots__ = ("first_connection_seconds", "goodbye_seconds", "max_message_bytes")

    def __init__(
        self,
        *,
        max_message_bytes: int = 256 * 1024 * 1024,
        first_connection_seconds: float = 60.0,
        goodbye_seconds: float = 20.0,
    ) -> None:
        self.max_message_bytes = max_message_bytes
        self.first_connection_seconds = first_connection_seconds
        self.goodbye_seconds = goodbye_seconds


class Server:
    """Serves until `shut_down` or, if `lasting` is false, until its only peer has gone."""

    def __init__(
        self,
        listener: Listener,
        tls: ssl.SSLContext | None,
        new_session: Callable[[], Session],
        *,
        limits: Limits | None = None,
        lasting: bool = False,
    ) -> None:
        self._listener = listener
        self._tls = tls
        self._new_session = new_session
        self._limits = limits or Limits()
        self._lasting = lasting
        self._peers: set[_Peer] = set()
        self._answers: deque[tuple[_Peer, int, tuple[bytes, ...], str | None, int]] = deque()
        self._selector = selectors.DefaultSelector()
        self._waker, self._woken = socket.socketpair()
        self._started_at = time.monotonic()
        self._running_calls = 0
        self._served = False
        self._stopping = False

    def serve(self) -> None:
        """Run the loop until no peer is left."""
        for quiet in (self._listener.socket, self._woken, self._waker):
            quiet.settimeout(0)
        self._selector.register(self._listener.socket, selectors.EVENT_READ)
        self._selector.register(self._woken, selectors.EVENT_READ)
        while not self._finished():
            for key, events in self._selector.select(self._patience_seconds()):
                if key.fileobj is self._listener.socket:
                    self._accept()
                elif key.fileobj is self._woken:
                    self._deliver()
                else:
                    self._serve_peer(key.data, events)
        self._wait_for_calls()

    def shut_down(self) -> None:
        """Make `serve` return; may be called from any thread."""
        self._stopping = True
        self._wake()

    def _finished(self) -> bool:
        if self._stopping:
            return True
        if self._lasting or self._peers:
            return False
        return self._served or self._patience_seconds() == 0.0

    def _patience_seconds(self) -> float | None:
        """Return how long to wait for the first connection: Terraform may have gone."""
        if self._lasting or self._served:
            return None
        waited = time.monotonic() - self._started_at
        return max(0.0, self._limits.first_connection_seconds - waited)

    def _wait_for_calls(self) -> None:
        """Give stopped calls some time to finish, for instance to cancel a run."""
        for peer in list(self._peers):
            self._drop(peer)
        until = time.monotonic() + self._limits.goodbye_seconds
        while self._running_calls and (left := until - time.monotonic()) > 0:
            if self._selector.select(left):
                self._deliver()
        self._selector.close()
        self._waker.close()
        self._woken.close()

    def _accept(self) -> None:
        try:
            connection, _ = self._listener.socket.accept()
        except BlockingIOError:
            return
        connection.settimeout(0)
        channel = TlsChannel(self._tls) if self._tls else PlainChannel()
        grpc = GrpcConnection(max_message_bytes=self._limits.max_message_bytes)
        peer = _Peer(connection, channel, grpc, self._new_session())
        if not self._lasting:
            # Terraform connects once. Without the socket on the disk, a kill leaves nothing behind.
            self._selector.unregister(self._listener.socket)
            self._listener.close()
        self._served = True
        self._peers.add(peer)
        self._selector.register(connection, selectors.EVENT_READ, peer)
        self._flush(peer)

    def _serve_peer(self, peer: "_Peer", events: int) -> None:
        if events & selectors.EVENT_READ:
            self._read(peer)
        if peer in self._peers:
            self._flush(peer)

    def _read(self, peer: "_Peer") -> None:
        try:
            received = peer.socket.recv(_READ_BYTES)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            received = b""
        if not received:
            self._drop(peer)
            return
        try:
            plain = peer.channel.opened(received)
            for call in peer.grpc.receive(plain) if plain else ():
                self._dispatch(peer, call)
        except (ssl.SSLError, h2.exceptions.ProtocolError):
            self._flush(peer)
            self._drop(peer)

    def _dispatch(self, peer: "_Peer", call: Call) -> None:
        match call.method:
            case "/grpc.health.v1.Health/Check":
                peer.grpc.answer(call.stream_id, _SERVING)
            case "/plugin.GRPCStdio/StreamStdio":
                return  # The stream stays open and empty: all output is the log on stderr.
            case "/plugin.GRPCController/Shutdown":
                peer.grpc.answer(call.stream_id, b"")
                self._flush(peer)
                self._stopping = not self._lasting
            case _:
                self._running_calls += 1
                threading.Thread(target=self._run, args=(peer, call), daemon=True).start()

    def _run(self, peer: "_Peer", call: Call) -> None:
        """Run one call on its own thread and pass its response to the loop."""
        answer: tuple[bytes, ...] = ()
        fault, status = None, 0
        try:
            answer = peer.session.handle(call.method, call.message)
        except UnknownMethodError:
            fault, status = f"{call.method} is not implemented", UNIMPLEMENTED
        except Exception as error:  # noqa: BLE001  # the edge: any error becomes the response of the call
            fault, status = f"{type(error).__name__} in {call.method}: {error}", INTERNAL
        self._answers.append((peer, call.stream_id, answer, fault, status))
        self._wake()

    def _wake(self) -> None:
        try:
            self._waker.send(b"\0")
        except (BlockingIOError, OSError):
            return  # A wake-up is already pending, or the loop has ended.

    def _deliver(self) -> None:
        with contextlib.suppress(BlockingIOError):
            self._woken.recv(_READ_BYTES)
        touched = set()
        while self._answers:
            peer, stream_id, answer, fault, status = self._answers.popleft()
            self._running_calls -= 1
            if peer not in self._peers:
                continue
            if fault is None:
                peer.grpc.answer(stream_id, *answer)
            else:
                peer.grpc.fail(stream_id, status, fault)
            touched.add(peer)
        for peer in touched:
            self._flush(peer)

    def _flush(self, peer: "_Peer") -> None:
        """Send what the socket takes now; the rest follows when the socket is ready again."""
        peer.outbound += peer.channel.sealed(peer.grpc.due())
        try:
            while peer.outbound:
                sent = peer.socket.send(peer.outbound)
                del peer.outbound[:sent]
        except (BlockingIOError, InterruptedError):
            pass
        except OSError:
            self._drop(peer)
            return
        wanted = selectors.EVENT_READ | (selectors.EVENT_WRITE if peer.outbound else 0)
        self._selector.modify(peer.socket, wanted, peer)

    def _drop(self, peer: "_Peer") -> None:
        if peer not in self._peers:
            return
        self._peers.discard(peer)
        self._selector.unregister(peer.socket)
        peer.socket.close()
        peer.session.stop()


class _Peer:
    """One connection and its state."""

    __slots__ = ("channel", "grpc", "outbound", "session", "socket")

    def __init__(
        self,
        connection: socket.socket,
        channel: TlsChannel | PlainChannel,
        grpc: GrpcConnection,
        session: Session,
    ) -> None:
        self.socket = connection
        self.channel = channel
        self.grpc = grpc
        self.session = session
        self.outbound = bytearray()

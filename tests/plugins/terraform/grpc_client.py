"""A gRPC client over a Unix socket, like Terraform, for tests of the transport."""

import socket
import ssl
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import h2.config
import h2.connection
import h2.events
import h2.settings

PREFIX_BYTES = 5
READ_BYTES = 64 * 1024
PATIENCE_SECONDS = 60.0


class Reply(NamedTuple):
    """What came back for one call."""

    message: bytes | None
    status: str
    text: str


class GrpcClient:
    """One connection; `window_bytes` makes it as slow to take data as a real one may be."""

    def __init__(self, opened: socket.socket, *, window_bytes: int = 65_535) -> None:
        self.socket = opened
        self.h2 = h2.connection.H2Connection(h2.config.H2Configuration(header_encoding="utf-8"))
        self.h2.local_settings = h2.settings.Settings(
            client=True,
            initial_values={h2.settings.SettingCodes.INITIAL_WINDOW_SIZE: window_bytes},
        )
        self.h2.initiate_connection()
        self._bodies: dict[int, bytearray] = {}
        self._trailers: dict[int, dict[str, str]] = {}
        self._ended: set[int] = set()
        self._flush()

    def call(self, method: str, message: bytes) -> Reply:
        """Make one call and wait for its reply."""
        return self.replies([self.send(method, message)])[0]

    def send(self, method: str, message: bytes) -> int:
        """Begin a call; answers the stream it is on."""
        return self.send_raw(method, b"\0" + len(message).to_bytes(4, "big") + message)

    def send_raw(self, method: str, body: bytes) -> int:
        """Begin a call with a body that is framed already, or wrongly."""
        stream = self.open(method)
        view = memoryview(body)
        while view:
            size = min(
                len(view),
                self.h2.local_flow_control_window(stream),
                self.h2.max_outbound_frame_size,
            )
            if size == 0:
                self._receive()
                continue
            self.h2.send_data(stream, bytes(view[:size]))
            view = view[size:]
            self._flush()
        self.h2.end_stream(stream)
        self._flush()
        return stream

    def open(self, method: str) -> int:
        """Begin a call without a body."""
        stream = self.h2.get_next_available_stream_id()
        headers = [(":method", "POST"), (":scheme", "http"), (":path", method)]
        headers += [(":authority", "localhost"), ("content-type", "application/grpc")]
        self.h2.send_headers(stream, [*headers, ("te", "trailers")])
        self._bodies[stream] = bytearray()
        self._flush()
        return stream

    def reset(self, stream: int) -> None:
        """Give a call up."""
        self.h2.reset_stream(stream)
        self._flush()

    def replies(self, streams: Iterable[int]) -> list[Reply]:
        """Wait for the replies to some calls."""
        wanted = list(streams)
        while not self._ended.issuperset(wanted):
            self._receive()
        return [self._reply(stream) for stream in wanted]

    def close(self) -> None:
        self.socket.close()

    def _reply(self, stream: int) -> Reply:
        body, trailers = self._bodies[stream], self._trailers[stream]
        message = bytes(body[PREFIX_BYTES:]) if body else None
        return Reply(message, trailers["grpc-status"], trailers.get("grpc-message", ""))

    def _receive(self) -> None:
        data = self.socket.recv(READ_BYTES)
        if not data:
            raise ConnectionError("the server closed the connection")
        for event in self.h2.receive_data(data):
            if isinstance(event, h2.events.DataReceived):
                self._bodies[event.stream_id] += event.data
                self.h2.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
            elif isinstance(event, h2.events.TrailersReceived):
                self._trailers[event.stream_id] = dict(event.headers)  # type: ignore[arg-type]  # text: header_encoding says so
            elif isinstance(event, h2.events.StreamEnded):
                self._ended.add(event.stream_id)
        with suppress(BrokenPipeError):  # the answer to a shutdown is the last there is
            self._flush()

    def _flush(self) -> None:
        self.socket.sendall(self.h2.data_to_send())


def connected(path: str) -> socket.socket:
    """Connect to a listening Unix socket."""
    opened = socket.socket(socket.AF_UNIX)
    opened.settimeout(PATIENCE_SECONDS)
    opened.connect(path)
    return opened


def encrypted(plain: socket.socket, tls: ssl.SSLContext) -> ssl.SSLSocket:
    """Shake hands."""
    return tls.wrap_socket(plain, server_hostname="localhost")


def client_context(certificate: Path, key: Path, server_der: bytes) -> ssl.SSLContext:
    """Trust one server's certificate and show a client's own."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(cadata=server_der)
    context.load_cert_chain(certificate, key)
    context.set_alpn_protocols(["h2"])
    return context

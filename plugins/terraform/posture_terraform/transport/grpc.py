"""The server side of gRPC over HTTP/2 by `h2`, without I/O: bytes to calls, responses to bytes."""

from collections.abc import Iterator
from typing import Final, NamedTuple

import h2.config
import h2.connection
import h2.errors
import h2.events
import h2.exceptions
import h2.settings

OK, UNKNOWN, RESOURCE_EXHAUSTED, UNIMPLEMENTED, INTERNAL = 0, 2, 8, 12, 13

_PREFIX_BYTES: Final = 5
_CONNECTION_WINDOW_BYTES: Final = 2**30
_STREAM_WINDOW_BYTES: Final = 2**24
_STREAMS: Final = 2**31 - 1
"""With a limit, waiting creates could block the call that stops them."""

_HEADERS: Final = ((":status", "200"), ("content-type", "application/grpc"))


class Call(NamedTuple):
    """One complete request."""

    stream_id: int
    method: str
    message: bytes


class _Incoming:
    __slots__ = ("method", "received")

    def __init__(self, method: str) -> None:
        self.method = method
        self.received = bytearray()


class GrpcConnection:
    """The state of a connection: incoming calls, and responses that wait for the peer's window."""

    def __init__(self, *, max_message_bytes: int) -> None:
        self._max_message_bytes = max_message_bytes
        self._incoming: dict[int, _Incoming] = {}
        self._outgoing: dict[int, tuple[memoryview, int, str]] = {}
        self._h2 = h2.connection.H2Connection(
            h2.config.H2Configuration(
                client_side=False,
                header_encoding=None,
                validate_outbound_headers=False,
                normalize_outbound_headers=False,
            )
        )
        self._h2.local_settings = h2.settings.Settings(
            client=False,
            initial_values={
                h2.settings.SettingCodes.INITIAL_WINDOW_SIZE: _STREAM_WINDOW_BYTES,
                h2.settings.SettingCodes.MAX_CONCURRENT_STREAMS: _STREAMS,
            },
        )
        self._h2.initiate_connection()
        self._h2.increment_flow_control_window(_CONNECTION_WINDOW_BYTES)

    def due(self) -> bytes:
        """Return the bytes to send."""
        return self._h2.data_to_send()

    def receive(self, data: bytes) -> Iterator[Call]:
        """Process bytes from the peer and yield the calls that are now complete.

        Raises:
            h2.exceptions.ProtocolError: the peer does not speak HTTP/2; `due` has the last frame.
        """
        for event in self._h2.receive_data(data):
            if isinstance(event, h2.events.RequestReceived):
                method = dict(event.headers)[b":path"].decode()
                self._incoming[event.stream_id] = _Incoming(method)
            elif isinstance(event, h2.events.DataReceived):
                self._h2.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
                self._collect(event.stream_id, event.data)
            elif isinstance(event, h2.events.StreamEnded):
                yield from self._complete(event.stream_id)
            elif isinstance(event, h2.events.StreamReset):
                self._incoming.pop(event.stream_id, None)
                self._outgoing.pop(event.stream_id, None)
            elif isinstance(event, h2.events.ConnectionTerminated):
                self._outgoing.clear()
        # Each of these events may have enlarged a window.
        self._pump()

    def answer(self, stream_id: int, *messages: bytes) -> None:
        """Respond to a call; it is no error if the caller has gone."""
        frames = (b"\0" + len(message).to_bytes(4, "big") + message for message in messages)
        self._respond(stream_id, memoryview(b"".join(frames)), OK, "")

    def fail(self, stream_id: int, status: int, text: str) -> None:
        """Respond to a call with an error of the transport."""
        self._respond(stream_id, memoryview(b""), status, text)

    @property
    def idle(self) -> bool:
        """Return whether no response waits for the peer's window."""
        return not self._outgoing

    def _collect(self, stream_id: int, data: bytes) -> None:
        call = self._incoming.get(stream_id)
        if call is None:
            return
        call.received += data
        if len(call.received) > self._max_message_bytes + _PREFIX_BYTES:
            del self._incoming[stream_id]
            limit = f"the message is larger than {self._max_message_bytes} bytes"
            self.fail(stream_id, RESOURCE_EXHAUSTED, limit)

    def _complete(self, stream_id: int) -> Iterator[Call]:
        call = self._incoming.pop(stream_id, None)
        if call is None:
            return
        if len(call.received) < _PREFIX_BYTES:
            self.fail(stream_id, INTERNAL, "the request has no message")
            return
        if call.received[0]:
            self.fail(stream_id, UNIMPLEMENTED, "compressed messages are not supported")
            return
        size = int.from_bytes(call.received[1:_PREFIX_BYTES], "big")
        if size != len(call.received) - _PREFIX_BYTES:
            self.fail(stream_id, INTERNAL, "the request is not exactly one message")
            return
        yield Call(stream_id, call.method, bytes(memoryview(call.received)[_PREFIX_BYTES:]))

    def _respond(self, stream_id: int, body: memoryview, status: int, text: str) -> None:
        try:
            self._h2.send_headers(stream_id, _HEADERS)
        except h2.exceptions.ProtocolError:
            return
        self._outgoing[stream_id] = (body, status, text)
        self._pump()

    def _pump(self) -> None:
        for stream_id in list(self._outgoing):
            body, status, text = self._outgoing[stream_id]
            body = self._send(stream_id, body)
            if body:
                self._outgoing[stream_id] = (body, status, text)
                continue
            del self._outgoing[stream_id]
            self._h2.send_headers(stream_id, _trailers(status, text), end_stream=True)

    def _send(self, stream_id: int, body: memoryview) -> memoryview:
        """Send as much as the peer's windows allow, and return the rest."""
        frame_bytes = self._h2.max_outbound_frame_size
        while body:
            size = min(len(body), self._h2.local_flow_control_window(stream_id), frame_bytes)
            if size <= 0:
                break
            self._h2.send_data(stream_id, bytes(body[:size]))
            body = body[size:]
        return body


def _trailers(status: int, text: str) -> list[tuple[str, str]]:
    trailers = [("grpc-status", str(status))]
    if text:
        trailers.append(("grpc-message", _percent_encoded(text)))
    return trailers


def _percent_encoded(text: str) -> str:
    return "".join(
        chr(byte) if 0x20 <= byte <= 0x7E and byte != 0x25 else f"%{byte:02X}"  # noqa: PLR2004  # printable ASCII but the percent sign, as gRPC asks
        for byte in text.encode()
    )

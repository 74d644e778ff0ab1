"""A real HTTP server that sends prepared responses and records the requests."""

import json
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ssl import SSLContext
from typing import Any
from urllib.parse import parse_qsl


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One response; `cut` closes the connection instead; one that is `held` waits for the event.

    `chunks` are sent as they are produced, and the connection is closed after the last.
    """

    status: int = 200
    body: Any = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    text: bytes | None = None
    chunks: Iterable[bytes] | None = None
    held: threading.Event | None = None
    cut: bool = False
    close: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    method: str
    path: str
    headers: dict[str, str]
    body: Any
    connection: int


class Scripted:
    """Sends its replies in turn, and the last one for ever."""

    def __init__(self, replies: Sequence[Reply]) -> None:
        self.url = ""
        self.requests: list[Request] = []
        self._replies = list(replies)
        self._lock = threading.Lock()

    def next(self, request: Request) -> Reply:
        with self._lock:
            self.requests.append(request)
            return self._replies.pop(0) if len(self._replies) > 1 else self._replies[0]


HELD_SECONDS = 60.0
BODILESS = (204, 304)
OLDER = Reply(status=404, body={"error": "not_found"})


def _parsed(text: bytes, content_type: str) -> Any:  # noqa: ANN401  # JSON, or a form
    if content_type.startswith("application/x-www-form-urlencoded"):
        return dict(parse_qsl(text.decode()))
    return json.loads(text) if text else None


def _send(handler: BaseHTTPRequestHandler, reply: Reply) -> None:
    streams = reply.chunks is not None
    body = json.dumps(reply.body).encode() if reply.text is None else reply.text
    kind = "text/event-stream" if streams else "application/json"
    handler.send_response(reply.status)
    for name, value in {"Content-Type": kind, **reply.headers}.items():
        handler.send_header(name, value)
    if streams:
        handler.close_connection = True
        handler.send_header("Connection", "close")
    elif reply.status not in BODILESS:
        handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    for chunk in reply.chunks or ([body] if not streams and reply.status not in BODILESS else []):
        handler.wfile.write(chunk)
        handler.wfile.flush()


@contextmanager
def scripted(
    *replies: Reply,
    tls: SSLContext | None = None,
    port: int = 0,
    streams: Callable[[Request], Reply] = lambda _: OLDER,
) -> Iterator[Scripted]:
    """Run a server; requests for event streams go to `streams`, by default refused with 404."""
    script = Scripted(replies or [Reply()])

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            text = self.rfile.read(length)
            request = Request(
                method=self.command,
                path=self.path,
                headers={name.lower(): value for name, value in self.headers.items()},
                body=_parsed(text, self.headers.get("Content-Type", "")),
                connection=self.client_address[1],
            )
            live = request.path.partition("?")[0].endswith("/events")
            reply = streams(request) if live else script.next(request)
            if reply.held:
                reply.held.wait(HELD_SECONDS)
            self.close_connection = reply.cut or reply.close
            if not reply.cut:
                _send(self, reply)

        do_GET = do_POST = do_PATCH = do_DELETE = answer  # noqa: N815  # the base class's names

        def log_message(self, *_: object) -> None:
            return

    class Server(ThreadingHTTPServer):
        request_queue_size = 128  # of 5, connections of many tasks at once are repeated for seconds

        def handle_error(self, *_: object) -> None:
            return

    with Server(("127.0.0.1", port), Handler) as server:
        if tls:
            server.socket = tls.wrap_socket(server.socket, server_side=True)
        script.url = f"{'https' if tls else 'http'}://localhost:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield script
        finally:
            server.shutdown()
            thread.join()

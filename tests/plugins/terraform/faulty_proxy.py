"""A proxy between the provider and a real server that can answer with faults."""

import http.client
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple
from urllib.parse import urlsplit

HOP = frozenset({"connection", "transfer-encoding", "keep-alive"})
UPSTREAM_SECONDS = 120.0


class ProxiedRequest(NamedTuple):
    """A request as it passes."""

    method: str
    path: str


class FaultResponse(NamedTuple):
    """A response instead of the server's; status 0 closes the connection without one."""

    status: int
    body: bytes = b'{"error":"internal_error"}'
    headers: tuple[tuple[str, str], ...] = ()


TOO_EARLY = FaultResponse(
    429,
    b'{"error":"rate_limited","retry_after_seconds":86400}',
    (("Retry-After", "86400"), ("X-Posture-Setting", "POSTURE_MANUAL_RUNS_PER_WINDOW")),
)


class FaultyProxy:
    """The proxy; `fault` may answer a request before the server sees it."""

    def __init__(self, upstream: str) -> None:
        self.upstream = upstream
        self.fault: Callable[[ProxiedRequest], FaultResponse | None] = lambda _: None
        self.seen: list[ProxiedRequest] = []
        self.statuses: list[int] = []
        self.url = ""

    def times(self, method: str, ending: str) -> int:
        """Count the requests to paths with an ending."""
        return sum(asked.method == method and asked.path.endswith(ending) for asked in self.seen)


@contextmanager
def faulty_proxy(upstream: str, *, tls: ssl.SSLContext | None = None) -> Iterator[FaultyProxy]:
    """Forward from a free port to a server."""
    here = FaultyProxy(upstream)
    server = _Server(("127.0.0.1", 0), _handler(here))
    scheme = "http"
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
        scheme = "https"
    here.url = f"{scheme}://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield here
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request: object, client_address: object) -> None:
        """Ignore clients that close the connection: some tests are about that."""


def _handler(here: FaultyProxy) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.0"

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the base's name
            pass

        def forward(self) -> None:
            asked = ProxiedRequest(self.command, self.path)
            here.seen.append(asked)
            size = int(self.headers.get("Content-Length") or 0)
            body = self.rfile.read(size)
            answered = here.fault(asked)
            if answered is None:
                self._pass_on(body)
            elif answered.status:
                self.send_response(answered.status)
                self.send_header("Content-Type", "application/json")
                self.send_header("X-Request-Id", "faulty-proxy")
                for name, value in answered.headers:
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(answered.body)

        def _pass_on(self, body: bytes) -> None:
            base = urlsplit(here.upstream)
            upstream = http.client.HTTPConnection(
                base.hostname or "", base.port, timeout=UPSTREAM_SECONDS
            )
            try:
                kept = {key: value for key, value in self.headers.items() if key.lower() not in HOP}
                upstream.request(self.command, self.path, body or None, kept)
                response = upstream.getresponse()
                content = response.read()
            except OSError:
                return  # the server is down: close the connection, as it would
            finally:
                upstream.close()
            here.statuses.append(response.status)
            self.send_response(response.status)
            for key, value in response.getheaders():
                if key.lower() not in HOP:
                    self.send_header(key, value)
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_PATCH = do_DELETE = forward  # noqa: N815  # the names that the base looks for

    return Handler

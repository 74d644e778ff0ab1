"""A receiver of webhooks: a real server that verifies requests and answers as configured."""

import hmac
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True, slots=True)
class Received:
    """One request, and whether its signature is right."""

    path: str
    headers: dict[str, str]
    body: bytes
    genuine: bool

    @property
    def json(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.body)
        return found

    @property
    def id(self) -> str:
        return self.headers["x-posture-delivery"]


Answer = int | tuple[int, dict[str, str]] | bytes


@dataclass(slots=True)
class Receiver:
    """`answer` says what each request gets: a status, with headers if need be, or raw bytes."""

    url: str = ""
    secret: str = ""
    seen: list[Received] = field(default_factory=list)
    answer: Callable[[Received], Answer] = lambda _: 204
    now: Callable[[], float] = time.time


def genuine(secret: str, headers: dict[str, str], body: bytes, *, now: float) -> bool:
    """Verify as the documentation says."""
    parts = [part.split("=", 1) for part in headers["x-posture-signature"].split(",")]
    sent_at = dict(parts)["t"]
    signed = sent_at.encode() + b"." + body
    expected = hmac.new(secret.encode(), signed, sha256).hexdigest()
    fits = any(hmac.compare_digest(expected, one) for name, one in parts if name == "v1")
    return fits and abs(now - int(sent_at)) <= 300


@contextmanager
def receiver() -> Iterator[Receiver]:
    """Provide a receiver on this machine."""
    here = Receiver()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            right = genuine(here.secret, headers, body, now=here.now())
            received = Received(self.path, headers, body, right)
            here.seen.append(received)
            reply = here.answer(received)
            self.close_connection = True
            if isinstance(reply, bytes):
                self.wfile.write(reply)
                return
            status, more = reply if isinstance(reply, tuple) else (reply, {})
            self.send_response(status)
            for name, value in more.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_GET = do_POST  # noqa: N815  # the base class's names

        def log_message(self, *_: object) -> None:
            return

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            return

    with Server(("127.0.0.1", 0), Handler) as server:
        here.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield here
        finally:
            server.shutdown()
            thread.join()

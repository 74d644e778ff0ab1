"""A fake of HCP Terraform: over TLS, strict about the protocol, with faults on demand."""

import hashlib
import hmac
import json
import secrets
import ssl
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tests.plugins.run_task.protocol import faults_of_callback, faults_of_token, payload
from tests.plugins.terraform.keys import Keys

KEY = "an-hmac-key"
WAIT_SECONDS = 90.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Callback:
    """One callback that was taken."""

    at: float
    status: str
    message: str
    url: str | None
    outcomes: list[dict[str, Any]]


@dataclass(slots=True, kw_only=True)
class TaskResult:
    """A task result as HCP Terraform keeps it."""

    id: str
    callback: str
    token: str
    body: bytes
    plan: bytes | None
    callbacks: list[Callback] = field(default_factory=list)

    @property
    def final(self) -> Callback | None:
        """Return the result, once there is one."""
        return next((one for one in self.callbacks if one.status != "running"), None)

    @property
    def outcomes(self) -> list[dict[str, Any]]:
        """Return the details, in the order in which they came."""
        return [one["attributes"] for result in self.callbacks for one in result.outcomes]


@dataclass(frozen=True, slots=True)
class FakeReply:
    """What to answer instead; status 0 hangs up without a word, after the request was obeyed."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b'{"errors":["not found"]}'


@dataclass(slots=True)
class Hcp:
    """A listening HCP Terraform.

    Attributes:
        override: may answer a request, by its method and path, before it is obeyed.
        faults: what a run task did that the documentation does not allow.
    """

    url: str = ""
    downloads: str = ""
    ca_file: Path = Path()
    override: Callable[[str, str], FakeReply | None] = lambda _method, _path: None
    results: dict[str, TaskResult] = field(default_factory=dict)
    plans: dict[str, bytes] = field(default_factory=dict)
    seen: list[tuple[str, str]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    changed: threading.Condition = field(default_factory=threading.Condition)

    @property
    def host(self) -> str:
        """Return what the run task has to allow."""
        return self.url.removeprefix("https://")

    def make(self, *, plan: Any = None, **members: Any) -> TaskResult:  # noqa: ANN401  # any JSON
        """Make a task result and the request that asks for it, without sending it."""
        id_ = members.pop("task_result_id", f"taskrs-{secrets.token_hex(8)}")
        guid, token = (
            secrets.token_hex(16),
            f"{secrets.token_hex(7)}.atlasv1.{secrets.token_hex(30)}",
        )
        callback = f"/api/v2/task-results/{guid}/callback"
        text = plan if isinstance(plan, bytes) or plan is None else json.dumps(plan).encode()
        if plan is not None:
            self.plans[f"/api/v2/plans/plan-{guid}/json-output"] = text or b""
            members.setdefault(
                "plan_json_api_url", f"{self.url}/api/v2/plans/plan-{guid}/json-output"
            )
        created = datetime.now(UTC) - timedelta(minutes=1)
        body = payload(
            **{
                "access_token": token,
                "run_created_at": created.isoformat(timespec="milliseconds"),
                "task_result_id": id_,
                "task_result_callback_url": f"{self.url}{callback}",
                **members,
            }
        )
        found = TaskResult(
            id=id_, callback=callback, token=token, body=json.dumps(body).encode(), plan=text
        )
        self.results[callback] = found
        return found

    def ask(self, endpoint: str, *, plan: Any = None, **members: Any) -> TaskResult:  # noqa: ANN401  # any JSON
        """Request a run task, as a run that has come to its stage does."""
        made = self.make(plan=plan, **members)
        status, body = send(endpoint, made.body)
        assert (status, body) == (200, b"")
        return made

    def result(self, made: TaskResult) -> Callback:
        """Wait for the result of a task."""
        self.wait(lambda: made.final is not None)
        assert made.final is not None
        return made.final

    def wait(self, condition: Callable[[], bool]) -> None:
        """Wait until something is so."""
        with self.changed:
            assert self.changed.wait_for(condition, WAIT_SECONDS), self.faults

    def obey(self, method: str, path: str, headers: dict[str, str], body: bytes) -> FakeReply:
        """Do what is asked, and keep what was wrong about it."""
        if method == "PATCH" and (found := self.results.get(path)):
            faults = faults_of_callback(headers, body, token=found.token)
            if faults:
                self.faults += [f"PATCH {path}: {fault}" for fault in faults]
                return FakeReply(422)
            if found.final:
                return FakeReply(422, body=b'{"errors":[{"title":"the task has a result"}]}')
            found.callbacks.append(_callback(json.loads(body)["data"]))
            return FakeReply(200, body=b"")
        if method == "GET" and path in self.plans:
            known = {one.token for one in self.results.values()}
            if headers.get("authorization", "").removeprefix("Bearer ") not in known:
                self.faults.append(f"GET {path}: Authorization")
                return FakeReply(401)
            name = secrets.token_urlsafe(32)
            self.plans[f"/v1/object/{name}"] = self.plans[path]
            return FakeReply(307, {"Location": f"{self.downloads}/v1/object/{name}"}, b"")
        self.faults.append(f"{method} {path}: there is no such thing")
        return FakeReply(404)

    def download(self, path: str, headers: dict[str, str]) -> FakeReply:
        """Respond as the store of plans: no request has a token, and none is made twice."""
        self.faults += [f"GET {path}: {one}" for one in faults_of_token(headers, token=None)]
        found = self.plans.pop(path, None)
        return (
            FakeReply(404)
            if found is None
            else FakeReply(200, {"Content-Type": "text/json"}, found)
        )


def send(endpoint: str, body: bytes, **headers: str | None) -> tuple[int, bytes]:
    """Send a request as HCP Terraform does; a header given as None is not sent."""
    own: dict[str, str | None] = {
        "Content-Type": "application/json",
        "User-Agent": "TFC/1.0 (+https://app.terraform.io; TFC)",
        "X-TFC-Task-Signature": signature(body),
    }
    own |= {name.replace("_", "-"): value for name, value in headers.items()}
    sent = {name: value for name, value in own.items() if value is not None}
    request = urllib.request.Request(endpoint, body, sent, method="POST")  # noqa: S310  # always http on loopback
    try:
        with urllib.request.urlopen(request, timeout=WAIT_SECONDS) as answer:  # noqa: S310  # as above
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read()


def signature(body: bytes, key: str = KEY) -> str:
    return hmac.new(key.encode(), body, hashlib.sha512).hexdigest()


@contextmanager
def hcp(keys: Keys) -> Iterator[Hcp]:
    """Yield an HCP Terraform on a free port, and its store of plans on another."""
    here = Hcp(ca_file=keys.certificate)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(keys.certificate, keys.key)
    with (
        _listening(_handler(here, here.obey), tls) as url,
        _listening(
            _handler(here, lambda _method, path, headers, _body: here.download(path, headers)), tls
        ) as downloads,
    ):
        here.url, here.downloads = url, downloads
        yield here
    assert here.faults == []


def _callback(data: dict[str, Any]) -> Callback:
    attributes = data["attributes"]
    return Callback(
        at=time.monotonic(),
        status=attributes["status"],
        message=attributes.get("message", ""),
        url=attributes.get("url"),
        outcomes=data.get("relationships", {}).get("outcomes", {}).get("data", []),
    )


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request: object, client_address: object) -> None:
        """A run task that is killed hangs up; that is what some tests are about."""


@contextmanager
def _listening(handler: type[BaseHTTPRequestHandler], tls: ssl.SSLContext) -> Iterator[str]:
    with _Server(("127.0.0.1", 0), handler) as server:
        server.socket = tls.wrap_socket(
            server.socket, server_side=True, do_handshake_on_connect=False
        )
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield f"https://localhost:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def _handler(
    here: Hcp, obey: Callable[[str, str, dict[str, str], bytes], FakeReply]
) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 30

        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            override = here.override(self.command, self.path)
            with here.changed:
                here.seen.append((self.command, self.path))
                if override is None or not override.status:
                    obeyed = obey(self.command, self.path, headers, body)
                    override = override or obeyed
                here.changed.notify_all()
            if not override.status:
                self.close_connection = True
                return
            self.send_response(override.status)
            for name, value in override.headers.items():
                self.send_header(name, value)
            if override.status != 204:
                self.send_header("Content-Length", str(len(override.body)))
            self.end_headers()
            if override.status != 204:
                self.wfile.write(override.body)

        do_GET = do_PATCH = do_POST = do_PUT = do_DELETE = answer  # noqa: N815  # the base class's names

        def log_message(self, *_: object) -> None:
            return

    return Handler

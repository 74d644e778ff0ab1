"""Repeated reads of the emulated account are answered from memory, as long as nothing is written.

A scan makes thousands of calls, each of which costs moto some milliseconds, and tests scan the same
account many times.
"""

import io
import re
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple
from urllib.parse import parse_qs

from tests.emulator.stubs import StartResponse, Wsgi

# moto lets the states of some resources go on when they are read. Clients that wait for a state
# write soon before or after, so a response is kept only after this many reads without a write.
READS_AFTER_A_WRITE = 500
_READ = re.compile(r"(BatchGet|Describe|Get|List|Lookup|Search)[A-Z]")
# They write, or respond differently each time, in spite of their names.
_NEVER_KEPT = frozenset(
    {
        "GenerateCredentialReport",
        "GetCredentialReport",
        "GetFederationToken",
        "GetRandomPassword",
        "GetSessionToken",
    }
)
# REST APIs whose listings are a POST; what they list is made by a PUT.
_LISTED_BY_POST = re.compile(
    r"/(agents|memories|runtimes|knowledgebases(/[^/]+/datasources)?)/"
    r"|/(browsers|code-interpreters|ListResources|getAlternateContact|status/batch/get)"
    r"|/detector/[^/]+/findings(/get|/statistics)?"
    r"|/v2/email/list-identities"
)


class _Response(NamedTuple):
    status: str
    headers: list[tuple[str, str]]
    body: list[bytes]


class RepeatedReads:
    """An application that remembers its responses to reads until the next write."""

    def __init__(self, account: Wsgi) -> None:
        self._account = account
        self._kept: dict[tuple[object, ...], _Response] = {}
        self._reads = 0

    def __call__(self, environ: dict[str, Any], start: StartResponse) -> Iterable[bytes]:
        body = _body(environ)
        action = _action(environ, body)
        if action in _NEVER_KEPT:
            return self._account(environ, start)
        if not _is_read(environ, action):
            self._kept.clear()
            self._reads = 0
            return self._account(environ, start)
        key = _key(environ, body)
        found = self._kept.get(key)
        if found is None:
            found = _respond(self._account, environ)
            self._reads += 1
            if self._reads > READS_AFTER_A_WRITE:
                self._kept[key] = found
        start(found.status, [*found.headers])
        return found.body


def _respond(account: Wsgi, environ: dict[str, Any]) -> _Response:
    started: list[tuple[str, list[tuple[str, str]]]] = []

    def start(status: str, headers: list[tuple[str, str]], *_: object) -> Callable[..., object]:
        started.append((status, headers))
        return io.BytesIO().write

    body = [*account(environ, start)]
    return _Response(*started[-1], body)


def _body(environ: dict[str, Any]) -> bytes:
    """Read the body, and put it back for the next reader."""
    content: bytes = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    environ["wsgi.input"] = io.BytesIO(content)
    return content


def _action(environ: dict[str, Any], body: bytes) -> str:
    """Return the name of the operation; REST APIs have none."""
    if target := environ.get("HTTP_X_AMZ_TARGET"):
        return str(target).rpartition(".")[2]
    text = environ.get("QUERY_STRING", "")
    if environ.get("CONTENT_TYPE", "").startswith("application/x-www-form-urlencoded"):
        text = body.decode(errors="replace")
    return parse_qs(text).get("Action", [""])[0] if "Action=" in text else ""


def _is_read(environ: dict[str, Any], action: str) -> bool:
    path = environ["PATH_INFO"]
    if path.startswith(("/moto-api", "/stub-api")):
        return False
    if action:
        return _READ.match(action) is not None
    if environ["REQUEST_METHOD"] in {"GET", "HEAD"}:
        return True
    return environ["REQUEST_METHOD"] == "POST" and _LISTED_BY_POST.fullmatch(path) is not None


def _key(environ: dict[str, Any], body: bytes) -> tuple[object, ...]:
    """Return what the response depends on: all of the request but its time and its signature."""
    scope = environ.get("HTTP_AUTHORIZATION", "").partition(", ")[0]
    headers = ("HTTP_HOST", "HTTP_X_AMZ_TARGET", "HTTP_X_AMZ_SECURITY_TOKEN", "HTTP_RANGE")
    return (
        environ["REQUEST_METHOD"],
        environ["PATH_INFO"],
        environ.get("QUERY_STRING", ""),
        environ.get("CONTENT_TYPE"),
        *(environ.get(name) for name in headers),
        scope,
        body,
    )

"""What only a server that really listens can show: bytes on the wire, and many at once."""

import asyncio
import http.client
import socket
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import httpx
import pytest

from posture.services.integrations import create_integration
from posture.store.engine import Store
from tests.api import FINDINGS, INTEGRATIONS, NOBODYS, RUNS
from tests.emulator.otlp import Receiver, Span, receiver
from tests.promises import promise
from tests.server import Queue, Served, served

MIB = 1_048_576
TOO_LARGE = b'{"error":"payload_too_large","limit_bytes":1048576}'


@pytest.fixture(scope="module")
def spans() -> Iterator[Receiver]:
    with receiver() as found:
        yield found


@pytest.fixture(scope="module")
def server(
    spans: Receiver, tmp_path_factory: pytest.TempPathFactory, served_database_url: str
) -> Iterator[Served]:
    environ = {
        "POSTURE_DATABASE_URL": served_database_url,
        "POSTURE_RATE_LIMIT_BUCKET": "100000",
        "POSTURE_REFUSED_REQUESTS_BUCKET": "1000000",
        "POSTURE_PUBLIC_REQUESTS_BUCKET": "1000000",
    }
    with served(tmp_path_factory.mktemp("listening"), environ=environ | spans.environ) as started:
        yield started


def asked(server: Served, *parts: bytes) -> tuple[int, dict[str, str], bytes]:
    """Send bytes as they are and return status, headers and body of what comes back."""
    place = urlsplit(server.url)
    assert place.hostname is not None
    with socket.create_connection((place.hostname, place.port or 80), timeout=60) as wire:
        try:
            for part in parts:
                wire.sendall(part)
        except OSError:
            pass  # it has stopped listening to us, and has answered already
        answer = http.client.HTTPResponse(
            wire, method=parts[0].partition(b" ")[0].decode("latin-1")
        )
        answer.begin()
        headers = {name.lower(): text for name, text in answer.getheaders()}
        return answer.status, headers, answer.read()


def head(server: Served, request: str, *headers: str) -> bytes:
    lines = [f"{request} HTTP/1.1", "Host: posture", f"Authorization: Bearer {server.token}"]
    return "\r\n".join([*lines, *headers, "", ""]).encode()


def chunks(size: int) -> Iterator[bytes]:
    while size:
        part = min(size, 65_536)
        yield b"%x\r\n%s\r\n" % (part, b" " * part)
        size -= part
    yield b"0\r\n\r\n"


# Bodies over the limit


@pytest.mark.parametrize("size", [MIB + 1, 2 * MIB, 64 * MIB])
def test_413_by_its_content_length(server: Served, size: int) -> None:
    status, _, body = asked(server, head(server, f"POST {RUNS}", f"Content-Length: {size}"))

    assert (status, body) == (413, TOO_LARGE)


@pytest.mark.parametrize("size", [MIB + 1, 2 * MIB, 16 * MIB])
@promise("limits", "A body that is too large is refused, also when its length is not said")
def test_413_counted_while_reading_when_there_is_no_content_length(
    server: Served, size: int
) -> None:
    start = head(server, f"POST {RUNS}", "Transfer-Encoding: chunked")

    status, _, body = asked(server, start, *chunks(size))

    assert (status, body) == (413, TOO_LARGE)


def test_a_chunked_body_of_the_limit_is_read(server: Served) -> None:
    start = head(server, f"POST {RUNS}", "Transfer-Encoding: chunked")

    status, _, body = asked(server, start, *chunks(MIB))

    assert (status, b"invalid_body" in body) == (400, True)


def test_413_on_operations_that_take_no_body(server: Served) -> None:
    start = head(server, f"GET {FINDINGS}", "Transfer-Encoding: chunked")

    status, _, body = asked(server, start, *chunks(2 * MIB))

    assert (status, body) == (413, TOO_LARGE)


def test_too_small_a_content_length_hides_nothing(server: Served) -> None:
    start = head(server, f"POST {RUNS}", "Content-Length: 10", "Connection: close")

    status, _, body = asked(server, start, b" " * (2 * MIB))

    # What is beyond the announced ten bytes is not part of the request.
    assert (status, b"invalid_body" in body) == (400, True)


@promise("limits", "A body that does not arrive ends in a timeout")
def test_too_large_a_content_length_ends_in_a_timeout(tmp_path: Path) -> None:
    # Whether or not the operation takes a body.
    asked_for = (
        f"POST {RUNS}",
        f"POST {RUNS}/{NOBODYS}/cancel",
        f"GET {RUNS}",
        f"DELETE {INTEGRATIONS}/{NOBODYS}",
        "GET /health/live",
    )
    with served(tmp_path, environ={"POSTURE_BODY_TIMEOUT_SECONDS": "0.2"}) as impatient:
        answers = [
            asked(impatient, head(impatient, one, "Content-Length: 100"), b"{") for one in asked_for
        ]

    detail = b"The body did not arrive in time."
    assert {(status, body) for status, _, body in answers} == {
        (400, b'{"error":"invalid_request","detail":"%s"}' % detail)
    }


@pytest.mark.parametrize("token", ["", "posture_nobody"])
def test_the_refusal_of_a_large_body_arrives(server: Served, token: str) -> None:
    headers = {"authorization": f"Bearer {token}"} if token else {}

    answer = httpx.post(server.url + RUNS, content=b" " * (8 * MIB), headers=headers)

    assert answer.status_code == 401


# Requests that are hardly any


@pytest.mark.parametrize(
    ("request_line", "headers", "status"),
    [
        ("GET /api/v2/%FF%00", (), 404),
        ("GET /api/v2/findings/a%2Fb", (), 404),
        ("GET /api/v2/%66indings", (), 200),
        ("GET //api/v2/findings", (), 404),
        ("GET /api/v2//findings", (), 404),
        ("GET /api/v2/findings/", (), 404),
        ("GET /health/../api/v2/findings", (), 404),
        ("POST /api/v2/%FF%00", (), 404),
        ("POST /api/v2/%ED%A0%80", (), 404),
        ("OPTIONS *", (), 404),
        ("QUERY /api/v2/findings", (), 405),
        ("get /api/v2/findings", (), 405),
        ("GET /api/v2/findings?resource_id=%FF&&", (), 200),
        ("GET /api/v2/findings?resource_id=%FF&%00=&&=&a", (), 400),
        ("GET /api/v2/findings", ("X-Request-Id: \xff", "If-None-Match: \xff"), 200),
        ("GET /api/v2/findings", ("Accept: \xff",), 406),
        ("GET /api/v2/findings", ("Host: a b/<>",), 400),
        ("GET /api/v2/findings", ("Content-Length: many",), 400),
        ("GET /api/v2/findings", ("Upgrade: websocket", "Connection: Upgrade"), 200),
    ],
)
def test_unusual_requests_get_a_response(
    server: Served, request_line: str, headers: tuple[str, ...], status: int
) -> None:
    lines = [f"Authorization: Bearer {server.token}", *headers, "Connection: close"]
    if not any(one.startswith("Host") for one in headers):
        lines.insert(0, "Host: posture")
    text = "\r\n".join([f"{request_line} HTTP/1.1", *lines, "", ""])

    assert asked(server, text.encode("latin-1"))[0] == status


def test_head_is_get_without_its_body(server: Served) -> None:
    got = asked(server, head(server, f"GET {FINDINGS}", "Connection: close"))
    status, headers, body = asked(server, head(server, f"HEAD {FINDINGS}", "Connection: close"))

    assert (status, body) == (200, b"")
    assert headers["content-length"] == str(len(got[2]))


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        (RUNS, "GET, HEAD, OPTIONS, POST"),
        (f"{RUNS}/any/cancel", "OPTIONS, POST"),
        (f"{RUNS}/any/gate", "GET, HEAD, OPTIONS"),
        ("/api/v2/integrations/any", "DELETE, GET, HEAD, OPTIONS, PATCH"),
    ],
)
@pytest.mark.parametrize(("method", "status"), [("OPTIONS", 204), ("TRACE", 405), ("PUT", 405)])
def test_allow_is_complete(
    server: Served, method: str, path: str, allowed: str, status: int
) -> None:
    answered, headers, _ = asked(server, head(server, f"{method} {path}", "Connection: close"))

    assert (answered, headers["allow"]) == (status, allowed)


def test_the_span_of_an_unknown_path_has_no_route(server: Served, spans: Receiver) -> None:
    asked(server, head(server, "GET /api/v2/secret-looking-path", "X-Request-Id: lost"))

    def lost() -> list[Span]:
        return [one for one in spans.spans() if one.attributes.get("posture.request.id") == "lost"]

    spans.wait_for(lambda _: bool(lost()))
    (span,) = lost()
    assert span.name == "GET"
    assert "http.route" not in span.attributes
    assert span.attributes["http.response.status_code"] == 404
    assert not span.error


# Many at once


async def new_integration(server: Served) -> str:
    async with Store(server.settings) as store:
        row = await create_integration(
            store, tenant_id=server.tenant_id, name=f"account {uuid4()}", provider="aws"
        )
    return row.id


async def post_many(server: Served, count: int, *, key: str | None = None) -> list[httpx.Response]:
    integration_id = await new_integration(server)
    limits = httpx.Limits(max_connections=count)
    headers = {"authorization": f"Bearer {server.token}"} | (
        {"idempotency-key": key} if key else {}
    )
    async with httpx.AsyncClient(
        base_url=server.url, limits=limits, timeout=60, headers=headers
    ) as client:
        body = {"integration_id": integration_id}
        return await asyncio.gather(*(client.post(RUNS, json=body) for _ in range(count)))


@pytest.mark.anyio
async def test_of_50_simultaneous_posts_exactly_two_are_accepted(server: Served) -> None:
    answers = await post_many(server, 50)

    assert Counter(one.status_code for one in answers) == {202: 2, 429: 48}
    waits = {one.json()["retry_after_seconds"] for one in answers if one.status_code == 429}
    assert all(86_000 <= seconds <= 86_400 for seconds in waits)


@pytest.mark.anyio
async def test_of_50_simultaneous_posts_with_one_key_one_run_starts(server: Served) -> None:
    answers = await post_many(server, 50, key="the-same")

    assert {one.status_code for one in answers} == {202}
    assert len({one.json()["run_id"] for one in answers}) == 1


def test_a_queue_that_refuses_keeps_nothing(tmp_path: Path, database_url: str) -> None:
    environ = {"POSTURE_DATABASE_URL": database_url}
    with served(tmp_path, queue=Queue.REFUSE, environ=environ) as refusing:
        answers = asyncio.run(post_many(refusing, 5))
        headers = {"authorization": f"Bearer {refusing.token}"}
        listed = httpx.get(refusing.url + RUNS, headers=headers)

    assert {one.status_code for one in answers} == {502}
    assert listed.json() == {"data": []}

"""The client's behaviour with faults of the network and of the server."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from posture_client import (
    ApiError,
    Client,
    ConflictError,
    ForbiddenError,
    InvalidRequestError,
    NotFoundError,
    NotPostureError,
    PostureError,
    RateLimitedError,
    ServerError,
    UnauthorizedError,
    UnreachableError,
    etag_of,
)
from tests.plugins.client.scripted import Reply, Scripted, scripted

TOKEN = "posture_a-secret-token"
OK = Reply(body={"data": []})
FIRST_CONTACT_SECONDS = 2.0


def client_of(server: Scripted, **options: Any) -> Client:  # noqa: ANN401  # Options' fields
    return Client(server.url, TOKEN, **{"backoff_seconds": 0.001, **options})


@pytest.fixture(autouse=True)
def no_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TRACEPARENT", "TRACESTATE", "HTTPS_PROXY", "https_proxy"):
        monkeypatch.delenv(name, raising=False)


def test_a_request_carries_token_name_and_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACEPARENT", "00-" + "a" * 32 + "-" + "b" * 16 + "-01")
    monkeypatch.setenv("TRACESTATE", "vendor=1")
    with scripted(OK) as server, client_of(server, user_agent="a-plugin/3") as client:
        client.list_runs()
    headers = server.requests[0].headers
    assert headers["authorization"] == f"Bearer {TOKEN}"
    assert headers["user-agent"] == "a-plugin/3"
    assert headers["traceparent"] == os.environ["TRACEPARENT"]
    assert headers["tracestate"] == "vendor=1"


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (400, {"error": "invalid_integration_id"}, InvalidRequestError),
        (401, {"error": "missing_token"}, UnauthorizedError),
        (403, {"error": "missing_scope"}, ForbiddenError),
        (404, {"error": "run_not_found"}, NotFoundError),
        (405, {"error": "method_not_allowed"}, InvalidRequestError),
        (409, {"error": "run_not_cancellable"}, ConflictError),
        (413, {"error": "payload_too_large", "limit_bytes": 1}, InvalidRequestError),
        (415, {"error": "unsupported_media_type"}, InvalidRequestError),
        (429, {"error": "rate_limited", "retry_after_seconds": 9}, RateLimitedError),
        (500, {"error": "internal_error"}, ServerError),
        (502, {"error": "enqueue_failed"}, ServerError),
        (503, {"error": "unavailable"}, ServerError),
    ],
)
def test_a_refusal_is_raised_by_its_kind(
    status: int, body: dict[str, Any], kind: type[ApiError]
) -> None:
    reply = Reply(status=status, body=body, headers={"X-Request-Id": "r-1"})
    with (
        scripted(reply) as server,
        client_of(server, patience_seconds=0) as client,
        pytest.raises(kind) as caught,
    ):
        client.list_runs()
    assert (caught.value.status, caught.value.slug) == (status, body["error"])
    assert caught.value.request_id == "r-1"
    assert caught.value.body == body
    assert len(server.requests) == 1


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409])
def test_lasting_errors_are_not_retried(status: int) -> None:
    with (
        scripted(Reply(status=status, body={"error": "x"})) as server,
        client_of(server) as client,
        pytest.raises(ApiError),
    ):
        client.list_runs()
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "reply",
    [
        Reply(status=500, body={"error": "internal_error"}),
        Reply(status=503, body={"error": "unavailable"}),
        Reply(status=429, body={"error": "rate_limited"}, headers={"Retry-After": "0"}),
        Reply(status=502, text=b"<html>bad gateway</html>"),
        Reply(cut=True),
    ],
)
def test_passing_errors_are_retried(reply: Reply) -> None:
    with scripted(OK, reply, reply, OK) as server, client_of(server) as client:
        client.list_runs()
        client.list_runs()
    assert len(server.requests) == 4


def test_a_wait_is_reported_and_as_long_as_the_server_says() -> None:
    waits: list[tuple[float, PostureError]] = []
    slept: list[float] = []
    busy = Reply(status=429, body={"error": "rate_limited", "retry_after_seconds": 17})
    with (
        scripted(busy, OK) as server,
        client_of(
            server,
            on_wait=lambda seconds, error: waits.append((seconds, error)),
            sleep=slept.append,
        ) as client,
    ):
        client.list_runs()
    assert slept == [17]
    assert waits[0][0] == 17
    assert isinstance(waits[0][1], RateLimitedError)


def test_a_wait_beyond_the_callers_patience_is_an_error_at_once() -> None:
    named = {"Retry-After": "38211", "X-Posture-Setting": "POSTURE_SCOPED_RUNS_PER_WINDOW"}
    capped = Reply(status=429, body={"error": "rate_limited"}, headers=named)
    slept: list[float] = []
    with (
        scripted(capped) as server,
        client_of(server, sleep=slept.append) as client,
        pytest.raises(RateLimitedError) as caught,
    ):
        client.start_run(integration_id="i")
    assert caught.value.retry_after_seconds == 38211
    assert caught.value.limit == "The limit is the server's setting POSTURE_SCOPED_RUNS_PER_WINDOW."
    assert slept == []


def test_a_run_is_asked_for_again_under_the_same_key() -> None:
    replies = [
        Reply(status=502, body={"error": "enqueue_failed"}),
        Reply(status=503, body={"error": "unavailable"}),
        Reply(status=202, body={"run_id": "r"}),
    ]
    with scripted(*replies) as server, client_of(server) as client:
        client.start_run(integration_id="i")
    keys = {request.headers["idempotency-key"] for request in server.requests}
    assert len(server.requests) == 3
    assert len(keys) == 1


def test_two_runs_have_two_keys_and_a_given_key_is_used() -> None:
    with scripted(Reply(status=202)) as server, client_of(server) as client:
        client.start_run(integration_id="i")
        client.start_run(integration_id="i")
        client.start_run(integration_id="i", idempotency_key="mine")
    first, second, third = (request.headers["idempotency-key"] for request in server.requests)
    assert first != second
    assert third == "mine"


CREATIONS: list[Callable[[Client], object]] = [
    lambda client: client.create_integration(name="n", provider="aws", aws={}),
    lambda client: client.create_webhook(url="https://example.com", events=["run.failed"]),
    lambda client: client.create_suppression(
        check_id="c", resource_pattern="*", reason="r", owner="o", expires_at="2030-01-01T00:00:00Z"
    ),
    lambda client: client.accept_baseline(run_id="r"),
    lambda client: client.test_webhook("w"),
    lambda client: client.rotate_webhook_secret("w"),
]


@pytest.mark.parametrize("create", CREATIONS)
@pytest.mark.parametrize("reply", [Reply(cut=True), Reply(status=503, body={"error": "x"})])
def test_what_creates_something_is_sent_again_under_the_same_key(
    create: Callable[[Client], object], reply: Reply
) -> None:
    with scripted(OK, reply, reply, OK) as server, client_of(server) as client:
        client.list_runs()
        create(client)
        create(client)
    sent = [request for request in server.requests if request.method == "POST"]
    assert len(sent) == 4
    assert len({request.headers["idempotency-key"] for request in sent[:3]}) == 1
    assert sent[3].headers["idempotency-key"] != sent[0].headers["idempotency-key"]


def test_an_object_without_a_version_is_no_condition() -> None:
    with pytest.raises(LookupError, match="no ETag"):
        etag_of({"id": "i"})


def test_an_empty_condition_is_sent_and_not_left_out() -> None:
    with scripted(OK) as server, client_of(server) as client:
        client.update_integration("i", if_match="", name="n")
    assert server.requests[0].headers["if-match"] == ""


def test_what_was_read_has_its_version() -> None:
    with (
        scripted(Reply(body={"id": "i"}, headers={"ETag": '"7"'}), OK) as server,
        client_of(server) as client,
    ):
        read = client.get_integration("i")
        client.update_integration("i", if_match=etag_of(read), name="n")
    assert dict(read) == {"id": "i"}
    assert etag_of(read) == '"7"'
    assert server.requests[1].headers["if-match"] == '"7"'


def test_connections_are_kept() -> None:
    with scripted(OK) as server, client_of(server) as client:
        for _ in range(3):
            client.list_runs()
    assert len({request.connection for request in server.requests}) == 1


def test_a_kept_connection_that_the_server_closed_is_replaced_unnoticed() -> None:
    replies = (OK, Reply(cut=True), OK)
    with scripted(*replies) as server, client_of(server, patience_seconds=0) as client:
        client.list_runs()
        client.list_runs()
    assert len({request.connection for request in server.requests}) == 2


def test_threads_share_a_client() -> None:
    with (
        scripted(OK) as server,
        client_of(server) as client,
        ThreadPoolExecutor(8) as pool,
    ):
        list(pool.map(lambda number: client.get_run(f"r{number}"), range(80)))
    assert len(server.requests) == 80
    assert len({request.path for request in server.requests}) == 80


def test_a_dead_endpoint_is_reported_soon() -> None:
    with scripted(OK) as server:
        dead = server.url
    slept: list[float] = []
    with (
        Client(dead, TOKEN, sleep=slept.append) as client,
        pytest.raises(UnreachableError, match="cannot reach http"),
    ):
        client.list_runs()
    assert slept
    assert max(slept) < FIRST_CONTACT_SECONDS


def test_a_server_that_restarts_is_waited_for() -> None:
    # The first server closes its connection, so that nothing of it is left to answer.
    with scripted(Reply(body={"data": []}, close=True)) as server:
        retries = threading.Event()
        client = client_of(
            server, patience_seconds=60, backoff_seconds=0.1, on_wait=lambda *_: retries.set()
        )
        client.list_runs()
    port = int(server.url.rpartition(":")[2])
    with ThreadPoolExecutor(1) as pool, client:
        answer = pool.submit(client.list_runs)
        assert retries.wait(60)
        with scripted(OK, port=port):
            assert answer.result(60) == {"data": []}


def test_a_server_that_hangs_is_given_up() -> None:
    release = threading.Event()
    with (
        scripted(Reply(held=release)) as server,
        client_of(server, timeout_seconds=0.1, patience_seconds=0) as client,
    ):
        with pytest.raises(UnreachableError, match=r"timed out|Timeout"):
            client.list_runs()
        release.set()


@pytest.mark.parametrize(
    ("reply", "message"),
    [
        (Reply(status=301, headers={"Location": "https://other/"}), "redirects to https://other/"),
        (Reply(text=b"<html>Sign in</html>"), "not with a JSON object"),
        (Reply(body=[1, 2]), "not with a JSON object"),
        (Reply(status=404, text=b"<html>Not here</html>"), "not like a posture server"),
        (Reply(status=403, body={"message": "forbidden"}), "not like a posture server"),
    ],
)
def test_a_response_of_another_kind_of_server_is_recognized(reply: Reply, message: str) -> None:
    with (
        scripted(reply) as server,
        client_of(server) as client,
        pytest.raises(NotPostureError, match=message),
    ):
        client.list_runs()


@pytest.mark.parametrize(
    "endpoint",
    ["", "localhost:8080", "ftp://x", "http://", "https://u:p@x", "https://x?y=1"],
)
def test_an_invalid_endpoint_is_refused(endpoint: str) -> None:
    with pytest.raises(ValueError, match="endpoint must"):
        Client(endpoint, TOKEN)


@pytest.mark.parametrize("token", ["a b", "a\nb", "a\r\nX-Other: 1", "ä"])
def test_an_invalid_token_is_refused_and_not_shown(token: str) -> None:
    with pytest.raises(ValueError, match="characters that are not allowed in a token") as caught:
        Client("http://localhost", token)
    assert token not in str(caught.value)


@pytest.mark.parametrize(
    "reply",
    [Reply(status=500, body={"error": "internal_error"}), Reply(cut=True), Reply(text=b"<p>")],
)
def test_no_error_shows_the_token(reply: Reply) -> None:
    with (
        scripted(reply) as server,
        client_of(server, patience_seconds=0) as client,
        pytest.raises(PostureError) as caught,
    ):
        client.list_runs()
    assert TOKEN not in f"{caught.value!r} {caught.value} {vars(caught.value)}"


def test_importing_the_client_needs_the_standard_library_alone_and_little_of_it() -> None:
    heavy = ("http.client", "ssl", "json", "typing", "dataclasses", "asyncio", "email", "socket")
    code = f"import sys, posture_client; print([m for m in {heavy!r} if m in sys.modules])"
    done = subprocess.run(
        [
            sys.executable,
            "-S",
            "-E",
            "-c",
            f"import sys; sys.path.insert(0, 'plugins/client'); {code}",
        ],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[3],
    )
    assert done.stdout.strip() == "[]"

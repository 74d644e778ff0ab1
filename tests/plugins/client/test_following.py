"""Waiting by events, resumed after a break, and by long polls where there are no events."""

import json
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from posture_client import (
    Client,
    NotFoundError,
    NotPostureError,
    UnauthorizedError,
    WaitStoppedError,
    WaitTimeoutError,
)
from posture_client import calls as calls_module
from tests.plugins.client.scripted import HELD_SECONDS, OLDER, Reply, Request, Scripted, scripted

RETRY = b"retry: 10\n\n"


def event(key: str, name: str, status: str = "running", **members: object) -> bytes:
    data = json.dumps({"id": "r", "status": status, **members})
    return f"id: {key}\nevent: {name}\ndata: {data}\n\n".encode()


def run(status: str, tag: str | None = None) -> Reply:
    return Reply(body={"id": "r", "status": status}, headers={"ETag": tag} if tag else {})


class Streams:
    """Answers one request for a stream after the other, the last for ever."""

    def __init__(self, *replies: Reply) -> None:
        self.replies = list(replies)
        self.requests: list[Request] = []

    def __call__(self, request: Request) -> Reply:
        self.requests.append(request)
        return self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]


def client_of(server: Scripted) -> Client:
    return Client(server.url, "t", backoff_seconds=0.01, patience_seconds=0.05)


def test_a_run_is_followed_by_its_events_alone() -> None:
    events = [RETRY, event("1", "step"), event("1-5", "progress", asset_count=3)]
    streams = Streams(Reply(chunks=[*events, b": nothing new\n\n", event("2-6", "end", "failed")]))
    seen: list[Any] = []
    with scripted(streams=streams) as server, client_of(server) as client:
        ended = client.wait_for_run("r", timeout_seconds=30, on_progress=seen.append)
    assert ended["status"] == "failed"
    assert [found["status"] for found in seen] == ["running", "failed"]
    assert server.requests == []
    assert streams.requests[0].headers["accept"] == "text/event-stream"
    assert "last-event-id" not in streams.requests[0].headers


def test_a_stream_that_breaks_off_is_resumed_after_its_last_event() -> None:
    streams = Streams(
        Reply(chunks=[RETRY, event("1", "step"), event("1-5", "progress")]),
        Reply(cut=True),
        Reply(chunks=[RETRY, event("2", "step"), b"id: 2-6\nevent: en"]),
        Reply(chunks=[event("2-7", "end", "completed")]),
    )
    with scripted(run("running"), streams=streams) as server, client_of(server) as client:
        assert client.wait_for_run("r", timeout_seconds=30)["status"] == "completed"
    resumed = [request.headers.get("last-event-id") for request in streams.requests]
    assert resumed == [None, "1-5", "1-5", "2"]


@pytest.mark.parametrize(
    "refusal",
    [
        OLDER,
        Reply(status=406, body={"error": "not_acceptable"}),
        Reply(status=405, body={"error": "method_not_allowed"}),
        Reply(status=503, body={"error": "too_many_listeners"}),
        Reply(text=b"<html>", headers={"Content-Type": "text/html"}),
        Reply(status=404, text=b"<html>", headers={"Content-Type": "text/html"}),
    ],
    ids=["older", "406", "405", "full", "a page", "a missing page"],
)
def test_without_events_the_run_is_polled(refusal: Reply) -> None:
    streams = Streams(refusal)
    replies = [run("running", '"1"'), Reply(status=304), run("completed", '"2"')]
    seen: list[Any] = []
    with scripted(*replies, streams=streams) as server, client_of(server) as client:
        ended = client.wait_for_run("r", timeout_seconds=30, on_progress=seen.append)
    assert ended["status"] == "completed"
    assert len(seen) == 2
    assert len(streams.requests) <= 2
    held = [request.headers.get("if-none-match") for request in server.requests]
    assert held[-2:] == ['"1"', '"1"']
    assert server.requests[-1].path.endswith("?wait_seconds=20")


def test_a_blocked_stream_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calls_module, "_FIRST_EVENT_SECONDS", 0.2)
    release = threading.Event()
    streams = Streams(Reply(held=release, chunks=[RETRY, event("1-5", "progress")]))
    with scripted(run("completed"), streams=streams) as server, client_of(server) as client:
        assert client.wait_for_run("r", timeout_seconds=30)["status"] == "completed"
        release.set()
    assert len(streams.requests) == 1


def test_streams_without_events_are_given_up() -> None:
    streams = Streams(Reply(status=500, body={"error": "internal_error"}))
    replies = [run("running"), run("running"), run("completed")]
    with scripted(*replies, streams=streams) as server, client_of(server) as client:
        assert client.wait_for_run("r", timeout_seconds=30)["status"] == "completed"
    assert len(streams.requests) == 2


@pytest.mark.parametrize(
    ("refusal", "error"),
    [
        (Reply(status=404, body={"error": "run_not_found"}), NotFoundError),
        (Reply(status=401, body={"error": "invalid_token"}), UnauthorizedError),
    ],
)
def test_a_refusal_ends_the_wait(refusal: Reply, error: type[Exception]) -> None:
    with (
        scripted(streams=Streams(refusal)) as server,
        client_of(server) as client,
        pytest.raises(error),
    ):
        client.wait_for_run("r", timeout_seconds=30)


def silent(release: threading.Event) -> Iterator[bytes]:
    yield RETRY + event("1-5", "progress")
    release.wait(HELD_SECONDS)


def test_a_silent_stream_does_not_delay_a_stop() -> None:
    release, stop = threading.Event(), threading.Event()
    with (
        scripted(
            Reply(status=202, body={"status": "running"}),
            streams=Streams(Reply(chunks=silent(release))),
        ) as server,
        client_of(server) as client,
        ThreadPoolExecutor(1) as pool,
    ):
        begun = threading.Event()
        waiting = pool.submit(
            client.wait_for_run,
            "r",
            timeout_seconds=600,
            stop=stop,
            on_progress=lambda _: begun.set(),
        )
        assert begun.wait(30)
        stop.set()
        # The stream stays silent all this time: nothing but the stop can end the wait.
        with pytest.raises(WaitStoppedError):
            waiting.result(HELD_SECONDS / 2)
        release.set()
    assert [request.path for request in server.requests] == ["/api/v2/cloud-posture-runs/r/cancel"]


def test_no_thread_reads_after_the_timeout() -> None:
    release = threading.Event()
    with (
        scripted(streams=Streams(Reply(chunks=silent(release)))) as server,
        client_of(server) as client,
    ):
        with pytest.raises(WaitTimeoutError) as caught:
            client.wait_for_run("r", timeout_seconds=0.3)
        ended_at = time.monotonic() + HELD_SECONDS / 2
        while any(one.name == "run-watcher" for one in threading.enumerate()):
            assert time.monotonic() < ended_at
            time.sleep(0.01)
        release.set()
    assert caught.value.run is not None
    assert caught.value.run["id"] == "r"


def test_a_response_that_is_not_a_stream_raises_an_error() -> None:
    reply = Reply(text=b"<html>", headers={"Content-Type": "text/html"})
    with (
        scripted(streams=Streams(reply)) as server,
        client_of(server) as client,
        pytest.raises(NotPostureError, match="text/html"),
    ):
        client.watch_run("r")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b"id:1\nevent:step\ndata:{}\n\n", [("1", "step", "{}")]),
        (b"id: 1\r\nevent: step\r\ndata: {}\r\n\r\n", [("1", "step", "{}")]),
        (b": comment\n\nid: 1-2\nevent: end\ndata: {}\n\n", [("1-2", "end", "{}")]),
        (b"id: 1\nevent: step\ndata: {}\n", []),
        (b"", []),
    ],
)
def test_events_are_read_as_the_standard_says(
    text: bytes, expected: list[tuple[str, str, str]]
) -> None:
    streams = Streams(Reply(chunks=[text]))
    with (
        scripted(streams=streams) as server,
        client_of(server) as client,
        client.watch_run("r") as stream,
    ):
        found = [(one["id"], one["event"], one["data"]) for one in stream]
    assert found == expected


def test_the_server_sets_the_wait_before_resuming() -> None:
    streams = Streams(Reply(chunks=[b"retry: 2500\n\n"]))
    with (
        scripted(streams=streams) as server,
        client_of(server) as client,
        client.watch_run("r") as stream,
    ):
        assert list(stream) == []
        assert stream.retry_seconds == 2.5

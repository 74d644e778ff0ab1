"""Waiting for a run."""

import signal
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from posture_client import Client, ServerError, WaitStoppedError, WaitTimeoutError, watching
from tests.plugins.client.scripted import Reply, Scripted, scripted

CANCELLED = Reply(status=202, body={"status": "running"})


def run(status: str) -> Reply:
    return Reply(body={"id": "r", "status": status})


def client_of(server: Scripted) -> Client:
    return Client(server.url, "t", backoff_seconds=0.01, patience_seconds=0.05)


def paths(server: Scripted) -> list[str]:
    return [f"{request.method} {request.path.rpartition('/')[2]}" for request in server.requests]


@pytest.mark.parametrize("end", ["completed", "failed", "cancelled"])
def test_the_ended_run_is_returned_with_any_status(end: str) -> None:
    seen: list[str] = []
    with scripted(run("running"), run("running"), run(end)) as server, client_of(server) as client:
        ended = client.wait_for_run(
            "r", timeout_seconds=60, on_progress=lambda found: seen.append(found["status"])
        )
    assert ended["status"] == end
    assert seen == ["running", "running", end]


def test_a_run_that_takes_too_long_is_left_alone() -> None:
    with (
        scripted(run("running")) as server,
        client_of(server) as client,
        pytest.raises(WaitTimeoutError, match=r"0\.3 s") as caught,
    ):
        client.wait_for_run("r", timeout_seconds=0.3)
    assert caught.value.run is not None
    assert caught.value.run["id"] == "r"
    assert set(paths(server)) == {"GET r"}


def test_stopping_cancels_the_run_at_once() -> None:
    stop = threading.Event()
    with (
        scripted(run("running")) as server,
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
        assert begun.wait(60)
        stop.set()
        with pytest.raises(WaitStoppedError):
            waiting.result(60)
    assert paths(server)[-1] == "POST cancel"


@pytest.mark.parametrize(("cancels", "last"), [(True, "POST cancel"), (False, "GET r")])
def test_ctrl_c_cancels_the_run_unless_switched_off(cancels: bool, last: str) -> None:  # noqa: FBT001  # a row of the table
    begun = threading.Event()

    def interrupt() -> None:
        if begun.wait(60):
            signal.raise_signal(signal.SIGINT)

    presses = threading.Thread(target=interrupt)
    with (
        scripted(run("running")) as server,
        client_of(server) as client,
    ):
        presses.start()
        with pytest.raises(KeyboardInterrupt):
            client.wait_for_run(
                "r",
                timeout_seconds=600,
                on_progress=lambda _: begun.set(),
                cancel_on_interrupt=cancels,
            )
        presses.join()
    assert paths(server)[-1] == last


def test_cancelling_a_run_that_has_just_ended_is_no_error() -> None:
    stop = threading.Event()
    stop.set()
    gone = Reply(status=409, body={"error": "run_not_cancellable"})
    with (
        scripted(run("running"), gone) as server,
        client_of(server) as client,
        pytest.raises(WaitStoppedError),
    ):
        client.wait_for_run("r", timeout_seconds=60, stop=stop)


@pytest.mark.parametrize(
    "trouble",
    [
        Reply(status=500, body={"error": "internal_error"}),
        Reply(status=503, body={"error": "unavailable"}),
        Reply(status=429, body={"error": "rate_limited"}, headers={"Retry-After": "0"}),
        Reply(cut=True),
    ],
)
def test_an_unavailable_server_is_retried(trouble: Reply) -> None:
    replies = [run("running"), *[trouble] * 5, run("completed")]
    with scripted(*replies) as server, client_of(server) as client:
        assert client.wait_for_run("r", timeout_seconds=30)["status"] == "completed"


def test_trouble_that_lasts_ends_with_the_time() -> None:
    with (
        scripted(run("running"), Reply(status=503, body={"error": "unavailable"})) as server,
        client_of(server) as client,
        pytest.raises(ServerError),
    ):
        client.wait_for_run("r", timeout_seconds=0.5)


def test_states_that_nobody_fetches_take_little_memory_and_the_end_is_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ended = threading.Event()

    class Busy:
        def __init__(self, **_: object) -> None:
            """Read nothing."""

        def states(self) -> Iterator[dict[str, int]]:
            for number in range(10 * watching.MOST_SEEN):
                yield {"number": number}
            ended.set()
            raise OSError("the end")

    monkeypatch.setattr(watching, "RunStates", Busy)
    never: Any = None
    watcher = watching.RunWatcher(read=never, watch=never, hold=never)
    assert ended.wait(60)
    seen: list[object] = []
    while not isinstance(found := watcher.next(60), OSError):
        seen.append(found)
    assert len(seen) in {watching.MOST_SEEN - 1, watching.MOST_SEEN}
    assert seen[-1] == {"number": 10 * watching.MOST_SEEN - 1}

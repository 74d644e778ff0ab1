"""The asynchronous client: the tests of the other one, and what asyncio adds."""

import asyncio
import inspect
import threading
from collections.abc import Iterator

import pytest

from posture_client import Client, NotPostureError, WaitTimeoutError
from posture_client.identity import Identity
from posture_client_async import AsyncClient
from tests.plugins.client import (
    test_following,
    test_operations,
    test_tls,
    test_transport,
    test_waiting,
)
from tests.plugins.client.blocking import Blocking, BlockingEvents, BlockingParts
from tests.plugins.client.scripted import Reply, scripted
from tests.plugins.client.test_following import (  # noqa: F401  # they run here, too
    test_a_refusal_ends_the_wait,
    test_a_response_that_is_not_a_stream_raises_an_error,
    test_a_run_is_followed_by_its_events_alone,
    test_a_stream_that_breaks_off_is_resumed_after_its_last_event,
    test_events_are_read_as_the_standard_says,
    test_streams_without_events_are_given_up,
    test_the_server_sets_the_wait_before_resuming,
    test_without_events_the_run_is_polled,
)
from tests.plugins.client.test_operations import (  # noqa: F401  # as above
    test_a_body_is_sent_as_it_was_given,
    test_a_method_sends_the_request_of_its_operation,
    test_a_response_without_a_body_is_accepted,
    test_rows_come_page_after_page,
    test_rows_stop_at_the_most_that_are_wanted,
    test_the_specification_is_returned_as_text,
)
from tests.plugins.client.test_tls import (  # noqa: F401  # as above
    authority,
    server,
    test_a_server_of_a_given_authority_is_trusted,
    test_a_server_of_an_unknown_authority_is_not_and_is_not_tried_again,
    test_a_server_of_another_name_is_not_trusted,
)
from tests.plugins.client.test_transport import (  # noqa: F401  # as above
    no_trace,
    test_a_kept_connection_that_the_server_closed_is_replaced_unnoticed,
    test_a_refusal_is_raised_by_its_kind,
    test_a_request_carries_token_name_and_trace,
    test_a_response_of_another_kind_of_server_is_recognized,
    test_a_run_is_asked_for_again_under_the_same_key,
    test_a_server_that_hangs_is_given_up,
    test_an_invalid_endpoint_is_refused,
    test_an_invalid_token_is_refused_and_not_shown,
    test_connections_are_kept,
    test_lasting_errors_are_not_retried,
    test_no_error_shows_the_token,
    test_passing_errors_are_retried,
    test_two_runs_have_two_keys_and_a_given_key_is_used,
    test_what_creates_something_is_sent_again_under_the_same_key,
    test_what_was_read_has_its_version,
)
from tests.plugins.client.test_waiting import (  # noqa: F401  # as above
    test_a_run_that_takes_too_long_is_left_alone,
    test_an_unavailable_server_is_retried,
    test_the_ended_run_is_returned_with_any_status,
    test_trouble_that_lasts_ends_with_the_time,
)

TOKEN = "posture_a-token"


@pytest.fixture(autouse=True)
def asynchronous(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the tests of the other client use this one."""
    for module in (test_following, test_operations, test_tls, test_transport, test_waiting):
        monkeypatch.setattr(module, "Client", Blocking)
    monkeypatch.setattr(test_operations, "EventStream", BlockingEvents)
    monkeypatch.setattr(test_operations, "StreamingResponse", BlockingParts)


def test_it_has_the_operations_and_parameters_of_the_other_client() -> None:
    names = {name for name in dir(Client) if not name.startswith("_")}

    assert {name for name in dir(AsyncClient) if not name.startswith("_")} == names
    for name in names - {"rows", "wait_for_run"}:
        one, other = (inspect.signature(getattr(kind, name)) for kind in (Client, AsyncClient))
        assert one == other, name


def test_tasks_share_a_client() -> None:
    async def read(url: str) -> None:
        async with AsyncClient(url, TOKEN) as client, asyncio.TaskGroup() as tasks:
            for number in range(80):
                tasks.create_task(client.get_run(f"r{number}"))

    with scripted() as site:
        asyncio.run(read(site.url))

    assert len({request.path for request in site.requests}) == 80


def held(release: threading.Event) -> Iterator[bytes]:
    yield b'id: 1\nevent: progress\ndata: {"id": "r", "status": "running"}\n\n'
    release.wait(60)


@pytest.mark.parametrize(("cancels", "sent"), [(True, ["POST"]), (False, [])])
def test_a_cancelled_task_cancels_the_run_unless_switched_off(
    cancels: bool,  # noqa: FBT001  # a row of the table
    sent: list[str],
) -> None:
    release = threading.Event()

    async def wait(url: str) -> None:
        begun = asyncio.Event()
        async with AsyncClient(url, TOKEN) as client:
            waiting = asyncio.create_task(
                client.wait_for_run(
                    "r",
                    timeout_seconds=600,
                    on_progress=lambda _: begun.set(),
                    cancel_on_interrupt=cancels,
                )
            )
            await begun.wait()
            waiting.cancel()
            with pytest.raises(asyncio.CancelledError):
                await waiting

    with scripted(
        Reply(status=202, body={"status": "running"}), streams=lambda _: Reply(chunks=held(release))
    ) as site:
        asyncio.run(wait(site.url))
        release.set()

    assert [request.method for request in site.requests] == sent


def test_no_time_still_reads_the_run_once() -> None:
    with scripted(Reply(body={"id": "r", "status": "running"})) as site:
        with Blocking(site.url, TOKEN) as client, pytest.raises(WaitTimeoutError):
            client.wait_for_run("r", timeout_seconds=0)

        assert len(site.requests) == 1


def test_a_response_that_is_too_large_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POSTURE_RESPONSE_BYTES", "100")
    large = Reply(body={"data": ["x" * 200]})
    with (
        scripted(large) as site,
        Blocking(site.url, TOKEN) as client,
        pytest.raises(NotPostureError, match="larger than 100 bytes"),
    ):
        client.list_runs()


def test_an_identity_is_exchanged_once_for_all_tasks() -> None:
    replies = [
        Reply(body={"access_token": "short", "expires_in": 900}),
        Reply(body={"data": []}),
    ]
    identity = Identity("the job", "t", lambda: "a.b.c")

    async def read(url: str) -> None:
        async with AsyncClient(url, identity) as client, asyncio.TaskGroup() as tasks:
            for _ in range(5):
                tasks.create_task(client.list_runs())

    with scripted(*replies) as site:
        asyncio.run(read(site.url))

    assert [request.method for request in site.requests] == ["POST"] + ["GET"] * 5
    assert {one.headers["authorization"] for one in site.requests[1:]} == {"Bearer short"}


def test_the_rate_limit_is_waited_for_in_turn() -> None:
    refused = Reply(
        status=429,
        body={"error": "rate_limited", "retry_after_seconds": 0, "limit": 6000, "window": "1m"},
        headers={"Retry-After": "0"},
    )
    with (
        scripted(refused, refused, Reply(body={"data": []})) as site,
        Blocking(site.url, TOKEN, patience_seconds=0, rate_limit_seconds=30) as client,
    ):
        client.list_runs()

    assert len(site.requests) == 3

"""Live progress: a run's life as server-sent events, resumed, bounded, and held back as a poll."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest

from posture.domain.run import RunStatus
from posture.store import run_steps
from posture.store.statement import Connection
from posture.store.tenancy import Tenancy
from tests.api import NOBODYS, RUNS, Api, api_in
from tests.integration.fakes import sheet, until

pytestmark = pytest.mark.anyio


class Event(NamedTuple):
    id: str
    name: str
    data: dict[str, Any]


def events(text: str) -> list[Event]:
    """Read a stream; the spec has validated that it is one."""
    found = []
    for block in text.split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.split("\n") if line)
        if "event" in fields:
            found.append(Event(fields["id"], fields["event"], json.loads(fields["data"])))
    return found


def steps(text: str) -> list[str]:
    return [event.data["to_status"] for event in events(text) if event.name == "step"]


async def started(api: Api, client: httpx.AsyncClient) -> str:
    answer = await client.post(RUNS, json={"integration_id": await api.integration()})
    run_id: str = answer.json()["run_id"]
    return run_id


@pytest.fixture
async def brief(tmp_path: Path) -> AsyncIterator[Api]:
    """An API whose streams are over soon."""
    async with api_in(tmp_path, stream_seconds=0.3, stream_heartbeat_seconds=0.1) as opened:
        yield opened


async def test_a_stream_has_a_run_from_its_first_step_to_its_end(api: Api) -> None:
    async with api.client() as client:
        run_id = await started(api, client)
        watching = asyncio.create_task(client.get(f"{RUNS}/{run_id}/events"))
        await until(lambda: _listens(api))
        await api.work(sheet("a"), sheet("b", torn=False))
        answer = await watching
        run = (await client.get(f"{RUNS}/{run_id}")).json()

    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/event-stream"
    assert answer.text.startswith("retry: 1000\n\n")
    assert steps(answer.text) == ["accepted", "running", "completed"]
    names = [event.name for event in events(answer.text)]
    assert names[:2] == ["step", "progress"]
    assert names[-1] == "end"
    assert names.count("end") == 1
    assert events(answer.text)[-1].data == run
    assert run["status"] == "completed"


async def test_the_stream_of_an_ended_run_ends_at_once(api: Api) -> None:
    async with api.client() as client:
        run_id = await started(api, client)
        await client.post(f"{RUNS}/{run_id}/cancel")
        answer = await client.get(f"{RUNS}/{run_id}/events")

    assert steps(answer.text) == ["accepted", "cancelled"]
    assert [event.name for event in events(answer.text)] == ["step", "step", "end"]


async def test_204_for_a_client_that_has_all_events(api: Api) -> None:
    async with api.client() as client:
        run_id = await started(api, client)
        await client.post(f"{RUNS}/{run_id}/cancel")
        path = f"{RUNS}/{run_id}/events"
        last = events((await client.get(path)).text)[-1]
        again = await client.get(path, headers={"last-event-id": last.id})

    assert (again.status_code, again.content) == (204, b"")


async def test_a_stream_resumed_after_any_event_repeats_and_misses_no_step(
    api: Api,
) -> None:
    async with api.client() as client:
        run_id = await started(api, client)
        await api.work(sheet("a"))
        path = f"{RUNS}/{run_id}/events"
        whole = events((await client.get(path)).text)
        for place, event in enumerate(whole[:-1]):
            answer = await client.get(path, headers={"last-event-id": event.id})
            assert events(answer.text) == whole[place + 1 :]


async def test_a_stream_that_lasts_too_long_ends_and_can_be_resumed(brief: Api) -> None:
    async with brief.client() as client:
        run_id = await started(brief, client)
        path = f"{RUNS}/{run_id}/events"
        first = await client.get(path)
        last = events(first.text)[-1]
        second = await client.get(path, headers={"last-event-id": last.id})
        await client.post(f"{RUNS}/{run_id}/cancel")
        third = await client.get(path, headers={"last-event-id": last.id})

    assert [event.name for event in events(first.text)] == ["step", "progress"]
    assert ": nothing new\n\n" in first.text
    assert events(second.text) == []
    assert [event.name for event in events(third.text)] == ["step", "end"]


async def test_events_of_other_runs_are_not_sent(api: Api) -> None:
    async with api.client() as client:
        run_id = await started(api, client)
        watching = asyncio.create_task(client.get(f"{RUNS}/{run_id}/events"))
        await until(lambda: _listens(api))
        other = await started(api, client)
        await client.post(f"{RUNS}/{other}/cancel")
        await client.post(f"{RUNS}/{run_id}/cancel")
        answer = await watching

    assert [event.name for event in events(answer.text)] == ["step", "progress", "step", "end"]
    assert steps(answer.text) == ["accepted", "cancelled"]
    assert other not in answer.text


async def test_listeners_of_one_run_share_one_read(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = 0
    read_inline = api.store.read_inline

    async def counted(
        work: Callable[[Connection], Any], *, tenant_id: Tenancy, turn: str | None = None
    ) -> Any:  # noqa: ANN401  # as read_inline
        nonlocal read
        read += 1
        return await read_inline(work, tenant_id=tenant_id, turn=turn)

    async with api.client() as client:
        run_id = await started(api, client)
        path = f"{RUNS}/{run_id}/events"
        watching = [asyncio.create_task(client.get(path)) for _ in range(40)]
        await until(lambda: _listens(api, 40))
        monkeypatch.setattr(api.store, "read_inline", counted)
        await client.post(f"{RUNS}/{run_id}/cancel")
        answers = await asyncio.gather(*watching)

    assert len({answer.text for answer in answers}) == 1
    # The token of the cancelling, and a look or two: a revision and the run each.
    assert read < 10


async def test_a_write_of_another_process_is_noticed(tmp_path: Path) -> None:
    async with api_in(tmp_path, stream_poll_seconds=0.02) as api, api.client() as client:
        run_id = await started(api, client)
        watching = asyncio.create_task(client.get(f"{RUNS}/{run_id}/events"))
        await until(lambda: _listens(api))
        async with type(api.store)(api.deps.settings) as other:
            await other.write(
                lambda connection: _cancelled(connection, run_id, other.now()),
                tenant_id=api.tenant_id,
            )
        answer = await watching

    assert steps(answer.text) == ["accepted", "cancelled"]


def _cancelled(connection: Connection, run_id: str, at: int) -> None:
    run_steps.step(connection, run_id, RunStatus.ACCEPTED, RunStatus.CANCELLED, at=at)


async def test_503_when_there_are_too_many_listeners(tmp_path: Path) -> None:
    async with api_in(tmp_path, stream_listeners=1) as api, api.client() as client:
        run_id = await started(api, client)
        path = f"{RUNS}/{run_id}/events"
        watching = asyncio.create_task(client.get(path))
        await until(lambda: _listens(api))
        refused = await client.get(path)
        tag = (await client.get(f"{RUNS}/{run_id}")).headers["etag"]
        polled = await client.get(
            f"{RUNS}/{run_id}?wait_seconds=60", headers={"if-none-match": tag}
        )
        await client.post(f"{RUNS}/{run_id}/cancel")
        await watching
        again = await client.get(path)

    assert (refused.status_code, refused.json()) == (503, {"error": "too_many_listeners"})
    assert polled.status_code == 304
    assert again.status_code == 200


async def test_streams_end_when_the_process_stops(api: Api) -> None:
    async with api.client() as client:
        run_id = await started(api, client)
        watching = asyncio.create_task(client.get(f"{RUNS}/{run_id}/events"))
        await until(lambda: _listens(api))
        api.deps.watch.close()
        answer = await watching
        late = await client.get(f"{RUNS}/{run_id}/events")

    assert [event.name for event in events(answer.text)] == ["step", "progress"]
    assert (late.status_code, late.json()) == (503, {"error": "unavailable"})


async def test_a_stream_costs_one_request_of_the_bucket(brief: Api) -> None:
    async with brief.client() as client:
        run_id = await started(brief, client)
        before = await client.get(f"{RUNS}/{run_id}/events")
        after = await client.get(f"{RUNS}/{run_id}/events")

    left = [int(answer.headers["x-ratelimit-remaining"]) for answer in (before, after)]
    assert left[0] - left[1] == 1


async def test_head_does_not_wait(api: Api) -> None:
    async with api.client() as client:
        run_id = await started(api, client)
        answer = await client.head(f"{RUNS}/{run_id}/events")

    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["content-type"] == "text/event-stream"
    assert not await _listens(api)


@pytest.mark.parametrize("last", ["", "x", "1-", "-1", "1-2-3", "1" * 19, "1.5", "٣"])
async def test_400_an_id_that_no_event_has(api: Api, last: str) -> None:
    async with api.client() as client:
        run_id = await started(api, client)
        answer = await client.get(
            f"{RUNS}/{run_id}/events", headers=[(b"last-event-id", last.encode())]
        )

    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_last_event_id")


async def test_404_for_another_tenants_run(api: Api) -> None:
    token = await api.mint(tenant_id=await api.tenant("other"))
    async with api.client() as ours, api.client(token) as theirs:
        run_id = await started(api, ours)
        answers = [await theirs.get(f"{RUNS}/{one}/events") for one in (run_id, NOBODYS)]

    assert {(one.status_code, one.content) for one in answers} == {
        (404, b'{"error":"run_not_found"}')
    }
    assert not await _listens(api)


@pytest.mark.parametrize("accept", ["text/event-stream", "text/*", "*/*", "application/json"])
async def test_the_path_decides_that_it_is_a_stream(api: Api, accept: str) -> None:
    async with api.client() as client:
        run_id = await started(api, client)
        await client.post(f"{RUNS}/{run_id}/cancel")
        path = f"{RUNS}/{run_id}/events"
        last = events((await client.get(path)).text)[-1].id
        answer = await client.get(path, headers={"accept": accept, "last-event-id": last})

    assert answer.status_code == 204


async def test_a_304_is_delayed_until_the_run_changes(api: Api) -> None:
    async with api.client() as client:
        run_id = await started(api, client)
        path = f"{RUNS}/{run_id}"
        tag = (await client.get(path)).headers["etag"]
        held = asyncio.create_task(
            client.get(f"{path}?wait_seconds=60", headers={"if-none-match": tag})
        )
        await until(lambda: _listens(api))
        await client.post(f"{path}/cancel")
        answer = await held

    assert (answer.status_code, answer.json()["status"]) == (200, "cancelled")
    assert answer.headers["etag"] != tag


async def test_a_304_is_delayed_no_longer_than_the_server_allows(tmp_path: Path) -> None:
    async with api_in(tmp_path, long_poll_seconds=0.05) as api, api.client() as client:
        run_id = await started(api, client)
        path = f"{RUNS}/{run_id}"
        tag = (await client.get(path)).headers["etag"]
        await started(api, client)
        answer = await client.get(f"{path}?wait_seconds=60", headers={"if-none-match": tag})

    assert (answer.status_code, answer.headers["etag"]) == (304, tag)


async def test_a_response_is_not_delayed_without_an_etag_or_for_an_ended_run(api: Api) -> None:
    async with api.client() as client:
        run_id = await started(api, client)
        path = f"{RUNS}/{run_id}"
        fresh = await client.get(f"{path}?wait_seconds=60")
        await client.post(f"{path}/cancel")
        stale = await client.get(
            f"{path}?wait_seconds=60", headers={"if-none-match": fresh.headers["etag"]}
        )
        ended = await client.get(
            f"{path}?wait_seconds=60", headers={"if-none-match": stale.headers["etag"]}
        )

    assert [one.status_code for one in (fresh, stale, ended)] == [200, 200, 304]


@pytest.mark.parametrize("seconds", ["-1", "61", "1.5", "x", ""])
async def test_400_an_invalid_wait_time(api: Api, seconds: str) -> None:
    async with api.client() as client:
        run_id = await started(api, client)
        answer = await client.get(f"{RUNS}/{run_id}?wait_seconds={seconds}")

    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_wait_seconds")


async def _listens(api: Api, count: int = 1) -> bool:
    return api.deps.watch.listeners == count

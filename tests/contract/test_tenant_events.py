"""The events of a whole tenant: complete, resumed, bounded, and no more than the token may read."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from pathlib import Path
from typing import Any

import httpx
import pytest

from posture.api.events import SCOPES as SCOPE_OF
from posture.services.tokens import SCOPES, hash_of, list_tokens, minted_row, revoke
from posture.store import tenants
from posture.store.rows import RESOURCE_OF
from tests.api import FINDINGS, RUNS, SUPPRESSIONS, WEBHOOKS, Api, api_in
from tests.contract.test_events import Event, events, started
from tests.integration.fakes import sheet, until
from tests.promises import promise
from tests.spec import spec

pytestmark = pytest.mark.anyio

EVENTS = "/api/v2/events"
SESSION = "/api/v2/session"


@pytest.fixture
async def brief(tmp_path: Path) -> AsyncIterator[Api]:
    """An API whose streams are over at once, with what there is to say."""
    async with api_in(tmp_path, stream_seconds=0.05) as opened:
        yield opened


async def read(client: httpx.AsyncClient, after: str | None = None) -> list[Event]:
    answer = await client.get(EVENTS, params={"after": after} if after is not None else {})
    assert answer.status_code == 200
    return events(answer.text)


def resources(found: Iterable[Event]) -> list[list[str]]:
    return [event.data["resources"] for event in found if event.name == "changed"]


async def position(client: httpx.AsyncClient) -> str:
    found: str = (await client.get(SESSION)).json()["event_id"]
    return found


async def _listens(api: Api, count: int = 1) -> bool:
    return api.deps.watch.listeners == count


def test_every_resource_has_its_scope_and_its_place_in_the_document() -> None:
    documented = spec().document["components"]["schemas"]["EventResource"]["enum"]
    assert set(documented) == set(SCOPE_OF) == set(RESOURCE_OF.values())
    assert set(SCOPE_OF.values()) <= set(SCOPES)


async def test_a_stream_begins_with_what_it_reports_on(brief: Api) -> None:
    async with brief.client() as client:
        (first,) = await read(client)
        here = await position(client)
    assert first == Event(here, "start", {"resources": list(SCOPE_OF)})


async def test_a_run_is_followed_to_its_end_beside_everything_else(api: Api) -> None:
    async with api.client() as client:
        watching = asyncio.create_task(client.get(EVENTS))
        await until(lambda: _listens(api))
        run_id = await started(api, client)
        # A run that is over before the stream reads is among what changed, and is not followed.
        begun = int(await position(client))
        await until(lambda: _sent(api, begun))
        await api.work(sheet("a"))
        run = (await client.get(f"{RUNS}/{run_id}")).json()
        hook = {"url": "https://hooks.example.com", "events": ["run.failed"]}
        made = (await client.post(WEBHOOKS, json=hook)).json()["id"]
        await client.delete(f"{WEBHOOKS}/{made}")
        here = await position(client)
        await until(lambda: _sent(api, int(here)))
        api.deps.watch.close()
        found = events((await watching).text)
    shown = [event.data for event in found if event.name == "run"]
    assert shown[-1] == run
    assert {one["id"] for one in shown} == {run_id}
    changed = {name for names in resources(found) for name in names}
    assert {"integrations", "runs", "findings", "webhooks"} <= changed
    assert found[-1].id == here
    assert [int(one.id) for one in found] == sorted(int(one.id) for one in found)


async def _sent(api: Api, revision: int) -> bool:
    """Return whether the listeners have what was written up to a revision."""
    (channel,) = api.deps.watch._channels.values()  # noqa: SLF001  # no client can see this
    return bool(channel.seen.revision >= revision)


async def test_a_stream_tells_of_the_runs_that_go_on(brief: Api) -> None:
    async with brief.client() as client:
        ended, going = await started(brief, client), await started(brief, client)
        await client.post(f"{RUNS}/{ended}/cancel")
        _, run = await read(client)
        assert (run.name, run.data) == ("run", (await client.get(f"{RUNS}/{going}")).json())


@pytest.mark.parametrize("by", ["header", "query"])
async def test_a_resumed_stream_says_what_has_changed_since(brief: Api, by: str) -> None:
    async with brief.client() as client:
        await started(brief, client)
        await brief.work(sheet("a"))
        before = await position(client)
        (finding,) = (await client.get(FINDINGS)).json()["data"]
        await client.patch(f"{FINDINGS}/{finding['id']}", json={"status": "triaged"})
        after = await position(client)
        # The header is newer than the address of an `EventSource`.
        headers = {"last-event-id": before} if by == "header" else {}
        params = {"after": "0" if by == "header" else before}
        found = events((await client.get(EVENTS, params=params, headers=headers)).text)
        again = await read(client, after)
    assert [(one.id, one.name) for one in found] == [(before, "start"), (after, "changed")]
    assert resources(found) == [["findings"]]
    assert [(one.id, one.name) for one in again] == [(after, "start")]


async def test_the_events_before_a_change_do_not_have_its_id(brief: Api) -> None:
    """A client that loses the connection between two events of a change gets it again."""
    async with brief.client() as client:
        before = await position(client)
        await started(brief, client)
        found = await read(client, before)
        again = await read(client, found[-2].id)
    assert [event.name for event in found] == ["start", "run", "changed"]
    assert found[-2].id == before
    assert resources(again) == [["runs", "integrations"]]


@promise("scopes", "A stream of the tenant reports on nothing that its token may not read")
@pytest.mark.parametrize("scope", SCOPES)
async def test_a_token_gets_the_events_of_its_scopes(brief: Api, scope: str) -> None:
    token = await brief.mint([scope])
    async with brief.client() as ours, brief.client(token) as theirs:
        await started(brief, ours)
        await brief.work(sheet("secret-sheet"))
        await started(brief, ours)
        found = await read(theirs, "0")
    own = [name for name, needed in SCOPE_OF.items() if needed == scope]
    assert found[0].data == {"resources": own}
    assert all(set(names) <= set(own) for names in resources(found))
    assert [one.name for one in found].count("run") == (scope == "cloud_posture:read")


@promise("tenants", "A stream of the tenant has no event of another tenant, and its ids count none")
async def test_another_tenants_changes_are_no_events(brief: Api) -> None:
    token = await brief.mint(tenant_id=await brief.tenant("other"))
    async with brief.client() as ours, brief.client(token) as theirs:
        before = await position(theirs)
        await started(brief, ours)
        await brief.work(sheet("a"))
        found = await read(theirs, before)
    assert [(one.id, one.name) for one in found] == [(before, "start")]


async def limited(api: Api, integration_id: str) -> str:
    """Make a token that is limited to an integration."""
    minted, row = minted_row(
        tenant_id=api.tenant_id,
        name="limited",
        scopes=["cloud_posture:read", "findings:read", "suppressions:read"],
        created_at=api.clock(),
        expires_at=None,
        integrations=integration_id,
    )
    await api.store.write(
        lambda connection: tenants.add_token(
            connection, row, token_hash=hash_of(minted.clear_text)
        ),
        tenant_id=api.tenant_id,
    )
    return minted.clear_text


@promise("scopes", "A stream for a token limited to an integration shows no run of another one")
async def test_a_limited_token_learns_by_its_own_runs_alone(api: Api) -> None:
    async with api.client() as client:
        other = await started(api, client)
        run_id = await started(api, client)
        own = (await client.get(f"{RUNS}/{run_id}")).json()["integration_id"]
        async with api.client(await limited(api, own)) as theirs:
            watching = asyncio.create_task(theirs.get(EVENTS))
            await until(lambda: _listens(api))
            await client.post(f"{RUNS}/{other}/cancel")
            body = {"check_id": "*", "resource_pattern": "*", "reason": "r", "owner": "o"}
            await client.post(SUPPRESSIONS, json=body | {"expires_at": "2100-01-01T00:00:00Z"})
            await client.post(f"{RUNS}/{run_id}/cancel")
            here = int(await position(client))
            await until(lambda: _sent(api, here))
            api.deps.watch.close()
            found = events((await watching).text)
    assert [one.name for one in found] == ["start", "run", "run", "changed"]
    assert {one.data["id"] for one in found if one.name == "run"} == {run_id}
    assert found[0].data == {"resources": ["runs", "findings"]}
    assert resources(found) == [["runs", "findings"]]


async def test_a_limited_token_that_resumes_reads_everything_again(brief: Api) -> None:
    async with brief.client() as client:
        run_id = await started(brief, client)
        own = (await client.get(f"{RUNS}/{run_id}")).json()["integration_id"]
        async with brief.client(await limited(brief, own)) as theirs:
            assert resources(await read(theirs)) == []
            assert resources(await read(theirs, await position(theirs))) == [["runs", "findings"]]


@promise("scopes", "A stream of the tenant ends when its token is revoked")
async def test_a_stream_ends_when_its_token_is_revoked(tmp_path: Path) -> None:
    async with api_in(tmp_path, stream_token_seconds=0.05, stream_heartbeat_seconds=60.0) as api:
        async with api.client(await api.mint(["findings:read"])) as watcher:
            watching = asyncio.create_task(watcher.get(EVENTS))
            await until(lambda: _listens(api))
            assert not watching.done()
            listed = await list_tokens(api.store, tenant_id=api.tenant_id)
            (found,) = [one.id for one in listed if one.id != api.token_id]
            await revoke(api.store, token_id=found)
            await watching
            assert (await watcher.get(EVENTS)).status_code == 401
        assert not await _listens(api)


@pytest.mark.parametrize("bound", ["stream_listeners_per_token", "stream_listeners_per_tenant"])
async def test_a_token_and_a_tenant_have_only_so_many_streams(tmp_path: Path, bound: str) -> None:
    settings: dict[str, Any] = {bound: 1}
    async with api_in(tmp_path, **settings) as api:
        theirs = await api.mint(tenant_id=await api.tenant("other"))
        async with api.client() as client, api.client(theirs) as other:
            watching = asyncio.create_task(client.get(EVENTS))
            await until(lambda: _listens(api))
            refused = await client.get(EVENTS)
            elsewhere = asyncio.create_task(other.get(EVENTS))
            await until(lambda: _listens(api, 2))
            watching.cancel()
            await until(lambda: _listens(api, 1))
            again = asyncio.create_task(client.get(EVENTS))
            await until(lambda: _listens(api, 2))
            api.deps.watch.close()
            await asyncio.gather(again, elsewhere)
    assert (refused.status_code, refused.json()) == (503, {"error": "too_many_listeners"})


async def test_a_heartbeat_is_sent_while_nothing_changes(tmp_path: Path) -> None:
    seconds: dict[str, Any] = {"stream_seconds": 0.3, "stream_heartbeat_seconds": 0.05}
    async with api_in(tmp_path, **seconds) as api, api.client() as client:
        answer = await client.get(EVENTS)
    assert ": nothing new\n\n" in answer.text


async def test_head_does_not_wait_for_events(api: Api) -> None:
    async with api.client() as client:
        answer = await client.head(EVENTS)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/event-stream")
    assert not await _listens(api)


@pytest.mark.parametrize("wrong", ["", "x", "1-2", "-1", "1" * 19, "٣"])
async def test_400_an_id_that_no_event_of_a_tenant_has(api: Api, wrong: str) -> None:
    async with api.client() as client:
        by_query = await client.get(EVENTS, params={"after": wrong})
        by_header = await client.get(EVENTS, headers=[(b"last-event-id", wrong.encode())])
    assert (by_query.status_code, by_query.json()["error"]) == (400, "invalid_after")
    assert (by_header.status_code, by_header.json()["error"]) == (400, "invalid_last_event_id")
    assert not await _listens(api)

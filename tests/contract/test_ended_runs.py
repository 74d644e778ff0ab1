"""The list of runs: ended runs are rendered once, and read as heads from then on."""

from typing import Any

import pytest

from posture.api.response_cache import EndedRuns
from posture.store import runs
from tests.api import RUNS, Api
from tests.integration.fakes import sheet

pytestmark = pytest.mark.anyio

# More than are read one by one.
MANY = runs.READ_ONE_BY_ONE + 2


class Anything:
    """Ids among which every id is."""

    def __contains__(self, _run_id: object) -> bool:
        return True


async def listed(api: Api) -> list[dict[str, object]]:
    """Return the list, which has the same runs as they are when each is read alone."""
    async with api.client() as client:
        found: list[dict[str, object]] = (await client.get(RUNS)).json()["data"]
        alone = [(await client.get(f"{RUNS}/{run['id']}")).json() for run in found]
    assert found == alone
    return found


async def start(api: Api) -> str:
    async with api.client() as client:
        body = {"integration_id": await api.integration(), "trigger": "verify"}
        return str((await client.post(RUNS, json=body)).json()["run_id"])


async def cancel(api: Api, run_id: str) -> None:
    async with api.client() as client:
        assert (await client.post(f"{RUNS}/{run_id}/cancel")).status_code == 202


@pytest.mark.parametrize("count", [1, MANY])
async def test_a_list_shows_runs_that_end_after_it_was_rendered(api: Api, count: int) -> None:
    started = [await start(api) for _ in range(count)]
    before = await listed(api)
    for run_id in started:
        await cancel(api, run_id)
    after, again = await listed(api), await listed(api)

    assert {run["status"] for run in before} == {"running"}
    assert [run["status"] for run in after] == ["cancelled"] * count
    assert again == after


async def test_a_list_has_new_runs_beside_those_it_knows(api: Api) -> None:
    first = await start(api)
    await api.work(sheet("a"))
    await listed(api)
    api.clock.milliseconds += 1
    second = await start(api)
    found = await listed(api)

    assert [(run["id"], run["status"]) for run in found] == [
        (second, "running"),
        (first, "completed"),
    ]


async def test_a_known_run_that_was_dropped_meanwhile_is_read_again(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_id = await start(api)
    await cancel(api, run_id)
    monkeypatch.setattr(EndedRuns, "ids", Anything())
    found = await listed(api)

    assert [(run["id"], run["status"]) for run in found] == [(run_id, "cancelled")]


async def test_a_list_is_read_again_if_a_run_of_it_is_deleted_meanwhile(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_id = await start(api)
    with monkeypatch.context() as deleted:
        deleted.setattr(runs, "get", lambda *_, **__: None)
        async with api.client() as client:
            found = (await client.get(RUNS)).json()["data"]

    assert [run["id"] for run in found] == [run_id]


def test_several_runs_are_returned_in_the_order_of_their_ids_and_were_used_in_it() -> None:
    ended = EndedRuns(most=3)
    for run_id in "abc":
        ended.put(run_id, run_id.encode())
    assert ended.several("ca") == [b"c", b"a"]
    ended.put("d", b"d")
    ended.put("e", b"e")
    assert [one in ended.ids for one in "abcde"] == [True, False, False, True, True]
    with pytest.raises(KeyError):
        ended.several("ab")


def test_the_least_recently_used_run_is_dropped() -> None:
    ended = EndedRuns(most=2)
    ended.put("a", b"1")
    ended.put("b", b"2")
    assert ended["a"] == b"1"
    ended.put("c", b"3")

    assert [one in ended for one in "abc"] == [True, False, True]


async def test_a_list_that_changes_much_is_right_whichever_way_it_is_read(api: Api) -> None:
    started = [await start(api) for _ in range(MANY)]
    for run_id in [None, None, *started, None, None]:
        if run_id is not None:
            await cancel(api, run_id)
        assert {one["id"] for one in await listed(api)} == set(started)
    assert {one["status"] for one in await listed(api)} == {"cancelled"}


async def test_the_run_after_a_page_is_the_first_of_the_next(api: Api) -> None:
    started = [await start(api) for _ in range(3)]
    async with api.client() as client:
        for _ in range(2):
            pages: list[dict[str, Any]] = []
            for _ in started:
                following = {"cursor": pages[-1]["next_cursor"]} if pages else {}
                pages.append((await client.get(RUNS, params={"limit": 1, **following})).json())
            assert pages[-1]["next_cursor"] is None
            assert sorted(run["id"] for one in pages for run in one["data"]) == sorted(started)
            for run_id in started:
                await client.post(f"{RUNS}/{run_id}/cancel")


async def test_a_waiting_run_shows_each_change_of_its_row(api: Api) -> None:
    body = {
        "integration_id": await api.integration(),
        "trigger": "verify",
        "source": {"tool": "terraform", "workspace": "w", "apply_id": "1"},
    }
    scopes = []
    async with api.client() as client:
        for service in ("s3", "ec2", "s3"):
            scoped = body | {"scope": {"services": [service]}}
            assert (await client.post(RUNS, json=scoped)).status_code == 202
            scopes.append([one["scope"] for one in await listed(api)])
    both = [{"services": ["s3", "ec2"]}]
    assert scopes == [[{"services": ["s3"]}], both, both]

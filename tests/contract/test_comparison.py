"""Comparison of two runs: what is new, resolved and unchanged, and what nobody looked at."""

from collections.abc import AsyncIterator, Mapping
from typing import Any
from uuid import uuid4

import httpx
import pytest

from posture.domain.comparison import Change, appeared, disappeared, may_be_seen
from tests.api import FINDINGS, RUNS, Api
from tests.databases import ON_BOTH
from tests.integration.fakes import sheet

pytestmark = pytest.mark.anyio

# A few runs are allowed in each.
DAY = 86_400


@pytest.fixture
async def client(api: Api) -> AsyncIterator[httpx.AsyncClient]:
    async with api.client() as opened:
        yield opened


async def run(
    api: Api,
    client: httpx.AsyncClient,
    integration_id: str,
    *names: str,
    scope: Mapping[str, Any] | None = None,
) -> str:
    body = {"integration_id": integration_id} | ({"scope": scope} if scope else {})
    started = await client.post(RUNS, json=body)
    await api.work(*map(sheet, names))
    api.clock.pass_seconds(DAY)
    return str(started.json()["run_id"])


async def compared(client: httpx.AsyncClient, now: str, base: str, query: str = "") -> Any:  # noqa: ANN401  # JSON
    answer = await client.get(f"{RUNS}/{now}/compare/{base}{query}")
    assert answer.status_code == 200, answer.text
    return answer.json()


def by_change(found: Mapping[str, Any]) -> dict[str, list[str]]:
    rows: dict[str, list[str]] = {}
    for one in found["data"]:
        rows.setdefault(one["change"], []).append(one["finding"]["resource_id"])
    return {change: sorted(names) for change, names in rows.items()}


@ON_BOTH
async def test_runs_are_compared_across_the_runs_between_them(
    api: Api, client: httpx.AsyncClient
) -> None:
    account = await api.integration()
    first = await run(api, client, account, "a", "b", "c")
    await run(api, client, account, "a", "c", "d")
    last = await run(api, client, account, "a", "d")
    found = await compared(client, last, first)
    names = {one["resource_id"][-1]: one["resource_id"] for one in await listed(client)}
    # `b` was seen gone by the run between them, and the last one has no row of it.
    assert by_change(found) == {
        "new": [names["d"]],
        "resolved": sorted([names["b"], names["c"]]),
        "unchanged": [names["a"]],
    }
    assert found["counts"] == {"new": 1, "resolved": 2, "unchanged": 1, "not_compared": 0}
    assert (found["run_id"], found["base_run_id"]) == (last, first)
    assert (found["integration_id"], found["same_scope"]) == (account, True)


async def listed(client: httpx.AsyncClient) -> list[Any]:
    rows: list[Any] = (await client.get(FINDINGS)).json()["data"]
    return rows


async def test_the_same_run_twice_has_no_change(api: Api, client: httpx.AsyncClient) -> None:
    only = await run(api, client, await api.integration(), "a", "b")
    found = await compared(client, only, only)
    assert found["counts"] == {"new": 0, "resolved": 0, "unchanged": 2, "not_compared": 0}


async def test_backwards_new_and_resolved_change_places(
    api: Api, client: httpx.AsyncClient
) -> None:
    account = await api.integration()
    first = await run(api, client, account, "a")
    last = await run(api, client, account, "b")
    assert (await compared(client, first, last))["counts"]["new"] == 1
    assert (await compared(client, first, last))["counts"]["resolved"] == 0
    assert (await compared(client, last, first))["counts"]["resolved"] == 1


async def test_what_a_scope_leaves_out_is_neither_resolved_nor_new(
    api: Api, client: httpx.AsyncClient
) -> None:
    account = await api.integration()
    first = await run(api, client, account, "a", "b")
    rows = {row["resource_id"]: row for row in await listed(client)}
    chosen = min(rows)
    narrow = await run(api, client, account, "a", scope={"resource_ids": [chosen]})
    found = await compared(client, narrow, first)
    assert found["same_scope"] is False
    assert found["counts"]["resolved"] == 0
    assert found["counts"]["not_compared"] == 1
    back = await compared(client, first, narrow)
    assert (back["counts"]["new"], back["counts"]["not_compared"]) == (0, 1)


async def test_a_page_has_one_change_and_its_cursor_leads_to_the_rest(
    api: Api, client: httpx.AsyncClient
) -> None:
    account = await api.integration()
    first = await run(api, client, account, "a")
    last = await run(api, client, account, "a", "b", "c", "d")
    query, seen = "?change=new&limit=2", []
    while query:
        found = await compared(client, last, first, query)
        seen += [one["finding"]["id"] for one in found["data"]]
        assert found["counts"]["new"] == 3
        following = found["next_cursor"]
        query = f"?change=new&limit=2&cursor={following}" if following else ""
    assert len(seen) == len(set(seen)) == 3


async def test_a_poller_gets_304_until_something_changes(
    api: Api, client: httpx.AsyncClient
) -> None:
    only = await run(api, client, await api.integration(), "a")
    path = f"{RUNS}/{only}/compare/{only}"
    known = {"if-none-match": (await client.get(path)).headers["etag"]}
    assert (await client.get(path, headers=known)).status_code == 304


async def test_runs_that_have_nothing_to_compare_are_refused(
    api: Api, client: httpx.AsyncClient
) -> None:
    account = await api.integration()
    done = await run(api, client, account, "a")
    other = await run(api, client, await api.integration(), "a")
    waiting = (await client.post(RUNS, json={"integration_id": account})).json()["run_id"]

    async def refused(now: str, base: str) -> tuple[int, str]:
        answer = await client.get(f"{RUNS}/{now}/compare/{base}")
        return answer.status_code, answer.json()["error"]

    assert await refused(done, other) == (409, "runs_not_comparable")
    assert await refused(waiting, done) == (409, "run_not_finished")
    assert await refused(done, waiting) == (409, "run_not_finished")
    await client.post(f"{RUNS}/{waiting}/cancel")
    assert await refused(done, waiting) == (409, "run_without_result")
    assert await refused(done, str(uuid4())) == (404, "run_not_found")
    assert await refused(done, "nonsense") == (400, "invalid_base_run_id")


@pytest.mark.parametrize("query", ["change=other", "limit=0", "limit=201", "cursor=x", "sort=new"])
async def test_what_is_no_filter_is_refused(
    api: Api, client: httpx.AsyncClient, query: str
) -> None:
    only = await run(api, client, await api.integration(), "a")
    answer = await client.get(f"{RUNS}/{only}/compare/{only}?{query}")
    assert answer.status_code == 400


@pytest.mark.parametrize(
    ("found_at", "gone_at", "in_base", "seen", "expected"),
    [
        (None, None, False, True, Change.NEW),
        (None, None, False, False, Change.NOT_COMPARED),
        (5, None, False, True, Change.NOT_COMPARED),
        (5, 6, False, False, Change.NEW),
        (6, 5, False, True, Change.NOT_COMPARED),
        (6, 5, True, False, Change.NEW),
    ],
)
def test_what_appeared_is_new_only_if_the_base_would_have_found_it(
    *, found_at: int | None, gone_at: int | None, in_base: bool, seen: bool, expected: Change
) -> None:
    found = appeared(found_at=found_at, gone_at=gone_at, in_base=in_base, may_be_seen=seen)
    assert found is expected


@pytest.mark.parametrize(
    ("found_at", "gone_at", "in_run", "expected"),
    [
        (5, None, False, Change.NOT_COMPARED),
        (5, 6, False, Change.RESOLVED),
        (6, 5, False, Change.NOT_COMPARED),
        (5, None, True, Change.RESOLVED),
    ],
)
def test_what_disappeared_is_resolved_only_if_a_run_saw_it_gone(
    *, found_at: int | None, gone_at: int | None, in_run: bool, expected: Change
) -> None:
    assert disappeared(found_at=found_at, gone_at=gone_at, in_run=in_run) is expected


FACTS = {"region": "eu-central-1", "service": "s3", "check_id": "one", "resource_id": "arn:a"}


@pytest.mark.parametrize(
    ("scope", "checks", "expected"),
    [
        (None, None, True),
        ({}, {"one"}, True),
        ({}, {"other"}, False),
        ({"services": ["s3"], "regions": ["eu-central-1"]}, None, True),
        ({"services": ["s3"], "regions": ["us-east-1"]}, None, False),
        ({"check_ids": ["other"]}, None, False),
        ({"resource_ids": ["arn:b"]}, None, False),
    ],
)
def test_a_scope_and_the_checks_of_a_run_decide_what_it_may_see(
    *, scope: dict[str, Any] | None, checks: set[str] | None, expected: bool
) -> None:
    assert may_be_seen(FACTS, scope, checks) is expected

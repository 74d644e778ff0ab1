"""Counts of findings by value: the same filters as the list, and never another sum."""

from collections.abc import AsyncIterator

import httpx
import pytest

from tests.api import FINDINGS, RUNS, Api
from tests.databases import ON_BOTH
from tests.integration.fakes import sheet

pytestmark = pytest.mark.anyio

FACETS = f"{FINDINGS}/facets"
VALUES = ("severities", "statuses", "families", "services", "regions")


@pytest.fixture
async def client(api: Api) -> AsyncIterator[httpx.AsyncClient]:
    """A tenant with three findings of two runs, of which one is triaged."""
    body = {"integration_id": await api.integration()}
    async with api.client() as opened:
        await opened.post(RUNS, json=body)
        await api.work(sheet("a"), sheet("b"))
        api.clock.pass_seconds(60)
        await opened.post(RUNS, json=body)
        await api.work(sheet("a"), sheet("b"), sheet("c"))
        first = (await opened.get(FINDINGS)).json()["data"][0]["id"]
        await opened.patch(f"{FINDINGS}/{first}", json={"status": "triaged"})
        yield opened


@ON_BOTH
async def test_counts_are_those_of_the_list(client: httpx.AsyncClient) -> None:
    rows = (await client.get(FINDINGS)).json()["data"]
    found = (await client.get(FACETS)).json()
    (check,) = found["checks"]
    assert found["total_count"] == len(rows) == 3
    assert (check["count"], check["new_count"]) == (3, 1)
    assert (check["check_id"], check["severity"]) == (rows[0]["check_id"], rows[0]["severity"])
    assert check["title"] in {row["title"] for row in rows}
    assert found["statuses"] == [{"value": "open", "count": 2}, {"value": "triaged", "count": 1}]
    for name in VALUES:
        assert sum(one["count"] for one in found[name]) == 3


@ON_BOTH
@pytest.mark.parametrize(
    "query",
    [
        "status=triaged",
        "delta=new",
        "delta=resolved",
        "q=sheet",
        "q=nothing",
        "suppressed=true",
        "severity=critical",
        "framework=CIS_AWS",
    ],
)
async def test_filters_are_those_of_the_list(client: httpx.AsyncClient, query: str) -> None:
    total = (await client.get(f"{FINDINGS}?{query}&count=true")).json()["total_count"]
    assert (await client.get(f"{FACETS}?{query}")).json()["total_count"] == total


async def test_a_run_is_counted_as_it_was(client: httpx.AsyncClient) -> None:
    newest, first = (await client.get(RUNS)).json()["data"]
    before = (await client.get(f"{FACETS}?scan_id={first['id']}")).json()
    after = (await client.get(f"{FACETS}?scan_id={newest['id']}&delta=new")).json()
    assert (before["total_count"], before["checks"][0]["new_count"]) == (2, 2)
    assert (after["total_count"], after["checks"][0]["new_count"]) == (1, 1)


async def test_counts_change_when_a_finding_does(client: httpx.AsyncClient) -> None:
    first = await client.get(FACETS)
    known = {"if-none-match": first.headers["etag"]}
    assert (await client.get(FACETS, headers=known)).status_code == 304
    row = (await client.get(FINDINGS)).json()["data"][1]["id"]
    await client.patch(f"{FINDINGS}/{row}", json={"status": "accepted"})
    changed = await client.get(FACETS, headers=known)
    assert changed.status_code == 200
    assert {"value": "accepted", "count": 1} in changed.json()["statuses"]


@pytest.mark.parametrize("query", ["sort=severity", "limit=1", "severity=bad", "framework=NONE"])
async def test_what_is_no_filter_is_refused(client: httpx.AsyncClient, query: str) -> None:
    assert (await client.get(f"{FACETS}?{query}")).status_code == 400

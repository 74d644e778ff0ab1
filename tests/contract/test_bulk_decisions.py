"""One decision about several findings: all of them change, or none, and it can be taken back."""

from collections.abc import AsyncIterator

import httpx
import pytest

from tests.api import FINDINGS, RUNS, Api
from tests.databases import ON_BOTH
from tests.integration.fakes import sheet

pytestmark = pytest.mark.anyio

PATH = f"{FINDINGS}/bulk"
AUDIT = "/api/v2/audit"
NOBODYS = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
async def client(api: Api) -> AsyncIterator[httpx.AsyncClient]:
    """A tenant with three findings."""
    async with api.client() as opened:
        await opened.post(RUNS, json={"integration_id": await api.integration()})
        await api.work(*map(sheet, ("a", "b", "c")))
        yield opened


async def ids(client: httpx.AsyncClient) -> list[str]:
    return [row["id"] for row in (await client.get(FINDINGS)).json()["data"]]


async def statuses(client: httpx.AsyncClient) -> dict[str, str]:
    return {row["id"]: row["status"] for row in (await client.get(FINDINGS)).json()["data"]}


@ON_BOTH
async def test_what_changes_is_audited_and_can_be_taken_back(client: httpx.AsyncClient) -> None:
    first, second, third = await ids(client)
    await client.patch(f"{FINDINGS}/{second}", json={"status": "triaged"})
    body = {"finding_ids": [third, second, first.upper(), third], "status": "triaged"}
    changed = await client.post(PATH, json=body)
    assert changed.json() == {
        "status": "triaged",
        "changed": [{"id": one, "from_status": "open"} for one in (third, first)],
        "unchanged_count": 1,
    }
    assert set((await statuses(client)).values()) == {"triaged"}
    rows = (await client.get(AUDIT, params={"action": "finding.updated"})).json()["data"]
    assert sorted(row["target_id"] for row in rows) == sorted([first, second, third])
    await client.post(PATH, json={"finding_ids": [third, first], "status": "open"})
    assert await statuses(client) == {first: "open", second: "triaged", third: "open"}


async def test_one_request_takes_back_what_had_several_statuses(
    client: httpx.AsyncClient,
) -> None:
    first, second, third = await ids(client)
    await client.patch(f"{FINDINGS}/{second}", json={"status": "triaged"})
    every = {"finding_ids": [first, second, third], "status": "accepted"}
    changed = (await client.post(PATH, json=every)).json()["changed"]
    before = {one["id"]: one["from_status"] for one in changed}
    body = {"finding_ids": [first], "status": before[first]}
    also = [{"finding_ids": [one.upper()], "status": before[one]} for one in (second, third)]
    back = await client.post(PATH, json=body | {"also": also})
    assert back.json() == {
        "status": "open",
        "changed": [{"id": one, "from_status": "accepted"} for one in (first, second, third)],
        "unchanged_count": 0,
    }
    assert await statuses(client) == {first: "open", second: "triaged", third: "open"}
    also = [{"finding_ids": [NOBODYS], "status": "triaged"}]
    missing = await client.post(PATH, json=body | {"status": "accepted", "also": also})
    assert missing.status_code == 404
    assert await statuses(client) == {first: "open", second: "triaged", third: "open"}


async def test_of_several_statuses_for_one_finding_the_last_one_holds(
    client: httpx.AsyncClient,
) -> None:
    first, second, third = await ids(client)
    body = {"finding_ids": [first, second], "status": "accepted"}
    also = [{"finding_ids": [first.upper(), first], "status": "triaged"}]
    changed = (await client.post(PATH, json=body | {"also": also})).json()
    assert changed == {
        "status": "accepted",
        "changed": [{"id": one, "from_status": "open"} for one in (first, second)],
        "unchanged_count": 0,
    }
    assert await statuses(client) == {first: "triaged", second: "accepted", third: "open"}


async def test_a_finding_that_does_not_exist_leaves_all_as_they_were(
    client: httpx.AsyncClient,
) -> None:
    known = await ids(client)
    body = {"finding_ids": [*known, NOBODYS], "status": "accepted"}
    refused = await client.post(PATH, json=body)
    assert (refused.status_code, refused.json()["error"]) == (404, "finding_not_found")
    assert set((await statuses(client)).values()) == {"open"}


async def test_another_tenants_finding_is_like_none(api: Api, client: httpx.AsyncClient) -> None:
    known = await ids(client)
    stranger = await api.mint(tenant_id=await api.tenant("globex"))
    async with api.client(stranger) as other:
        refused = await other.post(PATH, json={"finding_ids": known, "status": "accepted"})
    assert (refused.status_code, refused.json()["error"]) == (404, "finding_not_found")
    assert set((await statuses(client)).values()) == {"open"}


async def test_a_token_limited_to_another_integration_sees_no_finding(
    api: Api, client: httpx.AsyncClient
) -> None:
    (known, *_) = await ids(client)
    body = {"finding_ids": [known], "status": "accepted"}
    limits = {"scopes": ["findings:write"], "integrations": [await api.integration()]}
    made = await client.post("/api/v2/tokens", json={"name": "other", **limits})
    async with api.client(made.json()["token"]) as limited:
        refused = await limited.post(PATH, json=body)
    assert (refused.status_code, refused.json()["error"]) == (404, "finding_not_found")


async def test_a_token_that_may_not_read_findings_sees_nothing_of_them(
    api: Api, client: httpx.AsyncClient
) -> None:
    known = await ids(client)
    async with api.client(await api.mint(["findings:write"])) as writer:
        changed = await writer.post(PATH, json={"finding_ids": known, "status": "triaged"})
    assert (changed.status_code, changed.content) == (204, b"")
    assert set((await statuses(client)).values()) == {"triaged"}


@pytest.mark.parametrize(
    ("body", "slug"),
    [
        ({"finding_ids": [], "status": "open"}, "invalid_finding_id"),
        ({"finding_ids": ["1"], "status": "open"}, "invalid_finding_id"),
        ({"finding_ids": [NOBODYS] * 101, "status": "open"}, "invalid_finding_id"),
        ({"finding_ids": [NOBODYS], "status": "gone"}, "invalid_status"),
        ({"finding_ids": [NOBODYS]}, "invalid_status"),
        ({"finding_ids": [NOBODYS], "status": "open", "also": []}, "invalid_body"),
        ({"finding_ids": [NOBODYS], "status": "open", "reason": "x"}, "invalid_body"),
    ],
)
async def test_what_cannot_be_used_is_refused(
    client: httpx.AsyncClient, body: dict[str, object], slug: str
) -> None:
    refused = await client.post(PATH, json=body)
    assert (refused.status_code, refused.json()["error"]) == (400, slug)


async def test_what_stays_is_not_written(api: Api, client: httpx.AsyncClient) -> None:
    known = await ids(client)
    await client.post(PATH, json={"finding_ids": known, "status": "resolved"})
    first = (await client.get(f"{FINDINGS}/{known[0]}")).headers["etag"]
    api.clock.pass_seconds(60)
    again = await client.post(PATH, json={"finding_ids": known, "status": "resolved"})
    one = await client.patch(f"{FINDINGS}/{known[0]}", json={"status": "resolved"})
    assert (again.json()["changed"], again.json()["unchanged_count"]) == ([], 3)
    # A finding that was resolved at another time would be another one.
    assert one.headers["etag"] == (await client.get(f"{FINDINGS}/{known[0]}")).headers["etag"]
    assert one.headers["etag"] == first
    rows = (await client.get(AUDIT, params={"action": "finding.updated"})).json()["data"]
    assert len(rows) == 3

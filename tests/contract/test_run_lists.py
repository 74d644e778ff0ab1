"""The lists of runs and of findings: filters, cursors and links."""

from typing import Any

import pytest

from tests.api import AUDIT, FINDINGS, NOBODYS, RUNS, Api
from tests.contract.test_runs import BUCKETS, start
from tests.integration.fakes import sheet

pytestmark = pytest.mark.anyio
PAPERS = {"stays", "goes", "comes"}


# Lists


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ({}, ["queued", "verified", "cancelled", "completed"]),
        ({"status": "running"}, ["queued"]),
        ({"status": "completed"}, ["verified", "completed"]),
        ({"status": "cancelled"}, ["cancelled"]),
        ({"status": "failed"}, []),
        ({"trigger": "verify"}, ["verified"]),
        ({"trigger": "scheduled"}, []),
        ({"trigger": "manual", "status": "completed"}, ["completed"]),
        ({"integration_id": "completed"}, ["completed"]),
        ({"integration_id": NOBODYS}, []),
    ],
)
async def test_runs_can_be_filtered(api: Api, query: dict[str, str], wanted: list[str]) -> None:
    made: dict[str, dict[str, Any]] = {}
    async with api.client() as client:
        for name in ("completed", "cancelled", "verified", "queued"):
            api.clock.pass_seconds(1)
            trigger = "verify" if name == "verified" else "manual"
            made[name] = await start(client, api, trigger=trigger)
            if name in {"completed", "verified"}:
                await api.work(sheet(name))
            if name == "cancelled":
                await client.post(f"{RUNS}/{made[name]['run_id']}/cancel")
        if query.get("integration_id") in made:
            query = {"integration_id": made[query["integration_id"]]["integration_id"]}
        rows = (await client.get(RUNS, params=query)).json()["data"]

    names = {one["run_id"]: name for name, one in made.items()}
    assert [names[row["id"]] for row in rows] == wanted


@pytest.mark.parametrize(
    ("query", "slug"),
    [
        ("integration_id=7", "invalid_integration_id"),
        ("status=accepted", "invalid_status"),
        ("status=running&status=done", "invalid_status"),
        ("status=", "invalid_status"),
        ("limit=1&limit=2", "invalid_limit"),
        ("trigger=cron", "invalid_trigger"),
        ("limit=0", "invalid_limit"),
        ("limit=101", "invalid_limit"),
        ("limit=ten", "invalid_limit"),
        ("cursor=", "invalid_cursor"),
        ("cursor=AAABmuv9Yk4Pi4xUajlPjp9qUrWg98PU", "invalid_cursor"),
        ("cursor=AAABmuv9Yk4Pi4xUajlPjp9qUrWg98PUu1tXkcQ0", "invalid_cursor"),
        ("cursor=AAABmuv9Yk4Pi4xUajlPjp9qUrWg98PUu1tXkcQ%0A", "invalid_cursor"),
    ],
)
async def test_400_of_the_list_of_runs(api: Api, query: str, slug: str) -> None:
    async with api.client() as client:
        answer = await client.get(f"{RUNS}?{query}")

    assert (answer.status_code, answer.json()["error"]) == (400, slug)


async def test_every_unknown_parameter_is_named(api: Api) -> None:
    async with api.client() as client:
        answer = await client.get(f"{RUNS}?stauts=failed&colour=red&colour=blue&=&%FF")

    assert (answer.status_code, answer.json()["error"]) == (400, "unknown_parameter")
    assert [one["member"] for one in answer.json()["errors"]] == ["stauts", "colour", "", "\ufffd"]


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 100])
async def test_cursors_lead_through_every_row_once(api: Api, limit: int) -> None:
    integration_id = await api.integration()
    async with api.client() as client:
        accepted = [
            await start(client, api, integration_id=integration_id, trigger="verify")
            for _ in range(7)  # all in one millisecond
        ]
        shown: list[str] = []
        query = {"limit": str(limit)}
        while query.get("cursor") != "None":
            page = (await client.get(RUNS, params=query)).json()
            assert len(page["data"]) <= limit
            shown += [row["id"] for row in page["data"]]
            query["cursor"] = str(page["next_cursor"])

    assert len(shown) == 7
    assert set(shown) == {one["run_id"] for one in accepted}


# Findings


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ({}, {"stays", "goes", "comes"}),
        ({"scan_id": "first"}, {"stays", "goes"}),
        ({"scan_id": "second"}, {"stays", "comes"}),
        ({"scan_id": "second", "delta": "new"}, {"comes"}),
        ({"scan_id": "second", "delta": "unchanged"}, {"stays"}),
        ({"scan_id": "second", "delta": "resolved"}, {"goes"}),
        ({"delta": "resolved"}, {"goes"}),
        ({"status": "resolved"}, {"goes"}),
        ({"severity": "high"}, {"stays", "goes", "comes"}),
        ({"severity": "low"}, set()),
        ({"check_id": "aws_paper_sheet_whole"}, {"stays", "goes", "comes"}),
        ({"check_id": "aws_paper_sheet_white"}, set()),
        ({"resource_id": "arn:aws:paper:::stays"}, {"stays"}),
        ({"service": "paper", "region": "eu-central-1", "family": "storage"}, PAPERS),
        ({"service": "s3"}, set()),
        ({"region": "eu-west-1"}, set()),
        ({"family": "network"}, set()),
        ({"q": "PAPER:::GO"}, {"goes"}),
        ({"q": "sheet is torn"}, PAPERS),
        ({"q": "paper%go"}, set()),
        ({"integration_id": "first"}, PAPERS),
        ({"integration_id": NOBODYS}, set()),
        ({"framework": "CIS_AWS"}, set()),
        ({"framework": "CIS_AWS", "check_id": "aws_paper_sheet_whole"}, set()),
        ({"scan_id": NOBODYS}, set()),
    ],
)
async def test_findings_can_be_filtered(api: Api, query: dict[str, str], wanted: set[str]) -> None:
    runs = {}
    async with api.client() as client:
        first = await start(client, api)
        runs["first"] = first["run_id"]
        accounts = {"first": first["integration_id"]}
        await api.work(sheet("stays"), sheet("goes"))
        api.clock.pass_seconds(1)
        second = await start(client, api, integration_id=first["integration_id"])
        runs["second"] = second["run_id"]
        await api.work(sheet("stays"), sheet("comes"))
        asked = query | (
            {"scan_id": runs[query["scan_id"]]} if query.get("scan_id") in runs else {}
        )
        if query.get("integration_id") in accounts:
            asked |= {"integration_id": accounts[query["integration_id"]].upper()}
        rows = (await client.get(FINDINGS, params=asked)).json()["data"]
        paged = (await client.get(FINDINGS, params=asked | {"limit": "1", "count": "true"})).json()

    assert {row["resource_id"].rpartition(":")[2] for row in rows} == wanted
    assert (paged["next_cursor"] is not None) == (len(wanted) > 1)
    assert paged["total_count"] == len(wanted)


async def test_findings_by_severity_begin_with_the_new_ones(api: Api) -> None:
    async with api.client() as client:
        first = await start(client, api)
        await api.work(sheet("a"), sheet("b"))
        api.clock.pass_seconds(1)
        again = await start(client, api)
        await api.work(sheet("z"))
        api.clock.pass_seconds(1)
        await start(client, api, integration_id=again["integration_id"])
        await api.work(sheet("z"))
        query: dict[str, str] = {"sort": "severity", "limit": "2"}
        names = []
        while query.get("cursor") != "None":
            page = (await client.get(FINDINGS, params=query)).json()
            names += [row["resource_id"].rpartition(":")[2] for row in page["data"]]
            query["cursor"] = str(page["next_cursor"])
        plain = (await client.get(FINDINGS)).json()

    assert first["integration_id"] != again["integration_id"]
    assert (sorted(names[:2]), names[2:]) == (["a", "b"], ["z"])
    assert plain["data"][0]["resource_id"].endswith(":z"), "without `sort` the newest is first"
    assert plain.keys() == {"data"}


async def test_the_findings_of_a_check_name_its_controls_and_its_fix(api: Api) -> None:
    async with api.client() as client:
        (check,) = [
            one
            for one in (await client.get("/api/v2/checks", params={"service": "s3"})).json()["data"]
            if one["id"] == BUCKETS
        ]

    assert check["controls"]
    assert check["remediation"]


@pytest.mark.parametrize(
    ("query", "slug"),
    [
        ("framework=BEST_PRACTICES", "framework_unknown"),
        ("check_id=rm%20-rf", "invalid_check_id"),
        ("resource_id=", "invalid_resource_id"),
        ("resource_id=a%00b", "invalid_resource_id"),
        ("delta=old", "invalid_delta"),
        ("integration_id=production", "invalid_integration_id"),
        ("service=S3", "invalid_service"),
        ("region=", "invalid_region"),
        ("family=cheese", "invalid_family"),
        ("q=", "invalid_q"),
        ("q=a%00b", "invalid_q"),
        ("sort=worst", "invalid_sort"),
        ("count=1", "invalid_count"),
        ("limit=201", "invalid_limit"),
        ("cursor=next", "invalid_cursor"),
    ],
)
async def test_400_of_the_list_of_findings(api: Api, query: str, slug: str) -> None:
    async with api.client() as client:
        answer = await client.get(f"{FINDINGS}?{query}")

    assert (answer.status_code, answer.json()["error"]) == (400, slug)


async def test_a_list_that_is_cut_leads_to_the_rest_without_a_limit(api: Api) -> None:
    integration_id = await api.integration()
    async with api.client() as client:
        for _ in range(101):
            await start(client, api, integration_id=integration_id, trigger="verify")
        first = await client.get(RUNS, params={"trigger": "verify"})
        again = await client.get(RUNS, params={"trigger": "verify"})
        rest = await client.get(first.links["next"]["url"])

    assert list(first.json()) == ["data"]
    assert (first.links, first.content) == (again.links, again.content)
    assert (len(first.json()["data"]), len(rest.json()["data"])) == (100, 1)
    assert "trigger=verify" in first.links["next"]["url"]
    assert (rest.json()["next_cursor"], rest.links) == (None, {})


@pytest.mark.parametrize("path", [RUNS, AUDIT])
async def test_the_link_and_the_cursor_lead_to_the_same_rows(api: Api, path: str) -> None:
    async with api.client() as client:
        for _ in range(3):
            await start(client, api, trigger="verify")
        first = await client.get(path, params={"limit": "2"})
        by_link = await client.get(first.links["next"]["url"])
        by_cursor = await client.get(
            path, params={"limit": "2", "cursor": first.json()["next_cursor"]}
        )

    assert by_link.json() == by_cursor.json()

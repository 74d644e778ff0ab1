"""Findings, as lists and one by one."""

from typing import Any

import pytest

from tests.api import (
    FINDINGS,
    NOBODYS,
    Api,
)
from tests.contract.test_access import found

pytestmark = pytest.mark.anyio


# Findings


async def test_a_finding_has_its_documented_fields(api: Api) -> None:
    (row,) = await found(api, "a")

    fields = {
        name: row[name]
        for name in ("title", "severity", "status", "jira_issue_key", "discovered_at")
    }
    assert fields == {
        "title": "Sheet is torn",
        "severity": "high",
        "status": "open",
        "jira_issue_key": None,
        "discovered_at": "2025-06-15T15:06:40Z",
    }


async def test_one_finding_adds_what_was_seen_and_its_controls(api: Api) -> None:
    (row,) = await found(api, "a")
    async with api.client() as client:
        answer = await client.get(f"{FINDINGS}/{row['id']}")

    detail = answer.json()
    assert {name: detail[name] for name in row} == row
    assert (detail["summary"], detail["risk_refs"]) == ("It is torn.", [])


async def test_findings_are_newest_first_and_at_most_200(api: Api) -> None:
    await found(api, *(f"old{number:03}" for number in range(150)))
    api.clock.pass_seconds(60)
    rows = await found(api, *(f"new{number:03}" for number in range(150)))

    assert len(rows) == 200
    moments = [row["discovered_at"] for row in rows]
    assert moments == sorted(moments, reverse=True)
    assert sum("new" in row["resource_id"] for row in rows) == 150


@pytest.mark.parametrize("status", ["triaged", "resolved", "accepted", "false_positive", "open"])
async def test_a_finding_can_have_every_status(api: Api, status: str) -> None:
    (row,) = await found(api, "a")
    async with api.client() as client:
        changed = await client.patch(f"{FINDINGS}/{row['id']}", json={"status": status})
        listed = await client.get(FINDINGS, params={"status": status})

    assert changed.status_code == 200
    assert changed.json()["status"] == status
    assert [one["id"] for one in listed.json()["data"]] == [row["id"]]


@pytest.mark.parametrize(
    ("method", "path", "body", "slug"),
    [
        ("GET", f"{FINDINGS}/7", None, "invalid_finding_id"),
        ("PATCH", f"{FINDINGS}/7", {"status": "open"}, "invalid_finding_id"),
        ("GET", f"{FINDINGS}?severity=terrible", None, "invalid_severity"),
        ("GET", f"{FINDINGS}?severity=", None, "invalid_severity"),
        ("GET", f"{FINDINGS}?status=closed", None, "invalid_status"),
        ("GET", f"{FINDINGS}?scan_id=7", None, "invalid_scan_id"),
        ("PATCH", f"{FINDINGS}/{NOBODYS}", {"status": "closed"}, "invalid_status"),
        ("PATCH", f"{FINDINGS}/{NOBODYS}", {"status": None}, "invalid_status"),
        ("PATCH", f"{FINDINGS}/{NOBODYS}", {}, "invalid_status"),
    ],
)
async def test_400_of_findings(
    api: Api, method: str, path: str, body: dict[str, Any] | None, slug: str
) -> None:
    async with api.client() as client:
        answer = await client.request(method, path, json=body)

    assert (answer.status_code, answer.json()["error"]) == (400, slug)


@pytest.mark.parametrize("method", ["GET", "PATCH"])
async def test_404_a_finding_of_another_tenant_looks_like_a_missing_one(
    api: Api, method: str
) -> None:
    (row,) = await found(api, "a")
    stranger = await api.mint(tenant_id=await api.tenant("globex"))
    async with api.client(stranger) as client:
        answers = [
            await client.request(method, f"{FINDINGS}/{identity}", json={"status": "resolved"})
            for identity in (row["id"], NOBODYS)
        ]

    assert {one.status_code for one in answers} == {404}
    assert {one.content for one in answers} == {b'{"error":"finding_not_found"}'}

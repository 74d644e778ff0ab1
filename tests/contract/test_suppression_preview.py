"""The preview of a suppression: the findings that runs would suppress, and nothing changes."""

from collections.abc import AsyncIterator
from uuid import uuid4

import httpx
import pytest

from tests.api import FINDINGS, RUNS, Api
from tests.databases import ON_BOTH
from tests.integration.fakes import aws_paper_sheet_whole, sheet

pytestmark = pytest.mark.anyio

PATH = "/api/v2/suppressions/preview"
CHECK = aws_paper_sheet_whole.id


@pytest.fixture
async def client(api: Api) -> AsyncIterator[httpx.AsyncClient]:
    """A tenant with four findings, of which one is accepted."""
    async with api.client() as opened:
        await opened.post(RUNS, json={"integration_id": await api.integration()})
        await api.work(*map(sheet, ("web-a", "web-b", "web-c", "other")))
        rows = (await opened.get(FINDINGS)).json()["data"]
        (settled,) = (row["id"] for row in rows if row["resource_id"].endswith("web-c"))
        await opened.patch(f"{FINDINGS}/{settled}", json={"status": "accepted"})
        yield opened


@ON_BOTH
async def test_open_findings_that_the_pattern_fits_are_counted(client: httpx.AsyncClient) -> None:
    query = {"check_id": CHECK, "resource_pattern": "arn:aws:paper:::web-*"}
    assert (await client.get(PATH, params=query)).json() == {
        "finding_count": 2,
        "suppressed_count": 0,
        "severities": [{"value": "high", "count": 2}],
        "resource_ids": ["arn:aws:paper:::web-a", "arn:aws:paper:::web-b"],
    }
    assert (await client.get("/api/v2/suppressions")).json()["data"] == []


async def test_findings_that_are_suppressed_already_are_counted_apart(
    api: Api, client: httpx.AsyncClient
) -> None:
    await api.suppression(check_id=CHECK, resource_pattern="arn:aws:paper:::web-a")
    api.clock.pass_seconds(60)
    (row, *_) = (await client.get(FINDINGS)).json()["data"]
    await client.post(RUNS, json={"integration_id": row["integration_id"]})
    await api.work(*map(sheet, ("web-a", "web-b", "other")))
    found = (await client.get(PATH, params={"check_id": CHECK, "resource_pattern": "*"})).json()
    assert (found["finding_count"], found["suppressed_count"]) == (3, 1)


async def test_nothing_fits_in_another_integration(client: httpx.AsyncClient) -> None:
    query = {"check_id": CHECK, "resource_pattern": "*", "integration_id": str(uuid4())}
    assert (await client.get(PATH, params=query)).json()["finding_count"] == 0


@pytest.mark.parametrize(
    "query",
    [
        {"check_id": CHECK},
        {"resource_pattern": "*"},
        {"check_id": CHECK, "resource_pattern": ""},
        {"check_id": CHECK, "resource_pattern": "a\nb"},
        {"check_id": "nonsense", "resource_pattern": "*"},
        {"check_id": CHECK, "resource_pattern": "*", "integration_id": "x"},
        {"check_id": CHECK, "resource_pattern": "*", "reason": "x"},
    ],
)
async def test_an_unusable_query_is_refused(
    client: httpx.AsyncClient, query: dict[str, str]
) -> None:
    assert (await client.get(PATH, params=query)).status_code == 400

"""Frameworks and the results of their controls: green only where runs looked."""

from dataclasses import replace

import pytest

from posture.domain.evidence import Unread
from tests.api import RUNS, Api
from tests.databases import ON_BOTH
from tests.integration.fakes import FRAMEWORKS, aws_paper_sheet_whole, sheet

pytestmark = pytest.mark.anyio

PAPER_ID = aws_paper_sheet_whole.id
PATH = "/api/v2/frameworks"
CONTROLS = f"{PATH}/CIS_AWS_7_0/controls"
RESULTS = {
    "fail",
    "unknown",
    "accepted",
    "no_finding",
    "pass",
    "not_applicable",
    "not_evaluated",
    "no_check",
}


@pytest.fixture
def on_paper(api: Api) -> Api:
    """The API with one framework, whose only control is about paper."""
    paper = {PAPER_ID: api.deps.checks[PAPER_ID]}
    return replace(api, deps=replace(api.deps, frameworks=FRAMEWORKS, checks=paper))


async def result_of(api: Api, query: str = "") -> str:
    async with api.client() as client:
        found = (await client.get(CONTROLS + query)).json()
    (control,) = found["data"]
    assert found["control_counts"][control["result"]] == 1
    assert sum(found["control_counts"].values()) == 1
    return str(control["result"])


async def test_frameworks_are_listed_with_what_they_have(api: Api) -> None:
    async with api.client() as client:
        rows = (await client.get(PATH)).json()["data"]
    names = [row["id"] for row in rows]
    assert names == sorted(names)
    (row,) = (one for one in rows if one["id"] == "CIS_AWS_7_0")
    assert (row["family"], row["providers"]) == ("CIS_AWS", ["aws"])
    assert row["control_count"] > 0
    assert row["check_count"] > 0


async def test_without_an_account_no_control_has_a_result(api: Api) -> None:
    async with api.client() as client:
        found = (await client.get(CONTROLS)).json()
    assert found["accounts"] == []
    assert {one["result"] for one in found["data"]} == {"no_check"}
    assert found["control_counts"].keys() == RESULTS
    assert found["control_counts"]["no_check"] == found["framework"]["control_count"]


async def test_an_account_without_a_run_is_not_evaluated(on_paper: Api) -> None:
    integration_id = await on_paper.integration()
    assert await result_of(on_paper) == "not_evaluated"
    async with on_paper.client() as client:
        (account,) = (await client.get(CONTROLS)).json()["accounts"]
    empty = {"run_id": None, "completed_at": None, "coverage": None}
    assert account == {"integration_id": integration_id, **empty}


@ON_BOTH
async def test_the_newest_run_of_the_whole_account_decides(on_paper: Api) -> None:
    integration_id = await on_paper.integration()
    async with on_paper.client() as client:
        await client.post(RUNS, json={"integration_id": integration_id})
        await on_paper.work(sheet("a"), sheet("b", torn=False))
        assert await result_of(on_paper) == "fail"
        found = (await client.get(CONTROLS)).json()
        (control,) = found["data"]
        assert (control["open_count"], control["verdict_counts"]["pass"]) == (1, 1)
        assert found["accounts"][0]["run_id"]
        on_paper.clock.pass_seconds(86_400)
        await client.post(RUNS, json={"integration_id": integration_id})
        await on_paper.work(sheet("a", torn=False), sheet("b", torn=False))
    assert await result_of(on_paper) == "pass"


async def test_what_could_not_be_read_is_unknown(on_paper: Api) -> None:
    async with on_paper.client() as client:
        await client.post(RUNS, json={"integration_id": await on_paper.integration()})
        torn = Unread("AccessDenied", "paper:GetSheet")
        await on_paper.work(sheet("a", torn=torn), sheet("b", torn=False))
    assert await result_of(on_paper) == "unknown"


async def test_a_run_of_a_part_decides_nothing(on_paper: Api) -> None:
    async with on_paper.client() as client:
        scope = {"services": ["paper"]}
        body = {"integration_id": await on_paper.integration(), "scope": scope}
        await client.post(RUNS, json=body)
        await on_paper.work(sheet("a", torn=False))
    assert await result_of(on_paper) == "not_evaluated"


async def test_another_account_is_left_out_by_its_integration(on_paper: Api) -> None:
    first, other = await on_paper.integration(), await on_paper.integration()
    async with on_paper.client() as client:
        await client.post(RUNS, json={"integration_id": first})
        await on_paper.work(sheet("a", torn=False))
    assert await result_of(on_paper, f"?integration_id={first}") == "pass"
    assert await result_of(on_paper, f"?integration_id={other}") == "not_evaluated"
    # One account that was not looked at is enough for doubt about all.
    assert await result_of(on_paper) == "unknown"


@pytest.mark.parametrize(
    ("path", "status", "error"),
    [
        (f"{PATH}/CIS_AWS_70/controls", 404, "framework_not_found"),
        (f"{PATH}/cis/controls", 400, "invalid_framework_id"),
        (f"{CONTROLS}?integration_id=x", 400, "invalid_integration_id"),
        (
            f"{CONTROLS}?integration_id=00000000-0000-4000-8000-000000000000",
            404,
            "integration_not_found",
        ),
    ],
)
async def test_what_does_not_exist_is_refused(api: Api, path: str, status: int, error: str) -> None:
    async with api.client() as client:
        answer = await client.get(path)
    assert (answer.status_code, answer.json()["error"]) == (status, error)

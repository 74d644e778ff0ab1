"""Exports of runs that have ended."""

import csv
import io
import json
from typing import Any
from xml.etree import ElementTree as ET

import httpx
import pytest

from posture.domain.collector import ConnectError, Unlisted
from posture.formats.catalog import FORMATS, Format
from tests.api import FINDINGS, NOBODYS, RUNS, Api
from tests.contract.test_gate import ran
from tests.integration.fakes import DENIED, Sheet, aws_paper_sheet_whole, sheet

pytestmark = pytest.mark.anyio

UNLISTED = Unlisted(Sheet, "eu-west-1", DENIED)


async def export(client: httpx.AsyncClient, run_id: str, form: str) -> httpx.Response:
    answer = await client.get(f"{RUNS}/{run_id}/export", params={"format": form})
    assert answer.status_code == 200
    return answer


async def events(client: httpx.AsyncClient, run_id: str) -> list[dict[str, Any]]:
    text = (await export(client, run_id, "ocsf")).text
    return [json.loads(line) for line in text.splitlines()]


@pytest.mark.parametrize("form", Format)
async def test_a_run_is_exported_in_every_format(api: Api, form: Format) -> None:
    async with api.client() as client:
        run_id = await ran(client, api, sheet("a"), sheet("b"))
        answer = await export(client, run_id, form)

    info = FORMATS[form]
    assert answer.headers["content-type"] == info.media_type
    assert answer.headers["content-disposition"] == (
        f'attachment; filename="posture-{run_id}.{info.suffix}"'
    )
    assert "arn:aws:paper:::a" in answer.text.replace("&#58;", ":")


async def test_a_page_leads_with_the_recorded_verdict_and_the_scope(api: Api) -> None:
    integration_id = await api.integration()
    asked = {
        "integration_id": integration_id,
        "scope": {"regions": ["eu-central-1"], "check_ids": [aws_paper_sheet_whole.id]},
        "gate": {"fail_on": "info"},
    }
    async with api.client() as client:
        run_id = (await client.post(RUNS, json=asked)).json()["run_id"]
        await api.work(sheet("a"))
        page = (await export(client, run_id, "html")).text
        other = (await export(client, await ran(client, api, sheet("a")), "html")).text

    assert '<section class="lead fail"' in page
    assert "Policy: no new findings of severity info or worse" in page
    assert "1 new, 0 known before, 0 resolved." in page
    assert "in 1 region: eu-central-1." in page
    assert "Not looked at: " in page
    assert "No gate: the run was started without a policy" in other


async def test_lines_and_rows_are_the_findings_that_are_listed(api: Api) -> None:
    async with api.client() as client:
        run_id = await ran(client, api, *(sheet(f"{number:02}") for number in range(12)))
        listed = (await client.get(FINDINGS, params={"scan_id": run_id})).json()["data"]
        details = [(await client.get(f"{FINDINGS}/{row['id']}")).json() for row in listed]
        lines = (await export(client, run_id, "ndjson")).text.splitlines()
        rows = csv.DictReader(io.StringIO((await export(client, run_id, "csv")).text))
        ids = [row["id"] for row in rows]

    for detail in details:
        del detail["check"]
    assert [json.loads(line) for line in lines] == details
    assert ids == [row["id"] for row in listed]


async def test_an_export_shows_where_the_run_says_that_terraform_declares_assets(api: Api) -> None:
    asked = {
        "integration_id": await api.integration(),
        "declarations": [
            {
                "resource_id": "arn:aws:paper:::a",
                "address": "aws_paper_sheet.a",
                "file": "main.tf",
                "line": 4,
            }
        ],
    }
    async with api.client() as client:
        run_id = (await client.post(RUNS, json=asked)).json()["run_id"]
        await api.work(sheet("a"), sheet("b"))
        lines = (await export(client, run_id, "ndjson")).text.splitlines()
        rows = csv.DictReader(io.StringIO((await export(client, run_id, "csv")).text))
        by_id = {row["resource_id"]: row for row in rows}

    places = {one["resource_id"]: one["terraform"] for one in map(json.loads, lines)}
    assert places == {
        "arn:aws:paper:::a": {"address": "aws_paper_sheet.a", "file": "main.tf", "line": 4},
        "arn:aws:paper:::b": None,
    }
    assert by_id["arn:aws:paper:::a"]["terraform_place"] == "main.tf:4"
    assert by_id["arn:aws:paper:::b"]["terraform_address"] == ""


async def test_later_decisions_do_not_change_an_export(api: Api) -> None:
    async with api.client() as client:
        integration_id = await api.integration()
        first = await ran(client, api, sheet("a"), integration_id=integration_id)
        (row,) = (await client.get(FINDINGS)).json()["data"]
        await client.patch(f"{FINDINGS}/{row['id']}", json={"status": "accepted"})
        second = await ran(client, api, sheet("a"), integration_id=integration_id)
        lines = [json.loads((await export(client, one, "ndjson")).text) for one in (first, second)]
        sarif = (await export(client, second, "sarif")).json()
        everything = {"format": "sarif", "include_suppressed": "true"}
        whole = (await client.get(f"{RUNS}/{second}/export", params=everything)).json()

    assert [(one["status"], one["delta"]) for one in lines] == [
        ("open", "new"),
        ("accepted", "unchanged"),
    ]
    assert sarif["runs"][0]["results"] == []
    (result,) = whole["runs"][0]["results"]
    assert result["suppressions"][0]["justification"] == "accepted"


async def test_a_resolved_finding_is_closed_or_passed_or_left_out(api: Api) -> None:
    async with api.client() as client:
        integration_id = await api.integration()
        await ran(client, api, sheet("stays"), sheet("goes"), integration_id=integration_id)
        run_id = await ran(
            client, api, sheet("stays"), sheet("goes", torn=False), integration_id=integration_id
        )
        closed = [one["activity_name"] for one in await events(client, run_id)]
        junit = ET.fromstring((await export(client, run_id, "junit")).content)  # noqa: S314  # our own
        rows = {one: (await export(client, run_id, one)).text for one in ("csv", "sarif")}
        lines = (await export(client, run_id, "ndjson")).text.splitlines()

    assert closed == ["Update", "Close"]
    assert [json.loads(line)["delta"] for line in lines] == ["unchanged", "resolved"]
    (passed,) = junit.findall("testsuite[@name='resolved']/testcase")
    assert (passed.get("name"), list(passed)) == ("arn:aws:paper:::goes", [])
    assert not [one for one, text in rows.items() if "arn:aws:paper:::goes" in text]


async def test_unread_evidence_is_in_every_export(api: Api) -> None:
    async with api.client() as client:
        blind = await ran(client, api, sheet("a", torn=DENIED), sheet("b", torn=False), UNLISTED)
        failed = await ran(client, api, refusal=ConnectError("AccessDenied: sts:AssumeRole"))
        for run_id, expected in ((blind, "2 verdicts are unknown"), (failed, "AccessDenied")):
            for form in (Format.JUNIT, Format.SARIF, Format.OCSF, Format.GITLAB, Format.MARKDOWN):
                assert expected in (await export(client, run_id, form)).text


async def test_304_for_an_export_that_the_caller_has(api: Api) -> None:
    async with api.client() as client:
        run_id = await ran(client, api, sheet("a"))
        first = await export(client, run_id, "sarif")
        again = await client.get(
            f"{RUNS}/{run_id}/export?format=sarif", headers={"if-none-match": first.headers["etag"]}
        )
        assert (await export(client, run_id, "sarif")).content == first.content

    assert (again.status_code, again.content) == (304, b"")


async def test_head_gets_only_the_headers(api: Api) -> None:
    async with api.client() as client:
        run_id = await ran(client, api, sheet("a"))
        answer = await client.head(f"{RUNS}/{run_id}/export?format=csv")

    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"


@pytest.mark.parametrize("accept", ["text/csv", "application/json", "*/*;q=0", "text/html"])
async def test_the_query_decides_the_format(api: Api, accept: str) -> None:
    async with api.client() as client:
        run_id = await ran(client, api)
        answer = await client.get(f"{RUNS}/{run_id}/export?format=csv", headers={"accept": accept})

    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/csv; charset=utf-8")


@pytest.mark.parametrize("query", ["", "format=", "format=pdf", "format=csv&format=csv"])
async def test_an_unknown_format_is_refused(api: Api, query: str) -> None:
    async with api.client() as client:
        answer = await client.get(f"{RUNS}/{NOBODYS}/export?{query}")

    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_format")


async def test_a_missing_or_unfinished_run_has_no_export(api: Api) -> None:
    async with api.client() as client:
        body = {"integration_id": await api.integration()}
        run_id = (await client.post(RUNS, json=body)).json()["run_id"]
        waiting = await client.get(f"{RUNS}/{run_id}/export?format=csv")
        absent = await client.get(f"{RUNS}/{NOBODYS}/export?format=csv")
        garbled = await client.get(f"{RUNS}/seven/export?format=csv")

    assert (waiting.status_code, waiting.json()["error"]) == (409, "run_not_finished")
    assert (absent.status_code, absent.json()) == (404, {"error": "run_not_found"})
    assert (garbled.status_code, garbled.json()["error"]) == (400, "invalid_run_id")


async def test_an_export_needs_the_scope_for_findings(api: Api) -> None:
    async with api.client() as client:
        run_id = await ran(client, api, sheet("a"))
    async with api.client(await api.mint(["cloud_posture:read"])) as client:
        refused = await client.get(f"{RUNS}/{run_id}/export?format=csv")
    async with api.client(await api.mint(["findings:read"])) as client:
        allowed = await client.get(f"{RUNS}/{run_id}/export?format=csv")

    assert (refused.status_code, allowed.status_code) == (403, 200)

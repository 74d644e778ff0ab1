"""The evidence of a report: what passes, what does not, and its numbers."""

from collections import Counter
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from posture.store.rows import run_findings, runs
from posture.store.statement import Connection, Statement
from posture.store.tenancy import EVERY_TENANT
from tests.api import AUDIT, FINDINGS, RUNS, Api
from tests.contract.test_reports import ASKED, evidence, scanned
from tests.databases import ON_BOTH
from tests.integration.fakes import (
    DENIED,
    aws_paper_sheet_whole,
    sheet,
)

pytestmark = pytest.mark.anyio


@pytest.fixture
async def client(api: Api) -> AsyncIterator[httpx.AsyncClient]:
    async with api.client() as opened:
        yield opened


async def test_evidence_has_what_an_audit_asks_for(api: Api, client: httpx.AsyncClient) -> None:
    suppression_id = await api.suppression(resource_pattern="arn:aws:paper:::b")
    account = await scanned(
        api,
        client,
        sheet("a"),
        sheet("b"),
        sheet("c", torn=False),
        sheet("d", torn=DENIED),
        source={"tool": "terraform", "commit": "abc"},
    )
    (run,) = (await client.get(RUNS)).json()["data"]
    found = await evidence(api, client)

    (one,) = found["integrations"]
    assert (one["id"], one["state"], one["run"]["id"]) == (account, "looked_at", run["id"])
    assert one["run"]["verdict_counts"] == run["verdict_counts"]
    assert one["run"]["coverage"] == run["coverage"]
    assert [entry["call"] for entry in one["run"]["unread"]] == ["paper:ListSheets"]
    assert [entry["id"] for entry in found["runs"]] == [run["id"]]
    (decision,) = found["suppressions"]
    assert (decision["id"], decision["finding_count"]) == (suppression_id, 1)
    assert decision["owner"] == "team-paper"
    assert found["check_set"]["count"] == 1
    assert len(found["check_set"]["digest"]) == 64
    rows = (await client.get(AUDIT, params={"limit": 200})).json()["data"]
    before = [row for row in rows if row["ts"] < found["period"]["to"]]
    assert found["audit_head"]["position"] == before[0]["id"]
    (control,) = found["frameworks"][0]["controls"]
    assert (control["result"], control["open_count"], control["accepted_count"]) == ("fail", 1, 1)
    assert control["verdict_counts"] == run["verdict_counts"]
    assert any("1 verdict of all checks is unknown" in gap for gap in found["gaps"])
    assert found["tenant"]["name"] == "acme"


RESULTS = [
    ([sheet("a")], "fail"),
    ([sheet("a", torn=False)], "pass"),
    ([sheet("a", torn=False), sheet("b", torn=DENIED)], "unknown"),
    ([], "not_applicable"),
]


@pytest.mark.parametrize(("found", "result"), RESULTS, ids=[one for _, one in RESULTS])
async def test_a_control_passes_only_where_evidence_says_so(
    api: Api, client: httpx.AsyncClient, found: list[Any], result: str
) -> None:
    await scanned(api, client, *found)
    (control,) = (await evidence(api, client))["frameworks"][0]["controls"]
    assert control["result"] == result


async def test_accepted_findings_are_no_pass(api: Api, client: httpx.AsyncClient) -> None:
    await api.suppression()
    await scanned(api, client, sheet("a"), sheet("b", torn=False))
    found = await evidence(api, client)
    (control,) = found["frameworks"][0]["controls"]
    assert control["result"] == "accepted"
    assert (found["summary"]["open_count"], found["summary"]["suppressed_count"]) == (0, 1)


async def test_an_account_that_was_not_looked_at_passes_nothing(
    api: Api, client: httpx.AsyncClient
) -> None:
    await api.integration()
    api.clock.pass_seconds(1)
    found = await evidence(api, client)
    (control,) = found["frameworks"][0]["controls"]
    assert control["result"] == "not_evaluated"
    assert [one["state"] for one in found["integrations"]] == ["not_looked_at"]
    assert any("not looked at" in gap for gap in found["gaps"])
    assert found["trend"][-1]["finding_count"] is None


async def test_a_tenant_without_accounts_gets_a_report_that_says_so(
    api: Api, client: httpx.AsyncClient
) -> None:
    found = await evidence(api, client)
    assert found["gaps"] == ["No account was connected."]
    assert found["summary"]["finding_count"] == 0


async def test_a_run_of_a_part_does_not_stand_for_the_account(
    api: Api, client: httpx.AsyncClient
) -> None:
    account = await scanned(api, client, sheet("a"), sheet("b"))
    scope = {"resource_ids": [sheet("c").resource_id]}
    await scanned(api, client, sheet("c", torn=False), integration_id=account, scope=scope)
    found = await evidence(api, client)
    assert found["summary"]["open_count"] == 2
    assert found["integrations"][0]["later_scoped_run_count"] == 1
    assert len(found["runs"]) == 2
    assert any(
        "1 later run of a part of the account is not counted" in gap for gap in found["gaps"]
    )


async def test_a_state_from_before_the_period_is_said_to_be_old(
    api: Api, client: httpx.AsyncClient
) -> None:
    await scanned(api, client, sheet("a"))
    api.clock.pass_seconds(86_400)
    period = {"from": "2025-06-16T00:00:00Z", "to": "2025-06-17T00:00:00Z"}
    found = await evidence(api, client, scope=period)
    assert found["integrations"][0]["state"] == "looked_at_before_the_period"
    assert found["gaps"][0] == "No run of a whole account completed in the period."
    assert found["summary"]["looked_at_count"] == 0
    assert [week["finding_count"] for week in found["trend"]] == [1]


async def test_severities_limit_findings_and_never_a_control(
    api: Api, client: httpx.AsyncClient
) -> None:
    await scanned(api, client, sheet("a"))
    other = "low" if aws_paper_sheet_whole.severity.value != "low" else "high"
    found = await evidence(api, client, scope=ASKED["scope"] | {"include_severities": [other]})
    assert (found["findings"], found["summary"]["finding_count"]) == ([], 0)
    assert found["frameworks"][0]["controls"][0]["result"] == "fail"


@ON_BOTH
async def test_numbers_are_those_of_the_rows(api: Api, client: httpx.AsyncClient) -> None:
    """Compare with a count over the raw rows, by other code than the report's."""
    await api.suppression(resource_pattern="arn:aws:paper:::1*")
    accounts = []
    for number in range(3):
        sheets = [sheet(f"{name}", torn=name % 3 != number) for name in range(25)]
        accounts.append(await scanned(api, client, *sheets))
    for account in accounts[:2]:
        api.clock.pass_seconds(8 * 86_400)
        sheets = [sheet(f"{name}", torn=name % 2 == 0) for name in range(30)]
        await scanned(api, client, *sheets, integration_id=account)
    listed = (await client.get(FINDINGS, params={"limit": 3})).json()["data"]
    for one, status in zip(listed, ("accepted", "false_positive", "triaged"), strict=True):
        await client.patch(f"{FINDINGS}/{one['id']}", json={"status": status})
    api.clock.pass_seconds(8 * 86_400)
    await scanned(api, client, sheet("0"), sheet("7"), sheet("12"), integration_id=accounts[0])
    scope = {"from": "2025-06-16T00:00:00Z", "to": "2025-08-01T00:00:00Z"}
    found = await evidence(api, client, scope=scope)
    wanted = await counted(api, since=1_750_032_000_000)

    summary = found["summary"]
    assert {name: summary[name] for name in wanted} == wanted
    assert len(found["findings"]) == wanted["finding_count"]
    assert sum(one["new_count"] for one in found["trend"]) == wanted["new_count"]
    assert sum(one["resolved_count"] for one in found["trend"]) == wanted["resolved_count"]
    assert sum(one["run_count"] for one in found["trend"]) == len(found["runs"]) == 3
    assert found["trend"][-1]["finding_count"] == wanted["finding_count"]
    severity = aws_paper_sheet_whole.severity.value
    assert summary["severities"][severity]["open_count"] == wanted["open_count"]
    (verdicts,) = found["verdicts"]
    assert verdicts["open_count"] == wanted["open_count"]
    assert verdicts["verdict_counts"] == wanted["verdict_counts"]
    assert verdicts["account_count"] == 3


async def counted(api: Api, *, since: int) -> dict[str, Any]:
    def read(connection: Connection) -> dict[str, Any]:
        every = {
            row[0]: row
            for row in Statement(
                select(
                    runs.c.id,
                    runs.c.integration_id,
                    runs.c.completed_at,
                    runs.c.pass_count,
                    runs.c.fail_count,
                    runs.c.unknown_count,
                    runs.c.not_applicable_count,
                )
            ).all(connection)
        }
        newest: dict[str, str] = {}
        for row in sorted(every.values(), key=lambda row: row[2]):
            newest[row[1]] = row[0]
        tally: Counter[str] = Counter()
        for run_id, delta, status, suppressed_by, first_seen_at in Statement(
            select(
                run_findings.c.run_id,
                run_findings.c.delta,
                run_findings.c.status,
                run_findings.c.suppressed_by,
                run_findings.c.first_seen_at,
            )
        ).all(connection):
            if every[run_id][2] >= since and delta in {"new", "resolved"}:
                tally[f"{delta}_count"] += 1
            if run_id not in newest.values() or delta == "resolved":
                continue
            tally["finding_count"] += 1
            if suppressed_by:
                tally["suppressed_count"] += 1
            elif status in {"accepted", "false_positive"}:
                tally[f"{'status_' * (status == 'accepted')}{status}_count"] += 1
            else:
                tally["open_count"] += 1
                tally["open_ms"] += api.clock() - first_seen_at
        last = [every[one] for one in newest.values()]
        counts = [sum(row[place] for row in last) for place in range(3, 7)]
        open_ms = tally.pop("open_ms")
        return {
            **tally,
            "mean_open_seconds": open_ms // tally["open_count"] // 1_000,
            "integration_count": 3,
            "looked_at_count": 2,
            "verdict_counts": dict(
                zip(("pass", "fail", "unknown", "not_applicable"), counts, strict=True)
            ),
        }

    return await api.store.read(read, tenant_id=EVERY_TENANT)

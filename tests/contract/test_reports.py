"""Reports as the API knows them: asked for, made, listed, downloaded, proved, deleted."""

import hashlib
import json
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import select, update

from posture.domain.check import Check
from posture.frameworks.catalog import Control, Framework, Frameworks
from posture.services.evidence import Catalog
from posture.settings import Settings
from posture.store.rows import report_parts, run_findings, runs
from posture.store.statement import Connection, Statement
from posture.store.tenancy import EVERY_TENANT
from posture.worker.report import Reporter
from tests.api import AUDIT, FINDINGS, NOBODYS, REPORTS, RUNS, WEBHOOKS, Api, api_in
from tests.databases import ON_BOTH
from tests.integration.fakes import (
    CHECKS,
    DENIED,
    FRAMEWORKS,
    Step,
    aws_paper_sheet_whole,
    sheet,
)

pytestmark = pytest.mark.anyio

ASKED: dict[str, Any] = {
    "title": "Paper, second quarter",
    "frameworks": ["CIS_AWS_7_0"],
    "scope": {"from": "2025-06-01T00:00:00Z", "to": "2025-07-01T00:00:00Z"},
    "format": "json",
}


@pytest.fixture
async def client(api: Api) -> AsyncIterator[httpx.AsyncClient]:
    async with api.client() as opened:
        yield opened


async def scanned(
    api: Api, client: httpx.AsyncClient, *found: Step, integration_id: str = "", **asked: object
) -> str:
    """Execute a run on an account, and return the account's id."""
    integration_id = integration_id or await api.integration()
    body = {"integration_id": integration_id} | asked
    answer = await client.post(RUNS, json=body)
    assert answer.status_code == 202, answer.text
    api.clock.pass_seconds(1)
    await api.work(*found)
    api.clock.pass_seconds(1)
    return integration_id


async def asked_for(client: httpx.AsyncClient, **changes: object) -> dict[str, Any]:
    answer = await client.post(REPORTS, json=ASKED | changes)
    assert answer.status_code == 202, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def made(api: Api, client: httpx.AsyncClient, **changes: object) -> dict[str, Any]:
    """Have a report made, and return it."""
    row = await asked_for(client, **changes)
    await api.make_report()
    found: dict[str, Any] = (await client.get(f"{REPORTS}/{row['id']}")).json()
    return found


async def evidence(api: Api, client: httpx.AsyncClient, **changes: object) -> dict[str, Any]:
    """Have a report made, and return its file."""
    row = await made(api, client, **changes)
    assert row["status"] == "ready", row
    found: dict[str, Any] = (await client.get(f"{REPORTS}/{row['id']}/download")).json()
    return found


async def test_a_report_waits_is_made_and_downloaded(api: Api, client: httpx.AsyncClient) -> None:
    await scanned(api, client, sheet("a"), sheet("b", torn=False))
    answer = await client.post(REPORTS, json=ASKED)
    queued = answer.json()
    early = await client.get(f"{REPORTS}/{queued['id']}/download")
    await api.make_report()
    ready = (await client.get(f"{REPORTS}/{queued['id']}")).json()
    file = await client.get(f"{REPORTS}/{queued['id']}/download")
    again = await client.get(
        f"{REPORTS}/{queued['id']}/download", headers={"if-none-match": file.headers["etag"]}
    )
    head = await client.head(f"{REPORTS}/{queued['id']}/download")

    assert (answer.status_code, queued["status"], queued["sha256"]) == (202, "queued", None)
    assert answer.headers["location"] == f"{REPORTS}/{queued['id']}"
    assert (early.status_code, early.json()["error"]) == (409, "report_not_ready")
    assert (ready["status"], ready["error"]) == ("ready", None)
    assert ready["sha256"] == ready["evidence_sha256"] == hashlib.sha256(file.content).hexdigest()
    assert ready["size_bytes"] == len(file.content) == int(file.headers["content-length"])
    assert file.headers["etag"] == f'"{ready["sha256"]}"'
    assert file.headers["content-type"] == "application/json"
    assert queued["id"] in file.headers["content-disposition"]
    assert (again.status_code, head.status_code, head.content) == (304, 200, b"")
    assert ready["expires_at"] == "2025-06-22T15:06:42Z"


async def test_the_bytes_are_canonical_and_the_same_for_the_same_input(
    api: Api, client: httpx.AsyncClient
) -> None:
    await scanned(api, client, sheet("ü\u202e'\"\\"), sheet("b", torn=False))
    period = {"from": "2025-06-01T00:00:00Z", "to": "2025-06-15T15:06:42Z"}
    first = await made(api, client, scope=period)
    api.clock.pass_seconds(86_400)
    await scanned(api, client, sheet("other"))
    second = await made(api, client, scope=period)
    file = (await client.get(f"{REPORTS}/{second['id']}/download")).content
    listed = (await client.get(REPORTS, params={"digest": first["sha256"]})).json()["data"]

    assert first["sha256"] == second["sha256"]
    assert [one["id"] for one in listed] == [second["id"], first["id"]]
    same = json.dumps(
        json.loads(file), sort_keys=True, separators=(",", ":"), ensure_ascii=False
    ).encode()
    assert same == file


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


BAD: list[tuple[dict[str, Any], str, str]] = [
    ({"frameworks": ["CIS_AWZ"]}, "framework_unknown", "did you mean CIS_AWS?"),
    ({"frameworks": ["a b"]}, "framework_unknown", "Not known here: a b"),
    ({"frameworks": ["CIS_AWS"] * 11}, "framework_unknown", "length"),
    ({"title": ""}, "invalid_title", "length"),
    ({"title": "x" * 121}, "invalid_title", "length"),
    ({"title": "a\u0000b"}, "invalid_title", "Expected text"),
    ({"format": "docx"}, "invalid_format", "format"),
    ({"scope": {}}, "invalid_scope", "from"),
    ({"scope": {"from": "yesterday", "to": "today"}}, "invalid_scope", "from"),
    (
        {"scope": {"from": "2025-06-31T00:00:00Z", "to": "2025-07-01T00:00:00Z"}},
        "invalid_scope",
        "dates that exist",
    ),
    (
        {"scope": {"from": "2025-06-01T00:00:00Z", "to": "2025-06-01T00:00:00Z"}},
        "period_out_of_range",
        "The period is empty",
    ),
    (
        {"scope": {"from": "2025-06-02T00:00:00Z", "to": "2025-06-01T00:00:00Z"}},
        "period_out_of_range",
        "The period is empty",
    ),
    (
        {"scope": {"from": "2035-06-02T00:00:00Z", "to": "2035-06-03T00:00:00Z"}},
        "period_out_of_range",
        "has not begun",
    ),
    (
        {"scope": {"from": "2020-06-02T00:00:00Z", "to": "2025-06-03T00:00:00Z"}},
        "period_out_of_range",
        "longer than 366 days",
    ),
    (
        {"scope": {"from": "1960-06-02T00:00:00Z", "to": "1960-06-03T00:00:00Z"}},
        "period_out_of_range",
        "before 1970",
    ),
    ({"scope": ASKED["scope"] | {"include_severities": []}}, "invalid_scope", "length"),
    ({"scope": ASKED["scope"] | {"include_severities": ["worst"]}}, "invalid_scope", "worst"),
    ({"scope": ASKED["scope"] | {"more": 1}}, "invalid_scope", "more"),
]


@pytest.mark.parametrize(("changes", "slug", "detail"), BAD, ids=[str(one[0])[:60] for one in BAD])
async def test_bad_input_is_refused_with_a_reason(
    client: httpx.AsyncClient, changes: dict[str, Any], slug: str, detail: str
) -> None:
    answer = await client.post(REPORTS, json=ASKED | changes)
    status = 409 if slug == "period_out_of_range" else 400
    assert (answer.status_code, answer.json()["error"]) == (status, slug)
    assert detail in answer.json()["detail"]
    assert (await client.get(REPORTS)).json()["data"] == []


async def test_accounts_of_others_are_not_found(api: Api, client: httpx.AsyncClient) -> None:
    theirs = await api.integration(await api.tenant("globex"))
    answers = [
        await client.post(
            REPORTS, json=ASKED | {"scope": ASKED["scope"] | {"integration_ids": [one]}}
        )
        for one in (theirs, NOBODYS)
    ]
    assert [(one.status_code, one.json()) for one in answers] == [
        (404, {"error": "integration_not_found"})
    ] * 2


async def test_a_report_can_be_limited_to_accounts(api: Api, client: httpx.AsyncClient) -> None:
    account = await scanned(api, client, sheet("a"))
    await scanned(api, client, sheet("b"))
    scope = ASKED["scope"] | {"integration_ids": [account.upper()]}
    found = await evidence(api, client, scope=scope)
    assert [one["id"] for one in found["integrations"]] == [account]
    assert len(found["runs"]) == len(found["findings"]) == 1
    assert found["scope"]["integration_ids"] == [account]


async def test_without_frameworks_all_findings_are_listed_and_no_controls(
    api: Api, client: httpx.AsyncClient
) -> None:
    await scanned(api, client, sheet("a"))
    found = await evidence(api, client, frameworks=[])
    assert (len(found["findings"]), found["frameworks"]) == (1, [])


@ON_BOTH
async def test_verdicts_are_counted_of_the_frameworks_alone(
    api: Api, client: httpx.AsyncClient
) -> None:
    """Compare with the counts that the runs recorded, one check of which is of no framework."""
    for number in (2, 3):
        sheets = [sheet(f"{one}", torn=one < number) for one in range(5)]
        await scanned(api, client, *sheets, sheet("d", torn=DENIED))
    rows = await api.store.read(
        lambda connection: Statement(select(runs.c.id, runs.c.check_counts)).all(connection),
        tenant_id=EVERY_TENANT,
    )
    more = [7, 11, 13, 17]

    def add(connection: Connection) -> None:
        for run_id, recorded in rows:
            counts = json.loads(recorded) | {"aws_paper_sheet_dry": more}
            change = update(runs).where(runs.c.id == run_id)
            values = {
                "check_counts": json.dumps(counts),
                **{
                    name: runs.c[name] + count
                    for name, count in zip(
                        ("pass_count", "fail_count", "unknown_count", "not_applicable_count"),
                        more,
                        strict=True,
                    )
                },
            }
            Statement(change.values(values)).run(connection)

    await api.store.write(add, tenant_id=api.tenant_id)
    api.clock.pass_seconds(1)
    limited = await evidence(api, client)
    whole = await evidence(api, client, frameworks=[])

    def times(count: int) -> dict[str, int]:
        names = ("pass", "fail", "unknown", "not_applicable")
        return {
            name: sum(json.loads(recorded)[aws_paper_sheet_whole.id][place] for _, recorded in rows)
            + count * more[place]
            for place, name in enumerate(names)
        }

    assert times(0) == {"pass": 5, "fail": 5, "unknown": 2, "not_applicable": 0}
    assert limited["summary"]["verdict_counts"] == times(0)
    assert whole["summary"]["verdict_counts"] == times(2)
    (framework,) = limited["frameworks"]
    (control,) = framework["controls"]
    assert control["verdict_counts"] == times(0)
    # What a run says of itself is about all of its checks, and so is what it could not read.
    assert [one["run"]["verdict_counts"]["unknown"] for one in limited["integrations"]] == [14, 14]
    assert sum("14 verdicts of all checks are unknown" in gap for gap in limited["gaps"]) == 2
    assert sum("14 verdicts are unknown" in gap for gap in whole["gaps"]) == 2


async def test_findings_of_other_frameworks_are_left_out(
    api: Api, client: httpx.AsyncClient
) -> None:
    await scanned(api, client, sheet("a"))
    found = await evidence(api, client, frameworks=["MITRE_ATLAS"])
    assert (found["findings"], found["verdicts"], found["frameworks"]) == ([], [], [])
    assert "MITRE_ATLAS: the server that made this does not know the framework." in found["gaps"]


def narrow(pattern: str) -> Frameworks:
    control = Control("1.1", "Paper", (aws_paper_sheet_whole.id,), "", (pattern,))
    one = Framework("CIS_AWS_7_0", "CIS_AWS", "Paper", "https://example.com", (control,))
    return Frameworks((one,))


@pytest.mark.parametrize(("pattern", "result"), [("*:a", "fail"), ("*:z", "no_finding")])
async def test_a_control_about_some_assets_counts_those_alone(
    api: Api, client: httpx.AsyncClient, pattern: str, result: str
) -> None:
    await scanned(api, client, sheet("a"))
    row = await asked_for(client)
    await api.make_report(known=narrow(pattern))
    found = (await client.get(f"{REPORTS}/{row['id']}/download")).json()
    assert found["frameworks"][0]["controls"][0]["result"] == result


async def test_a_check_that_a_run_did_not_select_is_no_pass(
    api: Api, client: httpx.AsyncClient
) -> None:
    other: Check[Any] = aws_paper_sheet_whole
    more = replace(other, id="aws_paper_sheet_dry")
    control = Control("1.1", "Paper", (other.id, more.id))
    framework = Framework("CIS_AWS_7_0", "CIS_AWS", "Paper", "https://example.com", (control,))
    await scanned(api, client, sheet("a", torn=False))
    row = await asked_for(client)
    await api.make_report(checks={**CHECKS, more.id: more}, known=Frameworks((framework,)))
    found = (await client.get(f"{REPORTS}/{row['id']}/download")).json()
    (shown,) = found["frameworks"][0]["controls"]
    assert (shown["result"], shown["unevaluated_checks"]) == ("unknown", [more.id])


async def test_a_run_of_an_earlier_version_passes_no_control(
    api: Api, client: httpx.AsyncClient
) -> None:
    await scanned(api, client, sheet("a", torn=False))
    await api.store.write(
        lambda connection: Statement(update(runs).values(check_counts=None)).run(connection),
        tenant_id=api.tenant_id,
    )
    found = await evidence(api, client)
    assert found["frameworks"][0]["controls"][0]["result"] == "not_evaluated"
    assert any("did not record its verdicts by check" in gap for gap in found["gaps"])
    assert found["summary"]["verdict_counts"] is None
    assert (await evidence(api, client, frameworks=[]))["summary"]["verdict_counts"]["pass"] == 1


async def test_the_same_key_makes_one_report(client: httpx.AsyncClient) -> None:
    key = {"idempotency-key": "once"}
    first = await client.post(REPORTS, json=ASKED, headers=key)
    again = await client.post(REPORTS, json=ASKED, headers=key)
    other = await client.post(REPORTS, json=ASKED | {"title": "x"}, headers=key)
    assert first.json() == again.json()
    assert (other.status_code, other.json()["error"]) == (409, "idempotency_key_reused")
    assert len((await client.get(REPORTS)).json()["data"]) == 1


async def test_a_tenant_has_a_limited_number_of_reports(tmp_path: Path) -> None:
    async with api_in(tmp_path, reports_per_tenant=2) as api, api.client() as client:
        rows = [await asked_for(client) for _ in range(2)]
        refused = await client.post(REPORTS, json=ASKED)
        await client.delete(f"{REPORTS}/{rows[0]['id']}")
        allowed = await client.post(REPORTS, json=ASKED)
    assert (refused.status_code, refused.json()["error"]) == (409, "too_many_reports")
    assert "2 reports" in refused.json()["detail"]
    assert allowed.status_code == 202


async def test_a_list_pages_and_filters(api: Api, client: httpx.AsyncClient) -> None:
    ids = []
    for _ in range(3):
        ids.append((await asked_for(client))["id"])
        api.clock.pass_seconds(1)
    await api.make_report()
    first = await client.get(REPORTS, params={"limit": 2})
    rest = await client.get(REPORTS, params={"limit": 2, "cursor": first.json()["next_cursor"]})
    ready = await client.get(REPORTS, params={"status": "ready"})
    bad = await client.get(REPORTS, params={"digest": "AB"})
    assert [one["id"] for one in first.json()["data"]] == [ids[2], ids[1]]
    assert 'rel="next"' in first.headers["link"]
    assert ([one["id"] for one in rest.json()["data"]], rest.json()["next_cursor"]) == (
        [ids[0]],
        None,
    )
    assert [one["id"] for one in ready.json()["data"]] == [ids[0]]
    assert (bad.status_code, bad.json()["error"]) == (400, "invalid_digest")


async def test_a_file_expires(api: Api, client: httpx.AsyncClient) -> None:
    row = await made(api, client)
    api.clock.pass_seconds(7 * 86_400)
    place = f"{REPORTS}/{row['id']}"
    read = (await client.get(place)).json()
    download = await client.get(f"{place}/download")
    kept = await parts(api)
    reporter = Reporter(api.store, api.deps.settings, Catalog(CHECKS, FRAMEWORKS))
    assert await reporter.claim(1) == []
    proof = await client.get(f"{place}/proof")

    assert read["status"] == "expired"
    assert (download.status_code, download.json()) == (410, {"error": "report_expired"})
    assert (kept, await parts(api)) == (1, 0)
    assert (await client.get(REPORTS, params={"status": "expired"})).json()["data"][0] == read
    assert (proof.status_code, proof.json()["faults"]) == (200, [])


async def parts(api: Api) -> int:
    return await api.store.read(
        lambda connection: len(Statement(select(report_parts.c.number)).all(connection)),
        tenant_id=EVERY_TENANT,
    )


async def test_a_deleted_report_is_gone_and_its_digest_stays_in_the_audit_log(
    api: Api, client: httpx.AsyncClient
) -> None:
    row = await made(api, client)
    place = f"{REPORTS}/{row['id']}"
    stale = await client.delete(place, headers={"if-match": '"other"'})
    etag = (await client.get(place)).headers["etag"]
    gone = await client.delete(place, headers={"if-match": etag})
    answers = [await client.get(f"{place}{more}") for more in ("", "/download", "/proof")]
    (logged,) = (await client.get(AUDIT, params={"action": "report.deleted"})).json()["data"]

    assert (stale.status_code, gone.status_code) == (412, 204)
    assert [(one.status_code, one.json()) for one in answers] == [
        (404, {"error": "report_not_found"})
    ] * 3
    assert logged["before_jsonb"]["sha256"] == row["sha256"]
    assert await parts(api) == 0


async def test_every_step_is_in_the_audit_log(api: Api, client: httpx.AsyncClient) -> None:
    row = await made(api, client)
    await client.get(f"{REPORTS}/{row['id']}/download")
    await client.head(f"{REPORTS}/{row['id']}/download")
    await client.delete(f"{REPORTS}/{row['id']}")
    rows = (await client.get(AUDIT, params={"target_kind": "report"})).json()["data"][::-1]
    assert [one["action"] for one in rows] == [
        "report.created",
        "report.completed",
        "report.downloaded",
        "report.deleted",
    ]
    assert {one["target_id"] for one in rows} == {row["id"]}
    assert [one["actor_user_id"] for one in rows] == [
        api.token_id,
        None,
        api.token_id,
        api.token_id,
    ]
    assert rows[1]["after_jsonb"]["sha256"] == row["sha256"]


async def test_webhooks_hear_of_reports(api: Api, client: httpx.AsyncClient) -> None:
    hook = {"url": "https://hooks.example.com", "events": ["report.completed", "report.failed"]}
    webhook_id = (await client.post(WEBHOOKS, json=hook)).json()["id"]
    await made(api, client)
    await asked_for(client)
    await api.make_report(settings=limited(api, report_bytes=1_024, report_attempts=1))
    sent = (await client.get(f"{WEBHOOKS}/{webhook_id}/deliveries")).json()["data"]
    assert sorted(one["event"] for one in sent) == ["report.completed", "report.failed"]
    assert {one["run_id"] for one in sent} == {None}


def limited(api: Api, **changes: int) -> Settings:
    return replace(api.deps.settings, **changes)  # type: ignore[arg-type]  # settings by name


async def test_scopes_of_reports(api: Api) -> None:
    async with api.client(await api.mint(["reports:read"])) as client:
        assert (await client.post(REPORTS, json=ASKED)).status_code == 403
        assert (await client.get(REPORTS)).status_code == 200
    async with api.client(await api.mint(["reports:generate"])) as client:
        assert (await client.post(REPORTS, json=ASKED)).status_code == 202
        assert (await client.get(REPORTS)).status_code == 403


async def test_a_pdf_without_a_renderer_is_refused_with_the_way_out(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("posture.formats.pdf.is_available", lambda: False)
    answer = await client.post(REPORTS, json=ASKED | {"format": "pdf"})
    assert (answer.status_code, answer.json()["error"]) == (409, "reports_pdf_unavailable")
    assert "json" in answer.json()["detail"]


async def test_a_pdf_is_downloaded_as_one(api: Api, client: httpx.AsyncClient) -> None:
    await scanned(api, client, sheet("a"))
    row = await made(api, client, format="pdf")
    file = await client.get(f"{REPORTS}/{row['id']}/download")
    proof = (await client.get(f"{REPORTS}/{row['id']}/proof")).json()
    assert file.headers["content-type"] == "application/pdf"
    assert file.headers["content-disposition"].endswith('.pdf"')
    assert file.content.startswith(b"%PDF-")
    assert hashlib.sha256(file.content).hexdigest() == row["sha256"] != row["evidence_sha256"]
    assert proof["faults"] == []

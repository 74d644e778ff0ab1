"""Reports about the controls of frameworks, and about those of some assets."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import httpx
import pytest
from sqlalchemy import select, update

from posture.domain.check import Check
from posture.frameworks.catalog import Control, Framework, Frameworks
from posture.store.rows import runs
from posture.store.statement import Connection, Statement
from posture.store.tenancy import EVERY_TENANT
from tests.api import REPORTS, Api
from tests.contract.test_reports import asked_for, evidence, scanned
from tests.databases import ON_BOTH
from tests.integration.fakes import (
    CHECKS,
    DENIED,
    aws_paper_sheet_whole,
    sheet,
)

pytestmark = pytest.mark.anyio


@pytest.fixture
async def client(api: Api) -> AsyncIterator[httpx.AsyncClient]:
    async with api.client() as opened:
        yield opened


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

"""The history of a finding: each run that recorded it, and each decision with its author."""

from uuid import uuid4

import pytest
from sqlalchemy import update

from posture.store.rows import findings
from posture.store.statement import Statement
from tests.api import CHECKS, FINDINGS, RUNS, Api
from tests.databases import ON_BOTH
from tests.integration.fakes import sheet

pytestmark = pytest.mark.anyio

# A few runs are allowed in each.
DAY = 86_400


@ON_BOTH
async def test_runs_and_decisions_are_listed_newest_first(api: Api) -> None:
    body = {"integration_id": await api.integration()}
    async with api.client() as client:
        runs = []
        for names in (("a",), ("a",), ()):
            runs.append((await client.post(RUNS, json=body)).json()["run_id"])
            await api.work(*map(sheet, names))
            api.clock.pass_seconds(DAY)
        (row,) = (await client.get(FINDINGS)).json()["data"]
        path = f"{FINDINGS}/{row['id']}"
        for status in ("accepted", "accepted", "open"):
            await client.patch(path, json={"status": status})
            api.clock.pass_seconds(1)
        found = (await client.get(f"{path}/history")).json()
        assert found["finding_id"] == row["id"]
        assert [(one["run_id"], one["delta"]) for one in found["runs"]] == [
            (runs[2], "resolved"),
            (runs[1], "unchanged"),
            (runs[0], "new"),
        ]
        # What changed nothing is no decision.
        assert [(one["from_status"], one["to_status"]) for one in found["decisions"]] == [
            ("accepted", "open"),
            ("resolved", "accepted"),
        ]
        assert {one["by"] for one in found["decisions"]} == {api.token_id}
        assert all(one["by_name"] for one in found["decisions"])
        short = (await client.get(f"{path}/history?limit=1")).json()
        assert (short["runs"], short["decisions"]) == (found["runs"][:1], found["decisions"][:1])


async def test_a_finding_has_the_check_that_it_failed_unless_that_has_been_retired(
    api: Api,
) -> None:
    async with api.client() as client:
        await client.post(RUNS, json={"integration_id": await api.integration()})
        await api.work(sheet("a"))
        (row,) = (await client.get(FINDINGS)).json()["data"]
        path = f"{FINDINGS}/{row['id']}"
        found = (await client.get(path)).json()
        check = (await client.get(f"{CHECKS}/{row['check_id']}")).json()
        retired = update(findings).where(findings.c.id == row["id"]).values(check_id="aws_gone")
        await api.store.write(Statement(retired).run, tenant_id=api.tenant_id)
        later = (await client.get(path)).json()
    assert found["check"] == check
    assert (later["check"], later["remediation"]) == (None, None)


async def test_decisions_about_another_finding_are_not_listed(api: Api) -> None:
    body = {"integration_id": await api.integration()}
    async with api.client() as client:
        await client.post(RUNS, json=body)
        await api.work(sheet("a"), sheet("b"))
        one, other = (row["id"] for row in (await client.get(FINDINGS)).json()["data"])
        await client.patch(f"{FINDINGS}/{one}", json={"status": "triaged"})
        assert (await client.get(f"{FINDINGS}/{other}/history")).json()["decisions"] == []


async def test_a_copy_is_current_until_a_decision(api: Api) -> None:
    body = {"integration_id": await api.integration()}
    async with api.client() as client:
        await client.post(RUNS, json=body)
        await api.work(sheet("a"))
        (row,) = (await client.get(FINDINGS)).json()["data"]
        path = f"{FINDINGS}/{row['id']}"
        known = {"if-none-match": (await client.get(f"{path}/history")).headers["etag"]}
        assert (await client.get(f"{path}/history", headers=known)).status_code == 304
        await client.patch(path, json={"status": "triaged"})
        assert (await client.get(f"{path}/history", headers=known)).status_code == 200


async def test_an_unknown_finding_and_an_odd_limit_are_refused(api: Api) -> None:
    async with api.client() as client:
        missing = await client.get(f"{FINDINGS}/{uuid4()}/history")
        assert (missing.status_code, missing.json()["error"]) == (404, "finding_not_found")
        odd = await client.get(f"{FINDINGS}/{uuid4()}/history?limit=0")
        assert (odd.status_code, odd.json()["error"]) == (400, "invalid_limit")

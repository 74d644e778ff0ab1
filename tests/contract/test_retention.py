"""Retention as callers see it: old rows are gone, and the newest result stays."""

from dataclasses import replace

import pytest

from posture.domain.collector import ConnectError
from posture.services.retention import Purged, purge
from posture.settings import Settings
from tests.api import FINDINGS, RUNS, Api
from tests.integration.fakes import sheet

pytestmark = pytest.mark.anyio

DAYS = 30


def keeping(settings: Settings) -> Settings:
    return replace(
        settings, retention_run_days=DAYS, retention_finding_days=DAYS, retention_batch_rows=1
    )


async def test_the_newest_completed_run_and_its_findings_stay(api: Api) -> None:
    integration_id = await api.integration()
    body = {"integration_id": integration_id}
    async with api.client() as client:
        for found in (("a", "b"), ("a", "c"), ("a",)):
            answer = await client.post(RUNS, json=body)
            assert answer.status_code == 202
            await api.work(*map(sheet, found))
            api.clock.pass_seconds(86_400)
        # What came to nothing afterwards is not what a later run is compared with.
        await client.post(RUNS, json=body, headers={"idempotency-key": "again"})
        await api.work(refusal=ConnectError("nobody there"))
        runs = (await client.get(RUNS)).json()["data"]
        assert [run["status"] for run in runs] == ["failed", "completed", "completed", "completed"]
        newest = runs[1]["id"]
        listed = (await client.get(FINDINGS, params={"scan_id": newest})).json()["data"]

        api.clock.pass_seconds((DAYS + 1) * 86_400)
        purged = await purge(api.store, keeping(api.deps.settings))
        left = await client.get(RUNS)
        found = (await client.get(FINDINGS)).json()["data"]
        again = (await client.get(FINDINGS, params={"scan_id": newest})).json()["data"]
        gate = await client.get(f"{RUNS}/{newest}/gate")
        gone = await client.get(f"{RUNS}/{runs[2]['id']}")

    assert purged == Purged(runs=3, findings=1, keys=1)
    assert [run["id"] for run in left.json()["data"]] == [newest]
    assert again == listed
    assert {finding["id"] for finding in listed} <= {finding["id"] for finding in found}
    assert gate.status_code == 200
    assert (gone.status_code, gone.json()) == (404, {"error": "run_not_found"})


async def test_a_resolved_finding_is_deleted_when_no_run_refers_to_it(api: Api) -> None:
    integration_id = await api.integration()
    async with api.client() as client:
        for found in (("a", "b"), ("a",), ("a",)):
            await client.post(RUNS, json={"integration_id": integration_id})
            await api.work(*map(sheet, found))
            api.clock.pass_seconds(86_400)
        before = (await client.get(FINDINGS)).json()["data"]
        api.clock.pass_seconds((DAYS + 1) * 86_400)
        purged = await purge(api.store, keeping(api.deps.settings))
        after = (await client.get(FINDINGS)).json()["data"]

    assert purged is not None
    assert (purged.runs, purged.findings) == (2, len(before) - len(after))
    assert len(after) < len(before)
    assert {row["delta"] for row in after} == {"unchanged"}

"""Suppressions in a run: decided when it is recorded, shown, counted, and never changed later."""

from dataclasses import fields
from typing import Any, ClassVar

import pytest

from posture.domain.check import Severity
from posture.domain.collector import Unlisted
from posture.domain.gate import GatePolicy, GateVerdict, Only
from posture.domain.suppression import Suppressions
from posture.services.findings import get_finding
from posture.services.gate import Gate, get_gate
from posture.services.integrations import create_integration
from posture.services.runs import get_run
from posture.services.suppressions import delete_suppression, update_suppression
from posture.services.tenants import create_tenant
from posture.worker.assess import Assessment
from posture.worker.claim import Claim
from posture.worker.run import COMPARING_ATTEMPTS, Worker
from tests.databases import ON_BOTH
from tests.integration.fakes import DENIED, Sheet, sheet
from tests.integration.worker.conftest import BY, HOUR_SECONDS, Rig, suppress

pytestmark = pytest.mark.anyio

EVERYTHING = GatePolicy(fail_on=Severity.INFO, only=Only.ALL)


async def gate(rig: Rig, run_id: str, policy: GatePolicy = EVERYTHING) -> Gate:
    return await get_gate(
        rig.store, tenant_id=rig.integration.tenant_id, run_id=run_id, policy=policy
    )


@ON_BOTH
async def test_a_suppressed_finding_is_shown_as_such_and_fails_no_gate(
    rig: Rig,
) -> None:
    suppression_id = await suppress(rig, "arn:aws:paper:::a*")
    run = await rig.run(sheet("a1"), sheet("a2"), sheet("b"))
    recorded = {
        row.resource_id[-2:]: row.suppressed_by for row in await rig.findings(scan_id=run.id)
    }
    overall = {row.resource_id[-2:]: row.suppressed_by for row in await rig.findings()}
    assert recorded == overall == {"a1": suppression_id, "a2": suppression_id, ":b": None}
    assert (run.finding_count, run.suppressed_count, run.new_count) == (3, 2, 3)
    decision = (await gate(rig, run.id)).decision
    assert [one.resource_id for one in decision.findings] == ["arn:aws:paper:::b"]
    assert decision.suppressed_count == 2


@pytest.mark.parametrize("of_run", [True, False])
@ON_BOTH
async def test_findings_are_filtered_by_whether_they_are_suppressed(
    rig: Rig, *, of_run: bool
) -> None:
    await suppress(rig, "arn:aws:paper:::a")
    run = await rig.run(sheet("a"), sheet("b"))
    scan = {"scan_id": run.id} if of_run else {}
    suppressed = await rig.findings(**scan, suppressed=True)
    others = await rig.findings(**scan, suppressed=False)
    assert [row.resource_id for row in suppressed] == ["arn:aws:paper:::a"]
    assert [row.resource_id for row in others] == ["arn:aws:paper:::b"]


async def test_a_suppression_ends_at_its_expiry(rig: Rig) -> None:
    """A run records one second after it is asked for; see the rig."""
    await suppress(rig, "*", expires_at=rig.clock() + 2_001)
    last = await rig.run(sheet("a"))
    rig.clock.pass_seconds(0.001)
    first = await rig.run(sheet("a"))
    assert (last.suppressed_count, first.suppressed_count) == (1, 0)
    assert (await gate(rig, last.id)).decision.verdict is GateVerdict.PASS
    assert (await gate(rig, first.id)).decision.verdict is GateVerdict.FAIL
    (row,) = await rig.findings()
    assert row.suppressed_by is None


async def test_later_changes_of_a_suppression_do_not_change_earlier_runs(rig: Rig) -> None:
    suppression_id = await suppress(rig, "*")
    run = await rig.run(sheet("a"))
    before = await gate(rig, run.id)
    key: dict[str, Any] = {
        "tenant_id": rig.integration.tenant_id,
        "suppression_id": suppression_id,
        "by": BY,
    }
    later = {"expires_at": rig.clock() + 5_000, "owner": "another"}
    await update_suppression(rig.store, settings=rig.settings, changes=later, **key)
    assert await gate(rig, run.id) == before
    await delete_suppression(rig.store, **key)
    rig.clock.pass_seconds(HOUR_SECONDS)
    await rig.run(sheet("a"))
    assert await gate(rig, run.id) == before
    (row,) = await rig.findings(scan_id=run.id)
    assert row.suppressed_by == suppression_id


async def test_a_suppression_does_not_change_earlier_runs(rig: Rig) -> None:
    run = await rig.run(sheet("a"))
    before = await gate(rig, run.id)
    await suppress(rig, "*")
    assert await gate(rig, run.id) == before
    assert before.decision.verdict is GateVerdict.FAIL


async def test_a_deleted_suppression_covers_nothing(rig: Rig) -> None:
    suppression_id = await suppress(rig, "*")
    await delete_suppression(
        rig.store, tenant_id=rig.integration.tenant_id, suppression_id=suppression_id, by=BY
    )
    assert (await rig.run(sheet("a"))).suppressed_count == 0


async def test_a_suppression_may_be_limited_to_one_integration(rig: Rig) -> None:
    other = await create_integration(
        rig.store, tenant_id=rig.integration.tenant_id, name="other", provider="aws"
    )
    await suppress(rig, "*", integration_id=other.id)
    assert (await rig.run(sheet("a"))).suppressed_count == 0
    rig.integration = other
    assert (await rig.run(sheet("a"))).suppressed_count == 1


async def test_a_suppression_of_another_tenant_covers_nothing(rig: Rig) -> None:
    stranger = await create_tenant(rig.store, name="globex")
    await suppress(rig, "*", tenant_id=stranger.id)
    assert (await rig.run(sheet("a"))).suppressed_count == 0


async def test_a_suppression_of_another_check_covers_nothing(rig: Rig) -> None:
    await suppress(rig, "*", check_id="aws_s3_bucket_public_access_blocked")
    assert (await rig.run(sheet("a"))).suppressed_count == 0


async def test_an_unknown_verdict_cannot_be_suppressed(rig: Rig) -> None:
    await suppress(rig, "*")
    run = await rig.run(sheet("a", torn=DENIED), Unlisted(Sheet, "eu-west-1", DENIED), sheet("b"))
    decision = (await gate(rig, run.id)).decision
    assert (run.unknown_count, run.suppressed_count) == (2, 1)
    assert [one.code for one in decision.reasons] == ["unknown"]


async def test_a_resolved_finding_is_not_suppressed(rig: Rig) -> None:
    await suppress(rig, "*")
    await rig.run(sheet("a"))
    run = await rig.run(sheet("a", torn=False))
    (row,) = await rig.findings()
    assert (row.status, row.suppressed_by, run.suppressed_count) == ("resolved", None, 0)
    (recorded,) = await rig.findings(scan_id=run.id, delta="resolved")
    assert recorded.suppressed_by is None


async def test_a_finding_is_read_as_its_last_run_saw_it(rig: Rig) -> None:
    await rig.run(sheet("a"))
    suppression_id = await suppress(rig, "*")
    (before,) = await rig.findings()
    await rig.run(sheet("a"))
    after = await get_finding(rig.store, tenant_id=rig.integration.tenant_id, finding_id=before.id)
    assert (before.suppressed_by, after.suppressed_by) == (None, suppression_id)


@pytest.mark.parametrize("changes", [1, 5])
@ON_BOTH
async def test_a_suppression_that_comes_while_findings_are_compared_still_counts(
    rig: Rig, changes: int
) -> None:
    class Racing(Worker):
        left: ClassVar[int] = changes

        async def compare_suppressions(self, claim: Claim, assessment: Assessment) -> Suppressions:
            accepted = await super().compare_suppressions(claim, assessment)
            if type(self).left:
                type(self).left -= 1
                await suppress(rig, f"arn:aws:paper:::a{type(self).left}*")
            return accepted

    rig.put(*(sheet(f"a{number}") for number in range(changes)))
    run_id = await rig.ask()
    worker = Racing(**{one.name: getattr(rig.worker(), one.name) for one in fields(Worker)})
    await worker.execute(await rig.claimed(worker))
    run = await get_run(rig.store, tenant_id=rig.integration.tenant_id, run_id=run_id)
    assert (run.status, run.finding_count) == ("completed", changes)
    assert run.suppressed_count == min(changes, COMPARING_ATTEMPTS)

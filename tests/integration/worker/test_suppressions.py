"""Suppressions in a run: decided when it records, visible, counted, and replayed for ever."""

from typing import Any

import pytest

from posture.domain.check import Severity
from posture.domain.collector import Unlisted
from posture.domain.gate import GatePolicy, GateVerdict, Only
from posture.services.findings import get_finding
from posture.services.gate import Gate, get_gate
from posture.services.integrations import create_integration
from posture.services.suppressions import delete_suppression, update_suppression
from posture.services.tenants import create_tenant
from tests.databases import ON_BOTH
from tests.integration.fakes import DENIED, Sheet, sheet
from tests.integration.worker.conftest import BY, HOUR_SECONDS, Desk, suppress

pytestmark = pytest.mark.anyio

EVERYTHING = GatePolicy(fail_on=Severity.INFO, only=Only.ALL)


async def gate(desk: Desk, run_id: str, policy: GatePolicy = EVERYTHING) -> Gate:
    return await get_gate(
        desk.store, tenant_id=desk.integration.tenant_id, run_id=run_id, policy=policy
    )


@ON_BOTH
async def test_a_suppressed_finding_is_visible_as_such_and_stops_nothing(desk: Desk) -> None:
    suppression_id = await suppress(desk, "arn:aws:paper:::a*")
    run = await desk.run(sheet("a1"), sheet("a2"), sheet("b"))
    said = {row.resource_id[-2:]: row.suppressed_by for row in await desk.findings(scan_id=run.id)}
    overall = {row.resource_id[-2:]: row.suppressed_by for row in await desk.findings()}
    assert said == overall == {"a1": suppression_id, "a2": suppression_id, ":b": None}
    assert (run.finding_count, run.suppressed_count, run.new_count) == (3, 2, 3)
    decision = (await gate(desk, run.id)).decision
    assert [one.resource_id for one in decision.findings] == ["arn:aws:paper:::b"]
    assert decision.suppressed_count == 2


@pytest.mark.parametrize("of_run", [True, False])
@ON_BOTH
async def test_findings_are_filtered_by_whether_they_are_suppressed(
    desk: Desk, *, of_run: bool
) -> None:
    await suppress(desk, "arn:aws:paper:::a")
    run = await desk.run(sheet("a"), sheet("b"))
    scan = {"scan_id": run.id} if of_run else {}
    suppressed = await desk.findings(**scan, suppressed=True)
    others = await desk.findings(**scan, suppressed=False)
    assert [row.resource_id for row in suppressed] == ["arn:aws:paper:::a"]
    assert [row.resource_id for row in others] == ["arn:aws:paper:::b"]


async def test_it_stops_counting_by_itself_at_its_very_moment(desk: Desk) -> None:
    """A run records one second after it is asked for; see the desk."""
    await suppress(desk, "*", expires_at=desk.clock() + 2_001)
    last = await desk.run(sheet("a"))
    desk.clock.pass_seconds(0.001)
    first = await desk.run(sheet("a"))
    assert (last.suppressed_count, first.suppressed_count) == (1, 0)
    assert (await gate(desk, last.id)).decision.verdict is GateVerdict.PASS
    assert (await gate(desk, first.id)).decision.verdict is GateVerdict.FAIL
    (row,) = await desk.findings()
    assert row.suppressed_by is None


async def test_what_becomes_of_it_later_changes_no_run_before(desk: Desk) -> None:
    suppression_id = await suppress(desk, "*")
    run = await desk.run(sheet("a"))
    before = await gate(desk, run.id)
    key: dict[str, Any] = {
        "tenant_id": desk.integration.tenant_id,
        "suppression_id": suppression_id,
        "by": BY,
    }
    later = {"expires_at": desk.clock() + 5_000, "owner": "another"}
    await update_suppression(desk.store, settings=desk.settings, changes=later, **key)
    assert await gate(desk, run.id) == before
    await delete_suppression(desk.store, **key)
    desk.clock.pass_seconds(HOUR_SECONDS)
    await desk.run(sheet("a"))
    assert await gate(desk, run.id) == before
    (row,) = await desk.findings(scan_id=run.id)
    assert row.suppressed_by == suppression_id


async def test_a_run_before_it_is_not_changed_by_it(desk: Desk) -> None:
    run = await desk.run(sheet("a"))
    before = await gate(desk, run.id)
    await suppress(desk, "*")
    assert await gate(desk, run.id) == before
    assert before.decision.verdict is GateVerdict.FAIL


async def test_a_deleted_one_covers_nothing_any_more(desk: Desk) -> None:
    suppression_id = await suppress(desk, "*")
    await delete_suppression(
        desk.store, tenant_id=desk.integration.tenant_id, suppression_id=suppression_id, by=BY
    )
    assert (await desk.run(sheet("a"))).suppressed_count == 0


async def test_it_may_be_limited_to_one_integration(desk: Desk) -> None:
    other = await create_integration(
        desk.store, tenant_id=desk.integration.tenant_id, name="other", provider="aws"
    )
    await suppress(desk, "*", integration_id=other.id)
    assert (await desk.run(sheet("a"))).suppressed_count == 0
    desk.integration = other
    assert (await desk.run(sheet("a"))).suppressed_count == 1


async def test_another_tenants_covers_nothing(desk: Desk) -> None:
    stranger = await create_tenant(desk.store, name="globex")
    await suppress(desk, "*", tenant_id=stranger.id)
    assert (await desk.run(sheet("a"))).suppressed_count == 0


async def test_another_checks_covers_nothing(desk: Desk) -> None:
    await suppress(desk, "*", check_id="aws_s3_bucket_public_access_blocked")
    assert (await desk.run(sheet("a"))).suppressed_count == 0


async def test_what_could_not_be_read_cannot_be_suppressed(desk: Desk) -> None:
    await suppress(desk, "*")
    run = await desk.run(sheet("a", torn=DENIED), Unlisted(Sheet, "eu-west-1", DENIED), sheet("b"))
    decision = (await gate(desk, run.id)).decision
    assert (run.unknown_count, run.suppressed_count) == (2, 1)
    assert [one.code for one in decision.reasons] == ["unknown"]


async def test_a_finding_that_is_gone_is_not_suppressed(desk: Desk) -> None:
    await suppress(desk, "*")
    await desk.run(sheet("a"))
    run = await desk.run(sheet("a", torn=False))
    (row,) = await desk.findings()
    assert (row.status, row.suppressed_by, run.suppressed_count) == ("resolved", None, 0)
    (said,) = await desk.findings(scan_id=run.id, delta="resolved")
    assert said.suppressed_by is None


async def test_a_finding_is_read_as_its_last_run_saw_it(desk: Desk) -> None:
    await desk.run(sheet("a"))
    suppression_id = await suppress(desk, "*")
    (before,) = await desk.findings()
    await desk.run(sheet("a"))
    after = await get_finding(
        desk.store, tenant_id=desk.integration.tenant_id, finding_id=before.id
    )
    assert (before.suppressed_by, after.suppressed_by) == (None, suppression_id)

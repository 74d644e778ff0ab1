"""The gate of a run: nothing that happens later changes it."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from posture.domain.check import Severity
from posture.domain.collector import Unlisted
from posture.domain.finding import FindingStatus
from posture.domain.gate import GatePolicy, GateVerdict, Only
from posture.domain.run import RunTrigger
from posture.frameworks.catalog import Frameworks
from posture.services.baselines import accept_baseline
from posture.services.errors import (
    PolicyWithoutChecksError,
    RunNotFinishedError,
    RunNotFoundError,
)
from posture.services.findings import set_status
from posture.services.gate import Gate, get_gate
from posture.services.integrations import delete_integration
from posture.services.tenants import create_tenant
from tests.databases import ON_BOTH
from tests.integration.fakes import DENIED, Sheet, aws_paper_sheet_whole, sheet
from tests.integration.worker.conftest import BY, Rig

pytestmark = pytest.mark.anyio

EVERYTHING = GatePolicy(fail_on=Severity.INFO, only=Only.ALL)


async def gate(rig: Rig, run_id: str, policy: GatePolicy = EVERYTHING) -> Gate:
    return await get_gate(
        rig.store, tenant_id=rig.integration.tenant_id, run_id=run_id, policy=policy
    )


@pytest.mark.parametrize("status", FindingStatus)
async def test_later_decisions_do_not_change_a_gate(rig: Rig, status: FindingStatus) -> None:
    run = await rig.run(sheet("a"), sheet("b"), Unlisted(Sheet, "eu-west-1", DENIED))
    before = await gate(rig, run.id)
    for row in await rig.findings():
        await set_status(rig.store, tenant_id=row.tenant_id, finding_id=row.id, status=status)
    assert [one.status for one in await rig.findings()] == [status] * 2
    assert await gate(rig, run.id) == before
    assert [one.code for one in before.decision.reasons] == ["findings", "unknown"]


@ON_BOTH
async def test_later_runs_do_not_change_a_gate(rig: Rig) -> None:
    run = await rig.run(sheet("stays"), sheet("goes"))
    before = await gate(rig, run.id)
    await rig.run(sheet("stays"), sheet("comes"))
    assert await gate(rig, run.id) == before
    assert [one.delta for one in before.decision.findings] == ["new", "new"]


async def test_a_lower_severity_later_does_not_change_a_gate(rig: Rig) -> None:
    run = await rig.run(sheet("a"))
    before = await gate(rig, run.id)
    milder = replace(aws_paper_sheet_whole, severity=Severity.INFO, finding_title="Paper is torn")
    worker = replace(rig.worker(), checks={milder.id: milder})
    rig.put(sheet("a"))
    later = await rig.ask()
    await worker.execute(await rig.claimed(worker))
    (row,) = await rig.findings()
    assert (row.severity, row.title) == ("info", "Paper is torn")
    assert await gate(rig, run.id) == before
    assert [one.severity for one in before.decision.findings] == [Severity.HIGH]
    assert [one.severity for one in (await gate(rig, later)).decision.findings] == [Severity.INFO]


async def test_a_changed_framework_later_does_not_change_a_gate(
    rig: Rig,
) -> None:
    of_cis = replace(EVERYTHING, frameworks=frozenset({"CIS_AWS"}))
    run = await rig.run(sheet("a"))
    before = await gate(rig, run.id, of_cis)
    worker = replace(rig.worker(), frameworks=Frameworks(()))
    rig.put(sheet("a"))
    later = await rig.ask()
    await worker.execute(await rig.claimed(worker))
    assert await gate(rig, run.id, of_cis) == before
    assert before.decision.verdict is GateVerdict.FAIL
    with pytest.raises(PolicyWithoutChecksError, match="framework CIS_AWS"):
        await gate(rig, later, of_cis)


async def test_a_deleted_integration_keeps_its_gates(rig: Rig) -> None:
    run = await rig.run(sheet("a"))
    before = await gate(rig, run.id)
    await delete_integration(
        rig.store,
        tenant_id=rig.integration.tenant_id,
        integration_id=rig.integration.id,
    )
    assert await gate(rig, run.id) == before


async def test_a_finding_that_came_back_is_new_and_open_again(rig: Rig) -> None:
    await rig.run(sheet("a"))
    await rig.run(sheet("a", torn=False))
    run = await rig.run(sheet("a"))
    (one,) = (await gate(rig, run.id, GatePolicy())).decision.findings
    assert (one.status, one.delta) == (FindingStatus.OPEN, "new")


async def test_resolved_findings_do_not_fail_a_gate(rig: Rig) -> None:
    await rig.run(sheet("a"))
    run = await rig.run(sheet("a", torn=False))
    assert (await gate(rig, run.id)).decision.verdict is GateVerdict.PASS


async def fails(rig: Rig) -> str:
    return (await rig.run(Unlisted(Sheet, "eu-central-1", DENIED))).id


async def probes(rig: Rig) -> str:
    return (await rig.run(trigger=RunTrigger.VERIFY)).id


@pytest.mark.parametrize(("run", "code"), [(fails, "run_failed"), (probes, "run_verify")])
async def test_a_run_without_evidence_passes_no_policy(
    rig: Rig, run: Callable[[Rig], Awaitable[str]], code: str
) -> None:
    lax = GatePolicy(fail_on=Severity.CRITICAL, max_unknown=1_000_000)
    decision = (await gate(rig, await run(rig), lax)).decision
    assert decision.verdict is GateVerdict.FAIL
    assert [one.code for one in decision.reasons] == [code]


@ON_BOTH
async def test_a_held_finding_whose_region_could_not_be_listed_stops_the_gate(rig: Rig) -> None:
    tolerant = GatePolicy(max_unknown=9)
    await rig.run(sheet("leak"), policy=tolerant)
    blind = Unlisted(Sheet, "eu-central-1", DENIED)
    elsewhere = sheet("fine", torn=False, region="eu-west-1")
    run = await rig.run(elsewhere, blind, blind=["eu-central-1"], policy=tolerant)
    found = await get_gate(rig.store, tenant_id=run.tenant_id, run_id=run.id)
    (one,) = found.decision.findings
    assert (one.resource_id, one.held, one.unread) == ("arn:aws:paper:::leak", True, True)
    assert await gate(rig, run.id, tolerant) == found


@ON_BOTH
async def test_a_baseline_ends_what_is_held_and_leaves_what_came_back_later(rig: Rig) -> None:
    async def decided(*torn: str) -> Gate:
        whole = [sheet(name, torn=False) for name in "ab" if name not in torn]
        run = await rig.run(*map(sheet, torn), *whole, policy=GatePolicy())
        return await get_gate(rig.store, tenant_id=run.tenant_id, run_id=run.id)

    async def accepted(of: Gate) -> int:
        tenant_id = rig.integration.tenant_id
        found = await accept_baseline(rig.store, tenant_id=tenant_id, run_id=of.run.id, by=BY)
        return found.finding_count

    first = await decided("a", "b")
    await decided("a")
    third = await decided("a", "b")
    assert (third.decision.finding_count, third.decision.held_count) == (2, 1)
    assert await accepted(first) == 1
    (back,) = (await decided("a", "b")).decision.findings
    assert (back.resource_id, back.held) == ("arn:aws:paper:::b", True)
    assert await accepted(third) == await accepted(third) == 2
    last = (await decided("a", "b")).decision
    assert (last.verdict, last.known_count) == (GateVerdict.PASS, 2)


async def test_a_run_of_other_regions_does_not_count_what_is_held(rig: Rig) -> None:
    tolerant = GatePolicy(max_unknown=9)
    await rig.run(sheet("leak"), policy=tolerant)
    run = await rig.run(
        sheet("fine", torn=False, region="eu-west-1"),
        Unlisted(Sheet, "eu-west-2", DENIED),
        blind=["eu-central-1", "eu-west-2"],
        scope={"regions": ["eu-west-1", "eu-west-2"]},
        policy=tolerant,
    )
    found = await get_gate(rig.store, tenant_id=run.tenant_id, run_id=run.id)
    assert found.decision.verdict is GateVerdict.PASS


async def test_an_unfinished_run_has_no_gate(rig: Rig) -> None:
    run_id = await rig.ask()
    with pytest.raises(RunNotFinishedError):
        await gate(rig, run_id)
    await rig.claimed(rig.worker())
    with pytest.raises(RunNotFinishedError):
        await gate(rig, run_id)


async def test_the_gate_of_another_tenants_run_is_not_found(rig: Rig) -> None:
    run = await rig.run(sheet("a"))
    stranger = await create_tenant(rig.store, name="globex")
    with pytest.raises(RunNotFoundError):
        await get_gate(rig.store, tenant_id=stranger.id, run_id=run.id, policy=EVERYTHING)

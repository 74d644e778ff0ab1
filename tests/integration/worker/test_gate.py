"""The gate over what a run has recorded: nothing that happens later moves it."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from posture.domain.check import Severity
from posture.domain.collector import Unlisted
from posture.domain.finding import FindingStatus
from posture.domain.gate import GatePolicy, GateVerdict, Only
from posture.domain.run import RunTrigger
from posture.frameworks.catalog import Frameworks
from posture.services.errors import RunNotFinishedError, RunNotFoundError
from posture.services.findings import set_status
from posture.services.gate import Gate, get_gate
from posture.services.integrations import delete_integration
from posture.services.tenants import create_tenant
from tests.databases import ON_BOTH
from tests.integration.fakes import DENIED, Sheet, aws_paper_sheet_whole, sheet
from tests.integration.worker.conftest import Desk

pytestmark = pytest.mark.anyio

EVERYTHING = GatePolicy(fail_on=Severity.INFO, only=Only.ALL)


async def gate(desk: Desk, run_id: str, policy: GatePolicy = EVERYTHING) -> Gate:
    return await get_gate(
        desk.store, tenant_id=desk.integration.tenant_id, run_id=run_id, policy=policy
    )


@pytest.mark.parametrize("status", FindingStatus)
async def test_what_people_decide_later_changes_nothing(desk: Desk, status: FindingStatus) -> None:
    run = await desk.run(sheet("a"), sheet("b"), Unlisted(Sheet, "eu-west-1", DENIED))
    before = await gate(desk, run.id)
    for row in await desk.findings():
        await set_status(desk.store, tenant_id=row.tenant_id, finding_id=row.id, status=status)
    assert [one.status for one in await desk.findings()] == [status] * 2
    assert await gate(desk, run.id) == before
    assert [one.code for one in before.decision.reasons] == ["findings", "unknown"]


@ON_BOTH
async def test_what_later_runs_see_changes_nothing(desk: Desk) -> None:
    run = await desk.run(sheet("stays"), sheet("goes"))
    before = await gate(desk, run.id)
    await desk.run(sheet("stays"), sheet("comes"))
    assert await gate(desk, run.id) == before
    assert [one.delta for one in before.decision.findings] == ["new", "new"]


async def test_a_check_that_is_judged_milder_later_changes_nothing(desk: Desk) -> None:
    run = await desk.run(sheet("a"))
    before = await gate(desk, run.id)
    milder = replace(aws_paper_sheet_whole, severity=Severity.INFO, finding_title="Paper is torn")
    worker = replace(desk.worker(), checks={milder.id: milder})
    desk.put(sheet("a"))
    later = await desk.ask()
    await worker.execute(await desk.claimed(worker))
    (row,) = await desk.findings()
    assert (row.severity, row.title) == ("info", "Paper is torn")
    assert await gate(desk, run.id) == before
    assert [one.severity for one in before.decision.findings] == [Severity.HIGH]
    assert [one.severity for one in (await gate(desk, later)).decision.findings] == [Severity.INFO]


async def test_a_framework_that_is_read_otherwise_later_changes_nothing(desk: Desk) -> None:
    of_cis = replace(EVERYTHING, frameworks=frozenset({"CIS_AWS"}))
    run = await desk.run(sheet("a"))
    before = await gate(desk, run.id, of_cis)
    worker = replace(desk.worker(), frameworks=Frameworks(()))
    desk.put(sheet("a"))
    later = await desk.ask()
    await worker.execute(await desk.claimed(worker))
    assert await gate(desk, run.id, of_cis) == before
    assert before.decision.verdict is GateVerdict.FAIL
    assert (await gate(desk, later, of_cis)).decision.verdict is GateVerdict.PASS


async def test_an_account_that_is_disconnected_keeps_its_verdicts(desk: Desk) -> None:
    run = await desk.run(sheet("a"))
    before = await gate(desk, run.id)
    await delete_integration(
        desk.store, tenant_id=desk.integration.tenant_id, integration_id=desk.integration.id
    )
    assert await gate(desk, run.id) == before


async def test_a_finding_that_came_back_is_new_and_open_again(desk: Desk) -> None:
    await desk.run(sheet("a"))
    await desk.run(sheet("a", torn=False))
    run = await desk.run(sheet("a"))
    (one,) = (await gate(desk, run.id, GatePolicy())).decision.findings
    assert (one.status, one.delta) == (FindingStatus.OPEN, "new")


async def test_what_a_run_saw_gone_stops_nothing(desk: Desk) -> None:
    await desk.run(sheet("a"))
    run = await desk.run(sheet("a", torn=False))
    assert (await gate(desk, run.id)).decision.verdict is GateVerdict.PASS


async def fails(desk: Desk) -> str:
    return (await desk.run(Unlisted(Sheet, "eu-central-1", DENIED))).id


async def probes(desk: Desk) -> str:
    return (await desk.run(trigger=RunTrigger.VERIFY)).id


@pytest.mark.parametrize(("run", "code"), [(fails, "run_failed"), (probes, "run_verify")])
async def test_a_run_that_says_nothing_passes_no_policy(
    desk: Desk, run: Callable[[Desk], Awaitable[str]], code: str
) -> None:
    lax = GatePolicy(fail_on=Severity.CRITICAL, max_unknown=1_000_000)
    decision = (await gate(desk, await run(desk), lax)).decision
    assert decision.verdict is GateVerdict.FAIL
    assert [one.code for one in decision.reasons] == [code]


async def test_a_run_that_has_not_ended_is_not_decided(desk: Desk) -> None:
    run_id = await desk.ask()
    with pytest.raises(RunNotFinishedError):
        await gate(desk, run_id)
    await desk.claimed(desk.worker())
    with pytest.raises(RunNotFinishedError):
        await gate(desk, run_id)


async def test_another_tenants_run_is_not_there(desk: Desk) -> None:
    run = await desk.run(sheet("a"))
    stranger = await create_tenant(desk.store, name="globex")
    with pytest.raises(RunNotFoundError):
        await get_gate(desk.store, tenant_id=stranger.id, run_id=run.id, policy=EVERYTHING)

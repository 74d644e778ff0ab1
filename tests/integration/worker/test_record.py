"""Recording: findings last from run to run; new, unchanged, resolved; unknown resolves nothing."""

import pytest

from posture.domain.collector import Unlisted, Unsettled
from posture.domain.evidence import Fact, in_transition
from posture.domain.finding import FindingStatus
from posture.domain.run import RunTrigger
from posture.services.findings import FindingRow, get_finding, set_status
from posture.services.integrations import create_integration, get_integration
from posture.services.runs import RunRow
from tests.databases import ON_BOTH
from tests.integration.fakes import DENIED, Sheet, sheet
from tests.integration.worker.conftest import Rig, suppress

pytestmark = pytest.mark.anyio


def delta(row: RunRow) -> tuple[int | None, int | None, int | None]:
    return row.new_count, row.unchanged_count, row.resolved_count


def names(found: list[FindingRow]) -> list[str]:
    return sorted(row.resource_id.rpartition(":")[2] for row in found)


async def test_a_run_counts_assets_and_verdicts(rig: Rig) -> None:
    row = await rig.run(sheet("a"), sheet("b", torn=False), sheet("c", torn=DENIED))
    assert (row.status, row.phase, row.error_code) == ("completed", "done", None)
    assert (row.asset_count, row.finding_count) == (3, 1)
    assert (row.pass_count, row.fail_count, row.unknown_count) == (1, 1, 1)
    assert (row.started_at, row.completed_at) == (rig.clock(), rig.clock())
    assert delta(row) == (1, 0, 0)
    assert row.coverage == 1.0
    assert await rig.life(row.id) == ["accepted", "running", "completed"]


async def test_a_finding_has_its_check_asset_and_summary(rig: Rig) -> None:
    row = await rig.run(sheet("a"))
    (found,) = await rig.findings()
    assert (found.check_id, found.resource_id) == ("aws_paper_sheet_whole", "arn:aws:paper:::a")
    assert (found.title, found.summary) == ("Sheet is torn", "It is torn.")
    assert (found.severity, found.service, found.family) == ("high", "paper", "storage")
    assert (found.scan_id, found.status, found.delta) == (row.id, "open", "new")
    assert found.first_seen_at == found.last_seen_at == row.completed_at


async def test_characters_that_no_database_stores_are_replaced(
    rig: Rig,
) -> None:
    odd = [sheet("nul\0"), sheet("half\ud83d"), sheet("whole\ud83d\ude00"), sheet("unread\0")]
    assert delta(await rig.run(*odd)) == (4, 0, 0)
    assert names(await rig.findings()) == ["half\ufffd", "nul\ufffd", "unread\ufffd", "whole😀"]
    denied = sheet("unread\0", torn=DENIED)
    assert delta(await rig.run(*odd[:3], denied)) == (0, 3, 0)
    assert "unread\ufffd" in names(await rig.findings(status="open"))


@ON_BOTH
async def test_a_finding_lasts_over_runs(rig: Rig) -> None:
    first = await rig.run(sheet("a"), sheet("b"))
    second = await rig.run(sheet("a"), sheet("c"))
    assert delta(second) == (1, 1, 1)
    assert names(await rig.findings(scan_id=first.id)) == ["a", "b"]
    assert names(await rig.findings(scan_id=second.id)) == ["a", "c"]
    assert names(await rig.findings(scan_id=second.id, delta="new")) == ["c"]
    assert names(await rig.findings(scan_id=second.id, delta="unchanged")) == ["a"]
    assert names(await rig.findings(scan_id=second.id, delta="resolved")) == ["b"]
    assert names(await rig.findings(status="open")) == ["a", "c"]
    assert names(await rig.findings(status="resolved")) == ["b"]
    (lasting,) = await rig.findings(scan_id=second.id, delta="unchanged")
    assert (lasting.first_seen_at, lasting.last_seen_at) == (
        first.completed_at,
        second.completed_at,
    )


def path(spelled: str, *, torn: Fact[bool] = True) -> Sheet:
    return Sheet(resource_id=spelled, region="eu-central-1", name="sheet", torn=torn)


@ON_BOTH
async def test_a_path_that_is_spelled_otherwise_is_the_same_finding(rig: Rig) -> None:
    await suppress(rig, "/shelves/one/SHEETS/*")
    await rig.run(path("/shelves/One/sheets/A"))
    (first,) = await rig.findings()

    denied = await rig.run(path("/shelves/ONE/sheets/a", torn=DENIED))
    again = await rig.run(path("/SHELVES/one/sheets/a"))

    assert (delta(denied), delta(again)) == ((0, 0, 0), (0, 1, 0))
    (lasting,) = await rig.findings(resource_id="/shelves/one/sheets/A")
    assert (lasting.id, lasting.resource_id) == (first.id, "/shelves/One/sheets/A")
    assert lasting.suppressed_by == first.suppressed_by is not None
    assert await rig.findings(resource_id="/shelves/one/sheets/b") == []


async def test_a_resolved_finding_that_returns_is_the_same_reopened(rig: Rig) -> None:
    await rig.run(sheet("a"))
    (before,) = await rig.findings()
    assert delta(await rig.run(sheet("a", torn=False))) == (0, 0, 1)
    (gone,) = await rig.findings()
    assert (gone.status, gone.resolved_at) == ("resolved", rig.clock())
    assert delta(await rig.run(sheet("a"))) == (1, 0, 0)
    (again,) = await rig.findings()
    assert (again.id, again.first_seen_at) == (before.id, before.first_seen_at)
    assert (again.status, again.delta, again.resolved_at) == ("open", "new", None)


async def test_a_run_with_the_same_findings_changes_nothing(rig: Rig) -> None:
    await rig.run(sheet("a"))
    assert delta(await rig.run(sheet("a"))) == (0, 1, 0)
    assert delta(await rig.run()) == (0, 0, 1)
    assert delta(await rig.run()) == (0, 0, 0)


@pytest.mark.parametrize(
    "status", [FindingStatus.ACCEPTED, FindingStatus.FALSE_POSITIVE, FindingStatus.TRIAGED]
)
async def test_a_decision_about_a_finding_lasts_until_it_is_resolved(
    rig: Rig, status: FindingStatus
) -> None:
    await rig.run(sheet("a"))
    (found,) = await rig.findings()
    tenant_id = rig.integration.tenant_id
    await set_status(rig.store, tenant_id=tenant_id, finding_id=found.id, status=status)
    assert delta(await rig.run(sheet("a"))) == (0, 1, 0)
    assert (await get_finding(rig.store, tenant_id=tenant_id, finding_id=found.id)).status == status
    await rig.run()
    assert names(await rig.findings(status="resolved")) == ["a"]


async def test_a_finding_resolved_too_early_is_reopened(rig: Rig) -> None:
    await rig.run(sheet("a"))
    (found,) = await rig.findings()
    await set_status(
        rig.store,
        tenant_id=rig.integration.tenant_id,
        finding_id=found.id,
        status=FindingStatus.RESOLVED,
    )
    assert delta(await rig.run(sheet("a"))) == (1, 0, 0)
    assert names(await rig.findings(status="open")) == ["a"]


async def test_unknown_resolves_nothing(rig: Rig) -> None:
    await rig.run(sheet("a"), sheet("b"))
    assert delta(await rig.run(sheet("a", torn=DENIED), sheet("b"))) == (0, 1, 0)
    assert names(await rig.findings(status="open")) == ["a", "b"]


async def test_a_listing_that_failed_resolves_nothing_of_its_region(rig: Rig) -> None:
    await rig.run(sheet("a"), sheet("b", region="us-east-1"))
    row = await rig.run(Unlisted(Sheet, "us-east-1", DENIED), sheet("c"), blind=["us-east-1"])
    assert delta(row) == (1, 0, 1)
    assert names(await rig.findings(status="open")) == ["b", "c"]
    assert row.coverage == 0.5


@pytest.mark.parametrize(
    "scope",
    [
        {"resource_ids": ["arn:aws:paper:::a"]},
        {"check_ids": []},
        {"services": ["iam"]},
    ],
)
async def test_a_scoped_run_resolves_only_within_its_scope(
    rig: Rig, scope: dict[str, list[str]]
) -> None:
    await rig.run(sheet("a"), sheet("b"))
    await rig.run(scope=scope)
    assert await rig.findings(status="resolved") == []


async def test_a_named_asset_that_is_not_found_resolves_only_if_it_was_to_be_gone(rig: Rig) -> None:
    ids = {"resource_ids": ["arn:aws:paper:::a"]}
    await rig.run(sheet("a"), sheet("b"))
    assert (await rig.run(scope=ids)).unknown_count == 1
    assert names(await rig.findings(status="open")) == ["a", "b"]
    await rig.run(scope=ids | {"expected_absent": ["arn:aws:paper:::a"]})
    assert names(await rig.findings(status="resolved")) == ["a"]


async def test_findings_of_an_asset_in_transition_stay_open(rig: Rig) -> None:
    await rig.run(sheet("a"))
    moving = in_transition("UPDATING", "arn:aws:paper:::a")
    row = await rig.run(Unsettled(Sheet, "arn:aws:paper:::a", "eu-central-1", moving))
    assert (row.asset_count, row.unknown_count, row.fail_count) == (1, 1, 0)
    assert names(await rig.findings(status="open")) == ["a"]


async def test_a_scope_reaches_the_plan(rig: Rig) -> None:
    await rig.run(scope={"regions": ["eu-west-1"], "resource_ids": ["arn:aws:paper:::a"]})
    (plan,) = rig.collector.account.plans
    assert plan.regions == ("eu-west-1",)
    assert plan.resource_ids == frozenset({"arn:aws:paper:::a"})
    assert plan.needs == {Sheet: frozenset({"torn"})}


async def test_a_verify_run_records_no_finding(rig: Rig) -> None:
    await rig.run(sheet("a"))
    row = await rig.run(trigger=RunTrigger.VERIFY)
    assert (row.status, row.coverage, row.asset_count) == ("completed", 1.0, 0)
    assert delta(row) == (None, None, None)
    assert names(await rig.findings(status="open")) == ["a"]
    assert await rig.findings(scan_id=row.id) == []


async def test_integrations_do_not_share_findings(rig: Rig) -> None:
    await rig.run(sheet("a"))
    rig.integration = await create_integration(
        rig.store, tenant_id=rig.integration.tenant_id, name="other", provider="aws"
    )
    assert delta(await rig.run(sheet("a"))) == (1, 0, 0)
    assert len(await rig.findings()) == 2
    assert len(await rig.findings(integration_id=rig.integration.id)) == 1


async def test_the_account_is_named_after_a_run(rig: Rig) -> None:
    await rig.run()
    row = await get_integration(
        rig.store,
        tenant_id=rig.integration.tenant_id,
        integration_id=rig.integration.id,
    )
    assert row.account_id == "123456789012"


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"severity": "high"}, ["a", "b", "c"]),
        ({"severity": "low"}, []),
        ({"check_ids": ["aws_paper_sheet_whole", "another"]}, ["a", "b", "c"]),
        ({"check_ids": ["another"]}, []),
        ({"check_ids": []}, []),
        ({"resource_id": "arn:aws:paper:::b"}, ["b"]),
        ({"delta": "new"}, ["a", "b", "c"]),
        ({"delta": "resolved"}, []),
        ({"scan_id": "00000000-0000-4000-8000-000000000000"}, []),
        ({"severity": "high", "status": "open", "resource_id": "arn:aws:paper:::c"}, ["c"]),
    ],
)
@ON_BOTH
async def test_findings_can_be_filtered(
    rig: Rig, filters: dict[str, object], expected: list[str]
) -> None:
    await rig.run(sheet("a"), sheet("b"), sheet("c"))
    assert names(await rig.findings(**filters)) == expected


@pytest.mark.parametrize("of_run", [True, False])
@ON_BOTH
async def test_pages_of_findings_meet_without_gap(rig: Rig, *, of_run: bool) -> None:
    await rig.run(*(sheet(f"s{number}") for number in range(3)))
    row = await rig.run(*(sheet(f"s{number}") for number in range(7)))
    scan = {"scan_id": row.id} if of_run else {}
    everything = await rig.findings(**scan)
    assert [one.first_seen_at for one in everything] == sorted(
        (one.first_seen_at for one in everything), reverse=True
    )
    paged: list[FindingRow] = []
    before = None
    while rows := await rig.findings(**scan, limit=3, before=before):
        paged += rows
        before = (rows[-1].first_seen_at, rows[-1].id)
    assert paged == everything
    assert len(paged) == 7

"""The gauges about the database: what is open now, who is silent, what waits, and the seals."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from sqlalchemy import update

from posture.services.audit_checkpoints import seal_log
from posture.services.integrations import IntegrationRow, delete_integration
from posture.services.measures import Measures, overdue, silence_seconds
from posture.services.tenants import create_tenant
from posture.services.watch import Watch
from posture.settings import Settings
from posture.store import finding_records
from posture.store import measures as store_measures
from posture.store.engine import Store
from posture.store.measures import ScheduledRow
from posture.store.rows import audit_chains
from posture.store.statement import Statement
from posture.store.tenancy import EVERY_TENANT
from posture.telemetry.instruments import Instruments
from tests.databases import ON_BOTH
from tests.integration.explained import plan_of
from tests.integration.fakes import Clock
from tests.integration.services.test_finding_lists import rows_of

pytestmark = pytest.mark.anyio

DAY_MS = 24 * 3_600_000
NIGHTLY = "0 4 * * *"
WORKDAYS = "0 4 * * 1-5"
# Thursday, 1 January 1970, noon; the Monday after it is day 4.
THURSDAY = DAY_MS // 2
MONDAY = 4 * DAY_MS + 5 * 3_600_000


class Gauges:
    """The gauges of one process, as they would be exported."""

    def __init__(self) -> None:
        self.reader = InMemoryMetricReader()
        self.provider = MeterProvider(metric_readers=[self.reader])
        self.to = Instruments(self.provider.get_meter("test"))

    def values(self, name: str) -> dict[tuple[str, ...], float]:
        data: Any = self.reader.get_metrics_data()
        return {
            tuple(point.attributes.values()): point.value
            for resource in data.resource_metrics
            for scope in resource.scope_metrics
            for metric in scope.metrics
            if metric.name == name
            for point in metric.data.data_points
        }


@pytest.fixture
async def gauges() -> AsyncIterator[Gauges]:
    found = Gauges()
    yield found
    found.provider.shutdown()


def measures(store: Store, settings: Settings, gauges: Gauges) -> Measures:
    return Measures(store, Watch(store, settings), settings, gauges.to)


async def add(store: Store, integration: IntegrationRow, *, status: str, each: int = 1) -> None:
    rows = [row | {"status": status} for row in rows_of(integration, each=each)]
    await store.write(
        lambda connection: finding_records.add(connection, rows), tenant_id=integration.tenant_id
    )


@ON_BOTH
async def test_open_findings_are_counted_by_severity_and_status(
    store: Store, settings: Settings, integration: IntegrationRow, gauges: Gauges
) -> None:
    await add(store, integration, status="open", each=2)
    await measures(store, settings, gauges).measure()
    counts = gauges.values("posture.findings.open")
    assert counts["critical", "open"] == 4
    assert sum(counts.values()) == 20
    # Series with 0 are exported: a missing one would look like a lost one.
    assert len(counts) == 5 * 4


@pytest.mark.parametrize("status", ["resolved"])
async def test_resolved_findings_are_not_open(
    store: Store, settings: Settings, integration: IntegrationRow, gauges: Gauges, status: str
) -> None:
    await add(store, integration, status=status)
    await measures(store, settings, gauges).measure()
    assert sum(gauges.values("posture.findings.open").values()) == 0


async def test_findings_of_a_deleted_integration_are_not_open(
    store: Store, settings: Settings, integration: IntegrationRow, gauges: Gauges
) -> None:
    await add(store, integration, status="open")
    await delete_integration(store, tenant_id=integration.tenant_id, integration_id=integration.id)
    await measures(store, settings, gauges).measure()
    assert sum(gauges.values("posture.findings.open").values()) == 0
    assert gauges.values("posture.integrations") == {}


@ON_BOTH
async def test_open_findings_are_counted_through_an_index(
    store: Store, integration: IntegrationRow
) -> None:
    await add(store, integration, status="open")
    plan = await store.read(
        lambda connection: plan_of(
            connection,
            lambda connection: store_measures.measure(connection, at=0, expiring_until=0),
        ),
        tenant_id=EVERY_TENANT,
    )
    # A small table is read whole by PostgreSQL, whatever its indexes.
    assert "findings_not_resolved" in plan or "Seq Scan on findings" in plan


async def test_integrations_have_gauges_only_where_the_settings_say_so(
    store: Store, settings: Settings, integration: IntegrationRow, gauges: Gauges
) -> None:
    await add(store, integration, status="open")
    await measures(store, settings, gauges).measure()
    assert gauges.values("posture.integration.findings") == {}
    await measures(store, replace(settings, metrics_integrations=True), gauges).measure()
    assert gauges.values("posture.integration.findings") == {(integration.id,): 10}


async def test_without_a_key_nothing_is_said_about_seals(
    store: Store, settings: Settings, gauges: Gauges
) -> None:
    await measures(store, settings, gauges).measure()
    assert gauges.values("posture.audit.unsealed") == {}
    assert gauges.values("posture.audit.verified.age") == {}


async def test_seals_are_checked_and_their_age_grows_when_they_are_broken(
    settings: Settings, clock: Clock, gauges: Gauges
) -> None:
    keyed = replace(settings, secret_key="s" * 32)
    async with Store(keyed, clock=clock) as store:
        await create_tenant(store, name="sealed")
        await seal_log(store)  # the test's database was made without a key
        found = measures(store, keyed, gauges)
        await found.measure()
        assert gauges.values("posture.audit.unsealed") == {(): 0}
        broken = update(audit_chains).values(seal="forged")
        await store.write(
            lambda connection: Statement(broken).run(connection), tenant_id=EVERY_TENANT
        )
        clock.pass_seconds(7_200)
        await found.measure()
    (unsealed,) = gauges.values("posture.audit.unsealed").values()
    assert unsealed > 0
    assert gauges.values("posture.audit.verified.age") == {(): 7_200}


@pytest.mark.parametrize(
    ("schedule", "at", "last_run_at", "expected"),
    [
        (None, THURSDAY, None, 0),
        (NIGHTLY, THURSDAY + 5 * DAY_MS, THURSDAY, 1),
        (NIGHTLY, THURSDAY + 5 * DAY_MS, None, 1),
        (NIGHTLY, THURSDAY + 5 * DAY_MS, THURSDAY + 4 * DAY_MS, 0),
        # Nothing is due on Saturday and Sunday.
        (WORKDAYS, MONDAY, DAY_MS + 5 * 3_600_000, 0),
        (WORKDAYS, MONDAY + DAY_MS, DAY_MS + 5 * 3_600_000, 1),
    ],
)
def test_an_integration_is_overdue_after_two_occurrences(
    schedule: str | None, at: int, last_run_at: int | None, expected: int
) -> None:
    assert overdue([ScheduledRow(schedule, 0, 0, last_run_at)], at) == expected


def test_a_schedule_that_was_just_set_is_not_overdue() -> None:
    at = THURSDAY + 5 * DAY_MS
    assert overdue([ScheduledRow(NIGHTLY, 0, at - 1_000, None)], at) == 0


def test_the_silence_is_that_of_the_integration_without_a_run_for_longest() -> None:
    rows = [ScheduledRow(None, 1_000, 0, 5_000), ScheduledRow(None, 2_000, 0, None)]
    assert silence_seconds(rows, 10_000) == 8
    assert silence_seconds([], 10_000) == 0

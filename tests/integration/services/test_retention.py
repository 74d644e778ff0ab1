"""Retention: old rows are deleted in small batches beside other writes; the newest stay."""

import asyncio
from dataclasses import replace
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, insert, select

from posture.domain.run import RunTrigger
from posture.services.audit import list_audit, record
from posture.services.audit_chain import verify_chain
from posture.services.idempotency import IdempotencyKey, write_once
from posture.services.integrations import IntegrationRow
from posture.services.retention import DAY_MS, Purged, purge
from posture.services.tenants import TenantRow, create_tenant
from posture.settings import Settings
from posture.store import retention, run_steps
from posture.store.engine import Store
from posture.store.rows import findings, idempotency_keys, run_findings
from posture.store.run_steps import NewRun
from posture.store.statement import Connection, Statement, value
from posture.store.tenancy import EVERY_TENANT
from tests.databases import ON_BOTH
from tests.integration.explained import plan_of
from tests.integration.fakes import Clock, audit_entry
from tests.integration.runs import list_runs
from tests.promises import promise

pytestmark = pytest.mark.anyio

DAYS = 30


def keeping(settings: Settings, **days: int) -> Settings:
    chosen = {f"retention_{name}_days": DAYS for name in ("run", "finding", "audit")} | days
    return replace(settings, retention_batch_rows=1, retention_interval_seconds=60.0, **chosen)  # type: ignore[arg-type]  # whole numbers all


@ON_BOTH
@promise("tenants", "No request deletes the expired idempotency keys of another tenant")
async def test_expired_keys_are_deleted_by_retention_in_small_batches(
    store: Store, tenant: TenantRow, settings: Settings, clock: Clock
) -> None:
    other = await create_tenant(store, name="other")

    async def use(tenant_id: str, *names: str) -> None:
        for name in names:
            key = IdempotencyKey(name, "digest", settings.idempotency_window_seconds)
            await write_once(store, lambda _: 1, tenant_id=tenant_id, key=key, result=int)

    await use(other.id, "a", "b", "c")
    await use(tenant.id, "a")
    clock.milliseconds += settings.idempotency_window_seconds * 1_000
    await use(tenant.id, "a", "b")  # one anew, and no other one is touched
    count = Statement(select(func.count()).select_from(idempotency_keys))
    left = [await store.read(count.all, tenant_id=EVERY_TENANT)]
    sizes: list[int] = []
    write = store.write

    async def noted(unit: Any, **more: Any) -> Any:  # noqa: ANN401  # as the store's
        found = await write(unit, **more)
        sizes.append(found)
        return found

    few = replace(settings, retention_batch_rows=2, retention_interval_seconds=60.0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store, "write", noted)
        purged = await purge(store, few)
    left.append(await store.read(count.all, tenant_id=EVERY_TENANT))

    assert purged == Purged(keys=3)
    assert sizes[1:] == [2, 1, 0]
    assert [rows[0][0] for rows in left] == [5, 2]


@ON_BOTH
async def test_a_purged_chain_stays_valid_and_records_its_purge(
    store: Store, tenant: TenantRow, settings: Settings, clock: Clock
) -> None:
    for _ in range(5):
        await record(store, audit_entry(tenant.id))
        await record(store, audit_entry(None))
    clock.milliseconds += (DAYS + 1) * DAY_MS
    await record(store, audit_entry(tenant.id))
    purged = await purge(store, keeping(settings))
    assert purged is not None
    assert purged.audit_rows == 10

    verdict = await verify_chain(store, tenant.id)
    assert (verdict.faults, verdict.purged_position) == ((), 5)
    assert (await verify_chain(store, "")).faults == ()
    rows = await list_audit(store, tenant_id=tenant.id)
    assert [row.action for row in rows] == ["audit.purged"] * 5 + ["api.call"]

    # What only tells of purges is no reason to purge: it would never end.
    clock.milliseconds += (DAYS + 1) * DAY_MS
    again = await purge(store, keeping(settings))
    assert again is not None
    assert again.audit_rows == 1
    clock.milliseconds += (DAYS + 1) * DAY_MS
    assert await purge(store, keeping(settings)) == Purged()
    assert (await verify_chain(store, tenant.id)).faults == ()


async def test_other_writes_continue_during_a_purge(
    store: Store, tenant: TenantRow, settings: Settings, clock: Clock
) -> None:
    for _ in range(60):
        await record(store, audit_entry(tenant.id))
    clock.milliseconds += (DAYS + 1) * DAY_MS
    purging = asyncio.create_task(purge(store, keeping(settings)))
    written = 0
    while not purging.done():
        await record(store, audit_entry(tenant.id))
        verdict = await verify_chain(store, tenant.id)
        assert verdict.faults == ()
        written += 1
    purged = await purging

    assert purged is not None
    assert purged.audit_rows == 60
    assert written > 1
    rows = await list_audit(store, tenant_id=tenant.id, action="api.call", limit=200)
    assert len(rows) == written
    assert (await verify_chain(store, tenant.id)).faults == ()


@ON_BOTH
async def test_of_several_processes_one_purges(
    store: Store, tenant: TenantRow, settings: Settings, clock: Clock
) -> None:
    await record(store, audit_entry(tenant.id))
    clock.milliseconds += (DAYS + 1) * DAY_MS
    patient = replace(settings, database_busy_seconds=30.0)
    async with Store(patient, clock=clock) as other:
        both = await asyncio.gather(purge(store, keeping(patient)), purge(other, keeping(patient)))
        assert sorted(one is None for one in both) == [False, True]
        assert await purge(other, keeping(patient)) is None
        clock.pass_seconds(60)
        assert await purge(other, keeping(patient)) == Purged()


async def history_of(
    store: Store, integration: IntegrationRow, clock: Clock, *, run_count: int
) -> None:
    """Write a year of completed runs."""
    step = 365 * DAY_MS // run_count

    def write(connection: Connection) -> None:
        for number in range(run_count):
            at = clock() - (run_count - number) * step
            run = NewRun(
                id=str(uuid4()),
                tenant_id=integration.tenant_id,
                integration_id=integration.id,
                trigger=RunTrigger.SCHEDULED.value,
                accepted_at=at,
            )
            run_steps.add(connection, run)
        connection.driver.execute(
            "UPDATE runs SET status = 'completed', completed_at = accepted_at + 1000"
        )

    await store.write(write, tenant_id=integration.tenant_id)
    await store.write(
        lambda connection: connection.driver.execute("ANALYZE runs"),
        tenant_id=integration.tenant_id,
    )


@ON_BOTH
async def test_old_runs_are_found_by_an_index(
    store: Store, integration: IntegrationRow, clock: Clock
) -> None:
    await history_of(store, integration, clock, run_count=3_000)
    look = partial(
        retention.old_runs,
        tenant_id=integration.tenant_id,
        before=clock() - DAYS * DAY_MS,
        limit=50,
    )
    plan = await store.read(lambda one: plan_of(one, look), tenant_id=integration.tenant_id)

    assert "runs_newest" in plan, plan
    assert "runs_of_integration" in plan, plan
    for word in ("SCAN", "Seq Scan", "B-TREE", "Sort"):
        assert word not in plan, plan


async def findings_of(store: Store, integration: IntegrationRow, clock: Clock, count: int) -> None:
    """Write a run with findings, of which a few have been resolved long since, and are unseen."""
    run_id, at = str(uuid4()), clock()
    rows = [
        {
            "id": str(uuid4()),
            "tenant_id": integration.tenant_id,
            "integration_id": integration.id,
            "fingerprint": f"{number:064x}",
            **dict.fromkeys(("check_id", "resource_id", "region", "service", "family"), "x"),
            "title": "x",
            "summary": "x",
            "severity": "high",
            "delta": "new",
            "status": "open" if number % 4_000 else "resolved",
            "resolved_at": None if number % 4_000 else at - 365 * DAY_MS,
            **dict.fromkeys(("first_seen_at", "last_seen_at"), at),
            **dict.fromkeys(("first_run_id", "last_run_id"), run_id),
        }
        for number in range(count)
    ]
    seen = [
        {
            "run_id": run_id,
            "first_seen_at": at,
            "finding_id": row["id"],
            "delta": "new",
            "severity": "high",
            "status": "open",
        }
        for row in rows
        if row["resolved_at"] is None
    ]

    def write(connection: Connection) -> None:
        run = NewRun(
            id=run_id,
            tenant_id=integration.tenant_id,
            integration_id=integration.id,
            trigger="manual",
            accepted_at=at,
        )
        run_steps.add(connection, run)
        for table, made in ((findings, rows), (run_findings, seen)):
            adding = insert(table).values({name: value(name) for name in made[0]})
            Statement(adding).run_each(connection, made)
            connection.driver.execute(f"ANALYZE {table.name}")

    await store.write(write, tenant_id=integration.tenant_id)


@ON_BOTH
async def test_old_findings_are_found_and_deleted_by_indexes(
    store: Store, integration: IntegrationRow, clock: Clock
) -> None:
    await findings_of(store, integration, clock, count=20_000)
    before = clock() - DAYS * DAY_MS
    look = partial(retention.old_findings, before=before, limit=50)
    plan = await store.read(lambda one: plan_of(one, look), tenant_id=integration.tenant_id)
    old = await store.read(look, tenant_id=integration.tenant_id)

    assert len(old) == 5
    assert "findings_resolved" in plan, plan
    assert "run_findings_of_finding" in plan, plan
    # Whose the few runs of this test are, a server may well find out by reading them all.
    for word in ("SCAN", "Seq Scan on findings", "Seq Scan on run_findings"):
        assert word not in plan, plan


@ON_BOTH
async def test_old_runs_go_the_oldest_first_and_the_newest_completed_one_stays(
    store: Store, integration: IntegrationRow, settings: Settings, clock: Clock
) -> None:
    await history_of(store, integration, clock, run_count=40)
    before = clock() - DAYS * DAY_MS
    look = partial(retention.old_runs, tenant_id=integration.tenant_id, before=before, limit=100)
    old = await store.read(look, tenant_id=integration.tenant_id)
    known = await list_runs(store, tenant_id=integration.tenant_id)

    assert [row.id for row in old] == [
        row.id for row in known[::-1] if (row.completed_at or before) < before
    ]
    assert 0 < len(old) < len(known) == 40

    clock.milliseconds += 365 * DAY_MS
    purged = await purge(store, replace(settings, retention_run_days=DAYS, retention_batch_rows=7))
    assert purged == Purged(runs=39)
    assert await list_runs(store, tenant_id=integration.tenant_id) == known[:1]

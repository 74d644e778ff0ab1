"""Retention: what is old goes, in small batches beside others' writes; the newest stays."""

import asyncio
from dataclasses import replace

import pytest

from posture.services.audit import AuditEntry, list_audit, record
from posture.services.audit_chain import verify_chain
from posture.services.retention import DAY_MS, Purged, purge, wanted
from posture.services.tenants import TenantRow
from posture.settings import Settings
from posture.store.engine import Store
from tests.integration.fakes import Clock

pytestmark = pytest.mark.anyio

DAYS = 30


def keeping(settings: Settings, **days: int) -> Settings:
    chosen = {f"retention_{name}_days": DAYS for name in ("run", "finding", "audit")} | days
    return replace(settings, retention_batch_rows=1, retention_interval_seconds=60.0, **chosen)  # type: ignore[arg-type]  # whole numbers all


def entry(tenant_id: str | None) -> AuditEntry:
    return AuditEntry(
        tenant_id=tenant_id,
        token_id="t",
        actor_ip="::1",
        action="api.call",
        target_kind="token",
        target_id="x",
        result="success",
        request_id="r",
    )


def test_everything_is_kept_unless_a_setting_says_otherwise() -> None:
    assert not wanted(Settings())
    assert wanted(Settings(retention_audit_days=1))


async def test_a_purged_chain_holds_and_tells_of_its_purge(
    store: Store, tenant: TenantRow, settings: Settings, clock: Clock
) -> None:
    for _ in range(5):
        await record(store, entry(tenant.id))
        await record(store, entry(None))
    clock.milliseconds += (DAYS + 1) * DAY_MS
    await record(store, entry(tenant.id))
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


async def test_others_write_while_it_purges(
    store: Store, tenant: TenantRow, settings: Settings, clock: Clock
) -> None:
    for _ in range(60):
        await record(store, entry(tenant.id))
    clock.milliseconds += (DAYS + 1) * DAY_MS
    purging = asyncio.create_task(purge(store, keeping(settings)))
    written = 0
    while not purging.done():
        await record(store, entry(tenant.id))
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


async def test_of_several_processes_one_purges(
    store: Store, tenant: TenantRow, settings: Settings, clock: Clock
) -> None:
    await record(store, entry(tenant.id))
    clock.milliseconds += (DAYS + 1) * DAY_MS
    patient = replace(settings, database_busy_seconds=30.0)
    async with Store(patient, clock=clock) as other:
        both = await asyncio.gather(purge(store, keeping(patient)), purge(other, keeping(patient)))
        assert sorted(one is None for one in both) == [False, True]
        assert await purge(other, keeping(patient)) is None
        clock.pass_seconds(60)
        assert await purge(other, keeping(patient)) == Purged()

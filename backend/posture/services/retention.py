"""Retention: delete rows older than the settings say, in small batches."""

from collections.abc import Callable
from functools import partial

import msgspec

from posture.services.audit_checkpoints import note_heads
from posture.settings import Settings
from posture.store import chain, idempotency, reports, retention, tenants
from posture.store.engine import Store
from posture.store.retention import OldRow
from posture.store.statement import Connection
from posture.store.tenancy import EVERY_TENANT, NO_TENANT

__all__ = ["Purged", "purge"]

DAY_MS = 86_400_000


class Purged(msgspec.Struct):
    """How many rows of each kind were deleted."""

    runs: int = 0
    findings: int = 0
    audit_rows: int = 0
    reports: int = 0
    keys: int = 0


async def purge(store: Store, settings: Settings) -> Purged | None:
    """Delete the old rows; return None if another process did so within the interval.

    Idempotency keys are deleted whatever the settings keep.

    Raises:
        UnavailableError: the database cannot be read or written; earlier batches stay deleted.
    """
    at = store.now()
    until = at - int(settings.retention_interval_seconds * 1_000)
    is_our_turn = await store.write(
        lambda connection: retention.take_duty(connection, at=at, until=until),
        tenant_id=EVERY_TENANT,
    )
    if not is_our_turn:
        return None
    purged = Purged(keys=await _purge_keys(store, settings, at))
    if days := settings.retention_run_days:
        # A run that still counts for the cap or for an idempotency key is not old.
        window = max(settings.manual_window_seconds, settings.idempotency_window_seconds) * 1_000
        before = at - max(days * DAY_MS, window)
        purged.runs = await _purge_runs(store, settings, before)
    if days := settings.retention_finding_days:
        purged.findings = await _purge_findings(store, settings, at - days * DAY_MS)
    if days := settings.retention_audit_days:
        purged.audit_rows = await _purge_audit(store, settings, at - days * DAY_MS)
    if days := settings.retention_report_days:
        purged.reports = await _purge_reports(store, settings, at - days * DAY_MS)
    return purged


async def _purge_keys(store: Store, settings: Settings, at: int) -> int:
    until, count = at - settings.idempotency_window_seconds * 1_000, 0
    some = partial(idempotency.purge, until=until, limit=settings.retention_batch_rows)
    while purged := await store.write(some, tenant_id=EVERY_TENANT):
        count += purged
    return count


async def _purge_reports(store: Store, settings: Settings, before: int) -> int:
    limit, count = settings.retention_batch_rows, 0
    look = partial(reports.old, before=before, limit=limit)
    while found := await store.read(look, tenant_id=EVERY_TENANT):
        for report_id, tenant_id in found:
            await store.write(partial(reports.remove, report_id=report_id), tenant_id=tenant_id)
        count += len(found)
    return count


async def _purge_runs(store: Store, settings: Settings, before: int) -> int:
    limit, count = settings.retention_batch_rows, 0
    for tenant in await store.read(tenants.list_tenants, tenant_id=EVERY_TENANT):
        look = partial(retention.old_runs, tenant_id=tenant.id, before=before, limit=limit)
        while old := await store.read(look, tenant_id=tenant.id):
            for row in old:
                delete = partial(_delete_run, row=row, before=before, limit=limit)
                while not await store.write(delete, tenant_id=tenant.id):
                    continue
            count += len(old)
    return count


def _delete_run(connection: Connection, *, row: OldRow, before: int, limit: int) -> bool:
    return retention.delete_run(connection, row.id, before=before, limit=limit)


async def _purge_findings(store: Store, settings: Settings, before: int) -> int:
    limit, count = settings.retention_batch_rows, 0
    look = partial(retention.old_findings, before=before, limit=limit)
    while old := await store.read(look, tenant_id=EVERY_TENANT):
        for tenant_id in {row.tenant_id for row in old}:
            theirs = [row.id for row in old if row.tenant_id == tenant_id]

            def delete(connection: Connection, theirs: list[str] = theirs) -> None:
                for finding_id in theirs:
                    retention.delete_finding(connection, finding_id, before=before)

            await store.write(delete, tenant_id=tenant_id)
        count += len(old)
    return count


async def _purge_audit(store: Store, settings: Settings, before: int) -> int:
    limit, count, noted_all = settings.retention_batch_rows, 0, True
    for key in await store.read(chain.chains, tenant_id=EVERY_TENANT):

        def some(connection: Connection, key: str = key) -> int:
            return retention.purge_audit(
                connection, key, before=before, at=store.now(), limit=limit
            )

        while purged := await store.write(some, tenant_id=key or NO_TENANT):
            count += purged
            noted_all = noted_all and key != chain.NO_TENANT_CHAIN
    if not noted_all:
        await store.write(_note_all_heads(store), tenant_id=NO_TENANT)
    return count


def _note_all_heads(store: Store) -> Callable[[Connection], None]:
    """Return the unit of work that notes all heads: the rows that noted them may be gone."""

    def note(connection: Connection) -> None:
        heads = [one for one in chain.heads(connection) if one.chain != chain.NO_TENANT_CHAIN]
        note_heads(connection, heads, at=store.now())

    return note

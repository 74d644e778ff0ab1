"""Measures: the gauges about the database and this process, as one step to repeat.

Each process that exports metrics measures for itself, and all find the same about the database:
dashboards take the greatest of them, not the sum.
"""

from collections.abc import Iterable
from typing import Final

from posture.domain import schedule as schedules
from posture.domain.check import Severity
from posture.domain.finding import FindingStatus
from posture.services.watch import Watch
from posture.settings import Settings
from posture.store import chain
from posture.store import measures as store_measures
from posture.store.engine import Store
from posture.store.measures import Measured, ScheduledRow
from posture.store.statement import Connection
from posture.store.tenancy import EVERY_TENANT
from posture.telemetry import catalogue
from posture.telemetry.instruments import Instruments

EXPIRING_MS: Final = 7 * 24 * 3_600_000
MISSED_OCCURRENCES: Final = 2


class Measures:
    """Measures for one process; `to` are its instruments."""

    def __init__(self, store: Store, watch: Watch, settings: Settings, to: Instruments) -> None:
        self._store = store
        self._watch = watch
        self._settings = settings
        self._to = to
        self._verified_at = store.now()

    async def measure(self) -> None:
        """Measure everything, and set the gauges; raises `UnavailableError`."""
        self._to.set(catalogue.LISTENERS, [(self._watch.listeners, {})])
        self._to.set(catalogue.WRITER_QUEUE, [(self._store.waiting_writes, {})])
        at = self._store.now()

        def read(connection: Connection) -> tuple[Measured, int | None, list[tuple[str, int]]]:
            found = store_measures.measure(connection, at=at, expiring_until=at + EXPIRING_MS)
            by_integration = (
                store_measures.open_by_integration(connection)
                if self._settings.metrics_integrations
                else []
            )
            return found, _unsealed(connection), by_integration

        found, unsealed, by_integration = await self._store.read(read, tenant_id=EVERY_TENANT)
        self._set(found, at)
        self._to.set(
            catalogue.INTEGRATION_FINDINGS,
            [(count, {catalogue.INTEGRATION.key: one}) for one, count in by_integration],
        )
        self._set_audit(unsealed, at)

    def _set(self, found: Measured, at: int) -> None:
        counts = {(row.severity, row.status): row.finding_count for row in found.open}
        # All of them, also those with 0: a series that is not there looks like one that is lost.
        self._to.set(
            catalogue.FINDINGS_OPEN,
            [
                (
                    counts.get((severity.value, status.value), 0),
                    {
                        catalogue.SEVERITY.key: severity.value,
                        catalogue.FINDING_STATUS.key: status.value,
                    },
                )
                for severity in Severity
                for status in FindingStatus
                if status is not FindingStatus.RESOLVED
            ],
        )
        self._to.set(
            catalogue.INTEGRATIONS,
            [(count, {catalogue.PROVIDER.key: one}) for one, count in found.integrations],
        )
        self._to.set(catalogue.BACKLOG, [(found.backlog, {})])
        self._to.set(catalogue.EXPIRING, [(found.expiring, {})])
        self._to.set(catalogue.OVERDUE, [(overdue(found.scheduled, at), {})])
        self._to.set(catalogue.SILENCE, [(silence_seconds(found.scheduled, at), {})])

    def _set_audit(self, unsealed: int | None, at: int) -> None:
        if unsealed is None:  # without a key, no seal can be checked
            return
        if not unsealed:
            self._verified_at = at
        self._to.set(catalogue.AUDIT_UNSEALED, [(unsealed, {})])
        self._to.set(catalogue.AUDIT_AGE, [((at - self._verified_at) / 1_000, {})])


def overdue(rows: Iterable[ScheduledRow], at: int) -> int:
    """Count the integrations whose last two occurrences led to no completed run.

    An integration that was made or changed since then has had no two occurrences yet.
    """
    return sum(_is_overdue(row, at) for row in rows)


def silence_seconds(rows: Iterable[ScheduledRow], at: int) -> float:
    """Return the longest time since an integration's newest completed run, or since its making."""
    last = (row.created_at if row.last_run_at is None else row.last_run_at for row in rows)
    return max(0, at - min(last, default=at)) / 1_000


def _is_overdue(row: ScheduledRow, at: int) -> bool:
    if row.schedule is None:
        return False
    try:
        since = schedules.parse(row.schedule).before(at, count=MISSED_OCCURRENCES)
    except schedules.ScheduleError:  # an older version accepted it; it never runs
        return True
    return row.updated_at <= since and (row.last_run_at is None or row.last_run_at < since)


def _unsealed(connection: Connection) -> int | None:
    """Count the audit chains without a valid seal; None without the key to check them with."""
    if not connection.audit_key:
        return None
    return sum(not chain.is_sealed(connection, head) for head in chain.heads(connection))

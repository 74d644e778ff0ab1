"""Report: claim reports that are due, let their files be written, and record the outcome.

A report is made at most by one process at a time: what it writes requires the token of its claim.
When a process dies, the lease of its claim ends, and another one makes the report anew.
"""

import asyncio
from functools import partial
from typing import Any, Final
from uuid import uuid4

import structlog
from opentelemetry.trace import Span, SpanKind, Status, StatusCode

from posture.backoff import Backoff
from posture.domain.notification import WebhookEvent
from posture.domain.report import ReportStatus
from posture.executor.jobs import JobPool, RetryPolicy
from posture.formats.canonical import canonical
from posture.services import audit
from posture.services.audit import AuditEntry
from posture.services.errors import UnavailableError
from posture.services.evidence import Catalog, ChangedError
from posture.services.reports import document_of
from posture.settings import Settings
from posture.store import chain, deliveries, reports
from posture.store.engine import Store
from posture.store.outbox import DueGroup
from posture.store.reports import OUTBOX, REPORTS, ReportRow
from posture.store.statement import Connection
from posture.store.tenancy import EVERY_TENANT
from posture.telemetry import span
from posture.telemetry.catalogue import ERROR_TYPE
from posture.worker.render import Renderer
from posture.worker.report_file import (
    ClaimedReport,
    MadeFile,
    ReportFailedError,
    ReportLostError,
    write_file,
)

# How long recording the outcome may take, in addition to the attempt itself.
RECORDING_SECONDS: Final = 30.0
DUE_TENANTS: Final = 1_000
EXPIRED_AT_A_TIME: Final = 100
DAY_MS: Final = 86_400_000

log = structlog.get_logger()


class Reporter:
    """Makes reports for one process, at most one of each tenant at a time."""

    def __init__(
        self,
        store: Store,
        settings: Settings,
        catalog: Catalog,
        *,
        renderer: Renderer | None = None,
    ) -> None:
        self._store = store
        self._renderer = renderer
        self._settings = settings
        self._catalog = catalog
        self._busy: set[str] = set()
        self._retries = RetryPolicy(
            backoff=Backoff(settings.report_retry_seconds, settings.report_retry_seconds),
            attempts=settings.report_attempts,
            age_seconds=float("inf"),
        )
        self._pool: JobPool[ClaimedReport] = JobPool(
            limit=settings.reports_in_flight if settings.workers else 0,
            poll_seconds=settings.report_poll_seconds,
            claim=self.claim,
            do=self.make,
            waiting_event="reports.wait",
            drain_seconds=0.0,
        )

    def stop(self) -> None:
        """Claim nothing more; `serve` ends when the reports in progress are handed back."""
        self._pool.stop()

    async def serve(self) -> None:
        """Make reports until stopped."""
        await self._pool.serve()

    async def claim(self, room: int) -> list[ClaimedReport]:
        """Delete files that have expired, and claim the longest due report of some tenants.

        Raises:
            UnavailableError: the database cannot be used.
        """
        await self._expire()
        now = self._store.now()
        found = await self._store.read(
            lambda connection: OUTBOX.due(connection, now=now, limit=DUE_TENANTS),
            tenant_id=EVERY_TENANT,
        )
        chosen = [one for one in found if one.group not in self._busy][:room]
        claimed = [await self._claim(one) for one in chosen]
        return [one for one in claimed if one is not None]

    async def make(self, claimed: ClaimedReport) -> None:
        """Make a report, and record the outcome."""
        row = claimed.row
        self._busy.add(row.tenant_id)
        attributes = {"posture.report.id": row.id, "posture.report.format": row.format}
        try:
            with span("make report", attributes, kind=SpanKind.CONSUMER) as current:
                await self._make(claimed, current)
        except asyncio.CancelledError:
            await asyncio.shield(self._hand_back(claimed))
            raise
        except ReportLostError:
            log.info("report.lost", report_id=row.id)
        except UnavailableError as error:
            # The claim's lease ends, and the report is made anew.
            log.error("report.unrecorded", report_id=row.id, reason=str(error))  # noqa: TRY400  # the reason says it all
        finally:
            self._busy.discard(row.tenant_id)

    async def _expire(self) -> None:
        now = self._store.now()
        for report_id, tenant_id in await self._store.read(
            lambda connection: reports.expired(connection, now=now, limit=EXPIRED_AT_A_TIME),
            tenant_id=EVERY_TENANT,
        ):
            expire = partial(reports.expire, report_id=report_id, now=now)
            if await self._store.write(expire, tenant_id=tenant_id):
                log.info("report.expired", report_id=report_id)

    async def _claim(self, group: DueGroup) -> ClaimedReport | None:
        now = self._store.now()
        lease = self._settings.report_timeout_seconds + RECORDING_SECONDS

        def claim(connection: Connection) -> ClaimedReport | None:
            row = reports.due_of(connection, group.group, now=now)
            if row is None or row.next_at is None:
                return None
            token = str(uuid4())
            kept = OUTBOX.claim(
                connection,
                row.id,
                due_at=row.next_at,
                token=token,
                until=now + int(lease * 1_000),
                columns={"status": ReportStatus.RUNNING.value, "started_at": now},
            )
            if not kept:
                return None
            # What an earlier attempt has left.
            reports.drop_parts(connection, row.id)
            claimed = ClaimedReport(row, token)
            if row.attempt_count < self._settings.report_attempts:
                return claimed
            text = f"The process that made it ended {row.attempt_count} times."
            self._end(connection, claimed, ReportFailedError("worker_lost", text), at=now)
            return None

        return await self._store.write(claim, tenant_id=group.tenant_id)

    async def _make(self, claimed: ClaimedReport, current: Span) -> None:
        seconds = self._settings.report_timeout_seconds
        try:
            async with asyncio.timeout(seconds):
                made: MadeFile | ReportFailedError = await write_file(
                    claimed,
                    store=self._store,
                    settings=self._settings,
                    catalog=self._catalog,
                    renderer=self._renderer,
                )
        except TimeoutError:
            made = ReportFailedError("timeout", f"It took longer than {seconds:g} s.")
        except ReportFailedError as error:
            made = error
        except ChangedError:
            made = ReportFailedError("changed", "A run was deleted while it was read.")
        except UnavailableError as error:
            made = ReportFailedError("database_unavailable", str(error))
        except ReportLostError:
            raise
        except Exception as error:  # the worker's outermost level: any error ends the attempt
            log.exception("report.broken", report_id=claimed.row.id)
            made = ReportFailedError("internal_error", type(error).__name__)
        at = self._store.now()
        if isinstance(made, ReportFailedError):
            current.set_status(Status(StatusCode.ERROR, made.code))
            current.set_attribute(ERROR_TYPE.key, made.code)
            outcome = await self._record_failure(claimed, made, at=at)
        else:
            outcome = await self._record(claimed, made, at=at)
        log.info(
            "report.attempted",
            report_id=claimed.row.id,
            attempt=claimed.row.attempt_count + 1,
            status=outcome.value,
            error=made.code if isinstance(made, ReportFailedError) else None,
        )

    async def _record(self, claimed: ClaimedReport, made: MadeFile, *, at: int) -> ReportStatus:
        def record(connection: Connection) -> None:
            columns: dict[str, Any] = {
                "size_bytes": made.size_bytes,
                "sha256": made.sha256,
                "evidence_sha256": made.evidence_sha256,
                "evidence_head": made.evidence_head and canonical(made.evidence_head).decode(),
                "expires_at": at + self._settings.report_days * DAY_MS,
                "error_code": None,
                "error_message": None,
            }
            if not self._settle(connection, claimed, ReportStatus.READY, columns, at=at):
                raise ReportLostError
            self._announce(connection, claimed.row, WebhookEvent.REPORT_COMPLETED, at=at)
            head = chain.get(connection, claimed.row.tenant_id)
            position = {"recorded_position": head.position if head else None}
            REPORTS.change(
                connection,
                tenant_id=claimed.row.tenant_id,
                row_id=claimed.row.id,
                changes=position,
            )

        await self._store.write(record, tenant_id=claimed.row.tenant_id)
        return ReportStatus.READY

    async def _record_failure(
        self, claimed: ClaimedReport, error: ReportFailedError, *, at: int
    ) -> ReportStatus:
        row = claimed.row
        attempt = row.attempt_count + 1
        next_at = self._retries.next_at(attempt=attempt, queued_at=row.queued_at, at=at)

        def record(connection: Connection) -> ReportStatus:
            reports.drop_parts(connection, row.id)
            if error.final or next_at is None:
                self._end(connection, claimed, error, at=at)
                return ReportStatus.FAILED
            kept = OUTBOX.settle(
                connection,
                row.id,
                token=claimed.token,
                status=ReportStatus.QUEUED.value,
                at=at,
                next_at=next_at,
                columns={"error_code": error.code, "error_message": str(error)},
            )
            if not kept:
                raise ReportLostError
            return ReportStatus.QUEUED

        return await self._store.write(record, tenant_id=row.tenant_id)

    async def _hand_back(self, claimed: ClaimedReport) -> None:
        """Put a report back into the queue at once."""
        at = self._store.now()

        def write(connection: Connection) -> None:
            reports.drop_parts(connection, claimed.row.id)
            OUTBOX.settle(
                connection,
                claimed.row.id,
                token=claimed.token,
                status=ReportStatus.QUEUED.value,
                at=at,
                next_at=at,
                columns={"attempt_count": claimed.row.attempt_count},
            )

        await self._store.write(write, tenant_id=claimed.row.tenant_id)

    def _end(
        self, connection: Connection, claimed: ClaimedReport, error: ReportFailedError, *, at: int
    ) -> None:
        columns = {"error_code": error.code, "error_message": str(error)}
        if not self._settle(connection, claimed, ReportStatus.FAILED, columns, at=at):
            raise ReportLostError
        self._announce(connection, claimed.row, WebhookEvent.REPORT_FAILED, at=at)

    def _settle(
        self,
        connection: Connection,
        claimed: ClaimedReport,
        status: ReportStatus,
        columns: dict[str, Any],
        *,
        at: int,
    ) -> bool:
        return OUTBOX.settle(
            connection,
            claimed.row.id,
            token=claimed.token,
            status=status.value,
            at=at,
            next_at=None,
            columns=columns,
        )

    def _announce(
        self, connection: Connection, row: ReportRow, event: WebhookEvent, *, at: int
    ) -> None:
        """Record the end of a report in the audit log, and queue its event for webhooks."""
        after = REPORTS.get(connection, tenant_id=row.tenant_id, row_id=row.id)
        if after is None:
            raise ReportLostError
        failed = event is WebhookEvent.REPORT_FAILED
        document = document_of(after)
        if failed:
            document |= {"error": after.error_code, "message": after.error_message}
        entry = AuditEntry(
            tenant_id=row.tenant_id,
            token_id=None,
            actor_ip=None,
            action=event.value,
            target_kind="report",
            target_id=row.id,
            after=document,
            result="failure" if failed else "success",
            request_id=None,
        )
        audit.append(connection, entry, at=at)
        deliveries.announce_report(
            connection, tenant_id=row.tenant_id, report_id=row.id, event=event, at=at
        )

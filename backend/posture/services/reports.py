"""Reports: have one made, list, read, download and delete them."""

from collections.abc import AsyncIterator, Iterable, Sequence
from typing import Any, Final
from uuid import uuid4

import msgspec

from posture.domain.moment import rendered
from posture.domain.report import ReportFormat, ReportStatus
from posture.services import audit
from posture.services.audit import Actor
from posture.services.errors import (
    IntegrationNotFoundError,
)
from posture.services.idempotency import IdempotencyKey, write_once
from posture.services.report_errors import (
    PdfUnavailableError,
    ReportExpiredError,
    ReportNotFoundError,
    ReportNotReadyError,
    TooManyReportsError,
)
from posture.services.resource import Expected, Resource
from posture.settings import Settings
from posture.store import reports
from posture.store.engine import Store
from posture.store.integrations import INTEGRATIONS
from posture.store.listing import chosen
from posture.store.reports import REPORTS, ReportRow, ReportScope
from posture.store.statement import Connection

__all__ = [
    "ReportRow",
    "ReportScope",
    "create_report",
    "delete_report",
    "document_of",
    "get_report",
    "list_reports",
    "open_file",
    "require_file",
]


async def create_report(
    store: Store,
    *,
    settings: Settings,
    tenant_id: str,
    title: str,
    frameworks: Iterable[str],
    scope: ReportScope,
    form: ReportFormat,
    makes_pdf: bool,
    by: Actor,
    key: IdempotencyKey | None = None,
) -> ReportRow:
    """Queue a report; its row is its entry in the queue.

    Raises:
        PdfUnavailableError: this installation makes no PDF files.
        IntegrationNotFoundError: the tenant does not have an account that the scope names.
        TooManyReportsError: the tenant has as many as it may.
        IdempotencyKeyReusedError: the key was used before for a different request.
    """
    if form is ReportFormat.PDF and not makes_pdf:
        raise PdfUnavailableError
    at = store.now()
    row = ReportRow(
        id=str(uuid4()),
        tenant_id=tenant_id,
        title=title,
        frameworks=" ".join(dict.fromkeys(frameworks)),
        scope=scope,
        format=form.value,
        status=ReportStatus.QUEUED.value,
        token_id=by.named or by.token_id,
        created_at=at,
        queued_at=at,
        started_at=None,
        next_at=at,
        ended_at=None,
        claim_token=None,
        attempt_count=0,
        expires_at=None,
        size_bytes=None,
        sha256=None,
        evidence_sha256=None,
        evidence_head=None,
        recorded_position=None,
        error_code=None,
        error_message=None,
    )

    def add(connection: Connection) -> ReportRow:
        for one in scope.integration_ids or ():
            if INTEGRATIONS.get(connection, tenant_id=tenant_id, row_id=one) is None:
                raise IntegrationNotFoundError
        most = settings.reports_per_tenant
        if reports.count_kept(connection, tenant_id) >= most:
            raise TooManyReportsError(most)
        _RESOURCE.create(connection, row, by=by, at=at)
        return row

    created, _ = await write_once(store, add, tenant_id=tenant_id, key=key, result=ReportRow)
    return created


async def list_reports(
    store: Store,
    *,
    tenant_id: str,
    status: Sequence[str] | None = None,
    digest: str | None = None,
    limit: int = 100,
    before: tuple[int, str] | None = None,
) -> list[ReportRow]:
    """Return the tenant's reports, newest first, those before `(created_at, id)`."""
    return await _RESOURCE.list(
        store,
        tenant_id=tenant_id,
        limit=limit,
        before=before,
        filters={**chosen("status", status), "sha256": digest},
    )


async def get_report(store: Store, *, tenant_id: str, report_id: str) -> ReportRow:
    """Return one report; one whose time is over reads `expired`, even if its file is still there.

    Raises:
        ReportNotFoundError: the tenant has none with that id.
    """
    row = await _RESOURCE.get(store, tenant_id=tenant_id, row_id=report_id)
    if row.status == ReportStatus.READY and (row.expires_at or 0) <= store.now():
        return msgspec.structs.replace(row, status=ReportStatus.EXPIRED.value)
    return row


async def delete_report(
    store: Store, *, tenant_id: str, report_id: str, by: Actor, expected: Expected | None = None
) -> None:
    """Delete a report and its file; one that waits is not made.

    Raises:
        PreconditionFailedError: `expected` raised it.
        ReportNotFoundError: the tenant has none with that id.
    """
    at = store.now()

    def delete(connection: Connection) -> None:
        before = _RESOURCE.require_expected(connection, tenant_id, report_id, expected)
        reports.remove(connection, report_id)
        audit.append_change(
            connection,
            "report.deleted",
            by,
            tenant_id=tenant_id,
            at=at,
            before=document_of(before),
        )

    await store.write(delete, tenant_id=tenant_id)


async def require_file(store: Store, *, tenant_id: str, report_id: str) -> ReportRow:
    """Return a report that has a file.

    Raises:
        ReportNotFoundError: the tenant has none with that id.
        ReportNotReadyError: its file is not there yet, or could not be made.
        ReportExpiredError: its file has expired.
    """
    row = await get_report(store, tenant_id=tenant_id, report_id=report_id)
    if row.status == ReportStatus.EXPIRED:
        raise ReportExpiredError
    if row.status != ReportStatus.READY:
        raise ReportNotReadyError(row.status)
    return row


async def open_file(store: Store, row: ReportRow, *, by: Actor) -> AsyncIterator[bytes]:
    """Record a download, and return the parts of the file.

    Raises:
        ReportExpiredError: the file was deleted meanwhile.
    """
    at = store.now()

    def record(connection: Connection) -> bytes | None:
        first = reports.part(connection, tenant_id=row.tenant_id, report_id=row.id, number=0)
        if first is not None:
            after = {"id": row.id, "sha256": row.sha256, "size_bytes": row.size_bytes}
            audit.append_change(
                connection, "report.downloaded", by, tenant_id=row.tenant_id, at=at, after=after
            )
        return first

    first = await store.write(record, tenant_id=row.tenant_id)
    if first is None:
        raise ReportExpiredError
    return _parts(store, row, first)


async def _parts(store: Store, row: ReportRow, first: bytes) -> AsyncIterator[bytes]:
    content: bytes | None = first
    number = 0
    while content is not None:
        yield content
        number += 1
        content = await store.read(
            lambda connection, number=number: reports.part(  # type: ignore[misc]  # a default binds the loop's value
                connection, tenant_id=row.tenant_id, report_id=row.id, number=number
            ),
            tenant_id=row.tenant_id,
        )


def document_of(row: ReportRow) -> dict[str, Any]:
    """Return a report as the audit log keeps it."""
    return {
        "id": row.id,
        "title": row.title,
        "frameworks": row.frameworks.split(),
        "from": rendered(row.scope.since),
        "to": rendered(row.scope.until),
        "include_severities": list(row.scope.severities),
        "integration_ids": row.scope.integration_ids,
        "format": row.format,
        "status": row.status,
        "sha256": row.sha256,
        "evidence_sha256": row.evidence_sha256,
        "size_bytes": row.size_bytes,
    }


_RESOURCE: Final = Resource("report", REPORTS, not_found=ReportNotFoundError, document=document_of)

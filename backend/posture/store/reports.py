"""Reports: an outbox until they have ended, and the parts of their files.

The worker that makes a report writes its parts under the token of its claim; a worker that lost it
writes nothing.
"""

from typing import Any, Final

import msgspec
from sqlalchemy import delete, func, or_, select, update

from posture.domain.report import WAITING, ReportStatus
from posture.store.listing import conditions_of
from posture.store.outbox import Outbox
from posture.store.owned import OwnedRow, OwnedTable
from posture.store.rows import report_parts, reports
from posture.store.statement import Connection, Statement, inserting, value


class ReportScope(msgspec.Struct, frozen=True):
    """What a report is about; `until` is exclusive, and times are milliseconds.

    `integration_ids` is None for all accounts of the tenant.
    """

    since: int
    until: int
    severities: tuple[str, ...]
    integration_ids: tuple[str, ...] | None = None


class ChainHead(msgspec.Struct, frozen=True):
    """A row of the audit chain, as evidence names it."""

    position: int
    hash: str


class ReportRow(OwnedRow, frozen=True):
    """A report as clients see it; frameworks are separated by spaces."""

    title: str
    frameworks: str
    scope: ReportScope
    format: str
    status: str
    token_id: str
    created_at: int
    queued_at: int
    started_at: int | None
    next_at: int | None
    ended_at: int | None
    claim_token: str | None
    attempt_count: int
    expires_at: int | None
    size_bytes: int | None
    sha256: str | None
    evidence_sha256: str | None
    evidence_head: ChainHead | None
    recorded_position: int | None
    error_code: str | None
    error_message: str | None


REPORTS: Final = OwnedTable(
    reports,
    ReportRow,
    documents={"scope": ReportScope, "evidence_head": ChainHead},
    **conditions_of("status", reports.c.status),
    sha256=reports.c.sha256 == value("sha256"),
)
OUTBOX: Final = Outbox(reports, group="tenant_id", pending=WAITING)

_COUNT = Statement(
    select(func.count())
    .select_from(reports)
    .where(
        reports.c.tenant_id == value("tenant_id"),
        reports.c.deleted_at.is_(None),
        or_(OUTBOX.is_pending, reports.c.status == ReportStatus.READY.value),
    )
)
_DUE = Statement(
    select(reports.c.id)
    .where(
        OUTBOX.is_pending,
        reports.c.tenant_id == value("tenant_id"),
        reports.c.deleted_at.is_(None),
        reports.c.next_at <= value("now"),
    )
    .order_by(reports.c.next_at, reports.c.id)
    .limit(1)
)
_HELD = (
    reports.c.id == value("key"),
    reports.c.claim_token == value("token"),
    reports.c.deleted_at.is_(None),
)
_HOLDS = Statement(select(reports.c.id).where(*_HELD))
_ADD_PART = inserting(report_parts)
_DROP_PARTS = Statement(delete(report_parts).where(report_parts.c.report_id == value("key")))
_PART = Statement(
    select(report_parts.c.content).where(
        report_parts.c.report_id == value("key"),
        report_parts.c.tenant_id == value("tenant_id"),
        report_parts.c.number == value("number"),
    )
)
_EXPIRED = Statement(
    select(reports.c.id, reports.c.tenant_id)
    .where(
        reports.c.status == ReportStatus.READY.value,
        reports.c.expires_at <= value("now"),
    )
    .order_by(reports.c.expires_at, reports.c.id)
    .limit(value("limit"))
)
_EXPIRE = Statement(
    update(reports)
    .where(
        reports.c.id == value("key"),
        reports.c.status == ReportStatus.READY.value,
        reports.c.expires_at <= value("now"),
    )
    .values(status=ReportStatus.EXPIRED.value)
)
_OLD = Statement(
    select(reports.c.id, reports.c.tenant_id)
    .where(
        ~OUTBOX.is_pending,
        reports.c.status != ReportStatus.READY.value,
        reports.c.ended_at < value("before"),
    )
    .limit(value("limit"))
)
_REMOVE = Statement(delete(reports).where(reports.c.id == value("key")))


def count_kept(connection: Connection, tenant_id: str) -> int:
    """Return how many reports of the tenant wait, are made, or have a file."""
    found = _COUNT.first(connection, tenant_id=tenant_id)
    return found[0] if found else 0


def due_of(connection: Connection, tenant_id: str, *, now: int) -> ReportRow | None:
    """Return the tenant's report that has been due the longest."""
    found = _DUE.first(connection, tenant_id=tenant_id, now=now)
    return REPORTS.get(connection, tenant_id=tenant_id, row_id=found[0]) if found else None


def is_held(connection: Connection, report_id: str, *, token: str) -> bool:
    """Return whether a worker still holds a report that was not deleted."""
    return _HOLDS.first(connection, key=report_id, token=token) is not None


def add_part(
    connection: Connection, row: ReportRow, *, token: str, number: int, content: bytes
) -> bool:
    """Write a part of a file; False when the claim was lost or the report deleted."""
    if not is_held(connection, row.id, token=token):
        return False
    _ADD_PART.run(
        connection, report_id=row.id, number=number, tenant_id=row.tenant_id, content=content
    )
    return True


def drop_parts(connection: Connection, report_id: str) -> int:
    """Delete the file of a report; return how many parts it had."""
    return _DROP_PARTS.run(connection, key=report_id)


def part(connection: Connection, *, tenant_id: str, report_id: str, number: int) -> bytes | None:
    """Return a part of a file; None after the last one."""
    found = _PART.first(connection, key=report_id, tenant_id=tenant_id, number=number)
    return bytes(found[0]) if found else None


def expired(connection: Connection, *, now: int, limit: int) -> list[tuple[str, str]]:
    """Return reports whose file has expired, each with its tenant."""
    found: list[Any] = _EXPIRED.all(connection, now=now, limit=limit)
    return [(row[0], row[1]) for row in found]


def expire(connection: Connection, report_id: str, *, now: int) -> bool:
    """Delete the file of a report that has expired; return whether it did."""
    if not _EXPIRE.run(connection, key=report_id, now=now):
        return False
    drop_parts(connection, report_id)
    return True


def old(connection: Connection, *, before: int, limit: int) -> list[tuple[str, str]]:
    """Return reports without a file that ended before that time."""
    found: list[Any] = _OLD.all(connection, before=before, limit=limit)
    return [(row[0], row[1]) for row in found]


def remove(connection: Connection, report_id: str) -> None:
    """Delete a report and its file; a worker that makes it loses it."""
    drop_parts(connection, report_id)
    _REMOVE.run(connection, key=report_id)

"""Retention: old rows are found by readers and deleted by the writer in small batches.

Children are deleted before their parents, each batch in a transaction of its own tenant, so other
writes run between two batches. Every deletion checks again whether the row is old.
"""

from typing import Final

import msgspec
from sqlalchemy import (
    ColumnElement,
    Table,
    delete,
    exists,
    literal_column,
    or_,
    select,
    tuple_,
    update,
)

from posture.domain.run import FINAL, RunStatus, RunTrigger
from posture.store import chain
from posture.store.chain import PURGED, Purged
from posture.store.rows import (
    audit,
    audit_purges,
    deliveries,
    duties,
    findings,
    run_events,
    run_findings,
    runs,
)
from posture.store.statement import Connection, Statement, inserting, value

DUTY: Final = "retention"


class OldRow(msgspec.Struct, frozen=True, gc=False):
    """A run or finding that may be deleted, and its tenant."""

    id: str
    tenant_id: str


_TAKE = Statement(
    update(duties)
    .where(
        duties.c.name == value("of"),
        # A time that has not come yet must not stop a duty for ever.
        or_(duties.c.taken_at <= value("until"), duties.c.taken_at > value("at")),
    )
    .values(taken_at=value("at"))
)

_newer = runs.alias("newer")
_newest_at = (
    select(_newer.c.accepted_at)
    .where(
        _newer.c.integration_id == runs.c.integration_id,
        _newer.c.status == RunStatus.COMPLETED.value,
        _newer.c.trigger != RunTrigger.VERIFY.value,
    )
    .order_by(_newer.c.accepted_at.desc())
    .limit(1)
    .scalar_subquery()
)
# The last completed run of an integration stays: clients may still compare with it.
_newest: Final[ColumnElement[bool]] = (
    (runs.c.status == RunStatus.COMPLETED.value)
    & (runs.c.trigger != RunTrigger.VERIFY.value)
    & (runs.c.accepted_at >= _newest_at)
)
_ended = runs.c.status.in_([literal_column(f"'{status}'") for status in sorted(FINAL)])
# A run is accepted before it ends, so all old runs are at the end of the tenant's list of runs: the
# index for that list finds them, read backwards.
_OLD_RUNS = Statement(
    select(runs.c.id, runs.c.tenant_id)
    .where(
        runs.c.tenant_id == value("tenant_id"),
        runs.c.accepted_at < value("before"),
        _ended,
        runs.c.completed_at < value("before"),
        ~_newest,
    )
    .order_by(runs.c.accepted_at, runs.c.id)
    .limit(value("limit"))
)
_DELETE_RUN = Statement(
    delete(runs).where(
        runs.c.id == value("id"), _ended, runs.c.completed_at < value("before"), ~_newest
    )
)
_MAY_GO = Statement(
    select(runs.c.id).where(
        runs.c.id == value("id"), _ended, runs.c.completed_at < value("before"), ~_newest
    )
)

_unseen = ~exists().where(run_findings.c.finding_id == findings.c.id)
_OLD_FINDINGS = Statement(
    select(findings.c.id, findings.c.tenant_id)
    .where(findings.c.resolved_at < value("before"), _unseen)
    .limit(value("limit"))
)
_DELETE_FINDING = Statement(
    delete(findings).where(
        findings.c.id == value("id"), findings.c.resolved_at < value("before"), _unseen
    )
)


def _parts(table: Table) -> Statement:
    """Return the statement that deletes some rows of a run, by the table's own key."""
    key = tuple_(*table.primary_key.columns)
    some = (
        select(*table.primary_key.columns)
        .where(table.c.run_id == value("id"))
        .limit(value("limit"))
    )
    return Statement(delete(table).where(key.in_(some)))


_PARTS = tuple(map(_parts, (run_findings, run_events, deliveries)))
_ALLOW = inserting(audit_purges)
_FORBID = Statement(delete(audit_purges).where(audit_purges.c.chain == value("chain")))
_OF_TENANT = audit.c.tenant_id == value("chain")
_WITHOUT_TENANT = audit.c.tenant_id.is_(None)
_DELETE_AUDIT, _DELETE_AUDIT_WITHOUT_TENANT = (
    Statement(delete(audit).where(owner, audit.c.id <= value("row_id")))
    for owner in (_OF_TENANT, _WITHOUT_TENANT)
)


def take_duty(connection: Connection, *, at: int, until: int, name: str = DUTY) -> bool:
    """Return whether this process must do a duty: no other process has begun to since `until`."""
    return bool(_TAKE.run(connection, of=name, at=at, until=until))


def old_runs(connection: Connection, tenant_id: str, *, before: int, limit: int) -> list[OldRow]:
    """Return a tenant's old ended runs, without the newest completed one of an integration."""
    found = _OLD_RUNS.all(connection, tenant_id=tenant_id, before=before, limit=limit)
    return [OldRow(*row) for row in found]


def delete_run(connection: Connection, run_id: str, *, before: int, limit: int) -> bool:
    """Delete a run, or up to `limit` rows that belong to it; return whether the run is deleted."""
    if _MAY_GO.first(connection, id=run_id, before=before) is None:
        return True
    left = limit
    for parts in _PARTS:
        left -= parts.run(connection, id=run_id, limit=left)
        if left <= 0:
            return False
    _DELETE_RUN.run(connection, id=run_id, before=before)
    return True


def old_findings(connection: Connection, *, before: int, limit: int) -> list[OldRow]:
    """Return findings that were resolved before that time and are in no remaining run."""
    return [OldRow(*row) for row in _OLD_FINDINGS.all(connection, before=before, limit=limit)]


def delete_finding(connection: Connection, finding_id: str, *, before: int) -> None:
    """Delete a finding, unless it was found again."""
    _DELETE_FINDING.run(connection, id=finding_id, before=before)


def purge_audit(connection: Connection, key: str, *, before: int, at: int, limit: int) -> int:
    """Delete the first rows of a chain that are older than `before`; return how many.

    The last deleted row becomes the chain's anchor and a new row of the chain, in the same
    transaction.
    """
    head = chain.get(connection, key)
    if head is None:
        return 0
    rows = chain.links(connection, key, after_id=head.purged_row_id, limit=limit)
    old = [row for row in rows if row.ts < before]
    # If the clock went backwards, a new row is before old rows, which then stay until it is old
    # too.
    old = old[: next((i for i, row in enumerate(rows) if row.ts >= before), len(old))]
    if all(row.action == PURGED for row in old):
        return 0
    last = old[-1]
    _ALLOW.run(connection, chain=key, position=last.position)
    statement = _DELETE_AUDIT if key != chain.NO_TENANT_CHAIN else _DELETE_AUDIT_WITHOUT_TENANT
    count = statement.run(connection, chain=key, row_id=last.id)
    _FORBID.run(connection, chain=key)
    _record(connection, key, Purged(last.position, last.id, last.hash, row_count=count), at=at)
    return count


def empty_chain(connection: Connection, tenant_id: str) -> int:
    """Delete all rows of a tenant's chain, whose end is recorded elsewhere; return how many."""
    head = chain.get(connection, tenant_id)
    if head is None:
        return 0
    _ALLOW.run(connection, chain=tenant_id, position=head.position)
    count = _DELETE_AUDIT.run(connection, chain=tenant_id, row_id=head.row_id)
    _FORBID.run(connection, chain=tenant_id)
    return count


def _record(connection: Connection, key: str, purged: Purged, *, at: int) -> None:
    chain.append(
        connection,
        purged=purged,
        tenant_id=key or None,
        ts=at,
        actor_user_id=None,
        actor_ip=None,
        action=PURGED,
        target_kind="audit",
        target_id=None,
        before_jsonb=None,
        after_jsonb=msgspec.json.encode(purged).decode(),
        result="success",
        request_id=None,
    )

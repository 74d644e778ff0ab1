"""Retention: what is old enough to go, looked for by readers and deleted in small batches.

Rows go children first, a batch in a transaction, each as work of its own tenant; between two
batches whoever waits for the writer has its turn. Every deletion asks again whether it may.
"""

from typing import Final

import msgspec
from sqlalchemy import ColumnElement, Table, delete, exists, literal_column, select, tuple_, update

from posture.domain.run import FINAL, RunStatus, RunTrigger
from posture.store import chain
from posture.store.chain import PURGED, Purged
from posture.store.rows import (
    audit,
    audit_chains,
    audit_purges,
    deliveries,
    duties,
    findings,
    idempotency_keys,
    run_events,
    run_findings,
    runs,
)
from posture.store.statement import Connection, Statement, inserting, value

DUTY: Final = "retention"


class OldRow(msgspec.Struct, frozen=True, gc=False):
    """A run or finding that may go, and whose it is."""

    id: str
    tenant_id: str


_TAKE = Statement(
    update(duties)
    .where(duties.c.name == DUTY, duties.c.taken_at <= value("until"))
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
# Whatever a client may still compare with: the last that is known of the account.
_newest: Final[ColumnElement[bool]] = (
    (runs.c.status == RunStatus.COMPLETED.value)
    & (runs.c.trigger != RunTrigger.VERIFY.value)
    & (runs.c.accepted_at >= _newest_at)
)
_ended = runs.c.status.in_([literal_column(f"'{status}'") for status in sorted(FINAL)])
# A run is accepted before it ends: so all that are old are at the old end of the tenant's history,
# and the index that clients read it by, backwards, leads from one to the next.
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
    """Delete some of what belongs to a run, by the table's own key."""
    key = tuple_(*table.primary_key.columns)
    some = (
        select(*table.primary_key.columns)
        .where(table.c.run_id == value("id"))
        .limit(value("limit"))
    )
    return Statement(delete(table).where(key.in_(some)))


_PARTS = tuple(map(_parts, (run_findings, run_events, deliveries, idempotency_keys)))
_ALLOW = inserting(audit_purges)
_FORBID = Statement(delete(audit_purges).where(audit_purges.c.chain == value("chain")))
_OF_TENANT = audit.c.tenant_id == value("chain")
_OF_NOBODY = audit.c.tenant_id.is_(None)
_DELETE_AUDIT, _DELETE_NOBODYS = (
    Statement(delete(audit).where(owner, audit.c.id <= value("row_id")))
    for owner in (_OF_TENANT, _OF_NOBODY)
)
_ANCHOR = Statement(
    update(audit_chains)
    .where(audit_chains.c.chain == value("of"), audit_chains.c.purged_position == value("seen"))
    .values(
        purged_position=value("position"),
        purged_row_id=value("row_id"),
        purged_hash=value("hash"),
    )
)


def take_duty(connection: Connection, *, at: int, until: int) -> bool:
    """Take over the purging if nobody did since `until`: of several processes, one does it."""
    return bool(_TAKE.run(connection, at=at, until=until))


def old_runs(connection: Connection, tenant_id: str, *, before: int, limit: int) -> list[OldRow]:
    """Return a tenant's ended runs of before, but no integration's newest completed one."""
    found = _OLD_RUNS.all(connection, tenant_id=tenant_id, before=before, limit=limit)
    return [OldRow(*row) for row in found]


def delete_run(connection: Connection, run_id: str, *, before: int, limit: int) -> bool:
    """Delete a run, or up to `limit` rows of what belongs to it; say whether it is gone."""
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
    """Return findings that were resolved before, of which no run that is left tells."""
    return [OldRow(*row) for row in _OLD_FINDINGS.all(connection, before=before, limit=limit)]


def delete_finding(connection: Connection, finding_id: str, *, before: int) -> None:
    """Delete a finding, unless it was seen again."""
    _DELETE_FINDING.run(connection, id=finding_id, before=before)


def purge_audit(connection: Connection, key: str, *, before: int, at: int, limit: int) -> int:
    """Purge the first rows of a chain that are of before; say how many.

    What is purged becomes the chain's anchor and a row of the chain, in the same transaction.
    """
    head = chain.get(connection, key)
    if head is None:
        return 0
    rows = chain.links(connection, key, after_id=head.purged_row_id, limit=limit)
    old = [row for row in rows if row.ts < before]
    # A clock that went backwards leaves a young row before old ones: those wait for it.
    old = old[: next((i for i, row in enumerate(rows) if row.ts >= before), len(old))]
    if all(row.action == PURGED for row in old):
        return 0
    last = old[-1]
    _ALLOW.run(connection, chain=key, position=last.position)
    statement = _DELETE_AUDIT if key != chain.NO_TENANT_CHAIN else _DELETE_NOBODYS
    count = statement.run(connection, chain=key, row_id=last.id)
    _FORBID.run(connection, chain=key)
    purged = Purged(last.position, last.id, last.hash, row_count=count)
    _ANCHOR.run(connection, of=key, seen=head.purged_position, **msgspec.structs.asdict(purged))
    _tell(connection, key, purged, at=at)
    return count


def _tell(connection: Connection, key: str, purged: Purged, *, at: int) -> None:
    chain.append(
        connection,
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

"""Held findings and baselines: what stopped a gate, and what is not new to a gate any more."""

from collections.abc import Iterable

from sqlalchemy import case, exists, select, update

from posture.domain.finding import Delta
from posture.store.rows import findings, run_findings, runs
from posture.store.statement import Connection, Statement, value

_HOLD = Statement(
    update(findings)
    .where(findings.c.id == value("finding_id"), findings.c.held_by_run.is_(None))
    .values(held_by_run=value("by"))
)
_RELEASE = Statement(
    update(findings)
    .where(findings.c.id == value("finding_id"))
    .values(held_by_run=None, baseline_run=None, baseline_by=None)
)
_later = run_findings.alias("later")
_later_run = runs.alias("later_run")
# One that went or came back after the run is news, which the run did not know.
_unchanged_since = ~exists().where(
    _later.c.finding_id == findings.c.id,
    _later.c.delta != Delta.UNCHANGED.value,
    _later_run.c.id == _later.c.run_id,
    _later_run.c.completed_at > value("after"),
)
_found = select(run_findings.c.finding_id).where(
    run_findings.c.run_id == value("run"),
    run_findings.c.delta != Delta.RESOLVED.value,
    run_findings.c.suppressed_by.is_(None),
)
_of_tenant = findings.c.tenant_id == value("tenant")
_accepted = {
    "held_by_run": None,
    "baseline_run": value("baseline"),
    # The first who accepted it is the one: to accept it again changes nothing.
    "baseline_by": case(
        (findings.c.baseline_run.is_(None), value("actor")), else_=findings.c.baseline_by
    ),
}
_ACCEPT_FOUND = Statement(
    update(findings)
    .where(_of_tenant, findings.c.id.in_(_found), _unchanged_since)
    .values(_accepted)
)
_ACCEPT_UNREAD = Statement(
    update(findings)
    .where(_of_tenant, findings.c.id == value("key"), _unchanged_since)
    .values(_accepted)
)


def hold(connection: Connection, finding_ids: Iterable[str], *, by: str) -> None:
    """Hold findings that stopped the gate of a run; those that are held already stay so."""
    _HOLD.run_each(connection, ({"finding_id": one, "by": by} for one in finding_ids))


def release(connection: Connection, finding_ids: Iterable[str]) -> None:
    """Forget that findings were held or in a baseline: they are gone."""
    _RELEASE.run_each(connection, ({"finding_id": one} for one in finding_ids))


def accept_baseline(
    connection: Connection,
    *,
    tenant_id: str,
    run_id: str,
    completed_at: int,
    unread: Iterable[str],
    by: str,
) -> int:
    """Let no finding of a run count as new or held any more; return how many these are.

    `unread` are those that it could not read again.
    """
    of_run = {"tenant": tenant_id, "after": completed_at, "baseline": run_id, "actor": by}
    count = _ACCEPT_FOUND.run(connection, run=run_id, **of_run)
    return count + sum(_ACCEPT_UNREAD.run(connection, key=one, **of_run) for one in unread)

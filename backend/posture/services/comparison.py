"""Comparison: the findings of two runs of an integration, and how they differ."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from posture.domain.comparison import LIMITS, Change, appeared, disappeared, may_be_seen
from posture.domain.finding import Delta
from posture.domain.run import FINAL, RunStatus, RunTrigger
from posture.services.errors import (
    RunNotFinishedError,
    RunNotFoundError,
    RunsNotComparableError,
    RunWithoutResultError,
)
from posture.store import comparisons, report_facts, runs
from posture.store.comparisons import PresenceRow
from posture.store.engine import Store
from posture.store.findings import FindingRow
from posture.store.runs import RunRow
from posture.store.statement import Connection

__all__ = ["Change", "Compared", "Comparison", "compare_runs"]


class Compared(msgspec.Struct, frozen=True):
    """A finding with its change; `row` is as the newer of its runs recorded it."""

    change: Change
    priority: int
    row: FindingRow


class Comparison(msgspec.Struct, frozen=True):
    """Two runs, how many findings have each change, and some of the findings."""

    run: RunRow
    base: RunRow
    counts: Mapping[Change, int]
    rows: Sequence[Compared]

    @property
    def same_scope(self) -> bool:
        """Return whether both runs were limited to the same part of the account."""
        return _scope_of(self.run) == _scope_of(self.base)


async def compare_runs(
    store: Store,
    *,
    tenant_id: str,
    run_id: str,
    base_run_id: str,
    change: Collection[Change] | None = None,
    limit: int = 100,
    before: tuple[int, str] | None = None,
) -> Comparison:
    """Compare the findings of two completed runs of an integration, the most severe first.

    Args:
        store: the database.
        tenant_id: whose runs.
        run_id: the run.
        base_run_id: the run that it is compared with.
        change: the changes of the findings to return; None for all.
        limit: how many findings to return at most.
        before: priority and id of the finding after which to begin.

    Raises:
        RunNotFoundError: the tenant has none with one of the ids.
        RunNotFinishedError: one has not ended.
        RunWithoutResultError: one recorded no findings.
        RunsNotComparableError: they are of different integrations.
    """

    def read(connection: Connection) -> Comparison:
        run = _completed(connection, tenant_id, run_id)
        base = _completed(connection, tenant_id, base_run_id)
        if run.integration_id != base.integration_id:
            raise RunsNotComparableError
        now = comparisons.presences(connection, run.id)
        then = comparisons.presences(connection, base.id)
        changes = dict(_changes(connection, run, base, now, then))
        keys = (
            ((now.get(one) or then[one]).priority, one)
            for one, found in changes.items()
            if change is None or found in change
        )
        chosen = sorted((key for key in keys if before is None or key < before), reverse=True)
        shown = [one for _, one in chosen[:limit]]
        rows = comparisons.in_run(
            connection, [one for one in shown if one in now], tenant_id=tenant_id, run_id=run.id
        ) | comparisons.in_run(
            connection,
            [one for one in shown if one not in now],
            tenant_id=tenant_id,
            run_id=base.id,
        )
        found = [
            Compared(changes[one], priority, rows[one])
            for priority, one in chosen[:limit]
            if one in rows
        ]
        return Comparison(run, base, Counter(changes.values()), found)

    return await store.read(read, tenant_id=tenant_id)


def _completed(connection: Connection, tenant_id: str, run_id: str) -> RunRow:
    row = runs.get(connection, tenant_id=tenant_id, run_id=run_id)
    if row is None:
        raise RunNotFoundError
    if row.status not in FINAL:
        raise RunNotFinishedError
    if row.status != RunStatus.COMPLETED or row.trigger == RunTrigger.VERIFY:
        raise RunWithoutResultError
    return row


def _changes(
    connection: Connection,
    run: RunRow,
    base: RunRow,
    now: Mapping[str, PresenceRow],
    then: Mapping[str, PresenceRow],
) -> Iterator[tuple[str, Change]]:
    """Yield the findings that one of the runs found, each with its change."""
    found_now, found_then = _found(now), _found(then)
    yield from ((one, Change.UNCHANGED) for one in found_now & found_then)
    scope, checks = _scope_of(base), _checks_of(connection, base)
    only_now, only_then = sorted(found_now - found_then), sorted(found_then - found_now)
    for row in comparisons.traces(connection, only_now, until=base.completed_at or 0):
        facts = {name: getattr(row, name) for name in LIMITS.values()}
        yield (
            row.id,
            appeared(
                found_at=row.found_at,
                gone_at=row.gone_at,
                in_base=row.id in then,
                may_be_seen=may_be_seen(facts, scope, checks),
            ),
        )
    for row in comparisons.traces(connection, only_then, until=run.completed_at or 0):
        yield (
            row.id,
            disappeared(found_at=row.found_at, gone_at=row.gone_at, in_run=row.id in now),
        )


def _found(rows: Mapping[str, PresenceRow]) -> set[str]:
    return {row.id for row in rows.values() if row.delta != Delta.RESOLVED}


def _scope_of(run: RunRow) -> dict[str, Any]:
    return msgspec.json.decode(run.scope, type=dict[str, Any]) if run.scope else {}


def _checks_of(connection: Connection, run: RunRow) -> frozenset[str] | None:
    _, counts = report_facts.recorded(connection, run.id)
    return None if counts is None else frozenset(msgspec.json.decode(counts, type=dict[str, Any]))

"""Comparisons: which findings two runs have, and what other runs say of those that one has not."""

from collections.abc import Iterator, Sequence
from typing import Final

import msgspec
from sqlalchemy import and_, case, func, select

from posture.domain.finding import Delta
from posture.store.findings import FindingRow, columns_in_run
from posture.store.rows import findings, run_findings, runs
from posture.store.statement import Connection, Statement, value

# How many ids a statement takes; the last one is repeated where there are fewer.
CHUNK: Final = 100


class PresenceRow(msgspec.Struct, frozen=True, gc=False):
    """A finding in a run, and its place in the order of the run's findings."""

    id: str
    delta: str
    priority: int


class TraceRow(msgspec.Struct, frozen=True, gc=False):
    """What the runs until a moment say of a finding: when one last found it, or saw it gone."""

    id: str
    check_id: str
    resource_id: str
    region: str
    service: str
    found_at: int | None
    gone_at: int | None


_PRESENCES = Statement(
    select(run_findings.c.finding_id, run_findings.c.delta, run_findings.c.priority).where(
        run_findings.c.run_id == value("run_id")
    )
)
_named = findings.c.id.in_([value(f"id_{index}") for index in range(CHUNK)])
_until = runs.c.completed_at <= value("until")
_is_gone = run_findings.c.delta == Delta.RESOLVED.value
_FACTS = (
    findings.c.id,
    findings.c.check_id,
    findings.c.resource_id,
    findings.c.region,
    findings.c.service,
)
_TRACES = Statement(
    select(
        *_FACTS,
        func.max(case((and_(_until, ~_is_gone), runs.c.completed_at))),
        func.max(case((and_(_until, _is_gone), runs.c.completed_at))),
    )
    .select_from(findings)
    .join(run_findings, run_findings.c.finding_id == findings.c.id)
    .join(runs, runs.c.id == run_findings.c.run_id)
    .where(_named)
    .group_by(*_FACTS)
)
_IN_RUN = Statement(
    select(*columns_in_run())
    .select_from(findings)
    .join(run_findings, run_findings.c.finding_id == findings.c.id)
    .where(
        run_findings.c.run_id == value("run_id"),
        findings.c.tenant_id == value("tenant_id"),
        _named,
    )
)


def presences(connection: Connection, run_id: str) -> dict[str, PresenceRow]:
    """Return the findings of a run by id, those that it saw gone included."""
    rows = (PresenceRow(*row) for row in _PRESENCES.all(connection, run_id=run_id))
    return {row.id: row for row in rows}


def traces(connection: Connection, finding_ids: Sequence[str], *, until: int) -> list[TraceRow]:
    """Return what the runs that ended until a moment say of findings."""
    return [
        TraceRow(*row)
        for names in _chunks(finding_ids)
        for row in _TRACES.all(connection, until=until, **names)
    ]


def in_run(
    connection: Connection, finding_ids: Sequence[str], *, tenant_id: str, run_id: str
) -> dict[str, FindingRow]:
    """Return findings by id, as a run recorded them."""
    rows = (
        FindingRow(*row)
        for names in _chunks(finding_ids)
        for row in _IN_RUN.all(connection, tenant_id=tenant_id, run_id=run_id, **names)
    )
    return {row.id: row for row in rows}


def _chunks(ids: Sequence[str]) -> Iterator[dict[str, str]]:
    for start in range(0, len(ids), CHUNK):
        some = ids[start : start + CHUNK]
        yield {f"id_{index}": some[min(index, len(some) - 1)] for index in range(CHUNK)}

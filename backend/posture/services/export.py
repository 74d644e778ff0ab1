"""Export: the findings of a run, read in pages and written as they are read.

An ended run does not change, so each page is a read of its own: no cursor, no transaction and no
more than one page of findings is held.
"""

import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from functools import partial
from typing import Any, Final, NamedTuple, TypeAlias

import msgspec

from posture.domain.asset import Family
from posture.domain.check import Severity
from posture.domain.cloud import Cloud
from posture.domain.finding import Delta, FindingStatus
from posture.domain.recorded_gate import answer_of
from posture.domain.run import FINAL, RunStatus, RunTrigger
from posture.domain.scope import MEMBERS
from posture.formats.catalog import FORMATS, Format, render
from posture.formats.report import (
    Finding,
    FindingGroup,
    GateSummary,
    Report,
    Rule,
    RunFacts,
    policy_text,
)
from posture.services.errors import RunNotFinishedError, RunNotFoundError
from posture.services.gate import recorded_verdicts
from posture.settings import Settings
from posture.store import exports, runs
from posture.store.engine import Store
from posture.store.exports import ExportRow, Part
from posture.store.runs import RunRow
from posture.store.statement import Connection
from posture.version import version

__all__ = ["Export", "Format", "Rule", "export_run"]

WORST_FIRST: Final = (Part.PRESENT, Part.RESOLVED)
NEW_FIRST: Final = (Part.NEW, Part.KNOWN, Part.RESOLVED)

# Returns what is known about a check; of a removed check only the id is known.
Rules: TypeAlias = Callable[[str], Rule]


class Export(NamedTuple):
    """A run's report, and its text as it is written."""

    report: Report
    text: AsyncIterator[bytes]


async def export_run(
    store: Store,
    *,
    tenant_id: str,
    run_id: str,
    form: Format,
    rules: Rules,
    clouds: Mapping[str, Cloud],
    settings: Settings,
    include_suppressed: bool = False,
) -> Export:
    """Return an ended run in a format; its findings are read while its text is consumed.

    Raises:
        RunNotFoundError: the tenant has none with that id.
        RunNotFinishedError: it has not ended.
    """
    report = await store.read(
        lambda connection: _report(connection, tenant_id, run_id, rules, clouds),
        tenant_id=tenant_id,
    )
    report = msgspec.structs.replace(report, include_suppressed=include_suppressed)
    order = NEW_FIRST if FORMATS[form].new_first else WORST_FIRST
    feed = Feed(report, settings.export_page_rows, order)
    parts = render(form, report, feed.findings())

    least, shares = settings.export_chunk_bytes, store.shares

    def more(connection: Connection, arrivals: int) -> Slice:
        feed.connection = connection
        return gathered(
            parts, least, settings.export_slice_seconds, is_due=lambda: shares.arrivals != arrivals
        )

    async def text() -> AsyncIterator[bytes]:
        chunk, is_last = bytearray(), False
        while not is_last:
            # Also one that comes before the thread begins ends the slice.
            asked = partial(more, arrivals=shares.arrivals)
            found, is_last = await store.read(asked, tenant_id=tenant_id)
            chunk += found
            if chunk and (is_last or len(chunk) >= least):
                yield bytes(chunk)
                chunk.clear()

    return Export(report, text())


class Feed:
    """The findings of a run, read over whichever connection is at hand when they are needed."""

    def __init__(self, report: Report, page_rows: int, order: tuple[Part, ...]) -> None:
        self._report = report
        self._page_rows = page_rows
        self._order = order
        self.connection: Connection

    def findings(self) -> Iterator[Finding]:
        """Return part after part, and in each the worst findings first; of equals, the newest."""
        there = {(one.delta, one.severity) for one in self._report.groups}
        for part in self._order:
            for severity in Severity:
                if any(part.has(delta) and severity is found for delta, found in there):
                    for row in self._rows(severity, part):
                        yield _finding(row)

    def _rows(self, severity: Severity, part: Part) -> Iterator[ExportRow]:
        last: ExportRow | None = None
        while True:
            rows = exports.page(
                self.connection,
                self._report.run.id,
                severity=severity.value,
                part=part,
                limit=self._page_rows,
                after=last,
            )
            yield from rows
            if len(rows) < self._page_rows:
                return
            last = rows[-1]


class Slice(NamedTuple):
    """Some of an export's text, and whether it is the last of it."""

    text: bytes
    is_last: bool


def gathered(
    parts: Iterator[bytes],
    least: int,
    seconds: float,
    *,
    is_due: Callable[[], bool] = lambda: False,
    clock: Callable[[], float] = time.perf_counter,
) -> Slice:
    """Join the next parts until they have `least` bytes, some time has passed, or another is due.

    Rendering needs the interpreter all the time: short slices let other requests go in between.
    """
    chunk, until = bytearray(), clock() + seconds
    for part in parts:
        chunk += part
        if len(chunk) >= least or clock() >= until or is_due():
            return Slice(bytes(chunk), is_last=False)
    return Slice(bytes(chunk), is_last=True)


def _report(
    connection: Connection, tenant_id: str, run_id: str, rules: Rules, clouds: Mapping[str, Cloud]
) -> Report:
    row = runs.get(connection, tenant_id=tenant_id, run_id=run_id)
    if row is None:
        raise RunNotFoundError
    if RunStatus(row.status) not in FINAL:
        raise RunNotFinishedError
    tallies = tuple(
        FindingGroup(
            check_id=one.check_id,
            family=Family(one.family),
            severity=Severity(one.severity),
            status=FindingStatus(one.status),
            delta=Delta(one.delta),
            is_suppressed=bool(one.is_suppressed),
            count=one.count,
        )
        for one in exports.tallies(connection, run_id)
    )
    facts = _facts(connection, row)
    return Report(
        run=facts,
        cloud=clouds.get(facts.provider),
        groups=tallies,
        rules={check_id: rules(check_id) for check_id in {one.check_id for one in tallies}},
        version=version(),
    )


def _facts(connection: Connection, row: RunRow) -> RunFacts:
    account = exports.account(connection, row.integration_id)
    source: dict[str, Any] = msgspec.json.decode(row.source) if row.source else {}
    error = ": ".join(filter(None, (row.error_code, row.error_detail)))
    return RunFacts(
        id=row.id,
        integration_id=row.integration_id,
        integration_name=account.name,
        provider=account.provider,
        account_id=account.account_id,
        trigger=RunTrigger(row.trigger),
        status=RunStatus(row.status),
        accepted_at=row.accepted_at,
        completed_at=row.completed_at or row.accepted_at,
        duration_ms=row.duration_ms or 0,
        asset_count=row.asset_count,
        pass_count=row.pass_count,
        fail_count=row.fail_count,
        unknown_count=row.unknown_count,
        not_applicable_count=row.not_applicable_count,
        planned_read_count=row.planned_read_count,
        failed_read_count=row.failed_read_count,
        coverage=row.coverage,
        resolved_count=row.resolved_count or 0,
        error=error or None,
        source={name: str(text) for name, text in source.items()},
        unread=decoded.unread if (decoded := recorded_verdicts(connection, row.id)) else (),
        scope=_scope(row.scope),
        check_set=frozenset(msgspec.json.decode(account.checks)) if account.checks else None,
        gate=_gate(connection, row.id),
    )


def _scope(text: str | None) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, Any] = msgspec.json.decode(text) if text else {}
    return {name: tuple(found[name]) for name in MEMBERS if found.get(name) is not None}


def _gate(connection: Connection, run_id: str) -> GateSummary | None:
    """Return the decision that was made when the run ended."""
    answer = answer_of(runs.gate_of(connection, run_id)[0])
    if answer is None:
        return None
    policy, decision = answer.policy, answer.decision
    return GateSummary(
        verdict=decision.verdict.value,
        policy=policy_text(
            fail_on=policy.fail_on.value,
            only=policy.only.value,
            max_unknown=policy.max_unknown,
            min_coverage=policy.min_coverage,
            families=policy.families,
            frameworks=policy.frameworks,
        ),
        reasons=tuple(one.message for one in decision.reasons),
        known_count=decision.known_count,
        known_counts={one.value: count for one, count in decision.known_counts.items()},
        suppressed_count=decision.suppressed_count,
        accepted=tuple(map(str, decision.accepted)),
    )


def _finding(row: ExportRow) -> Finding:
    return Finding(
        id=row.id,
        check_id=row.check_id,
        resource_id=row.resource_id,
        region=row.region,
        service=row.service,
        family=Family(row.family),
        severity=Severity(row.severity),
        title=row.title,
        summary=row.summary,
        status=FindingStatus(row.status),
        delta=Delta(row.delta),
        jira_issue_key=row.jira_issue_key,
        first_seen_at=row.first_seen_at,
        last_seen_at=row.last_seen_at,
        suppressed_by=row.suppressed_by,
        declaration=row.terraform,
    )

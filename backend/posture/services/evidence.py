"""Evidence: what is known about a tenant's accounts in a period, written as canonical JSON.

It is read in pages and written as it is read: memory grows with accounts, checks and controls, not
with findings or runs.
"""

from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping
from functools import partial
from hashlib import sha256
from typing import Any, Final, NamedTuple, TypeVar

from posture.domain.check import Check, Severity
from posture.domain.finding import Delta, FindingStatus
from posture.domain.moment import rendered
from posture.domain.report import EVIDENCE_FORM
from posture.formats.canonical import CanonicalWriter, Sink, canonical
from posture.frameworks.catalog import Frameworks
from posture.services.evidence_accounts import (
    AccountState,
    Looked,
    gaps_of,
    rendered_account,
    rendered_finding,
    rendered_run,
    rendered_suppression,
)
from posture.services.evidence_trend import Trend
from posture.services.report_controls import Tally, needs_action
from posture.store import chain_walk, report_facts
from posture.store.engine import Store
from posture.store.report_facts import AccountRow, PresentRow, ReportedRunRow
from posture.store.reports import ChainHead, ReportRow
from posture.store.statement import Connection
from posture.version import version

T = TypeVar("T")
NO_ACCOUNT: Final = "No account was connected."
OPEN, ACCEPTED, SUPPRESSED = "open", "accepted", "suppressed"
NO_RUN: Final = "No run of a whole account completed in the period."


class ChangedError(Exception):
    """A run was deleted while it was read."""


class Catalog(NamedTuple):
    """What this server knows of checks and frameworks."""

    checks: Mapping[str, Check[Any]]
    frameworks: Frameworks

    def digest(self) -> str:
        """Return the SHA-256 of the texts of all checks."""
        texts = [
            [
                one.id,
                one.title,
                one.finding_title,
                one.severity.value,
                one.family.value,
                one.rationale,
                one.remediation,
                one.reference,
            ]
            for one in sorted(self.checks.values(), key=lambda one: one.id)
        ]
        return sha256(canonical(texts)).hexdigest()


async def write_evidence(
    store: Store, row: ReportRow, catalog: Catalog, sink: Sink, *, page_rows: int
) -> ChainHead | None:
    """Write the evidence of a report, and return the head of the audit chain that it names.

    Raises:
        ChangedError: what it is about was deleted meanwhile.
        UnavailableError: the database cannot be read.
    """
    return await _Evidence(store, row, catalog, page_rows).write(CanonicalWriter(sink))


class _Evidence:
    """The evidence of one report while it is written; members come in the order of their names."""

    def __init__(self, store: Store, row: ReportRow, catalog: Catalog, page_rows: int) -> None:
        self._store = store
        self._row = row
        self._catalog = catalog
        self._page_rows = page_rows
        self._since = row.scope.since
        # What happens after the report was created is not part of it.
        self._until = min(row.scope.until, row.created_at)
        self._severities = frozenset(row.scope.severities)
        names = row.frameworks.split()
        self._tally = Tally(catalog.checks, catalog.frameworks, names)
        self._listed: Counter[tuple[str, str]] = Counter()
        self._decided: Counter[str] = Counter()
        self._by_suppression: Counter[str] = Counter()
        self._open_ms = 0

    async def write(self, writer: CanonicalWriter) -> ChainHead | None:
        looked = await self._look()
        for one in looked:
            if one.run is not None:
                self._tally.add_run(one.account.provider, one.check_counts)
        head = await self._read(
            partial(chain_walk.head_before, tenant_id=self._row.tenant_id, before=self._until)
        )
        await writer.member("audit_head", head and {"position": head[0], "hash": head[1]})
        await writer.member("check_set", self._check_set())
        async with writer.array("findings") as add:
            async for item in self._findings(looked):
                await add(item)
        await writer.member("form", EVIDENCE_FORM)
        frameworks = [self._tally.of_framework(one) for one in self._tally.frameworks]
        await writer.member("frameworks", frameworks)
        await writer.member("gaps", self._gaps(looked))
        await writer.member("integrations", [rendered_account(one) for one in looked])
        period = {"from": rendered(self._since), "to": rendered(self._until)}
        await writer.member("period", period)
        trend = Trend(self._since, self._until)
        changed: Counter[tuple[str, str]] = Counter()
        async with writer.array("runs") as add:
            async for run in self._runs(looked):
                trend.add(run)
                await self._count_changes(run, changed)
                await add(rendered_run(run))
        await writer.member("scope", self._scope())
        await writer.member("summary", self._summary(looked, changed))
        await writer.member("suppressions", await self._suppressions())
        name = await self._read(partial(report_facts.tenant_name, tenant_id=self._row.tenant_id))
        await writer.member("tenant", {"id": self._row.tenant_id, "name": name})
        await writer.member("title", self._row.title)
        await writer.member("trend", trend.weeks(await self._before(looked)))
        await writer.member("verdicts", self._tally.of_checks())
        await writer.end()
        return ChainHead(*head) if head else None

    async def _look(self) -> list[Looked]:
        """Find the run of each account that decides its state."""
        wanted = self._row.scope.integration_ids
        rows = await self._read(
            partial(report_facts.accounts, tenant_id=self._row.tenant_id, until=self._until)
        )
        chosen = [one for one in rows if wanted is None or one.id in wanted]
        return [await self._read(partial(self._looked, account=one)) for one in chosen]

    def _looked(self, connection: Connection, account: AccountRow) -> Looked:
        run = report_facts.basis(connection, account.id, until=self._until)
        if run is None:
            later = report_facts.count_scoped_after(
                connection, account.id, since=-1, until=self._until
            )
            return Looked(account, self._since, None, scoped_count=later)
        later = report_facts.count_scoped_after(
            connection, account.id, since=run.accepted_at, until=self._until
        )
        verdicts, counts = report_facts.recorded(connection, run.id)
        return Looked(account, self._since, run, verdicts, counts, scoped_count=later)

    async def _findings(self, looked: list[Looked]) -> AsyncIterator[dict[str, Any]]:
        """Yield the findings that the report lists, the worst first; all of them are counted."""
        async for row, account in self._all(looked):
            controls = self._tally.add_finding(row)
            if row.suppressed_by is not None:
                self._by_suppression[row.suppressed_by] += 1
            if row.severity in self._severities and self._tally.concerns(row.check_id):
                self._list(row)
                yield rendered_finding(row, account.id, controls)

    def _list(self, row: PresentRow) -> None:
        if needs_action(row):
            self._listed[row.severity, OPEN] += 1
            self._open_ms += max(0, self._until - row.first_seen_at)
            return
        self._listed[row.severity, ACCEPTED] += 1
        self._decided[SUPPRESSED if row.suppressed_by is not None else row.status] += 1

    async def _all(self, looked: list[Looked]) -> AsyncIterator[tuple[PresentRow, AccountRow]]:
        """Yield the findings of the runs that decide the state, severity after severity."""
        seen: Counter[str] = Counter()
        for severity in Severity:
            for one in looked:
                if one.run is None:
                    continue
                async for row in self._present(one.run.id, severity.value):
                    seen[one.run.id] += 1
                    yield row, one.account
        for one in looked:
            if one.run is not None:
                count = await self._read(partial(report_facts.count_present, run_id=one.run.id))
                if count != seen[one.run.id] or count != one.run.finding_count:
                    raise ChangedError(one.run.id)

    async def _present(self, run_id: str, severity: str) -> AsyncIterator[PresentRow]:
        last: PresentRow | None = None
        while True:
            page = partial(
                report_facts.present,
                run_id=run_id,
                severity=severity,
                limit=self._page_rows,
                after=last,
            )
            rows = await self._read(page)
            for row in rows:
                yield row
            if len(rows) < self._page_rows:
                return
            last = rows[-1]

    async def _runs(self, looked: list[Looked]) -> AsyncIterator[ReportedRunRow]:
        """Yield the runs of the report's accounts in the period."""
        accounts = {one.account.id for one in looked}
        last: ReportedRunRow | None = None
        while True:
            page = partial(
                report_facts.runs_in,
                tenant_id=self._row.tenant_id,
                since=self._since,
                until=self._until,
                limit=self._page_rows,
                after=last,
            )
            rows = await self._read(page)
            for row in rows:
                if row.integration_id in accounts:
                    yield row
            if len(rows) < self._page_rows:
                return
            last = rows[-1]

    async def _count_changes(self, run: ReportedRunRow, changed: Counter[tuple[str, str]]) -> None:
        if not run.new_count and not run.resolved_count:
            return
        for one in await self._read(partial(report_facts.changed, run_id=run.id)):
            if one.severity in self._severities and self._tally.concerns(one.check_id):
                changed[one.severity, one.delta] += one.count

    async def _before(self, looked: list[Looked]) -> dict[str, int]:
        """Return how many findings each account had when the period began, where that is known."""
        found: dict[str, int] = {}
        for one in looked:
            at = partial(report_facts.basis, integration_id=one.account.id, until=self._since)
            run = await self._read(at)
            if run is not None:
                found[one.account.id] = run.finding_count
        return found

    async def _suppressions(self) -> list[dict[str, Any]]:
        rows = await self._read(
            partial(report_facts.decisions, tenant_id=self._row.tenant_id, until=self._until)
        )
        return [rendered_suppression(one, self._by_suppression[one.id]) for one in rows]

    def _check_set(self) -> dict[str, Any]:
        return {
            "count": len(self._catalog.checks),
            "digest": self._catalog.digest(),
            "version": version(),
        }

    def _scope(self) -> dict[str, Any]:
        wanted = self._row.scope.integration_ids
        return {
            "frameworks": self._row.frameworks.split(),
            "include_severities": list(self._row.scope.severities),
            "integration_ids": None if wanted is None else sorted(wanted),
        }

    def _gaps(self, looked: list[Looked]) -> list[str]:
        unknown = [
            f"{one}: the server that made this does not know the framework."
            for one in self._tally.unknown_names
        ]
        if not looked:
            return [NO_ACCOUNT, *unknown]
        found = [
            *unknown,
            *(gap for one in looked for gap in gaps_of(one, limited=self._tally.limited)),
        ]
        in_period = any(one.run and one.run.completed_at >= self._since for one in looked)
        return found if in_period else [NO_RUN, *found]

    def _summary(self, looked: list[Looked], changed: Counter[tuple[str, str]]) -> dict[str, Any]:
        opened = sum(count for (_, kind), count in self._listed.items() if kind == OPEN)
        return {
            "finding_count": sum(self._listed.values()),
            "open_count": opened,
            "accepted_count": sum(self._listed.values()) - opened,
            "suppressed_count": self._decided[SUPPRESSED],
            "status_accepted_count": self._decided[FindingStatus.ACCEPTED.value],
            "false_positive_count": self._decided[FindingStatus.FALSE_POSITIVE.value],
            "mean_open_seconds": self._open_ms // opened // 1_000 if opened else None,
            "new_count": _sum(changed, Delta.NEW),
            "resolved_count": _sum(changed, Delta.RESOLVED),
            "severities": {
                severity: {
                    "open_count": self._listed[severity, OPEN],
                    "accepted_count": self._listed[severity, ACCEPTED],
                    "new_count": changed[severity, Delta.NEW.value],
                    "resolved_count": changed[severity, Delta.RESOLVED.value],
                }
                for severity in self._row.scope.severities
            },
            "integration_count": len(looked),
            "looked_at_count": sum(one.state is AccountState.LOOKED_AT for one in looked),
            "verdict_counts": (
                self._tally.verdict_counts() if self._tally.limited else _of_runs(looked)
            ),
        }

    async def _read(self, work: Callable[[Connection], T]) -> T:
        return await self._store.read(work, tenant_id=self._row.tenant_id)


def _of_runs(looked: list[Looked]) -> dict[str, int]:
    """Return the verdicts of all checks; also of runs that did not record them by check."""
    return {
        name: sum(getattr(one.run, f"{name}_count") for one in looked if one.run)
        for name in ("pass", "fail", "unknown", "not_applicable")
    }


def _sum(changed: Counter[tuple[str, str]], delta: Delta) -> int:
    return sum(count for (_, found), count in changed.items() if found == delta.value)

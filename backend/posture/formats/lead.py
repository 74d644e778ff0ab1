"""Lead: how a report for people begins: the gate's verdict, what changed, what was looked at."""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from posture.domain.finding import Delta
from posture.domain.run import RunStatus, RunTrigger
from posture.formats.report import GateSummary, Report

_SHOWN: Final = 12
_REGIONS_SHOWN: Final = 3
_VERDICTS: Final = {
    "pass": "The gate passes",
    "fail": "The gate does not pass",
    "inconclusive": "The gate is inconclusive and does not pass",
}


class Lead(NamedTuple):
    """The first sentences; `tone` is the verdict, or `none`."""

    tone: str
    title: str
    sentences: tuple[str, ...]


def lead_of(report: Report) -> Lead:
    """Return the lead of a report."""
    gate = report.run.gate
    sentences = (*_gate(gate), *_delta(report), *_looked_at(report))
    if gate is None:
        return Lead("none", "No gate: the run was started without a policy", sentences)
    return Lead(gate.verdict, _VERDICTS[gate.verdict], sentences)


def _gate(gate: GateSummary | None) -> Iterator[str]:
    if gate is None:
        return
    yield from gate.reasons
    yield f"Policy: {gate.policy}."
    yield from not_counted(gate)


def not_counted(gate: GateSummary) -> Iterator[str]:
    """Yield sentences on what would stop the gate, but is in a baseline or was accepted."""
    if gate.known_count:
        stay = (
            "finding that was known before stays"
            if gate.known_count == 1
            else ("findings that were known before stay")
        )
        each = ", ".join(f"{count:,} {name}" for name, count in gate.known_counts.items() if count)
        of_each = f" ({each})" if each else ""
        yield f"{gate.known_count:,} more {stay} open and did not count{of_each}."
    if gate.suppressed_count:
        yield f"{gate.suppressed_count:,} more would count, were they not suppressed."
    if gate.accepted:
        yield f"Accepted, so not counted: {'; '.join(gate.accepted)}."


def _delta(report: Report) -> Iterator[str]:
    if not _has_result(report):
        return
    new = report.count(lambda one: one.delta is Delta.NEW)
    known = report.finding_count - new
    yield f"{new:,} new, {known:,} known before, {report.run.resolved_count:,} resolved."


def _looked_at(report: Report) -> Iterator[str]:
    if not _has_result(report):
        return
    scope, every = report.run.scope, _services(report)
    limits = [one for one in (report.run.check_set, scope.get("check_ids")) if one is not None]
    selected = {name for name in every if all(name in limit for limit in limits)}
    seen = {every[name] for name in selected}
    if services := scope.get("services"):
        seen = set(services) if not limits else seen & set(services)
    by_checks = f" by {len(selected):,} of {len(every):,} checks" if limits else ""
    if named := scope.get("resource_ids"):
        assets = "asset" if len(named) == 1 else "assets"
        yield f"Looked at {len(named):,} named {assets}{by_checks}, and at nothing else."
    else:
        yield f"Looked at {_listed(sorted(seen))}{by_checks}{_regions(scope.get('regions'))}."
    if missed := sorted(set(every.values()) - seen):
        yield f"Not looked at: {_listed(missed)}."


def _has_result(report: Report) -> bool:
    run = report.run
    return run.status is RunStatus.COMPLETED and run.trigger is not RunTrigger.VERIFY


def _services(report: Report) -> dict[str, str]:
    """Return the service of each check of the account's cloud, by the check's id."""
    return {} if report.cloud is None else {one.id: one.service for one in report.cloud.checks()}


def _regions(regions: Sequence[str] | None) -> str:
    if not regions:
        return " in every region of the integration"
    count = f"{len(regions)} region{'' if len(regions) == 1 else 's'}"
    names = f": {', '.join(regions)}" if len(regions) <= _REGIONS_SHOWN else ""
    return f" in {count}{names}"


def _listed(names: Sequence[str]) -> str:
    if not names:
        return "nothing"
    more = len(names) - _SHOWN
    return ", ".join(names[:_SHOWN]) + (f" and {more} more services" if more > 0 else "")

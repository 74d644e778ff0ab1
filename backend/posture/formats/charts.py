"""Charts: the counts of a run as bars of inline SVG, with the numbers as text for screen readers.

Widths are attributes of shapes, not styles: the page's content security policy allows no styles on
elements.
"""

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from posture.domain.asset import Family
from posture.domain.check import Severity
from posture.formats.report import Report

WIDTH: Final = 1_000
# The narrowest part that can still be seen.
_LEAST: Final = 6.0


class Part(NamedTuple):
    """A part of a bar, in units of which a bar has `WIDTH`."""

    name: str
    x: str
    width: str


class Bar(NamedTuple):
    """A bar, and its numbers in words."""

    label: str
    parts: tuple[Part, ...]


class FamilyBar(NamedTuple):
    """The findings of a family, by severity."""

    family: Family
    bar: Bar
    finding_count: int


def severities(report: Report) -> Mapping[str, int]:
    """Return how many findings have each severity."""
    counts = {one.value: 0 for one in Severity}
    for group in report.counted:
        counts[group.severity.value] += group.count
    return counts


def verdicts(report: Report) -> Mapping[str, int]:
    """Return how many assets passed, failed and stayed unknown."""
    run = report.run
    return {"pass": run.pass_count, "fail": run.fail_count, "unknown": run.unknown_count}


def families(report: Report) -> list[FamilyBar]:
    """Return a bar for each family with findings, the longest first."""
    counts: dict[Family, dict[str, int]] = {}
    for one in report.counted:
        by_severity = counts.setdefault(one.family, {severity.value: 0 for severity in Severity})
        by_severity[one.severity.value] += one.count
    most = max((sum(one.values()) for one in counts.values()), default=1)
    return [
        FamilyBar(family, bar(found, whole=most), sum(found.values()))
        for family, found in sorted(counts.items(), key=lambda one: -sum(one[1].values()))
    ]


def bar(counts: Mapping[str, int], *, whole: int | None = None) -> Bar:
    """Return a bar whose full width is `whole`, or the sum of the counts."""
    full = max(1, whole or sum(counts.values()))
    shown = {name: count for name, count in counts.items() if count}
    label = ", ".join(f"{count:,} {name}" for name, count in shown.items()) or "none"
    return Bar(label, tuple(_parts(shown, full)))


def _parts(counts: Mapping[str, int], full: int) -> Iterator[Part]:
    x = 0.0
    for name, count in counts.items():
        width = min(max(_LEAST, WIDTH * count / full), WIDTH - x)
        yield Part(name, f"{x:.1f}", f"{width:.1f}")
        x += width

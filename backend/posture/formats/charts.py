"""Charts: what a run found as inline SVG, with the numbers beside it for who sees no picture.

Widths are attributes of shapes and no styles: a strict policy lets no element carry a style.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from posture.domain.asset import Family
from posture.domain.check import Severity
from posture.formats.report import Report

_WIDTH: Final = 1_000.0
# The narrowest that is still seen.
_LEAST: Final = 6.0


def overview(report: Report) -> str:
    """Return severities and verdicts beside families; nothing of nothing."""
    run = report.run
    severities = {one.value: 0 for one in Severity}
    for tally in report.counted:
        severities[tally.severity.value] += tally.count
    verdicts = {"pass": run.pass_count, "fail": run.fail_count, "unknown": run.unknown_count}
    return (
        '<div class="cards">\n'
        f'<section class="card"><h3>Severity</h3>{_bar(severities, height=14)}{_key(severities)}'
        f'<h3 class="verdicts">Verdicts</h3>{_bar(verdicts, height=14)}{_key(verdicts)}</section>\n'
        f'<section class="card"><h3>Family</h3>{_families(report)}</section>\n</div>\n'
    )


def _families(report: Report) -> str:
    counts: dict[Family, dict[str, int]] = {}
    for one in report.counted:
        by_severity = counts.setdefault(one.family, {severity.value: 0 for severity in Severity})
        by_severity[one.severity.value] += one.count
    most = max((sum(one.values()) for one in counts.values()), default=1)
    rows = "".join(
        f'<tr><th scope="row">{family.value}</th><td>{_bar(found, height=12, of=most)}</td>'
        f'<td class="number">{sum(found.values()):,}</td></tr>'
        for family, found in sorted(counts.items(), key=lambda one: -sum(one[1].values()))
    )
    return f'<table class="families"><tbody>{rows}</tbody></table>'


def _bar(counts: Mapping[str, int], *, height: int, of: int | None = None) -> str:
    """Draw one bar whose whole width is `of`, or all that is counted."""
    whole = max(1, of or sum(counts.values()))
    shown = [(name, count) for name, count in counts.items() if count]
    told = ", ".join(f"{count:,} {name}" for name, count in shown) or "none"
    return (
        f'<svg viewBox="0 0 {_WIDTH:.0f} {height}" height="{height}" preserveAspectRatio="none" '
        f'role="img" aria-label="{told}"><rect class="rest" width="{_WIDTH:.0f}" height="{height}" '
        f'rx="3"/>{_shapes(shown, whole, height)}</svg>'
    )


def _shapes(shown: Iterable[tuple[str, int]], whole: int, height: int) -> str:
    at, shapes = 0.0, []
    for name, count in shown:
        width = min(max(_LEAST, _WIDTH * count / whole), _WIDTH - at)
        shapes.append(f'<rect class="{name}" x="{at:.1f}" width="{width:.1f}" height="{height}"/>')
        at += width
    return "".join(shapes)


def _key(counts: Mapping[str, int]) -> str:
    rows = "".join(
        f'<li class="{name}"><span>{name}</span><b>{count:,}</b></li>'
        for name, count in counts.items()
    )
    return f'<ul class="key">{rows}</ul>'

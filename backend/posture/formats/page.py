"""HTML: a report in one file that needs no network, for people, on a screen or on paper.

What is static stands in `page.css` and `page.js` and is allowed by its hash; nothing else may run.
The findings come last, in tables of which a browser lays out only those that are looked at.
"""

import html
from base64 import b64encode
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Final

from posture.domain.check import Severity
from posture.formats import charts
from posture.formats.report import Finding, Findings, Found, Report, RunFacts, percent
from posture.formats.text import printable

ROWS_PER_TABLE: Final = 100
CHECKS_SHOWN: Final = 12
_SAFE_SCHEMES: Final = ("https://", "http://")


def render(report: Report, findings: Findings) -> Iterator[bytes]:
    """Write the page: facts, charts, what to fix, and every finding."""
    yield _head(report).encode()
    for part in (_header(report), _gaps(report.run), _facts(report), charts.overview(report)):
        yield part.encode()
    yield from (part.encode() for part in _checks(report))
    yield _filters(report).encode()
    places = {found.rule.id: place for place, found in enumerate(report.found_rules)}
    count = 0
    while some := list(islice(findings, ROWS_PER_TABLE)):
        yield _table(report, some, first=count + 1, places=places).encode()
        count += len(some)
    yield _tail(report).encode()


def text(value: object) -> str:
    """Return what a page shows as it is."""
    return html.escape(printable(str(value)))


@cache
def _asset(name: str) -> str:
    return Path(__file__).with_name(name).read_text(encoding="utf-8")


def _allowed(name: str) -> str:
    digest = sha256(_asset(name).encode()).digest()
    return f"'sha256-{b64encode(digest).decode()}'"


def _head(report: Report) -> str:
    policy = (
        f"default-src 'none'; script-src {_allowed('page.js')}; style-src {_allowed('page.css')}; "
        "base-uri 'none'; form-action 'none'"
    )
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>{text(_headline(report))}</title>\n"
        f"<style>{_asset('page.css')}</style>\n</head>\n<body>\n"
        '<a class="skip" href="#findings">Skip to the findings</a>\n'
    )


def _headline(report: Report) -> str:
    count = report.finding_count
    found = f"{count:,} finding{'' if count == 1 else 's'}" if count else "No findings"
    return f"{found} in {report.run.account}"


def _header(report: Report) -> str:
    run = report.run
    told = [
        f"{_day(run.completed_at)} UTC",
        f"{run.trigger} run",
        f"{run.duration_ms / 1_000:.1f} s",
    ]
    told += [
        text(f"{name} {run.source[name]}")
        for name in ("tool", "workspace", "commit")
        if name in run.source
    ]
    if (url := run.source.get("url", "")).startswith(_SAFE_SCHEMES):
        told.append(f'<a href="{text(url)}" rel="noreferrer">pipeline</a>')
    return (
        f"<header><div><h1>{text(_headline(report))}</h1>\n<p>{' · '.join(told)}</p>\n"
        f'<p>Run <span class="id">{text(run.id)}</span></p></div>\n'
        '<button type="button" id="theme" class="needs-script">Light or dark</button></header>\n'
        "<main>\n"
    )


def _gaps(run: RunFacts) -> str:
    if not run.gaps:
        return ""
    told = "".join(
        f"<p>{'<b>' if not place else ''}{text(gap)}{'</b>' if not place else ''}</p>"
        for place, gap in enumerate(run.gaps)
    )
    return f'<div class="gaps" role="note">{told}</div>\n'


def _facts(report: Report) -> str:
    run = report.run
    new = sum(found.new_count for found in report.found_rules)
    facts = {
        "New": f"{new:,}",
        "Resolved": f"{run.resolved_count:,}",
        "Suppressed": f"{sum(found.suppressed_count for found in report.found_rules):,}",
        "Assets": f"{run.asset_count:,}",
        "Unknown": f"{run.unknown_count:,}",
        "Coverage": percent(run.coverage),
    }
    told = "".join(f"<div><dt>{name}</dt><dd>{fact}</dd></div>" for name, fact in facts.items())
    return f'<dl class="facts">{told}</dl>\n'


def _checks(report: Report) -> Iterator[str]:
    if not report.found_rules:
        return
    yield '<h2>What to fix</h2>\n<div class="checks">\n'
    rest = len(report.found_rules) - CHECKS_SHOWN
    for place, found in enumerate(report.found_rules):
        if place == CHECKS_SHOWN:
            yield f'<details class="more"><summary>{rest:,} more</summary>\n'
        yield _check(place, found)
    yield "</details></div>\n" if rest > 0 else "</div>\n"


def _check(place: int, found: Found) -> str:
    rule = found.rule
    title = text(rule.title or rule.id)
    new = (
        f'<span class="badge new">{found.new_count:,} new</span>'
        if found.new_count
        else "<span></span>"
    )
    code = "".join(
        f"<pre><code>{text(one)}</code></pre>"
        for one in (rule.remediation_cli, rule.remediation_terraform)
        if one
    )
    controls = "".join(f"<li>{text(one)}</li>" for one in rule.controls)
    read = (
        f'<a href="{text(rule.reference)}" rel="noreferrer">Read on</a>'
        if rule.reference.startswith(_SAFE_SCHEMES)
        else ""
    )
    noun = "finding" if found.count == 1 else "findings"
    return (
        f'<details id="c{place}"><summary>{_pill(found.severity)}'
        f'<span class="title">{title}</span>{new}<b>{found.count:,}</b></summary>\n'
        f'<div class="about"><p>{text(rule.rationale)}</p>'
        f"<p><b>Fix:</b> {text(rule.remediation or 'not known to this version')}</p>{code}"
        f'<ul class="controls" aria-label="Controls">{controls}</ul>'
        f'<p class="actions"><button type="button" class="needs-script" data-check="{place}" '
        f'data-title="{title}">Show its {found.count:,} {noun}</button>{read} '
        f'<span class="id">{text(rule.id)}</span></p></div></details>\n'
    )


def _filters(report: Report) -> str:
    severities = "".join(
        f'<button type="button" class="{one}" data-severity="{one}" aria-pressed="true">'
        f"{one.title()}</button>"
        for one in Severity
        if any(tally.severity is one for tally in report.tallies)
    )
    families = _options({one.family.value: one.family.value for one in report.tallies})
    states = _options(
        {
            "there": "There now",
            "new": "New",
            "unchanged": "Known before",
            "counts": "Not decided about",
            "decided": "Decided about",
            "resolved": "Resolved",
            "all": "All",
        },
        every=None,
    )
    return (
        '<h2 id="findings">Findings</h2>\n'
        '<div class="filters needs-script" role="search">'
        '<input type="search" id="search" placeholder="Search" aria-label="Search findings">'
        f'<span class="set" role="group" aria-label="Severities">{severities}</span>'
        f'<select id="family" aria-label="Family">{families}</select>'
        f'<select id="state" aria-label="State">{states}</select>'
        '<button type="button" id="only" hidden></button></div>\n'
        '<p id="said" class="needs-script" aria-live="polite"></p>\n<div class="list">\n'
        f'<table aria-hidden="true">{_WIDTHS}<thead>{_COLUMNS}</thead></table>\n'
    )


def _options(named: dict[str, str], every: str | None = "Every family") -> str:
    first = f'<option value="">{every}</option>' if every else ""
    return first + "".join(
        f'<option value="{text(name)}">{text(shown)}</option>'
        for name, shown in (sorted(named.items()) if every else named.items())
    )


_WIDTHS: Final = (
    '<colgroup><col class="severity"><col class="resource"><col class="seen"><col class="state">'
    "</colgroup>"
)
_COLUMNS: Final = (
    '<tr><th class="severity">Severity</th><th class="resource">Resource</th>'
    '<th class="seen">What was seen</th><th class="state">State</th></tr>'
)


def _table(
    report: Report, findings: Iterable[Finding], *, first: int, places: dict[str, int]
) -> str:
    rows = "".join(_row(report, one, places.get(one.check_id)) for one in findings)
    return (
        f'<div class="chunk"><table aria-label="Findings from {first:,}">'
        f"{_WIDTHS}<thead>{_COLUMNS}</thead><tbody>\n{rows}</tbody></table></div>\n"
    )


def _row(report: Report, finding: Finding, check: int | None) -> str:
    title = text(report.rule(finding).title or finding.title)
    states = [finding.delta.value, "decided" if finding.decision else ""]
    linked = title if check is None else f'<a href="#c{check}">{title}</a>'
    place = f"<br><small>{text(finding.place)}</small>" if finding.place else ""
    decision = (
        f'<span class="badge decided">{text(finding.decision)}</span>' if finding.decision else ""
    )
    gone = ' class="is-resolved"' if finding.is_resolved else ""
    delta = finding.delta
    since = _day(finding.first_seen_at)[:10]
    return (
        f'<tr{gone} data-s="{finding.severity}" data-f="{finding.family}" '
        f'data-c="{"" if check is None else check}" data-d="{" ".join(filter(None, states))}">'
        f'<td class="severity">{_pill(finding.severity)}</td>'
        f'<td class="resource"><span class="id">{text(finding.resource_id)}</span>{place}'
        f"<br><small>{text(finding.region)} · {text(finding.service)}</small></td>"
        f'<td class="seen">{linked}<br><small>{text(finding.summary)}</small></td>'
        f'<td class="state"><span class="badge {delta}">{_DELTAS[delta.value]}</span>'
        f"{decision}<small>since {since}</small></td></tr>\n"
    )


_DELTAS: Final = {"new": "new", "unchanged": "known", "resolved": "resolved"}


def _pill(severity: Severity) -> str:
    return f'<span class="pill {severity}">{severity.title()}</span>'


def _tail(report: Report) -> str:
    nothing = (
        "Nothing fits the filters."
        if report.tallies
        else "Nothing was found."
        if not report.run.gaps
        else "Nothing was found in what could be judged."
    )
    hidden = " hidden" if report.tallies else ""
    return (
        f'<p class="empty" id="nothing"{hidden}>{nothing}</p>\n</div>\n</main>\n'
        f"<footer>Written by posture {text(report.version)} from run {text(report.run.id)} of "
        f"integration {text(report.run.integration_id)}. Severity, status and delta are those of "
        "the run's end.</footer>\n"
        f"<script>{_asset('page.js')}</script>\n</body>\n</html>\n"
    )


def _day(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1_000, UTC).strftime("%Y-%m-%d %H:%M")

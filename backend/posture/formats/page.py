"""HTML: a report in one file that needs no network, for people, on a screen or on paper.

The template is `page.html.jinja`; Jinja escapes every value. `page.css` and `page.js` are copied
into the page unchanged: its content security policy allows only them, by their hashes. A browser
lays out only those tables of findings that are in view, and prints the first of each list.
"""

from base64 import b64encode
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import cache, lru_cache
from hashlib import sha256
from itertools import chain, islice
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

from posture.domain.check import Severity
from posture.domain.finding import Delta
from posture.formats import charts
from posture.formats.lead import lead_of
from posture.formats.report import Finding, Findings, Report, percent
from posture.printable import is_visible, printable

if TYPE_CHECKING:
    from jinja2 import Template

ROWS_PER_TABLE: Final = 100
PRINTED_ROWS: Final = 50
CHECKS_SHOWN: Final = 12
# Jinja yields a page in small pieces; this many are sent together.
PIECES: Final = 100
DELTAS: Final = MappingProxyType({"new": "new", "unchanged": "known", "resolved": "resolved"})
STATES: Final = (
    ("there", "Present"),
    ("new", "New"),
    ("unchanged", "Known before"),
    ("counts", "Not accepted or suppressed"),
    ("decided", "Accepted or suppressed"),
    ("resolved", "Resolved"),
    ("all", "All"),
)


Table: TypeAlias = tuple[int, list[tuple[Finding, str, int | str]]]


class Section(NamedTuple):
    """A list of findings; its tables are written while they are read."""

    id: str
    title: str
    total: int
    nothing: str
    tables: Iterator[Table]


def render(report: Report, findings: Findings) -> Iterator[bytes]:
    """Write the page: the verdict, what is new, what to fix, and every other finding."""
    stream = _template().stream(**_context(report), sections=_sections(report, findings))
    stream.enable_buffering(PIECES)
    for text in stream:
        yield text.encode()


def _context(report: Report) -> dict[str, Any]:
    run = report.run
    severities, verdicts = charts.severities(report), charts.verdicts(report)
    return {
        "run": run,
        "version": report.version,
        "headline": _headline(report),
        "lead": lead_of(report),
        "seconds": f"{run.duration_ms / 1_000:.1f}",
        "facts": _facts(report),
        "chart_width": charts.WIDTH,
        "severities": severities,
        "severity_bar": charts.bar(severities),
        "verdicts": verdicts,
        "verdict_bar": charts.bar(verdicts),
        "families": charts.families(report),
        "checks": report.failed_checks,
        "checks_shown": CHECKS_SHOWN,
        "all_severities": list(Severity),
        "found_severities": [
            one for one in Severity if any(group.severity is one for group in report.groups)
        ],
        "found_families": [
            (one, one) for one in sorted({group.family.value for group in report.groups})
        ],
        "states": STATES,
        "deltas": DELTAS,
        "printed_rows": PRINTED_ROWS,
    }


def _sections(report: Report, findings: Findings) -> Iterator[Section]:
    """Yield the new findings, which come first, and then all others."""
    new_count = sum(one.count for one in report.groups if one.delta is Delta.NEW)
    count = sum(one.count for one in report.groups)
    others: list[Finding] = []

    def new() -> Iterator[Finding]:
        for one in findings:
            if one.delta is not Delta.NEW:
                others.append(one)
                return
            yield one

    nothing = f"Nothing{' new' if count else ''} was found"
    nothing += " in what could be read." if report.run.gaps else "."
    yield Section("findings", "New", new_count, nothing, _tables(report, new()))
    title = "Known before, and resolved"
    # The list has its finding by then: the new ones were written before.
    rest = _tables(report, chain(others, findings))
    yield Section("known", title, count - new_count, "Nothing else.", rest)


def _tables(report: Report, findings: Findings) -> Iterator[Table]:
    """Yield the number of each table's first finding, and its rows.

    A row is a finding, its title, and the number of its check, empty if the check found nothing
    that is still present. The first table has the rows that are printed.
    """
    numbers = {found.rule.id: number for number, found in enumerate(report.failed_checks)}
    first, size = 1, PRINTED_ROWS
    while some := list(islice(findings, size)):
        yield (
            first,
            [
                (one, report.rule(one).finding_title or one.title, numbers.get(one.check_id, ""))
                for one in some
            ],
        )
        first, size = first + len(some), ROWS_PER_TABLE


def _headline(report: Report) -> str:
    count = report.finding_count
    found = f"{count:,} finding{'' if count == 1 else 's'}" if count else "No findings"
    return f"{found} in {report.run.account}"


def _facts(report: Report) -> Mapping[str, str]:
    run = report.run
    new = sum(found.new_count for found in report.failed_checks)
    return {
        "New": f"{new:,}",
        "Resolved": f"{run.resolved_count:,}",
        "Suppressed": f"{sum(found.suppressed_count for found in report.failed_checks):,}",
        "Assets": f"{run.asset_count:,}",
        "Unknown": f"{run.unknown_count:,}",
        "Coverage": percent(run.coverage),
    }


@cache
def _template() -> "Template":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415  # 40 ms that only a page needs

    def shown(value: object) -> object:
        """Return a value without control characters; Jinja escapes it next."""
        if type(value) is str and is_visible(value):  # most are, and this is the fastest test
            return value
        return value if hasattr(value, "__html__") else printable(str(value))

    folder = Path(__file__).parent
    style, script = _asset("page.css"), _asset("page.js")
    allowed_script, allowed_style = sources()
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        finalize=shown,
        keep_trailing_newline=True,
        lstrip_blocks=True,
        trim_blocks=True,
        undefined=StrictUndefined,
    )
    environment.filters |= {"day": _day, "grouped": _grouped, "minute": _minute}
    environment.tests |= {"web_address": _is_web_address}
    environment.globals |= {
        "policy": (
            f"default-src 'none'; script-src {allowed_script}; style-src {allowed_style}; "
            "base-uri 'none'; form-action 'none'"
        ),
        "style": style,
        "script": script,
    }
    return environment.get_template("page.html.jinja")


def sources() -> tuple[str, str]:
    """Return by which source expressions a policy allows the page's script and its style."""
    return _hash(_asset("page.js")), _hash(_asset("page.css"))


@cache
def _asset(name: str) -> str:
    return Path(__file__).with_name(name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    """Return the source expression by which a policy allows an inline text."""
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def _is_web_address(text: object) -> bool:
    """Return whether a text may become a link; a script, for instance, may not."""
    return isinstance(text, str) and text.startswith(("https://", "http://"))


def _grouped(count: int) -> str:
    return f"{count:,}"


@lru_cache(maxsize=1024)
def _day(at_ms: int) -> str:
    return _minute(at_ms)[:10]


def _minute(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1_000, UTC).strftime("%Y-%m-%d %H:%M")

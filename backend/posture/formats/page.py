"""HTML: a report in one file that needs no network, for people, on a screen or on paper.

The template is `page.html.jinja`; Jinja escapes every value. `page.css` and `page.js` are copied
into the page unchanged: its content security policy allows only them, by their hashes. The findings
come last, in tables of which a browser lays out only those that are in view.
"""

from base64 import b64encode
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import cache, lru_cache
from hashlib import sha256
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from posture.domain.check import Severity
from posture.formats import charts
from posture.formats.report import Finding, Findings, Report, percent
from posture.formats.text import printable

if TYPE_CHECKING:
    from jinja2 import Template

ROWS_PER_TABLE: Final = 100
CHECKS_SHOWN: Final = 12
# Jinja yields a page in small pieces; this many are sent together.
PIECES: Final = 500
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


def render(report: Report, findings: Findings) -> Iterator[bytes]:
    """Write the page: facts, charts, what to fix, and every finding."""
    stream = _template().stream(**_context(report), tables=_tables(report, findings))
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
        "has_findings": bool(report.groups),
        "nothing": _nothing(report),
    }


def _tables(
    report: Report, findings: Findings
) -> Iterator[tuple[int, list[tuple[Finding, str, int | str]]]]:
    """Yield the number of each table's first finding, and its rows.

    A row is a finding, its title, and the number of its check, empty if the check found nothing
    that is still present.
    """
    numbers = {found.rule.id: number for number, found in enumerate(report.failed_checks)}
    first = 1
    while some := list(islice(findings, ROWS_PER_TABLE)):
        yield (
            first,
            [
                (one, report.rule(one).finding_title or one.title, numbers.get(one.check_id, ""))
                for one in some
            ],
        )
        first += len(some)


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


def _nothing(report: Report) -> str:
    """Return the text to show when there are no findings."""
    if report.groups:
        return "No finding matches the filters."
    return "Nothing was found in what could be read." if report.run.gaps else "Nothing was found."


@cache
def _template() -> "Template":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415  # 40 ms that only a page needs

    def shown(value: object) -> object:
        """Return a value without control characters; Jinja escapes it next."""
        if type(value) is str and value.isprintable():  # most are, and this is the fastest test
            return value
        return value if hasattr(value, "__html__") else printable(str(value))

    folder = Path(__file__).parent
    style, script = (_asset(folder / name) for name in ("page.css", "page.js"))
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
            f"default-src 'none'; script-src {_hash(script)}; style-src {_hash(style)}; "
            "base-uri 'none'; form-action 'none'"
        ),
        "style": style,
        "script": script,
    }
    return environment.get_template("page.html.jinja")


def _asset(file: Path) -> str:
    return file.read_text(encoding="utf-8")


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

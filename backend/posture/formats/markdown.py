"""Markdown: a short summary of a run for the page of a pipeline's job."""

import html
import re
from collections.abc import Iterable, Iterator
from itertools import islice, takewhile
from typing import Final

from posture.domain.check import Severity
from posture.domain.finding import Delta
from posture.formats.lead import not_counted
from posture.formats.report import FailedCheck, Finding, Findings, Report, RunFacts, percent
from posture.formats.text import moment, one_line

# GitHub shows job summaries of at most 1 MiB, and other steps share the page.
MOST_BYTES: Final = 512 * 1024
MOST_CHECKS: Final = 20
MOST_FINDINGS: Final = 100
LONGEST_CELL: Final = 400

_MARKS: Final = {
    Severity.CRITICAL: "🟥",
    Severity.HIGH: "🟧",
    Severity.MEDIUM: "🟨",
    Severity.LOW: "🟦",
    Severity.INFO: "⬜",
}
_SPECIAL: Final = re.compile(r"([\\`*_{}\[\]()#+!|~@:.-])")


def render(report: Report, findings: Findings) -> Iterator[bytes]:
    """Write the counts, what to fix first, and the worst findings."""
    size = 0
    for part in (*_top(report), *_checks(report), *_listed(report, findings)):
        text = part.encode()
        size += len(text)
        if size > MOST_BYTES:
            return
        yield text


def _top(report: Report) -> Iterator[str]:
    run = report.run
    yield f"## {_headline(report)}\n\n"
    for gap in run.gaps:
        yield f"> ⚠️ **{plain(gap)}**\n"
    yield "\n" if run.gaps else ""
    yield f"{_facts(run)}\n\n"
    if run.gate is not None and (sentences := list(not_counted(run.gate))):
        yield f"{plain(' '.join(sentences))}\n\n"
    if not report.counted:
        return
    yield "| | new | known before | in all |\n|---|--:|--:|--:|\n"
    for severity in Severity:
        alike = [one for one in report.counted if one.severity is severity]
        every = sum(one.count for one in alike)
        new = sum(one.count for one in alike if one.delta is Delta.NEW)
        if every:
            yield f"| {_MARKS[severity]} {severity} | {new} | {every - new} | {every} |\n"
    if suppressed := report.count(lambda one: not one.counts):
        yield f"\n{suppressed} of them {'is' if suppressed == 1 else 'are'} suppressed.\n"


def _headline(report: Report) -> str:
    count = report.finding_count
    found = f"{count} finding{'' if count == 1 else 's'}" if count else "No findings"
    return f"{found} in {plain(report.run.account)}"


def _facts(run: RunFacts) -> str:
    facts = [
        f"{run.asset_count} asset{'' if run.asset_count == 1 else 's'}",
        f"{run.pass_count} passed",
        f"{run.fail_count} failed",
        f"{run.unknown_count} unknown",
        f"coverage {percent(run.coverage)}",
        f"{run.resolved_count} resolved",
        f"{run.duration_ms / 1_000:.1f} s",
        f"{moment(run.completed_at)}",
        f"run `{run.id}`",
    ]
    return " · ".join(facts)


def _checks(report: Report) -> Iterator[str]:
    if not report.failed_checks:
        return
    yield "\n### Fix first\n\n| | what is wrong | found | new | fix |\n|---|---|--:|--:|---|\n"
    for found in report.failed_checks[:MOST_CHECKS]:
        yield _check(found)
    if (rest := len(report.failed_checks) - MOST_CHECKS) > 0:
        yield f"\n{rest} more checks have findings.\n"


def _check(found: FailedCheck) -> str:
    rule = found.rule
    title = plain(rule.finding_title or rule.id)
    name = f"[{title}]({rule.reference})" if rule.reference.startswith("https://") else title
    return (
        f"| {_MARKS[found.severity]} | {name} | {found.count} | {found.new_count} "
        f"| {plain(rule.remediation)} |\n"
    )


def _listed(report: Report, findings: Findings) -> Iterator[str]:
    there: Iterable[Finding] = takewhile(lambda finding: not finding.is_resolved, findings)
    for number, finding in enumerate(islice(there, MOST_FINDINGS)):
        if number == 0:
            shown = min(report.finding_count, MOST_FINDINGS)
            of_all = f" of {report.finding_count}" if shown < report.finding_count else ""
            which = "The only finding" if shown == 1 else f"The worst {shown}{of_all} findings"
            yield f"\n<details><summary>{which}</summary>\n\n"
            yield "| | resource | what is wrong | |\n|---|---|---|---|\n"
        yield _finding(finding)
    if report.finding_count:
        yield "\n</details>\n"


def _finding(finding: Finding) -> str:
    marks = [finding.delta.value, finding.decision]
    where = code(finding.resource_id)
    if finding.declaration:
        where += f"<br>{code(str(finding.declaration))}"
    notes = ", ".join(mark for mark in marks if mark)
    return f"| {_MARKS[finding.severity]} | {where} | {_wrong(finding)} | {notes} |\n"


def _wrong(finding: Finding) -> str:
    return "<br>".join(plain(text) for text in (finding.title, finding.summary) if text)


def plain(text: str) -> str:
    """Return text escaped for Markdown, in one line and cut if it is too long."""
    line = one_line(text)
    cut = line if len(line) <= LONGEST_CELL else f"{line[: LONGEST_CELL - 1]}…"
    return _SPECIAL.sub(r"\\\1", html.escape(cut, quote=False))


def code(text: str) -> str:
    """Return text as code; in HTML, so that backticks and bars in it do no harm."""
    line = one_line(text)
    cut = line if len(line) <= LONGEST_CELL else f"{line[: LONGEST_CELL - 1]}…"
    shown = html.escape(cut)
    for special in "|`*_[]@\\:":
        shown = shown.replace(special, f"&#{ord(special)};")
    return f"<code>{shown}</code>"

"""JUnit XML: findings as failed tests, for Jenkins, GitLab and other tools that show tests.

A resolved finding is a test that passes, an accepted or suppressed one is skipped, and what could
not be evaluated is an error: an unread asset is never shown as a pass.
"""

from collections.abc import Iterator
from itertools import groupby
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from posture.domain.check import Severity
from posture.formats.report import Finding, FindingGroup, Findings, Report, RunFacts
from posture.formats.text import moment, path_inside
from posture.printable import printable

RESOLVED: Final = "resolved"
RUN: Final = "run"
COMPLETE: Final = "everything could be evaluated"


def render(report: Report, findings: Findings) -> Iterator[bytes]:
    """Write one suite for the run, one for each severity, and one for resolved findings."""
    gaps = report.run.gaps
    total = sum(one.count for one in report.groups) + 1
    failures = report.count(lambda one: one.counts)
    skipped = report.count(lambda one: not one.counts)
    yield (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f"<testsuites{_attributes(name='posture', tests=total, failures=failures)}"
        f"{_attributes(errors=int(bool(gaps)), skipped=skipped, time=_seconds(report.run))}>\n"
        f"{_of_run(report)}"
    ).encode()
    for name, group in groupby(findings, _suite_of):
        yield _suite(report, name).encode()
        for finding in group:
            yield _case(report, finding).encode()
        yield b"</testsuite>\n"
    yield b"</testsuites>\n"


def _suite_of(finding: Finding) -> str:
    return RESOLVED if finding.is_resolved else finding.severity.value


def _of_run(report: Report) -> str:
    run, gaps = report.run, report.run.gaps
    facts = {
        "account": run.account,
        "run": run.id,
        "status": run.status.value,
        "assets": run.asset_count,
        "passed": run.pass_count,
        "failed": run.fail_count,
        "unknown": run.unknown_count,
        "not_applicable": run.not_applicable_count,
        "coverage": "" if run.coverage is None else run.coverage,
    }
    properties = "".join(
        f"<property{_attributes(name=name, value=value)}/>" for name, value in facts.items()
    )
    error = ""
    if gaps:
        head = _attributes(message=gaps[0], type="unknown")
        error = f"<error{head}>{escape(printable(' '.join(gaps)))}</error>"
    counts = _attributes(name=RUN, tests=1, failures=0, errors=int(bool(gaps)), skipped=0)
    return (
        f"<testsuite{counts}{_attributes(timestamp=moment(run.completed_at))}>"
        f"<properties>{properties}</properties>\n"
        f"<testcase{_attributes(classname='posture', name=COMPLETE, time=0)}>"
        f"{error}</testcase>\n</testsuite>\n"
    )


def _suite(report: Report, name: str) -> str:
    def of_it(one: FindingGroup) -> bool:
        return one.severity == name

    if name == RESOLVED:
        tests = sum(one.count for one in report.groups if one.is_resolved)
        failures = skipped = 0
    else:
        tests = report.count(of_it)
        skipped = report.count(lambda one: of_it(one) and not one.counts)
        failures = tests - skipped
    counts = _attributes(name=name, tests=tests, failures=failures, errors=0, skipped=skipped)
    return f"<testsuite{counts}{_attributes(timestamp=moment(report.run.completed_at))}>\n"


def _case(report: Report, finding: Finding) -> str:
    declaration = finding.declaration
    names = _attributes(classname=finding.check_id, name=finding.resource_id, time=0)
    if declaration and declaration.file and (path := path_inside(declaration.file)):
        names += _attributes(file=path, line=declaration.line or 1)
    if finding.is_resolved:
        return f"<testcase{names}/>\n"
    if decision := finding.decision:
        return f"<testcase{names}><skipped{_attributes(message=decision)}/></testcase>\n"
    kind = _attributes(message=finding.title, type=finding.severity.value)
    text = escape(printable(_details(report, finding)))
    return f"<testcase{names}><failure{kind}>{text}</failure></testcase>\n"


def _details(report: Report, finding: Finding) -> str:
    rule = report.rule(finding)
    lines = {
        "Seen": finding.summary,
        "Expected": rule.title,
        "Severity": f"{finding.severity.value}, {finding.delta.value}",
        "Resource": finding.resource_id,
        "Terraform": str(finding.declaration or ""),
        "Region": finding.region,
        "Since": moment(finding.first_seen_at),
        "Fix": rule.remediation,
        "Controls": ", ".join(rule.controls_failed(finding.resource_id)),
        "Read": rule.reference,
        "Finding": finding.id,
    }
    return "\n".join(f"{name}: {text}" for name, text in lines.items() if text)


def _attributes(**values: object) -> str:
    return "".join(
        f" {name}={quoteattr(printable(str(value)), {chr(10): '&#10;', chr(9): '&#9;'})}"
        for name, value in values.items()
    )


def _seconds(run: RunFacts) -> str:
    return f"{run.duration_ms / 1_000:.3f}"


SUITES: Final = (RUN, *map(str, Severity), RESOLVED)

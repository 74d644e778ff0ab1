"""SARIF 2.1.0, within the limits of GitHub code scanning.

A result is located where Terraform declares its asset. An asset that no file declares gets a
logical location, and a path made from its id: GitHub refuses a whole upload for one result without
a path.

GitHub shows a result as an open alert even if it has `suppressions`, so findings that are
suppressed or accepted are left out, unless the report includes them; then they are notes.
"""

from collections.abc import Iterator
from itertools import islice, takewhile
from typing import Any, Final
from urllib.parse import quote

import msgspec

from posture.domain.check import Severity
from posture.domain.finding import Delta
from posture.domain.run import RunStatus
from posture.formats.report import FailedCheck, Finding, Findings, Report, Rule
from posture.formats.text import moment, one_line, path_inside, path_of

SCHEMA: Final = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
# GitHub refuses a file over these limits.
MOST_RESULTS: Final = 25_000
MOST_TAGS: Final = 10

_LEVELS: Final = {
    Severity.CRITICAL: "error",
    Severity.HIGH: "error",
    Severity.MEDIUM: "warning",
    Severity.LOW: "note",
    Severity.INFO: "note",
}
# GitHub derives the severity from a score: over 9 critical, from 7 high, from 4 medium, else low.
_SCORES: Final = {
    Severity.CRITICAL: "9.5",
    Severity.HIGH: "8.0",
    Severity.MEDIUM: "5.5",
    Severity.LOW: "2.0",
    Severity.INFO: "0.0",
}
_BASELINES: Final = {Delta.NEW: "new", Delta.UNCHANGED: "unchanged", Delta.RESOLVED: "absent"}


def render(report: Report, findings: Findings) -> Iterator[bytes]:
    """Write one log with one run: the worst results, as many as GitHub accepts."""
    index = {found.rule.id: number for number, found in enumerate(_failed_checks(report))}
    # Quotes in a JSON string would be escaped, so this can only be the member.
    head, tail = msgspec.json.encode(_log(report)).split(b'"results":[]')
    yield head + b'"results":['
    there: Findings = takewhile(lambda finding: not finding.is_resolved, findings)
    if not report.include_suppressed:
        there = (finding for finding in there if not finding.decision)
    for number, finding in enumerate(islice(there, MOST_RESULTS)):
        result = msgspec.json.encode(_result(report, finding, index[finding.check_id]))
        yield (b",\n" if number else b"\n") + result
    yield b"\n]" + tail + b"\n"


def _log(report: Report) -> dict[str, Any]:
    run = report.run
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "posture",
                        "semanticVersion": report.version,
                        "rules": [_rule(found) for found in _failed_checks(report)],
                    }
                },
                # An upload replaces the previous upload of the same account.
                "automationDetails": {"id": f"posture/{run.integration_id}/", "guid": run.id},
                "invocations": [_invocation(report)],
                "columnKind": "unicodeCodePoints",
                "results": [],
                "properties": _facts(report),
            }
        ],
    }


def _failed_checks(report: Report) -> list[FailedCheck]:
    """Return the checks of the results."""
    return [
        found
        for found in report.failed_checks
        if report.include_suppressed or found.count > found.suppressed_count
    ]


def _rule(found: FailedCheck) -> dict[str, Any]:
    rule, severity = found.rule, found.severity
    text = rule.title or rule.id
    described: dict[str, Any] = {
        "id": rule.id,
        "name": "".join(part.title() for part in rule.id.split("_")),
        "shortDescription": {"text": text},
        "fullDescription": {"text": rule.rationale or text},
        "help": {"text": _help(rule), "markdown": _markdown(rule)},
        "defaultConfiguration": {"level": _LEVELS[severity]},
        "properties": {
            "tags": ["security", found.family.value, *rule.controls][:MOST_TAGS],
            "precision": "very-high",
            "problem.severity": {"error": "error", "warning": "warning"}.get(
                _LEVELS[severity], "recommendation"
            ),
            "security-severity": _SCORES[severity],
            "controls": rule.controls,
        },
    }
    if rule.reference:
        described["helpUri"] = rule.reference
    return described


def _help(rule: Rule) -> str:
    texts = {"Why": rule.rationale, "Fix": rule.remediation, "Read": rule.reference}
    return "\n".join(f"{name}: {text}" for name, text in texts.items() if text) or rule.id


def _markdown(rule: Rule) -> str:
    parts = [
        rule.rationale,
        rule.remediation and f"**Fix:** {rule.remediation}",
        rule.remediation_cli and f"```bash\n{rule.remediation_cli}\n```",
        rule.remediation_terraform and f"```hcl\n{rule.remediation_terraform}\n```",
        rule.controls and f"**Controls:** {', '.join(rule.controls)}",
        rule.reference and f"[Read more]({rule.reference})",
    ]
    return "\n\n".join(part for part in parts if part) or rule.id


def _invocation(report: Report) -> dict[str, Any]:
    run = report.run
    notifications = [_notification("unknown", text, "warning") for text in run.gaps]
    notifications += [_notification("unread", f"Not read: {one}", "warning") for one in run.unread]
    decided = 0 if report.include_suppressed else report.count(lambda one: not one.counts)
    if decided:
        verb = "finding is" if decided == 1 else "findings are"
        text = (
            f"{decided} suppressed or accepted {verb} left out: code scanning would show them as "
            "open alerts. `include_suppressed` includes them."
        )
        notifications.append(_notification("suppressed", text, "note"))
    shown = report.finding_count - decided
    if (rest := shown - MOST_RESULTS) > 0:
        text = (
            f"{rest} of {shown} findings are left out, the least severe ones: "
            f"GitHub accepts at most {MOST_RESULTS} results. "
            "The formats ndjson, csv and ocsf contain all findings."
        )
        notifications.append(_notification("cut", text, "warning"))
    return {
        "executionSuccessful": run.status is RunStatus.COMPLETED,
        "startTimeUtc": moment(run.completed_at - run.duration_ms),
        "endTimeUtc": moment(run.completed_at),
        "toolExecutionNotifications": notifications,
    }


def _notification(name: str, text: str, level: str) -> dict[str, Any]:
    return {"descriptor": {"id": name}, "level": level, "message": {"text": text}}


def _facts(report: Report) -> dict[str, Any]:
    run = report.run
    return {
        "provider": run.provider,
        "account": run.account_id,
        "assetCount": run.asset_count,
        "findingCount": report.finding_count,
        "passCount": run.pass_count,
        "unknownCount": run.unknown_count,
        "coverage": run.coverage,
        "resolvedCount": run.resolved_count,
    }


def _result(report: Report, finding: Finding, rule_index: int) -> dict[str, Any]:
    fingerprint = report.fingerprint(finding)
    decision = finding.decision
    result: dict[str, Any] = {
        "ruleId": finding.check_id,
        "ruleIndex": rule_index,
        "level": "note" if decision else _LEVELS[finding.severity],
        "message": {"text": f"{finding.title}: {finding.summary} ({finding.resource_id})"},
        "locations": [_location(finding)],
        # GitHub recognizes a result by the first, which has the form of GitHub's own.
        "partialFingerprints": {
            "primaryLocationLineHash": f"{fingerprint[:16]}:1",
            "postureFinding/v1": fingerprint,
        },
        "guid": finding.id,
        "baselineState": _BASELINES[finding.delta],
        "properties": {
            "severity": finding.severity.value,
            "security-severity": _SCORES[finding.severity],
            "status": finding.status.value,
            "region": finding.region,
            "service": finding.service,
            "family": finding.family.value,
            "firstSeen": moment(finding.first_seen_at),
            "lastSeen": moment(finding.last_seen_at),
        },
    }
    if decision:
        result["suppressions"] = [
            {"kind": "external", "status": "accepted", "justification": decision}
        ]
    return result


def _location(finding: Finding) -> dict[str, Any]:
    declaration = finding.declaration
    uri, line = path_of(finding.resource_id), 1
    names = [{"fullyQualifiedName": one_line(finding.resource_id), "kind": "resource"}]
    if declaration:
        names.append({"fullyQualifiedName": declaration.address, "kind": "declaration"})
        if declaration.file and (path := path_inside(declaration.file)):
            uri, line = quote(path), declaration.line or 1
    return {
        "physicalLocation": {"artifactLocation": {"uri": uri}, "region": {"startLine": line}},
        "logicalLocations": names,
    }

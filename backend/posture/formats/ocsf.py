"""OCSF 1.6: one Compliance Finding per line, for data lakes and SIEMs.

A check evaluates a resource against controls, which is what OCSF calls a Compliance Finding; a
Detection Finding is about something that happened. What could not be evaluated is one more event;
its compliance status is the one that OCSF has for missing information.
"""

from collections.abc import Iterator
from typing import Any, Final

import msgspec

from posture.domain.check import Severity
from posture.domain.cloud import AccountType
from posture.domain.finding import Delta, FindingStatus
from posture.formats.report import Finding, Findings, Report

VERSION: Final = "1.6.0"
CATEGORY: Final = 2
CLASS: Final = 2003

_SEVERITIES: Final = {
    Severity.INFO: (1, "Informational"),
    Severity.LOW: (2, "Low"),
    Severity.MEDIUM: (3, "Medium"),
    Severity.HIGH: (4, "High"),
    Severity.CRITICAL: (5, "Critical"),
}
_ACTIVITIES: Final = {
    Delta.NEW: (1, "Create"),
    Delta.UNCHANGED: (2, "Update"),
    Delta.RESOLVED: (3, "Close"),
}
_SUPPRESSED: Final = (3, "Suppressed")
_STATUSES: Final = {
    FindingStatus.OPEN: (1, "New"),
    FindingStatus.TRIAGED: (2, "In Progress"),
    FindingStatus.ACCEPTED: _SUPPRESSED,
    FindingStatus.FALSE_POSITIVE: _SUPPRESSED,
    FindingStatus.RESOLVED: (4, "Resolved"),
}
_PASS, _MISSING, _FAIL = (1, "Pass"), (2, "Warning"), (3, "Fail")
_OTHER_ACCOUNT: Final = AccountType(99, "Other")


def render(report: Report, findings: Findings) -> Iterator[bytes]:
    """Write an event for each finding, the resolved ones as closed, and one for what is unknown."""
    for finding in findings:
        yield msgspec.json.encode(_event(report, finding)) + b"\n"
    if report.run.gaps:
        yield msgspec.json.encode(_gap(report)) + b"\n"


def _event(report: Report, finding: Finding) -> dict[str, Any]:
    rule, run = report.rule(finding), report.run
    standing = _PASS if finding.is_resolved else _FAIL
    event = {
        **_head(report, _ACTIVITIES[finding.delta], _SEVERITIES[finding.severity]),
        **_named("status", _SUPPRESSED if finding.suppressed_by else _STATUSES[finding.status]),
        "message": finding.summary or finding.title,
        "cloud": _cloud(report, finding.region),
        "finding_info": {
            "uid": report.fingerprint(finding),
            "uid_alt": finding.id,
            "title": finding.title,
            "desc": rule.rationale or finding.title,
            "types": [finding.family.value],
            "created_time": finding.first_seen_at,
            "first_seen_time": finding.first_seen_at,
            "last_seen_time": finding.last_seen_at,
            "analytic": {
                "uid": finding.check_id,
                "name": finding.title,
                **_named("type", (1, "Rule")),
            },
        },
        "compliance": {
            **_named("status", standing),
            "control": finding.check_id,
            "desc": rule.rationale or finding.title,
            "requirements": rule.controls_failed(finding.resource_id),
            "status_details": [finding.summary],
        },
        "resources": [_resource(run.provider, finding)],
        "unmapped": {
            "status": finding.status.value,
            "delta": finding.delta.value,
            "suppressed_by": finding.suppressed_by,
        },
    }
    if rule.remediation:
        event["remediation"] = {
            "desc": rule.remediation,
            "references": [rule.reference] if rule.reference else [],
        }
    return event


def _gap(report: Report) -> dict[str, Any]:
    run = report.run
    return {
        **_head(report, _ACTIVITIES[Delta.NEW], _SEVERITIES[Severity.MEDIUM]),
        **_named("status", _STATUSES[FindingStatus.OPEN]),
        "message": " ".join(run.gaps),
        "cloud": _cloud(report, None),
        "finding_info": {
            "uid": f"{run.integration_id}/unknown",
            "title": "A part of the account could not be evaluated",
            "desc": " ".join(run.gaps),
            "types": ["unknown"],
            "created_time": run.completed_at,
        },
        "compliance": {
            **_named("status", _MISSING),
            "control": "posture_unknown_verdicts",
            "status_details": run.gaps,
        },
        "unmapped": {
            "unknown_count": run.unknown_count,
            "coverage": run.coverage,
            "failed_read_count": run.failed_read_count,
        },
    }


def _head(report: Report, activity: tuple[int, str], severity: tuple[int, str]) -> dict[str, Any]:
    run = report.run
    return {
        "activity_id": activity[0],
        "activity_name": activity[1],
        "category_uid": CATEGORY,
        "category_name": "Findings",
        "class_uid": CLASS,
        "class_name": "Compliance Finding",
        "type_uid": CLASS * 100 + activity[0],
        "type_name": f"Compliance Finding: {activity[1]}",
        **_named("severity", severity),
        "time": run.completed_at,
        "metadata": {
            "version": VERSION,
            "profiles": ["cloud"],
            "product": {"name": "posture", "vendor_name": "posture", "version": report.version},
            "correlation_uid": run.id,
        },
    }


def _named(what: str, word: tuple[int, str]) -> dict[str, Any]:
    return {f"{what}_id": word[0], what: word[1]}


def _cloud(report: Report, region: str | None) -> dict[str, Any]:
    run, known = report.run, report.cloud
    kind = known.account_type if known else _OTHER_ACCOUNT
    cloud: dict[str, Any] = {"provider": known.title if known else run.provider}
    if region:
        cloud["region"] = region
    if run.account_id:
        cloud["account"] = {"uid": run.account_id, "type_id": kind.id, "type": kind.name}
        if run.integration_name:
            cloud["account"]["name"] = run.integration_name
    return cloud


def _resource(provider: str, finding: Finding) -> dict[str, Any]:
    resource: dict[str, Any] = {
        "uid": finding.resource_id,
        "name": finding.resource_id.rpartition(":")[2] or finding.resource_id,
        "type": f"{provider}.{finding.service}",
        "region": finding.region,
    }
    if finding.declaration:
        resource["labels"] = [f"terraform:{finding.declaration.address}"]
        if finding.declaration.file:
            resource["labels"].append(f"declared:{finding.declaration}")
    return resource

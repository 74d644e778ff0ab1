"""The API's answers as attributes: names and meanings are those of the API's specification."""

from collections.abc import Mapping
from typing import Any, Final

from posture_terraform.framework.schema import (
    NUMBER,
    STRING,
    STRINGS,
    Attribute,
    Nested,
    Type,
)
from posture_terraform.framework.validators import each, matches, not_empty, one_of

SEVERITIES: Final = ("critical", "high", "medium", "low", "info")
FAMILIES: Final = (
    "iam",
    "network",
    "storage",
    "ai",
    "compute",
    "database",
    "logging",
    "secrets",
)
PROVIDERS: Final = ("aws", "azure", "gcp")
RUN_STATUSES: Final = ("running", "completed", "failed", "cancelled")
TRIGGERS: Final = ("scheduled", "manual", "verify")
FINDING_STATUSES: Final = ("open", "triaged", "resolved", "accepted", "false_positive")
DELTAS: Final = ("new", "unchanged", "resolved")

check_id = matches(r"(aws|azure|gcp)_[a-z0-9_]{1,124}", "a check's id, as posture_checks lists it")
framework = matches(r"[A-Z][A-Z0-9_]{1,63}", "a framework's id such as CIS_AWS")
moment = matches(
    r"[0-9]{4}(-[0-9]{2}){2}[Tt][0-9]{2}(:[0-9]{2}){2}(\.[0-9]{1,9})?([Zz]|[+-][0-9]{2}:[0-9]{2})",
    "a moment in RFC 3339 such as 2027-06-30T00:00:00Z",
)
region = matches(r"[a-z]{2}[a-z0-9-]{0,30}", "a region such as eu-central-1")
service = matches(r"[a-z][a-z0-9]{0,31}", "a service such as s3")


def fact(kind: Type, description: str) -> Attribute:
    """Declare something that the server alone knows."""
    return Attribute(type=kind, description=description, computed=True)


def word(description: str, *choices: str) -> Attribute:
    """Declare a filter with a closed vocabulary."""
    return Attribute(
        type=STRING,
        description=f"{description} One of {', '.join(f'`{choice}`' for choice in choices)}.",
        optional=True,
        validators=(one_of(*choices),),
    )


def taken(attributes: Mapping[str, Attribute], answer: Mapping[str, Any]) -> dict[str, Any]:
    """Take an answer's members that are attributes; the others are for other clients."""
    return {name: answer.get(name) for name in attributes}


VERDICT_COUNTS: Final = {
    "pass": fact(NUMBER, "Assets in the compliant state."),
    "fail": fact(NUMBER, "Assets that are not."),
    "unknown": fact(NUMBER, "Evidence that could not be read: neither a pass nor a fail."),
    "not_applicable": fact(NUMBER, "The question does not arise."),
}
DELTA: Final = {
    "new": fact(NUMBER, "Findings that were not there before."),
    "resolved": fact(NUMBER, "Findings that are gone."),
    "unchanged": fact(NUMBER, "Findings that were there before."),
}
ERROR: Final = {
    "code": fact(STRING, "The reason in one word."),
    "detail": fact(STRING, "The reason as the cloud said it."),
}

RUN_FACTS: Final = {
    "status": fact(STRING, "`running`, `completed`, `failed` or `cancelled`."),
    "phase": fact(
        STRING, "What the run is doing: `queued`, `connecting`, `collecting`, `recording`, `done`."
    ),
    "accepted_at": fact(STRING, "When the server accepted the run, RFC 3339 in UTC."),
    "started_at": fact(STRING, "When a worker took it; null while it is queued."),
    "completed_at": fact(STRING, "When it ended; null until then."),
    "duration_ms": fact(NUMBER, "From `started_at` to the end, in milliseconds."),
    "asset_count": fact(NUMBER, "Cloud assets inspected."),
    "finding_count": fact(NUMBER, "Findings emitted by this run."),
    "verdict_counts": fact(Nested(VERDICT_COUNTS), "How the judged assets came out."),
    "coverage": fact(NUMBER, "Share of the planned reads that succeeded, from 0 to 1."),
    "delta": fact(Nested(DELTA), "Findings against the integration's previous completed run."),
    "suppressed_count": fact(NUMBER, "Findings of this run that a suppression covered."),
    "error": fact(Nested(ERROR), "Why a failed run has no result."),
}

SCOPE: Final = {
    "regions": Attribute(
        type=STRINGS,
        description="Only these regions.",
        optional=True,
        validators=(not_empty, each(region)),
    ),
    "services": Attribute(
        type=STRINGS,
        description="Only these services, for instance `s3`.",
        optional=True,
        validators=(not_empty, each(service)),
    ),
    "check_ids": Attribute(
        type=STRINGS,
        description="Only these checks.",
        optional=True,
        validators=(not_empty, each(check_id)),
    ),
    "resource_ids": Attribute(
        type=STRINGS,
        description="Only these assets, by ARN, ARM id or full resource name: the quickest way "
        "to judge what an apply has just touched. An empty set looks at none.",
        optional=True,
        validators=(each(matches(r"[^\x00-\x1f\x7f]{1,2048}", "an asset's key")),),
    ),
}

SOURCE: Final = {
    "tool": fact(STRING, "The tool that asked."),
    "workspace": fact(STRING, "The workspace it worked on."),
    "commit": fact(STRING, "The revision of the configuration."),
    "apply_id": fact(STRING, "The tool's own name for the apply."),
    "url": fact(STRING, "Where to read about it."),
}

FINDING: Final = {
    "id": fact(STRING, "Id of the finding, the same from run to run."),
    "scan_id": fact(STRING, "The run that was asked for, else the last run that looked at it."),
    "integration_id": fact(STRING, "The integration it belongs to."),
    "check_id": fact(STRING, "The check that failed."),
    "title": fact(STRING, "The compliant state that does not hold."),
    "severity": fact(STRING, "`critical`, `high`, `medium`, `low` or `info`."),
    "status": fact(STRING, "`open`, `triaged`, `resolved`, `accepted` or `false_positive`."),
    "delta": fact(STRING, "`new`, `unchanged` or `resolved`."),
    "suppressed_by": fact(
        STRING, "The suppression that covered it when the run recorded; null when none did."
    ),
    "resource_id": fact(STRING, "The asset: ARN, ARM id or full resource name."),
    "region": fact(STRING, "Where the asset is."),
    "service": fact(STRING, "The cloud service of the asset."),
    "family": fact(STRING, "What kind of misconfiguration it is."),
    "jira_issue_key": fact(STRING, "The issue it is tracked in."),
    "discovered_at": fact(STRING, "When it was first seen, RFC 3339 in UTC."),
    "last_seen_at": fact(STRING, "When it was last seen, RFC 3339 in UTC."),
}

CHECK: Final = {
    "id": fact(STRING, "Id of the check, for ever."),
    "title": fact(STRING, "The compliant state in one line."),
    "severity": fact(STRING, "`critical`, `high`, `medium`, `low` or `info`."),
    "family": fact(STRING, "What kind of misconfiguration it looks for."),
    "service": fact(STRING, "The cloud service it is about."),
    "provider": fact(STRING, "The cloud it is about."),
    "asset_type": fact(STRING, "The kind of asset it judges."),
    "rationale": fact(STRING, "Why it matters."),
    "remediation": fact(STRING, "What to do."),
    "remediation_cli": fact(STRING, "The same as a command; empty when there is none."),
    "remediation_terraform": fact(STRING, "The same as HCL; empty when there is none."),
    "reference": fact(STRING, "The cloud's own words on it."),
    "controls": fact(STRINGS, "Ids of the controls the check stands for."),
}

"""The members of API responses as attributes; names and meanings are those of the specification."""

from collections.abc import Mapping
from typing import Any, Final

from posture_terraform.framework.schema import (
    BOOL,
    NUMBER,
    STRING,
    STRINGS,
    Attribute,
    Nested,
    Type,
    Value,
)
from posture_terraform.framework.validators import (
    each,
    matches,
    not_empty,
    one_of,
    plain_text,
    some_of,
    uuid,
)
from posture_terraform.provider.functions import asset_id

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
EVENTS: Final = (
    "finding.created",
    "finding.resolved",
    "run.completed",
    "run.failed",
    "run.cancelled",
    "report.completed",
    "report.failed",
)
AUDIT_RESULTS: Final = ("success", "failure")
DELIVERY_STATUSES: Final = ("pending", "delivered", "dead")
DELTAS: Final = ("new", "unchanged", "resolved")

check_id = matches(r"(aws|azure|gcp)_[a-z0-9_]{1,124}", "a check's id, as posture_checks lists it")
framework = matches(r"[A-Z][A-Z0-9_]{1,63}", "a framework's id such as CIS_AWS")
_in_rfc_3339 = matches(
    r"[0-9]{4}(-[0-9]{2}){2}[Tt][0-9]{2}(:[0-9]{2}){2}(\.[0-9]{1,9})?([Zz]|[+-][0-9]{2}:[0-9]{2})",
    "a moment in RFC 3339 such as 2027-06-30T00:00:00Z",
)
_asset_text = matches(r"[^\x00-\x1f\x7f]{1,1000}", "at most 1000 printable characters")
region = matches(r"[a-z]{2}[a-z0-9-]{0,30}", "a region such as eu-central-1")
scope = matches(r"(?=.{1,64}$)[a-z_]+:[a-z]+", "a scope such as findings:read")
service = matches(r"[a-z][a-z0-9]{0,31}", "a service such as s3")
source_text = plain_text(256, may_be_blank=True)
source_url = matches(r"(?=.{1,2048}$)https?://[!-~]+", "an http:// or https:// URL")


def _asset(value: Value) -> str | None:
    return _asset_text(value) or asset_id(value)


def instant(value: str) -> int:
    """Return a moment in RFC 3339 as the server stores it, in milliseconds since 1970.

    Raises:
        ValueError: no calendar or clock has it; an `OverflowError` may be raised, too.
    """
    from datetime import UTC, datetime, timedelta  # noqa: PLC0415  # most configurations have none

    at = datetime.fromisoformat(value.upper()).astimezone(UTC)
    return (at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)


def moment(value: Value) -> str | None:
    """Require a moment in RFC 3339 that a calendar and a clock have."""
    if wrong := _in_rfc_3339(value):
        return wrong
    try:
        instant(value)
    except (ValueError, OverflowError):
        return "Must be a moment that exists."
    return None


def computed(kind: Type, description: str) -> Attribute:
    """Return a read-only attribute that the server sets."""
    return Attribute(type=kind, description=description, computed=True)


def uuid_attribute(description: str, **flags: bool) -> Attribute:
    """Return an attribute for an id; ids are the same in upper and in lower case."""
    return Attribute(
        type=STRING, description=description, validators=(uuid,), normal=str.lower, **flags
    )


def choice(description: str, *choices: str) -> Attribute:
    """Return an optional attribute with a fixed set of values."""
    return Attribute(
        type=STRING,
        description=f"{description} One of {', '.join(f'`{one}`' for one in choices)}.",
        optional=True,
        validators=(one_of(*choices),),
    )


def choices(description: str, *choices: str) -> Attribute:
    """Return an optional filter that takes one or several of a fixed set of values."""
    words = ", ".join(f"`{one}`" for one in choices)
    return Attribute(
        type=STRING,
        description=f"{description} One of {words}, or several separated by commas.",
        optional=True,
        validators=(some_of(*choices),),
    )


def pick(attributes: Mapping[str, Attribute], answer: Mapping[str, Any]) -> dict[str, Any]:
    """Return the members of a response that are attributes."""
    return {name: answer.get(name) for name in attributes}


VERDICT_COUNTS: Final = {
    "pass": computed(NUMBER, "Assets in the compliant state."),
    "fail": computed(NUMBER, "Assets that are not."),
    "unknown": computed(
        NUMBER, "Assets whose evidence could not be read: neither a pass nor a fail."
    ),
    "not_applicable": computed(NUMBER, "Assets that the check does not apply to."),
}
DELTA: Final = {
    "new": computed(NUMBER, "Findings that the previous run did not have."),
    "resolved": computed(NUMBER, "Findings that only the previous run had."),
    "unchanged": computed(NUMBER, "Findings that the previous run had too."),
}
ERROR: Final = {
    "code": computed(STRING, "The reason in one word."),
    "detail": computed(STRING, "The reason in a sentence."),
}

RUN_FACTS: Final = {
    "status": computed(STRING, "`running`, `completed`, `failed` or `cancelled`."),
    "phase": computed(
        STRING, "The phase of the run: `queued`, `connecting`, `collecting`, `recording`, `done`."
    ),
    "accepted_at": computed(STRING, "When the server accepted the run, RFC 3339 in UTC."),
    "started_at": computed(STRING, "When a worker took it; null while it is queued."),
    "completed_at": computed(STRING, "When it ended; null until then."),
    "duration_ms": computed(NUMBER, "From `started_at` to the end, in milliseconds."),
    "asset_count": computed(NUMBER, "Cloud assets inspected."),
    "finding_count": computed(NUMBER, "Findings of this run."),
    "verdict_counts": computed(Nested(VERDICT_COUNTS), "Number of assets by verdict."),
    "coverage": computed(NUMBER, "Share of the planned reads that succeeded, from 0 to 1."),
    "delta": computed(
        Nested(DELTA), "Findings compared with the integration's previous completed run."
    ),
    "suppressed_count": computed(NUMBER, "Findings of this run that a suppression covered."),
    "error": computed(Nested(ERROR), "Why a failed run has no result."),
    "trace_id": computed(
        STRING, "Id of the OpenTelemetry trace that the run belongs to; null where nothing traces."
    ),
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
        "to scan what an apply has just touched. An empty set selects none. Each asset that is not "
        "found is one unknown verdict.",
        optional=True,
        validators=(each(_asset),),
    ),
    "expected_absent": Attribute(
        type=STRINGS,
        description="Those of `resource_ids` that are expected to be gone, such as what the apply "
        "destroyed. One that still exists is evaluated; one whose type no check looks at stays "
        "unknown.",
        optional=True,
        validators=(not_empty, each(_asset)),
    ),
    "skip_unchecked": Attribute(
        type=BOOL,
        description="Leave out those of `resource_ids` whose type no check of the run looks at, "
        "instead of counting each as unknown.",
        optional=True,
    ),
}

SOURCE: Final = {
    "tool": computed(STRING, "The tool that started the run."),
    "workspace": computed(STRING, "The workspace of the tool."),
    "commit": computed(STRING, "The revision of the configuration."),
    "apply_id": computed(STRING, "The tool's own id of the apply."),
    "url": computed(STRING, "URL with more information."),
}

TERRAFORM_PLACE: Final = {
    "address": computed(STRING, "The address of the resource."),
    "file": computed(STRING, "The file of the declaration; null if it is not known."),
    "line": computed(NUMBER, "The line in the file; null if it is not known."),
}

FINDING: Final = {
    "id": computed(STRING, "Id of the finding, the same from run to run."),
    "scan_id": computed(STRING, "The requested run, else the last run that evaluated it."),
    "integration_id": computed(STRING, "The integration it belongs to."),
    "check_id": computed(STRING, "The check that failed."),
    "title": computed(STRING, "What is wrong."),
    "severity": computed(STRING, "`critical`, `high`, `medium`, `low` or `info`."),
    "status": computed(STRING, "`open`, `triaged`, `resolved`, `accepted` or `false_positive`."),
    "delta": computed(STRING, "`new`, `unchanged` or `resolved`."),
    "suppressed_by": computed(
        STRING, "The suppression that covered it when the run recorded; null without one."
    ),
    "resource_id": computed(STRING, "The asset: ARN, ARM id or full resource name."),
    "region": computed(STRING, "The region of the asset."),
    "service": computed(STRING, "The cloud service of the asset."),
    "family": computed(STRING, "The kind of misconfiguration."),
    "jira_issue_key": computed(STRING, "The Jira issue that tracks it."),
    "discovered_at": computed(STRING, "When it was first seen, RFC 3339 in UTC."),
    "last_seen_at": computed(STRING, "When it was last seen, RFC 3339 in UTC."),
    "terraform": computed(
        Nested(TERRAFORM_PLACE),
        "Where Terraform declares the asset; null if no run was started with a declaration of it.",
    ),
    "in_plan": computed(
        BOOL,
        "Whether the plan that was applied changes the asset; null if that is not known.",
    ),
}

CHECK: Final = {
    "id": computed(STRING, "Id of the check; it never changes."),
    "title": computed(STRING, "The compliant state in one line."),
    "severity": computed(STRING, "`critical`, `high`, `medium`, `low` or `info`."),
    "family": computed(STRING, "The kind of misconfiguration that it finds."),
    "service": computed(STRING, "The cloud service that it checks."),
    "provider": computed(STRING, "The cloud that it checks."),
    "asset_type": computed(STRING, "The type of asset that it evaluates."),
    "rationale": computed(STRING, "Why it matters."),
    "remediation": computed(STRING, "How to fix it."),
    "remediation_cli": computed(STRING, "The fix as a command; empty without one."),
    "remediation_terraform": computed(STRING, "The fix as HCL; empty without one."),
    "reference": computed(STRING, "The cloud's documentation of it."),
    "controls": computed(STRINGS, "Ids of the controls that the check covers."),
}

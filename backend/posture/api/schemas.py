"""Generated from openapi/openapi.yaml by openapi/generate.py: do not edit."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias
from msgspec import Meta, UNSET, UnsetType, field
from posture.api.structs import Body, ClosedBody


class ErrorItem(Body, kw_only=True):
    """One of several errors of a request."""

    error: Annotated[str, Meta(pattern="^[a-z][a-z_]*\\Z")]
    detail: str
    member: str | UnsetType = UNSET
    allowed: list[str] | UnsetType = UNSET


class Problem(Body, kw_only=True):
    """
    An error in the form of RFC 9457, for a caller whose `Accept` prefers `application/problem+json`
    to `application/json`: its own members beside those of `Error`.

    """

    type: Annotated[str, Meta(pattern="^urn:posture:error:[a-z][a-z_]*\\Z")]
    title: str
    status: Annotated[int, Meta(ge=400, le=599)]
    error: Annotated[str, Meta(pattern="^[a-z][a-z_]*\\Z")]
    detail: str | UnsetType = UNSET
    error_description: str | UnsetType = UNSET
    member: str | UnsetType = UNSET
    allowed: list[str] | UnsetType = UNSET
    errors: Annotated[list[ErrorItem], Meta(min_length=2)] | UnsetType = UNSET
    retry_after_seconds: Annotated[int, Meta(ge=1)] | UnsetType = UNSET
    limit: Annotated[int, Meta(ge=1)] | UnsetType = UNSET
    window: Annotated[str, Meta(examples=["1m"])] | UnsetType = UNSET
    limit_bytes: Annotated[int, Meta(ge=1)] | UnsetType = UNSET


class OpenApiDocument(Body, kw_only=True):
    """A document of OpenAPI 3.1."""

    openapi: str
    info: dict[str, Any]
    paths: dict[str, Any]


class ProviderVersion(Body, kw_only=True):
    """The protocol defines no member."""


Hash: TypeAlias = Annotated[str, Meta(pattern="^(h1:[A-Za-z0-9+/]{43}=|zh:[0-9a-f]{64})\\Z")]


class ProviderArchive(Body, kw_only=True):
    url: str
    hashes: Annotated[list[Hash], Meta(min_length=1)]


class Health(Body, kw_only=True):
    status: Literal["ok"]


class RunStep(Body, kw_only=True):
    """One step of a run's life."""

    at: str
    from_status: Literal["accepted", "running", "completed", "failed", "cancelled"] | None
    to_status: Literal["accepted", "running", "completed", "failed", "cancelled"]
    reason: str


CheckId: TypeAlias = Annotated[str, Meta(max_length=128, pattern="^(aws|azure|gcp)_[a-z0-9_]+\\Z")]


Service: TypeAlias = Annotated[str, Meta(pattern="^[a-z][a-z0-9]{0,31}\\Z")]


Region: TypeAlias = Annotated[str, Meta(pattern="^[a-z]{2}[a-z0-9-]{0,30}\\Z")]


ResourceId: TypeAlias = Annotated[
    str, Meta(max_length=1000, min_length=1, pattern="^[^\\x00-\\x1F\\x7F]+\\Z")
]


IdempotencyKey: TypeAlias = Annotated[str, Meta(max_length=255, min_length=1, pattern="^[!-~]+\\Z")]


class VerdictCounts(Body, kw_only=True):
    """How many assets have each verdict."""

    pass_: Annotated[int, Meta(ge=0)] = field(name="pass")
    fail: Annotated[int, Meta(ge=0)]
    unknown: Annotated[int, Meta(ge=0)]
    not_applicable: Annotated[int, Meta(ge=0)]


class DeltaCounts(Body, kw_only=True):
    """Findings against the integration's previous completed run."""

    new: Annotated[int, Meta(ge=0)]
    resolved: Annotated[int, Meta(ge=0)]
    unchanged: Annotated[int, Meta(ge=0)]


class RunServices(Body, kw_only=True):
    """The services whose assets a run collects; absent before it collects and after."""

    planned_count: Annotated[int, Meta(ge=0)]
    remaining: Annotated[list[Service], Meta(max_length=1000)]


class RunScope(ClosedBody, kw_only=True):
    """
    Limits a run: only these assets are collected and evaluated. Members narrow each other; an
    absent one does not limit.

    """

    regions: Annotated[list[Region], Meta(max_length=64, min_length=1)] | UnsetType = UNSET
    services: Annotated[list[Service], Meta(max_length=64, min_length=1)] | UnsetType = UNSET
    check_ids: Annotated[list[CheckId], Meta(max_length=1000, min_length=1)] | UnsetType = UNSET
    resource_ids: Annotated[list[ResourceId], Meta(max_length=1000)] | UnsetType = UNSET
    expected_absent: (
        Annotated[list[ResourceId], Meta(max_length=1000, min_length=1)] | UnsetType
    ) = UNSET
    skip_unchecked: bool | UnsetType = UNSET


class RunSource(ClosedBody, kw_only=True):
    """What asked for the run."""

    tool: (
        Annotated[
            str,
            Meta(
                max_length=256,
                pattern="^[^\\x00-\\x1F\\x7F-\\x9F\\u00AD\\u061C\\u180E\\u200B-\\u200F\\u2028-\\u202E\\u2060-\\u206F\\uFEFF\\uFFF9-\\uFFFB\\uFFFE\\uFFFF]*\\Z",
            ),
        ]
        | UnsetType
    ) = UNSET
    workspace: (
        Annotated[
            str,
            Meta(
                max_length=256,
                pattern="^[^\\x00-\\x1F\\x7F-\\x9F\\u00AD\\u061C\\u180E\\u200B-\\u200F\\u2028-\\u202E\\u2060-\\u206F\\uFEFF\\uFFF9-\\uFFFB\\uFFFE\\uFFFF]*\\Z",
            ),
        ]
        | UnsetType
    ) = UNSET
    commit: (
        Annotated[
            str,
            Meta(
                max_length=256,
                pattern="^[^\\x00-\\x1F\\x7F-\\x9F\\u00AD\\u061C\\u180E\\u200B-\\u200F\\u2028-\\u202E\\u2060-\\u206F\\uFEFF\\uFFF9-\\uFFFB\\uFFFE\\uFFFF]*\\Z",
            ),
        ]
        | UnsetType
    ) = UNSET
    apply_id: (
        Annotated[
            str,
            Meta(
                max_length=256,
                pattern="^[^\\x00-\\x1F\\x7F-\\x9F\\u00AD\\u061C\\u180E\\u200B-\\u200F\\u2028-\\u202E\\u2060-\\u206F\\uFEFF\\uFFF9-\\uFFFB\\uFFFE\\uFFFF]*\\Z",
            ),
        ]
        | UnsetType
    ) = UNSET
    url: Annotated[str, Meta(max_length=2048, pattern="^https?://[!-~]+\\Z")] | UnsetType = UNSET


TerraformFile: TypeAlias = Annotated[
    str,
    Meta(
        max_length=1024,
        min_length=1,
        pattern="^[^\\x00-\\x1F\\x7F-\\x9F\\u00AD\\u061C\\u180E\\u200B-\\u200F\\u2028-\\u202E\\u2060-\\u206F\\uFEFF\\uFFF9-\\uFFFB\\uFFFE\\uFFFF]+\\Z",
    ),
]


TerraformLine: TypeAlias = Annotated[int, Meta(ge=1, le=10000000)]


class TerraformPlace(Body, kw_only=True):
    """Where Terraform declares the asset of a finding."""

    address: Annotated[
        str,
        Meta(
            max_length=1024,
            min_length=1,
            pattern="^[^\\x00-\\x1F\\x7F-\\x9F\\u00AD\\u061C\\u180E\\u200B-\\u200F\\u2028-\\u202E\\u2060-\\u206F\\uFEFF\\uFFF9-\\uFFFB\\uFFFE\\uFFFF]+\\Z",
        ),
    ]
    file: TerraformFile | None
    line: TerraformLine | None


class RunAccepted(Body, kw_only=True):
    accepted: bool
    integration_id: Annotated[
        str,
        Meta(
            pattern="^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\\Z"
        ),
    ]
    trigger: Literal["manual", "verify"]
    poll: Literal["/api/v2/cloud-posture-runs"]
    run_id: Annotated[
        str,
        Meta(
            pattern="^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\\Z"
        ),
    ]
    coalesced: bool | UnsetType = UNSET


class RunError(Body, kw_only=True):
    code: Annotated[str, Meta(pattern="^[a-z][a-z_]*\\Z")]
    detail: str


class DegradationLines(Body, kw_only=True):
    begin: Annotated[int, Meta(ge=1)]


class GatePolicy(Body, kw_only=True):
    """The policy that was applied, in the words of the query."""

    fail_on: Literal["critical", "high", "medium", "low", "info"]
    only: Literal["new", "all"]
    max_unknown: Annotated[int, Meta(ge=0)]
    min_coverage: Annotated[float, Meta(ge=0.0, le=1.0)]
    family: list[
        Literal["iam", "network", "storage", "ai", "compute", "database", "logging", "secrets"]
    ]
    framework: list[
        Literal[
            "AWS_FSBP",
            "CIS_AWS",
            "CIS_AWS_6_0",
            "CIS_AWS_7_0",
            "CIS_AZURE",
            "CIS_AZURE_5_0",
            "CIS_AZURE_6_0",
            "CIS_GCP",
            "CIS_GCP_4_0",
            "CIS_GCP_5_0",
            "EU_AI_ACT",
            "ISO_27001",
            "ISO_27001_2022",
            "ISO_42001",
            "MCSB",
            "MCSB_1",
            "MITRE_ATLAS",
            "NIST_800_53",
            "NIST_800_53_R5",
            "NIST_AI_600_1",
            "OWASP_AGENTIC",
            "OWASP_AGENTIC_2026",
            "OWASP_LLM",
            "OWASP_LLM_2025",
            "PCI_DSS",
            "PCI_DSS_4_0_1",
            "SOC_2",
        ]
    ]


class GateReason(Body, kw_only=True):
    code: Annotated[str, Meta(pattern="^[a-z][a-z_]*\\Z")]
    message: str


class UnreadCount(Body, kw_only=True):
    """
    Why verdicts are `unknown`: evidence that could not be read, an asset that the run was
    limited to and did not find, or one to which the cloud still applies a change.

    """

    reason: str
    call: str
    count: Annotated[int, Meta(ge=1)]
    permission: str | None
    regions: list[str]
    suppressed_by: (
        Annotated[
            str,
            Meta(
                pattern="^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\\Z"
            ),
        ]
        | None
    )


class GateFinding(Body, kw_only=True):
    """A finding as it was when the run ended."""

    id: Annotated[
        str,
        Meta(
            pattern="^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\\Z"
        ),
    ]
    check_id: Annotated[str, Meta(max_length=128, pattern="^(aws|azure|gcp)_[a-z0-9_]+\\Z")]
    resource_id: Annotated[
        str, Meta(max_length=1000, min_length=1, pattern="^[^\\x00-\\x1F\\x7F]+\\Z")
    ]
    family: Literal["iam", "network", "storage", "ai", "compute", "database", "logging", "secrets"]
    severity: Literal["critical", "high", "medium", "low", "info"]
    status: Literal["open", "triaged", "resolved", "accepted", "false_positive"]
    delta: Literal["new", "unchanged", "resolved"]
    held: bool
    known: bool
    unread: bool


class SeverityCounts(Body, kw_only=True):
    """Findings by severity."""

    critical: Annotated[int, Meta(ge=0)]
    high: Annotated[int, Meta(ge=0)]
    medium: Annotated[int, Meta(ge=0)]
    low: Annotated[int, Meta(ge=0)]
    info: Annotated[int, Meta(ge=0)]


class GateAccepted(Body, kw_only=True):
    """What would have stopped the run, had one person not accepted it one way."""

    how: Literal["status", "suppression", "baseline", "unread_call"]
    by: str | None
    by_name: str | None
    count: Annotated[int, Meta(ge=1)]


class Gate(Body, kw_only=True):
    run_id: Annotated[
        str,
        Meta(
            pattern="^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\\Z"
        ),
    ]
    verdict: Literal["pass", "fail", "inconclusive"]
    policy: GatePolicy
    reasons: list[GateReason]
    unknown_count: Annotated[int, Meta(ge=0)]
    accepted_unknown_count: Annotated[int, Meta(ge=0)]
    coverage: Annotated[float, Meta(ge=0.0, le=1.0)] | None
    asset_count: Annotated[int, Meta(ge=0)]
    verdict_count: Annotated[int, Meta(ge=0)]
    unread: Annotated[list[UnreadCount], Meta(max_length=200)]
    unchecked_count: Annotated[int, Meta(ge=0)]
    unchecked: Annotated[list[ResourceId], Meta(max_length=100)]
    finding_count: Annotated[int, Meta(ge=0)]
    held_count: Annotated[int, Meta(ge=0)]
    known_count: Annotated[int, Meta(ge=0)]
    known_counts: SeverityCounts
    suppressed_count: Annotated[int, Meta(ge=0)]
    accepted: list[GateAccepted]
    findings: Annotated[list[GateFinding], Meta(max_length=200)]
    findings_withheld: bool | UnsetType = UNSET


class Finding(Body, kw_only=True):
    id: Annotated[
        str,
        Meta(
            pattern="^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\\Z"
        ),
    ]
    scan_id: Annotated[
        str,
        Meta(
            pattern="^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\\Z"
        ),
    ]
    title: str
    severity: Literal["critical", "high", "medium", "low", "info"]
    status: Literal["open", "triaged", "resolved", "accepted", "false_positive"]
    jira_issue_key: str | None
    discovered_at: str
    integration_id: Annotated[
        str,
        Meta(
            pattern="^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\\Z"
        ),
    ]
    check_id: Annotated[str, Meta(max_length=128, pattern="^(aws|azure|gcp)_[a-z0-9_]+\\Z")]
    resource_id: Annotated[
        str, Meta(max_length=1000, min_length=1, pattern="^[^\\x00-\\x1F\\x7F]+\\Z")
    ]
    region: str
    service: Annotated[str, Meta(pattern="^[a-z][a-z0-9]{0,31}\\Z")]
    family: Literal["iam", "network", "storage", "ai", "compute", "database", "logging", "secrets"]
    last_seen_at: str
    delta: Literal["new", "unchanged", "resolved"]
    suppressed_by: (
        Annotated[
            str,
            Meta(
                pattern="^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\\Z"
            ),
        ]
        | None
    )
    terraform: TerraformPlace | None
    in_plan: bool | UnsetType = UNSET


RiskRef: TypeAlias = Annotated[str, Meta(pattern="^[A-Z0-9][A-Za-z0-9_.()-]*\\Z")]


class FindingPage(Body, kw_only=True):
    data: Annotated[list[Finding], Meta(max_length=200)]
    next_cursor: Annotated[str, Meta(pattern="^[A-Za-z0-9_-]{40}\\Z")] | None | UnsetType = UNSET
    total_count: Annotated[int, Meta(ge=0)] | UnsetType = UNSET


class CheckCount(Body, kw_only=True):
    check_id: Annotated[str, Meta(max_length=128, pattern="^(aws|azure|gcp)_[a-z0-9_]+\\Z")]
    title: str
    severity: Literal["critical", "high", "medium", "low", "info"]
    count: Annotated[int, Meta(ge=1)]
    new_count: Annotated[int, Meta(ge=0)]


class ValueCount(Body, kw_only=True):
    value: str
    count: Annotated[int, Meta(ge=1)]


class ChangeCounts(Body, kw_only=True):
    new: Annotated[int, Meta(ge=0)]
    resolved: Annotated[int, Meta(ge=0)]
    unchanged: Annotated[int, Meta(ge=0)]
    not_compared: Annotated[int, Meta(ge=0)]


class ComparedFinding(Body, kw_only=True):
    change: Literal["new", "resolved", "unchanged", "not_compared"]
    finding: Finding


class PlaceCalls(Body, kw_only=True):
    """The calls of one service in one region."""

    service: str
    region: str | None
    call_count: Annotated[int, Meta(ge=0)]
    error_count: Annotated[int, Meta(ge=0)]
    throttled_ms: Annotated[int, Meta(ge=0)]
    first_ms: Annotated[int, Meta(ge=0)]
    last_ms: Annotated[int, Meta(ge=0)]
    p95_ms: Annotated[int, Meta(ge=0)]


class SlowCall(Body, kw_only=True):
    """A call to the cloud, with its waits and retries."""

    call: str
    region: str | None
    start_ms: Annotated[int, Meta(ge=0)]
    duration_ms: Annotated[int, Meta(ge=0)]
    failed: bool


class OtherCalls(Body, kw_only=True):
    place_count: Annotated[int, Meta(ge=1)]
    call_count: Annotated[int, Meta(ge=0)]
    error_count: Annotated[int, Meta(ge=0)]
    throttled_ms: Annotated[int, Meta(ge=0)]
    first_ms: Annotated[int, Meta(ge=0)]
    last_ms: Annotated[int, Meta(ge=0)]
    p95_ms: Annotated[int, Meta(ge=0)]


class FindingInRun(Body, kw_only=True):
    """A finding as a run recorded it."""

    run_id: Annotated[
        str,
        Meta(
            pattern="^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\\Z"
        ),
    ]
    at: str
    delta: Literal["new", "unchanged", "resolved"]
    severity: Literal["critical", "high", "medium", "low", "info"]
    status: Literal["open", "triaged", "resolved", "accepted", "false_positive"]
    suppressed_by: (
        Annotated[
            str,
            Meta(
                pattern="^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\\Z"
            ),
        ]
        | None
    )


class FindingDecision(Body, kw_only=True):
    """A change of a finding's status by a person or a program."""

    at: str
    from_status: Literal["open", "triaged", "resolved", "accepted", "false_positive"]
    to_status: Literal["open", "triaged", "resolved", "accepted", "false_positive"]
    by: str | None
    by_name: str | None


class FrameworkEntry(Body, kw_only=True):
    id: str
    family: str
    title: str
    source: str
    providers: list[Literal["aws", "azure", "gcp"]]
    control_count: Annotated[int, Meta(ge=0)]
    check_count: Annotated[int, Meta(ge=0)]


class ControlAccount(Body, kw_only=True):
    """An account, and the run that its results are from; null where no run of the whole account completed."""

    integration_id: Annotated[
        str,
        Meta(
            pattern="^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\\Z"
        ),
    ]
    run_id: (
        Annotated[
            str,
            Meta(
                pattern="^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\\Z"
            ),
        ]
        | None
    )
    completed_at: str | None
    coverage: Annotated[float, Meta(ge=0.0, le=1.0)] | None


class ControlCounts(Body, kw_only=True):
    """How many controls have each result."""

    fail: Annotated[int, Meta(ge=0)]
    unknown: Annotated[int, Meta(ge=0)]
    accepted: Annotated[int, Meta(ge=0)]
    no_finding: Annotated[int, Meta(ge=0)]
    pass_: Annotated[int, Meta(ge=0)] = field(name="pass")
    not_applicable: Annotated[int, Meta(ge=0)]
    not_evaluated: Annotated[int, Meta(ge=0)]
    no_check: Annotated[int, Meta(ge=0)]


class ControlStatus(Body, kw_only=True):
    id: str
    title: str
    requires: str
    result: Literal[
        "fail",
        "unknown",
        "accepted",
        "no_finding",
        "pass",
        "not_applicable",
        "not_evaluated",
        "no_check",
    ]
    open_count: Annotated[int, Meta(ge=0)]
    accepted_count: Annotated[int, Meta(ge=0)]
    verdict_counts: VerdictCounts
    checks: list[CheckId]
    unevaluated_checks: list[CheckId]


class FindingUpdate(ClosedBody, kw_only=True):
    status: Literal["open", "triaged", "resolved", "accepted", "false_positive"]


FindingId: TypeAlias = Annotated[
    str,
    Meta(pattern="^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\\Z"),
]


class FindingsDecision(ClosedBody, kw_only=True):
    finding_ids: Annotated[list[FindingId], Meta(max_length=100, min_length=1)]
    status: Literal["open", "triaged", "resolved", "accepted", "false_positive"]


class FindingChange(Body, kw_only=True):
    id: Annotated[
        str,
        Meta(
            pattern="^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\\Z"
        ),
    ]
    from_status: Literal["open", "triaged", "resolved", "accepted", "false_positive"]


class AuditVerification(Body, kw_only=True):
    verified_at: str
    position: Annotated[int, Meta(ge=0)]
    hash: str
    verified_rows: Annotated[int, Meta(ge=0)]
    walk: Literal["complete", "partial"]
    faults: Annotated[list[str], Meta(max_length=20)]


class BaselineRequest(ClosedBody, kw_only=True):
    run_id: Annotated[
        str,
        Meta(
            pattern="^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\\Z"
        ),
    ]


class Baseline(Body, kw_only=True):
    run_id: Annotated[
        str,
        Meta(
            pattern="^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\\Z"
        ),
    ]
    integration_id: Annotated[
        str,
        Meta(
            pattern="^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\\Z"
        ),
    ]
    finding_count: Annotated[int, Meta(ge=0)]


class SuppressionRequest(ClosedBody, kw_only=True):
    check_id: Annotated[str, Meta(max_length=128, pattern="^(aws|azure|gcp)_[a-z0-9_]+\\Z")]
    resource_pattern: Annotated[
        str, Meta(max_length=1000, min_length=1, pattern="^[^\\x00-\\x1F\\x7F]+\\Z")
    ]
    reason: Annotated[
        str,
        Meta(
            max_length=1000,
            min_length=1,
            pattern="^[ \\u00A0\\u1680\\u2000-\\u200A\\u202F\\u205F\\u3000]*[^ \\u00A0\\u1680\\u2000-\\u200A\\u202F\\u205F\\u3000\\x00-\\x1F\\x7F-\\x9F\\u00AD\\u061C\\u180E\\u200B-\\u200F\\u2028-\\u202E\\u2060-\\u206F\\uFEFF\\uFFF9-\\uFFFB\\uFFFE\\uFFFF][^\\x00-\\x1F\\x7F-\\x9F\\u00AD\\u061C\\u180E\\u200B-\\u200F\\u2028-\\u202E\\u2060-\\u206F\\uFEFF\\uFFF9-\\uFFFB\\uFFFE\\uFFFF]*\\Z",
        ),
    ]
    owner: Annotated[
        str,
        Meta(
            max_length=200,
            min_length=1,
            pattern="^[ \\u00A0\\u1680\\u2000-\\u200A\\u202F\\u205F\\u3000]*[^ \\u00A0\\u1680\\u2000-\\u200A\\u202F\\u205F\\u3000\\x00-\\x1F\\x7F-\\x9F\\u00AD\\u061C\\u180E\\u200B-\\u200F\\u2028-\\u202E\\u2060-\\u206F\\uFEFF\\uFFF9-\\uFFFB\\uFFFE\\uFFFF][^\\x00-\\x1F\\x7F-\\x9F\\u00AD\\u061C\\u180E\\u200B-\\u200F\\u2028-\\u202E\\u2060-\\u206F\\uFEFF\\uFFF9-\\uFFFB\\uFFFE\\uFFFF]*\\Z",
        ),
    ]
    expires_at: Annotated[
        str,
        Meta(
            pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,9})?([Zz]|[+-][0-9]{2}:[0-9]{2})\\Z"
        ),
    ]
    integration_id: (
        Annotated[
            str,
            Meta(
                pattern="^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\\Z"
            ),
        ]
        | None
        | UnsetType
    ) = UNSET


class SuppressionUpdate(ClosedBody, kw_only=True):
    reason: (
        Annotated[
            str,
            Meta(
                max_length=1000,
                min_length=1,
                pattern="^[ \\u00A0\\u1680\\u2000-\\u200A\\u202F\\u205F\\u3000]*[^ \\u00A0\\u1680\\u2000-\\u200A\\u202F\\u205F\\u3000\\x00-\\x1F\\x7F-\\x9F\\u00AD\\u061C\\u180E\\u200B-\\u200F\\u2028-\\u202E\\u2060-\\u206F\\uFEFF\\uFFF9-\\uFFFB\\uFFFE\\uFFFF][^\\x00-\\x1F\\x7F-\\x9F\\u00AD\\u061C\\u180E\\u200B-\\u200F\\u2028-\\u202E\\u2060-\\u206F\\uFEFF\\uFFF9-\\uFFFB\\uFFFE\\uFFFF]*\\Z",
            ),
        ]
        | UnsetType
    ) = UNSET
    owner: (
        Annotated[
            str,
            Meta(
                max_length=200,
                min_length=1,
                pattern="^[ \\u00A0\\u1680\\u2000-\\u200A\\u202F\\u205F\\u3000]*[^ \\u00A0\\u1680\\u2000-\\u200A\\u202F\\u205F\\u3000\\x00-\\x1F\\x7F-\\x9F\\u00AD\\u061C\\u180E\\u200B-\\u200F\\u2028-\\u202E\\u2060-\\u206F\\uFEFF\\uFFF9-\\uFFFB\\uFFFE\\uFFFF][^\\x00-\\x1F\\x7F-\\x9F\\u00AD\\u061C\\u180E\\u200B-\\u200F\\u2028-\\u202E\\u2060-\\u206F\\uFEFF\\uFFF9-\\uFFFB\\uFFFE\\uFFFF]*\\Z",
            ),
        ]
        | UnsetType
    ) = UNSET
    expires_at: (
        Annotated[
            str,
            Meta(
                pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,9})?([Zz]|[+-][0-9]{2}:[0-9]{2})\\Z"
            ),
        ]
        | UnsetType
    ) = UNSET


class Suppression(Body, kw_only=True):
    id: Annotated[
        str,
        Meta(
            pattern="^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\\Z"
        ),
    ]
    check_id: Annotated[str, Meta(max_length=128, pattern="^(aws|azure|gcp)_[a-z0-9_]+\\Z")]
    resource_pattern: Annotated[
        str, Meta(max_length=1000, min_length=1, pattern="^[^\\x00-\\x1F\\x7F]+\\Z")
    ]
    integration_id: (
        Annotated[
            str,
            Meta(
                pattern="^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\\Z"
            ),
        ]
        | None
    )
    reason: Annotated[
        str,
        Meta(
            max_length=1000,
            min_length=1,
            pattern="^[ \\u00A0\\u1680\\u2000-\\u200A\\u202F\\u205F\\u3000]*[^ \\u00A0\\u1680\\u2000-\\u200A\\u202F\\u205F\\u3000\\x00-\\x1F\\x7F-\\x9F\\u00AD\\u061C\\u180E\\u200B-\\u200F\\u2028-\\u202E\\u2060-\\u206F\\uFEFF\\uFFF9-\\uFFFB\\uFFFE\\uFFFF][^\\x00-\\x1F\\x7F-\\x9F\\u00AD\\u061C\\u180E\\u200B-\\u200F\\u2028-\\u202E\\u2060-\\u206F\\uFEFF\\uFFF9-\\uFFFB\\uFFFE\\uFFFF]*\\Z",
        ),
    ]
    owner: Annotated[
        str,
        Meta(
            max_length=200,
            min_length=1,
            pattern="^[ \\u00A0\\u1680\\u2000-\\u200A\\u202F\\u205F\\u3000]*[^ \\u00A0\\u1680\\u2000-\\u200A\\u202F\\u205F\\u3000\\x00-\\x1F\\x7F-\\x9F\\u00AD\\u061C\\u180E\\u200B-\\u200F\\u2028-\\u202E\\u2060-\\u206F\\uFEFF\\uFFF9-\\uFFFB\\uFFFE\\uFFFF][^\\x00-\\x1F\\x7F-\\x9F\\u00AD\\u061C\\u180E\\u200B-\\u200F\\u2028-\\u202E\\u2060-\\u206F\\uFEFF\\uFFF9-\\uFFFB\\uFFFE\\uFFFF]*\\Z",
        ),
    ]
    expires_at: str
    created_at: str
    updated_at: str


class SuppressionPage(Body, kw_only=True):
    data: Annotated[list[Suppression], Meta(max_length=100)]
    next_cursor: Annotated[str, Meta(pattern="^[A-Za-z0-9_-]{40}\\Z")] | None | UnsetType = UNSET


RoleArn: TypeAlias = Annotated[
    str,
    Meta(
        max_length=2048,
        pattern="^arn:(aws|aws-cn|aws-us-gov):iam::[0-9]{12}:role/[A-Za-z0-9_+=,.@/-]{1,512}\\Z",
    ),
]


ExternalId: TypeAlias = Annotated[str, Meta(pattern="^[A-Za-z0-9_+=,.@:/-]{2,1224}\\Z")]


Profile: TypeAlias = Annotated[str, Meta(pattern="^[A-Za-z0-9_.-]{1,128}\\Z")]


EndpointUrl: TypeAlias = Annotated[
    str,
    Meta(
        max_length=512,
        pattern="^https?://([A-Za-z0-9.-]+|\\[[0-9A-Fa-f:.]+\\])(:[0-9]{1,5})?(/[A-Za-z0-9._~/-]*)?\\Z",
    ),
]


Regions: TypeAlias = Annotated[list[Region], Meta(max_length=64)]


CheckSet: TypeAlias = Annotated[list[CheckId], Meta(max_length=1000, min_length=1)]


Schedule: TypeAlias = Annotated[str, Meta(max_length=100)]


class AwsConnectionOptions(ClosedBody, kw_only=True):
    """How to reach an AWS account; references to credentials, never credentials."""

    role_arn: RoleArn | None | UnsetType = UNSET
    external_id: ExternalId | None | UnsetType = UNSET
    profile: Profile | None | UnsetType = UNSET
    regions: Regions | None | UnsetType = UNSET
    endpoint_url: EndpointUrl | None | UnsetType = UNSET


class AwsConnection(Body, kw_only=True):
    """How an AWS account is reached."""

    role_arn: str | None
    external_id: str | None
    profile: str | None
    regions: list[str]
    endpoint_url: str | None


TagExternalId: TypeAlias = Annotated[str, Meta(pattern="^[a-z0-9_-]{2,63}\\Z")]


EntraTenantId: TypeAlias = Annotated[
    str, Meta(pattern="^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\\Z")
]


EntraClientId: TypeAlias = Annotated[
    str, Meta(pattern="^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\\Z")
]


class GcpConnection(Body, kw_only=True):
    """How a Google Cloud project is reached."""

    project_id: str
    impersonate: str | None
    universe_domain: str
    external_id: str | None
    regions: list[str]
    endpoint_url: str | None


ServiceAccountEmail: TypeAlias = Annotated[
    str, Meta(pattern="^[a-z0-9][a-z0-9-]{0,62}@[a-z0-9][a-z0-9.-]{1,189}\\Z")
]


UniverseDomain: TypeAlias = Annotated[
    str,
    Meta(
        max_length=253,
        pattern="^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?){1,4}\\Z",
    ),
]


class AuditRow(Body, kw_only=True):
    id: Annotated[int, Meta(ge=1)]
    ts: str
    actor_user_id: str | None
    actor_ip: str | None
    action: Annotated[
        str, Meta(max_length=64, pattern="^[a-z][a-z0-9_]*(\\.[a-z][a-z0-9_]*){1,2}\\Z")
    ]
    target_kind: str | None
    target_id: str | None
    before_jsonb: dict[str, Any] | None
    after_jsonb: dict[str, Any] | None
    result: Literal["success", "failure"]
    request_id: str | None


class AuditPage(Body, kw_only=True):
    data: Annotated[list[AuditRow], Meta(max_length=200)]
    next_cursor: Annotated[str, Meta(pattern="^[A-Za-z0-9_-]{40}\\Z")] | None | UnsetType = UNSET


ClaimText: TypeAlias = Annotated[
    str, Meta(max_length=512, min_length=1, pattern="^[^\\x00-\\x1F\\x7F]+\\Z")
]


class TrustCondition(Body, kw_only=True):
    """
    It is met if the claim has one of the values in `equals`, or matches one of the patterns in
    `matches` as a whole. A Boolean claim counts as `true` or `false`, a whole number as its
    digits; any other claim that is no text, and a missing one, never meet it.

    """

    claim: Annotated[str, Meta(max_length=256, min_length=1, pattern="^[^\\x00-\\x1F\\x7F]+\\Z")]
    equals: Annotated[list[ClaimText], Meta(max_length=50)]
    matches: Annotated[list[ClaimText], Meta(max_length=50)]


class TrustConditionRequest(ClosedBody, kw_only=True):
    """At least one of `equals` and `matches` has a text."""

    claim: Annotated[str, Meta(max_length=256, min_length=1, pattern="^[^\\x00-\\x1F\\x7F]+\\Z")]
    equals: Annotated[list[ClaimText], Meta(max_length=50)] | UnsetType = UNSET
    matches: Annotated[list[ClaimText], Meta(max_length=50)] | UnsetType = UNSET


TokenScope: TypeAlias = Annotated[str, Meta(max_length=64, pattern="^[a-z_]+:[a-z]+\\Z")]


TrustIntegration: TypeAlias = Annotated[
    str,
    Meta(pattern="^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\\Z"),
]


class TrustRequest(ClosedBody, kw_only=True):
    name: Annotated[
        str,
        Meta(
            max_length=100,
            min_length=1,
            pattern="^[ \\u00A0\\u1680\\u2000-\\u200A\\u202F\\u205F\\u3000]*[^ \\u00A0\\u1680\\u2000-\\u200A\\u202F\\u205F\\u3000\\x00-\\x1F\\x7F-\\x9F\\u00AD\\u061C\\u180E\\u200B-\\u200F\\u2028-\\u202E\\u2060-\\u206F\\uFEFF\\uFFF9-\\uFFFB\\uFFFE\\uFFFF][^\\x00-\\x1F\\x7F-\\x9F\\u00AD\\u061C\\u180E\\u200B-\\u200F\\u2028-\\u202E\\u2060-\\u206F\\uFEFF\\uFFF9-\\uFFFB\\uFFFE\\uFFFF]*\\Z",
        ),
    ]
    issuer: Annotated[
        str,
        Meta(
            max_length=512,
            pattern="^https://[A-Za-z0-9.-]{1,253}(:([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]))?(/[A-Za-z0-9._~%@:/-]*)?\\Z",
        ),
    ]
    conditions: Annotated[list[TrustConditionRequest], Meta(max_length=20, min_length=1)]
    scopes: Annotated[list[TokenScope], Meta(max_length=32, min_length=1)]
    audience: (
        Annotated[str, Meta(max_length=512, min_length=1, pattern="^[^\\x00-\\x20\\x7F]+\\Z")]
        | UnsetType
    ) = UNSET
    lifetime_seconds: Annotated[int, Meta(ge=60, le=3600)] = 900
    max_uses: Annotated[int, Meta(ge=1, le=100)] = 1
    integrations: (
        Annotated[list[TrustIntegration], Meta(max_length=50, min_length=1)] | None | UnsetType
    ) = UNSET


class TrustUpdate(ClosedBody, kw_only=True):
    name: (
        Annotated[
            str,
            Meta(
                max_length=100,
                min_length=1,
                pattern="^[ \\u00A0\\u1680\\u2000-\\u200A\\u202F\\u205F\\u3000]*[^ \\u00A0\\u1680\\u2000-\\u200A\\u202F\\u205F\\u3000\\x00-\\x1F\\x7F-\\x9F\\u00AD\\u061C\\u180E\\u200B-\\u200F\\u2028-\\u202E\\u2060-\\u206F\\uFEFF\\uFFF9-\\uFFFB\\uFFFE\\uFFFF][^\\x00-\\x1F\\x7F-\\x9F\\u00AD\\u061C\\u180E\\u200B-\\u200F\\u2028-\\u202E\\u2060-\\u206F\\uFEFF\\uFFF9-\\uFFFB\\uFFFE\\uFFFF]*\\Z",
            ),
        ]
        | UnsetType
    ) = UNSET
    issuer: (
        Annotated[
            str,
            Meta(
                max_length=512,
                pattern="^https://[A-Za-z0-9.-]{1,253}(:([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]))?(/[A-Za-z0-9._~%@:/-]*)?\\Z",
            ),
        ]
        | UnsetType
    ) = UNSET
    audience: (
        Annotated[str, Meta(max_length=512, min_length=1, pattern="^[^\\x00-\\x20\\x7F]+\\Z")]
        | UnsetType
    ) = UNSET
    conditions: (
        Annotated[list[TrustConditionRequest], Meta(max_length=20, min_length=1)] | UnsetType
    ) = UNSET
    scopes: Annotated[list[TokenScope], Meta(max_length=32, min_length=1)] | UnsetType = UNSET
    lifetime_seconds: Annotated[int, Meta(ge=60, le=3600)] | UnsetType = UNSET
    max_uses: Annotated[int, Meta(ge=1, le=100)] | UnsetType = UNSET
    integrations: (
        Annotated[list[TrustIntegration], Meta(max_length=50, min_length=1)] | None | UnsetType
    ) = UNSET


class Trust(Body, kw_only=True):
    id: Annotated[
        str,
        Meta(
            pattern="^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\\Z"
        ),
    ]
    name: Annotated[
        str,
        Meta(
            max_length=100,
            min_length=1,
            pattern="^[ \\u00A0\\u1680\\u2000-\\u200A\\u202F\\u205F\\u3000]*[^ \\u00A0\\u1680\\u2000-\\u200A\\u202F\\u205F\\u3000\\x00-\\x1F\\x7F-\\x9F\\u00AD\\u061C\\u180E\\u200B-\\u200F\\u2028-\\u202E\\u2060-\\u206F\\uFEFF\\uFFF9-\\uFFFB\\uFFFE\\uFFFF][^\\x00-\\x1F\\x7F-\\x9F\\u00AD\\u061C\\u180E\\u200B-\\u200F\\u2028-\\u202E\\u2060-\\u206F\\uFEFF\\uFFF9-\\uFFFB\\uFFFE\\uFFFF]*\\Z",
        ),
    ]
    issuer: str
    audience: Annotated[str, Meta(max_length=512, min_length=1, pattern="^[^\\x00-\\x20\\x7F]+\\Z")]
    conditions: list[TrustCondition]
    scopes: Annotated[list[TokenScope], Meta(max_length=32, min_length=1)]
    lifetime_seconds: Annotated[int, Meta(ge=60, le=3600)]
    max_uses: Annotated[int, Meta(ge=1, le=100)]
    integrations: Annotated[list[TrustIntegration], Meta(max_length=50, min_length=1)] | None
    advice: list[str]
    created_at: str
    updated_at: str


class TrustPage(Body, kw_only=True):
    data: Annotated[list[Trust], Meta(max_length=100)]
    next_cursor: Annotated[str, Meta(pattern="^[A-Za-z0-9_-]{40}\\Z")] | None | UnsetType = UNSET


TokenNetwork: TypeAlias = Annotated[
    str, Meta(max_length=49, min_length=2, pattern="^[0-9a-fA-F:./]+\\Z")
]


class TokenRequest(ClosedBody, kw_only=True):
    name: Annotated[
        str,
        Meta(
            max_length=100,
            min_length=1,
            pattern="^[ \\u00A0\\u1680\\u2000-\\u200A\\u202F\\u205F\\u3000]*[^ \\u00A0\\u1680\\u2000-\\u200A\\u202F\\u205F\\u3000\\x00-\\x1F\\x7F-\\x9F\\u00AD\\u061C\\u180E\\u200B-\\u200F\\u2028-\\u202E\\u2060-\\u206F\\uFEFF\\uFFF9-\\uFFFB\\uFFFE\\uFFFF][^\\x00-\\x1F\\x7F-\\x9F\\u00AD\\u061C\\u180E\\u200B-\\u200F\\u2028-\\u202E\\u2060-\\u206F\\uFEFF\\uFFF9-\\uFFFB\\uFFFE\\uFFFF]*\\Z",
        ),
    ]
    scopes: Annotated[list[TokenScope], Meta(max_length=32, min_length=1)]
    cidrs: Annotated[list[TokenNetwork], Meta(max_length=50)] | UnsetType = UNSET
    integrations: (
        Annotated[list[TrustIntegration], Meta(max_length=50, min_length=1)] | None | UnsetType
    ) = UNSET
    lifetime_seconds: Annotated[int, Meta(ge=60, le=31536000)] = 7776000


class TokenPerson(Body, kw_only=True):
    issuer: str
    subject: str


class CreatedToken(Body, kw_only=True):
    id: Annotated[
        str,
        Meta(
            pattern="^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\\Z"
        ),
    ]
    name: str
    scopes: list[str]
    cidrs: list[str]
    integrations: Annotated[list[TrustIntegration], Meta(max_length=50, min_length=1)] | None
    trust_id: (
        Annotated[
            str,
            Meta(
                pattern="^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\\Z"
            ),
        ]
        | None
    )
    person: TokenPerson | None
    created_at: str
    expires_at: str | None
    revoked_at: str | None
    token: str


class TokenExchangeRequest(Body, kw_only=True):
    """Parameters that are not known are ignored, as RFC 6749 says."""

    grant_type: Literal["urn:ietf:params:oauth:grant-type:token-exchange"]
    subject_token: str
    subject_token_type: Literal[
        "urn:ietf:params:oauth:token-type:jwt", "urn:ietf:params:oauth:token-type:id_token"
    ]
    requested_token_type: Literal["urn:ietf:params:oauth:token-type:access_token"] | UnsetType = (
        UNSET
    )
    audience: str | UnsetType = UNSET
    scope: str | UnsetType = UNSET


class ExchangedToken(Body, kw_only=True):
    access_token: str
    issued_token_type: str
    token_type: str
    expires_in: Annotated[int, Meta(ge=1)]
    scope: str


class SessionRequest(ClosedBody, kw_only=True):
    token: Annotated[str, Meta(max_length=512, min_length=1)]


Integration1: TypeAlias = Annotated[
    str,
    Meta(pattern="^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\\Z"),
]


class NamedIntegration(Body, kw_only=True):
    id: Annotated[
        str,
        Meta(
            pattern="^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\\Z"
        ),
    ]
    name: str


class SessionTenant(Body, kw_only=True):
    id: Annotated[
        str,
        Meta(
            pattern="^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\\Z"
        ),
    ]
    name: str


class SessionPerson(Body, kw_only=True):
    issuer: str
    subject: str
    name: str


class SignIn(Body, kw_only=True):
    name: str | None


class SessionToken(Body, kw_only=True):
    """The token that the caller has; a person who signed in with the identity provider has one that sessions alone use."""

    id: Annotated[
        str,
        Meta(
            pattern="^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\\Z"
        ),
    ]
    name: str
    expires_at: str | None


Control: TypeAlias = Annotated[str, Meta(pattern="^[A-Z0-9][A-Za-z0-9_.()-]*\\Z")]


class Check(Body, kw_only=True):
    id: Annotated[str, Meta(max_length=128, pattern="^(aws|azure|gcp)_[a-z0-9_]+\\Z")]
    title: str
    severity: Literal["critical", "high", "medium", "low", "info"]
    family: Literal["iam", "network", "storage", "ai", "compute", "database", "logging", "secrets"]
    service: Annotated[str, Meta(pattern="^[a-z][a-z0-9]{0,31}\\Z")]
    provider: Literal["aws", "azure", "gcp"]
    asset_type: str
    rationale: str
    remediation: str
    remediation_cli: str
    remediation_terraform: str
    reference: str
    controls: list[Control]


IntegrationId: TypeAlias = Annotated[
    str,
    Meta(pattern="^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\\Z"),
]


class ReportScopeRequest(ClosedBody, kw_only=True):
    from_: Annotated[
        str,
        Meta(
            pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,9})?([Zz]|[+-][0-9]{2}:[0-9]{2})\\Z"
        ),
    ] = field(name="from")
    to: Annotated[
        str,
        Meta(
            pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,9})?([Zz]|[+-][0-9]{2}:[0-9]{2})\\Z"
        ),
    ]
    include_severities: (
        Annotated[
            list[Literal["critical", "high", "medium", "low", "info"]],
            Meta(max_length=5, min_length=1),
        ]
        | UnsetType
    ) = UNSET
    integration_ids: (
        Annotated[list[IntegrationId], Meta(max_length=500, min_length=1)] | UnsetType
    ) = UNSET


class ReportRequest(ClosedBody, kw_only=True):
    title: Annotated[
        str,
        Meta(
            max_length=120,
            min_length=1,
            pattern="^[ \\u00A0\\u1680\\u2000-\\u200A\\u202F\\u205F\\u3000]*[^ \\u00A0\\u1680\\u2000-\\u200A\\u202F\\u205F\\u3000\\x00-\\x1F\\x7F-\\x9F\\u00AD\\u061C\\u180E\\u200B-\\u200F\\u2028-\\u202E\\u2060-\\u206F\\uFEFF\\uFFF9-\\uFFFB\\uFFFE\\uFFFF][^\\x00-\\x1F\\x7F-\\x9F\\u00AD\\u061C\\u180E\\u200B-\\u200F\\u2028-\\u202E\\u2060-\\u206F\\uFEFF\\uFFF9-\\uFFFB\\uFFFE\\uFFFF]*\\Z",
        ),
    ]
    frameworks: Annotated[
        list[
            Literal[
                "AWS_FSBP",
                "CIS_AWS",
                "CIS_AWS_6_0",
                "CIS_AWS_7_0",
                "CIS_AZURE",
                "CIS_AZURE_5_0",
                "CIS_AZURE_6_0",
                "CIS_GCP",
                "CIS_GCP_4_0",
                "CIS_GCP_5_0",
                "EU_AI_ACT",
                "ISO_27001",
                "ISO_27001_2022",
                "ISO_42001",
                "MCSB",
                "MCSB_1",
                "MITRE_ATLAS",
                "NIST_800_53",
                "NIST_800_53_R5",
                "NIST_AI_600_1",
                "OWASP_AGENTIC",
                "OWASP_AGENTIC_2026",
                "OWASP_LLM",
                "OWASP_LLM_2025",
                "PCI_DSS",
                "PCI_DSS_4_0_1",
                "SOC_2",
            ]
        ],
        Meta(max_length=10),
    ]
    scope: ReportScopeRequest
    format: Literal["pdf", "json"]


class ReportScope(Body, kw_only=True):
    from_: str = field(name="from")
    to: str
    include_severities: list[Literal["critical", "high", "medium", "low", "info"]]
    integration_ids: list[IntegrationId] | None


class ReportError(Body, kw_only=True):
    """
    Why a report could not be made. Its `code` is one of `timeout`, `too_large`, `renderer_failed`,
    `renderer_unavailable`, `changed`, `worker_lost` and `internal_error`; more may come.

    """

    code: Annotated[str, Meta(pattern="^[a-z_]+\\Z")]
    message: str


class Report(Body, kw_only=True):
    id: Annotated[
        str,
        Meta(
            pattern="^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\\Z"
        ),
    ]
    title: Annotated[
        str,
        Meta(
            max_length=120,
            min_length=1,
            pattern="^[ \\u00A0\\u1680\\u2000-\\u200A\\u202F\\u205F\\u3000]*[^ \\u00A0\\u1680\\u2000-\\u200A\\u202F\\u205F\\u3000\\x00-\\x1F\\x7F-\\x9F\\u00AD\\u061C\\u180E\\u200B-\\u200F\\u2028-\\u202E\\u2060-\\u206F\\uFEFF\\uFFF9-\\uFFFB\\uFFFE\\uFFFF][^\\x00-\\x1F\\x7F-\\x9F\\u00AD\\u061C\\u180E\\u200B-\\u200F\\u2028-\\u202E\\u2060-\\u206F\\uFEFF\\uFFF9-\\uFFFB\\uFFFE\\uFFFF]*\\Z",
        ),
    ]
    frameworks: list[str]
    scope: ReportScope
    format: Literal["pdf", "json"]
    status: Literal["queued", "running", "ready", "failed", "expired"]
    queued_at: str
    started_at: str | None
    ended_at: str | None
    expires_at: str | None
    size_bytes: Annotated[int, Meta(ge=0)] | None
    sha256: str | None
    evidence_sha256: str | None
    error: ReportError | None


class ReportPage(Body, kw_only=True):
    data: Annotated[list[Report], Meta(max_length=100)]
    next_cursor: Annotated[str, Meta(pattern="^[A-Za-z0-9_-]{40}\\Z")] | None | UnsetType = UNSET


class ChainPosition(Body, kw_only=True):
    """A row of the tenant's audit chain, by its position and its hash."""

    position: Annotated[int, Meta(ge=0)]
    hash: str


class RecordedDigest(Body, kw_only=True):
    """The audit row that recorded the SHA-256 of a file."""

    position: Annotated[int, Meta(ge=1)]
    hash: str
    at: str
    sha256: str | None


class ReportProof(Body, kw_only=True):
    report_id: Annotated[
        str,
        Meta(
            pattern="^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\\Z"
        ),
    ]
    sha256: Annotated[str, Meta(pattern="^[0-9a-f]{64}\\Z")]
    size_bytes: Annotated[int, Meta(ge=0)]
    recorded: RecordedDigest | None
    evidence_head: ChainPosition | None
    head: ChainPosition
    verified_rows: Annotated[int, Meta(ge=0)]
    walk: Annotated[str, Meta(pattern="^[a-z_]+\\Z")]
    faults: list[str]


class Evidence(Body, kw_only=True):
    """
    The file of a report with the format `json`. Its bytes are canonical: UTF-8, keys sorted, no
    white space. `posture report verify` compares a file with the server. The page `reports.md`
    describes the members; `form` changes when they do.

    """

    form: str
    title: str
    tenant: dict[str, Any]
    period: dict[str, Any]
    scope: dict[str, Any]
    audit_head: dict[str, Any] | None
    check_set: dict[str, Any]
    summary: dict[str, Any]
    gaps: list[str]
    integrations: list[dict[str, Any]]
    runs: list[dict[str, Any]]
    trend: list[dict[str, Any]]
    suppressions: list[dict[str, Any]]
    verdicts: list[dict[str, Any]]
    frameworks: list[dict[str, Any]]
    findings: list[dict[str, Any]]


class WebhookRequest(ClosedBody, kw_only=True):
    url: Annotated[
        str,
        Meta(
            max_length=2048,
            pattern="^https?://[A-Za-z0-9.-]{1,253}(:([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]))?(/[A-Za-z0-9._~/%!$&()*+,;=:@-]*)?(\\?[A-Za-z0-9._~/%!$&()*+,;=:@?-]*)?\\Z",
        ),
    ]
    events: Annotated[
        list[
            Literal[
                "finding.created",
                "finding.resolved",
                "run.completed",
                "run.failed",
                "run.cancelled",
                "report.completed",
                "report.failed",
            ]
        ],
        Meta(max_length=16, min_length=1),
    ]
    name: (
        Annotated[
            str,
            Meta(
                max_length=128,
                min_length=1,
                pattern="^[ \\u00A0\\u1680\\u2000-\\u200A\\u202F\\u205F\\u3000]*[^ \\u00A0\\u1680\\u2000-\\u200A\\u202F\\u205F\\u3000\\x00-\\x1F\\x7F-\\x9F\\u00AD\\u061C\\u180E\\u200B-\\u200F\\u2028-\\u202E\\u2060-\\u206F\\uFEFF\\uFFF9-\\uFFFB\\uFFFE\\uFFFF][^\\x00-\\x1F\\x7F-\\x9F\\u00AD\\u061C\\u180E\\u200B-\\u200F\\u2028-\\u202E\\u2060-\\u206F\\uFEFF\\uFFF9-\\uFFFB\\uFFFE\\uFFFF]*\\Z",
            ),
        ]
        | UnsetType
    ) = UNSET
    enabled: bool = True


class WebhookUpdate(ClosedBody, kw_only=True):
    name: (
        Annotated[
            str,
            Meta(
                max_length=128,
                min_length=1,
                pattern="^[ \\u00A0\\u1680\\u2000-\\u200A\\u202F\\u205F\\u3000]*[^ \\u00A0\\u1680\\u2000-\\u200A\\u202F\\u205F\\u3000\\x00-\\x1F\\x7F-\\x9F\\u00AD\\u061C\\u180E\\u200B-\\u200F\\u2028-\\u202E\\u2060-\\u206F\\uFEFF\\uFFF9-\\uFFFB\\uFFFE\\uFFFF][^\\x00-\\x1F\\x7F-\\x9F\\u00AD\\u061C\\u180E\\u200B-\\u200F\\u2028-\\u202E\\u2060-\\u206F\\uFEFF\\uFFF9-\\uFFFB\\uFFFE\\uFFFF]*\\Z",
            ),
        ]
        | UnsetType
    ) = UNSET
    url: (
        Annotated[
            str,
            Meta(
                max_length=2048,
                pattern="^https?://[A-Za-z0-9.-]{1,253}(:([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]))?(/[A-Za-z0-9._~/%!$&()*+,;=:@-]*)?(\\?[A-Za-z0-9._~/%!$&()*+,;=:@?-]*)?\\Z",
            ),
        ]
        | UnsetType
    ) = UNSET
    events: (
        Annotated[
            list[
                Literal[
                    "finding.created",
                    "finding.resolved",
                    "run.completed",
                    "run.failed",
                    "run.cancelled",
                    "report.completed",
                    "report.failed",
                ]
            ],
            Meta(max_length=16, min_length=1),
        ]
        | UnsetType
    ) = UNSET
    enabled: bool | UnsetType = UNSET


class Webhook(Body, kw_only=True):
    id: Annotated[
        str,
        Meta(
            pattern="^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\\Z"
        ),
    ]
    name: str
    url: Annotated[
        str,
        Meta(
            max_length=2048,
            pattern="^https?://[A-Za-z0-9.-]{1,253}(:([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]))?(/[A-Za-z0-9._~/%!$&()*+,;=:@-]*)?(\\?[A-Za-z0-9._~/%!$&()*+,;=:@?-]*)?\\Z",
        ),
    ]
    events: Annotated[
        list[
            Literal[
                "finding.created",
                "finding.resolved",
                "run.completed",
                "run.failed",
                "run.cancelled",
                "report.completed",
                "report.failed",
            ]
        ],
        Meta(max_length=16, min_length=1),
    ]
    enabled: bool
    created_at: str
    updated_at: str


class CreatedWebhook(Body, kw_only=True):
    id: Annotated[
        str,
        Meta(
            pattern="^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\\Z"
        ),
    ]
    name: str
    url: Annotated[
        str,
        Meta(
            max_length=2048,
            pattern="^https?://[A-Za-z0-9.-]{1,253}(:([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]))?(/[A-Za-z0-9._~/%!$&()*+,;=:@-]*)?(\\?[A-Za-z0-9._~/%!$&()*+,;=:@?-]*)?\\Z",
        ),
    ]
    events: Annotated[
        list[
            Literal[
                "finding.created",
                "finding.resolved",
                "run.completed",
                "run.failed",
                "run.cancelled",
                "report.completed",
                "report.failed",
            ]
        ],
        Meta(max_length=16, min_length=1),
    ]
    enabled: bool
    created_at: str
    updated_at: str
    secret: str


class WebhookPage(Body, kw_only=True):
    data: Annotated[list[Webhook], Meta(max_length=100)]
    next_cursor: Annotated[str, Meta(pattern="^[A-Za-z0-9_-]{40}\\Z")] | None | UnsetType = UNSET


class NotifiedReport(Body, kw_only=True):
    """A report as it was when it ended; its file is for tokens with `reports:read`."""

    id: Annotated[
        str,
        Meta(
            pattern="^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\\Z"
        ),
    ]
    title: Annotated[
        str,
        Meta(
            max_length=120,
            min_length=1,
            pattern="^[ \\u00A0\\u1680\\u2000-\\u200A\\u202F\\u205F\\u3000]*[^ \\u00A0\\u1680\\u2000-\\u200A\\u202F\\u205F\\u3000\\x00-\\x1F\\x7F-\\x9F\\u00AD\\u061C\\u180E\\u200B-\\u200F\\u2028-\\u202E\\u2060-\\u206F\\uFEFF\\uFFF9-\\uFFFB\\uFFFE\\uFFFF][^\\x00-\\x1F\\x7F-\\x9F\\u00AD\\u061C\\u180E\\u200B-\\u200F\\u2028-\\u202E\\u2060-\\u206F\\uFEFF\\uFFF9-\\uFFFB\\uFFFE\\uFFFF]*\\Z",
        ),
    ]
    format: Literal["pdf", "json"]
    status: Literal["queued", "running", "ready", "failed", "expired"]
    queued_at: str
    ended_at: str | None
    expires_at: str | None
    size_bytes: Annotated[int, Meta(ge=0)] | None
    sha256: str | None
    error: ReportError | None
    url: str


class NotifiedRun(Body, kw_only=True):
    id: Annotated[
        str,
        Meta(
            pattern="^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\\Z"
        ),
    ]
    integration_id: Annotated[
        str,
        Meta(
            pattern="^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\\Z"
        ),
    ]
    trigger: Literal["scheduled", "manual", "verify"]
    status: Literal["running", "completed", "failed", "cancelled"]
    accepted_at: str
    started_at: str | None
    completed_at: str | None
    duration_ms: Annotated[int, Meta(ge=0)]
    asset_count: Annotated[int, Meta(ge=0)]
    finding_count: Annotated[int, Meta(ge=0)]
    verdict_counts: VerdictCounts
    coverage: Annotated[float, Meta(ge=0.0, le=1.0)] | None
    delta: DeltaCounts | None
    error: RunError | None


class NotifiedFinding(Body, kw_only=True):
    id: Annotated[
        str,
        Meta(
            pattern="^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\\Z"
        ),
    ]
    check_id: Annotated[str, Meta(max_length=128, pattern="^(aws|azure|gcp)_[a-z0-9_]+\\Z")]
    resource_id: str
    family: Literal["iam", "network", "storage", "ai", "compute", "database", "logging", "secrets"]
    severity: Literal["critical", "high", "medium", "low", "info"]
    status: Literal["open", "triaged", "resolved", "accepted", "false_positive"]
    delta: Literal["new", "unchanged", "resolved"]


class CheckPage(Body, kw_only=True):
    data: list[Check]


class ListRunsQuery(Body, kw_only=True):
    integration_id: (
        Annotated[
            str,
            Meta(
                pattern="^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\\Z"
            ),
        ]
        | UnsetType
    ) = UNSET
    status: (
        Annotated[
            list[Literal["running", "completed", "failed", "cancelled"]],
            Meta(max_length=8, min_length=1),
        ]
        | UnsetType
    ) = UNSET
    trigger: (
        Annotated[list[Literal["scheduled", "manual", "verify"]], Meta(max_length=8, min_length=1)]
        | UnsetType
    ) = UNSET
    limit: Annotated[int, Meta(ge=1, le=100)] = 100
    cursor: Annotated[str, Meta(pattern="^[A-Za-z0-9_-]{40}\\Z")] | UnsetType = UNSET


class StartRunQuery(Body, kw_only=True):
    validate_only: bool = False


class GetRunQuery(Body, kw_only=True):
    wait_seconds: Annotated[int, Meta(ge=0, le=60)] = 0
    include: Annotated[list[Literal["decision"]], Meta(max_length=8, min_length=1)] | UnsetType = (
        UNSET
    )


class GetGateQuery(Body, kw_only=True):
    fail_on: Literal["critical", "high", "medium", "low", "info"] = "high"
    only: Literal["new", "all"] = "new"
    max_unknown: Annotated[int, Meta(ge=0, le=1000000000)] = 0
    min_coverage: Annotated[float, Meta(ge=0.0, le=1.0)] = 0.0
    family: (
        Annotated[
            list[
                Literal[
                    "iam", "network", "storage", "ai", "compute", "database", "logging", "secrets"
                ]
            ],
            Meta(max_length=8, min_length=1),
        ]
        | UnsetType
    ) = UNSET
    framework: (
        Annotated[
            list[
                Literal[
                    "AWS_FSBP",
                    "CIS_AWS",
                    "CIS_AWS_6_0",
                    "CIS_AWS_7_0",
                    "CIS_AZURE",
                    "CIS_AZURE_5_0",
                    "CIS_AZURE_6_0",
                    "CIS_GCP",
                    "CIS_GCP_4_0",
                    "CIS_GCP_5_0",
                    "EU_AI_ACT",
                    "ISO_27001",
                    "ISO_27001_2022",
                    "ISO_42001",
                    "MCSB",
                    "MCSB_1",
                    "MITRE_ATLAS",
                    "NIST_800_53",
                    "NIST_800_53_R5",
                    "NIST_AI_600_1",
                    "OWASP_AGENTIC",
                    "OWASP_AGENTIC_2026",
                    "OWASP_LLM",
                    "OWASP_LLM_2025",
                    "PCI_DSS",
                    "PCI_DSS_4_0_1",
                    "SOC_2",
                ]
            ],
            Meta(max_length=32, min_length=1),
        ]
        | UnsetType
    ) = UNSET


class CompareRunsQuery(Body, kw_only=True):
    change: (
        Annotated[
            list[Literal["new", "resolved", "unchanged", "not_compared"]],
            Meta(max_length=8, min_length=1),
        ]
        | UnsetType
    ) = UNSET
    limit: Annotated[int, Meta(ge=1, le=200)] = 100
    cursor: Annotated[str, Meta(pattern="^[A-Za-z0-9_-]{40}\\Z")] | UnsetType = UNSET


class ExportRunQuery(Body, kw_only=True):
    format: Literal["csv", "gitlab", "html", "junit", "markdown", "ndjson", "ocsf", "sarif"]
    include_suppressed: bool = False


class ListFindingsQuery(Body, kw_only=True):
    scan_id: (
        Annotated[
            str,
            Meta(
                pattern="^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\\Z"
            ),
        ]
        | UnsetType
    ) = UNSET
    integration_id: (
        Annotated[
            str,
            Meta(
                pattern="^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\\Z"
            ),
        ]
        | UnsetType
    ) = UNSET
    severity: (
        Annotated[
            list[Literal["critical", "high", "medium", "low", "info"]],
            Meta(max_length=8, min_length=1),
        ]
        | UnsetType
    ) = UNSET
    status: (
        Annotated[
            list[Literal["open", "triaged", "resolved", "accepted", "false_positive"]],
            Meta(max_length=8, min_length=1),
        ]
        | UnsetType
    ) = UNSET
    framework: (
        Annotated[
            list[
                Literal[
                    "AWS_FSBP",
                    "CIS_AWS",
                    "CIS_AWS_6_0",
                    "CIS_AWS_7_0",
                    "CIS_AZURE",
                    "CIS_AZURE_5_0",
                    "CIS_AZURE_6_0",
                    "CIS_GCP",
                    "CIS_GCP_4_0",
                    "CIS_GCP_5_0",
                    "EU_AI_ACT",
                    "ISO_27001",
                    "ISO_27001_2022",
                    "ISO_42001",
                    "MCSB",
                    "MCSB_1",
                    "MITRE_ATLAS",
                    "NIST_800_53",
                    "NIST_800_53_R5",
                    "NIST_AI_600_1",
                    "OWASP_AGENTIC",
                    "OWASP_AGENTIC_2026",
                    "OWASP_LLM",
                    "OWASP_LLM_2025",
                    "PCI_DSS",
                    "PCI_DSS_4_0_1",
                    "SOC_2",
                ]
            ],
            Meta(max_length=32, min_length=1),
        ]
        | UnsetType
    ) = UNSET
    check_id: (
        Annotated[str, Meta(max_length=128, pattern="^(aws|azure|gcp)_[a-z0-9_]+\\Z")] | UnsetType
    ) = UNSET
    resource_id: (
        Annotated[str, Meta(max_length=1000, min_length=1, pattern="^[^\\x00-\\x1F\\x7F]+\\Z")]
        | UnsetType
    ) = UNSET
    service: Annotated[str, Meta(pattern="^[a-z][a-z0-9]{0,31}\\Z")] | UnsetType = UNSET
    region: Annotated[str, Meta(pattern="^[a-z]{2}[a-z0-9-]{0,30}\\Z")] | UnsetType = UNSET
    family: (
        Annotated[
            list[
                Literal[
                    "iam", "network", "storage", "ai", "compute", "database", "logging", "secrets"
                ]
            ],
            Meta(max_length=8, min_length=1),
        ]
        | UnsetType
    ) = UNSET
    q: (
        Annotated[str, Meta(max_length=200, min_length=1, pattern="^[^\\x00-\\x1F\\x7F]+\\Z")]
        | UnsetType
    ) = UNSET
    delta: (
        Annotated[list[Literal["new", "unchanged", "resolved"]], Meta(max_length=8, min_length=1)]
        | UnsetType
    ) = UNSET
    suppressed: bool | UnsetType = UNSET
    sort: Literal["newest", "severity"] = "newest"
    count: bool = False
    limit: Annotated[int, Meta(ge=1, le=200)] = 200
    cursor: Annotated[str, Meta(pattern="^[A-Za-z0-9_-]{40}\\Z")] | UnsetType = UNSET


class CountFindingsQuery(Body, kw_only=True):
    scan_id: (
        Annotated[
            str,
            Meta(
                pattern="^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\\Z"
            ),
        ]
        | UnsetType
    ) = UNSET
    integration_id: (
        Annotated[
            str,
            Meta(
                pattern="^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\\Z"
            ),
        ]
        | UnsetType
    ) = UNSET
    severity: (
        Annotated[
            list[Literal["critical", "high", "medium", "low", "info"]],
            Meta(max_length=8, min_length=1),
        ]
        | UnsetType
    ) = UNSET
    status: (
        Annotated[
            list[Literal["open", "triaged", "resolved", "accepted", "false_positive"]],
            Meta(max_length=8, min_length=1),
        ]
        | UnsetType
    ) = UNSET
    framework: (
        Annotated[
            list[
                Literal[
                    "AWS_FSBP",
                    "CIS_AWS",
                    "CIS_AWS_6_0",
                    "CIS_AWS_7_0",
                    "CIS_AZURE",
                    "CIS_AZURE_5_0",
                    "CIS_AZURE_6_0",
                    "CIS_GCP",
                    "CIS_GCP_4_0",
                    "CIS_GCP_5_0",
                    "EU_AI_ACT",
                    "ISO_27001",
                    "ISO_27001_2022",
                    "ISO_42001",
                    "MCSB",
                    "MCSB_1",
                    "MITRE_ATLAS",
                    "NIST_800_53",
                    "NIST_800_53_R5",
                    "NIST_AI_600_1",
                    "OWASP_AGENTIC",
                    "OWASP_AGENTIC_2026",
                    "OWASP_LLM",
                    "OWASP_LLM_2025",
                    "PCI_DSS",
                    "PCI_DSS_4_0_1",
                    "SOC_2",
                ]
            ],
            Meta(max_length=32, min_length=1),
        ]
        | UnsetType
    ) = UNSET
    check_id: (
        Annotated[str, Meta(max_length=128, pattern="^(aws|azure|gcp)_[a-z0-9_]+\\Z")] | UnsetType
    ) = UNSET
    resource_id: (
        Annotated[str, Meta(max_length=1000, min_length=1, pattern="^[^\\x00-\\x1F\\x7F]+\\Z")]
        | UnsetType
    ) = UNSET
    service: Annotated[str, Meta(pattern="^[a-z][a-z0-9]{0,31}\\Z")] | UnsetType = UNSET
    region: Annotated[str, Meta(pattern="^[a-z]{2}[a-z0-9-]{0,30}\\Z")] | UnsetType = UNSET
    family: (
        Annotated[
            list[
                Literal[
                    "iam", "network", "storage", "ai", "compute", "database", "logging", "secrets"
                ]
            ],
            Meta(max_length=8, min_length=1),
        ]
        | UnsetType
    ) = UNSET
    q: (
        Annotated[str, Meta(max_length=200, min_length=1, pattern="^[^\\x00-\\x1F\\x7F]+\\Z")]
        | UnsetType
    ) = UNSET
    delta: (
        Annotated[list[Literal["new", "unchanged", "resolved"]], Meta(max_length=8, min_length=1)]
        | UnsetType
    ) = UNSET
    suppressed: bool | UnsetType = UNSET


class GetFindingHistoryQuery(Body, kw_only=True):
    limit: Annotated[int, Meta(ge=1, le=200)] = 50


class ListSuppressionsQuery(Body, kw_only=True):
    integration_id: (
        Annotated[
            str,
            Meta(
                pattern="^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\\Z"
            ),
        ]
        | UnsetType
    ) = UNSET
    check_id: (
        Annotated[str, Meta(max_length=128, pattern="^(aws|azure|gcp)_[a-z0-9_]+\\Z")] | UnsetType
    ) = UNSET
    limit: Annotated[int, Meta(ge=1, le=100)] = 100
    cursor: Annotated[str, Meta(pattern="^[A-Za-z0-9_-]{40}\\Z")] | UnsetType = UNSET


class CreateSuppressionQuery(Body, kw_only=True):
    validate_only: bool = False


class PreviewSuppressionQuery(Body, kw_only=True):
    check_id: Annotated[str, Meta(max_length=128, pattern="^(aws|azure|gcp)_[a-z0-9_]+\\Z")]
    resource_pattern: Annotated[
        str, Meta(max_length=1000, min_length=1, pattern="^[^\\x00-\\x1F\\x7F]+\\Z")
    ]
    integration_id: (
        Annotated[
            str,
            Meta(
                pattern="^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\\Z"
            ),
        ]
        | UnsetType
    ) = UNSET


class UpdateSuppressionQuery(Body, kw_only=True):
    validate_only: bool = False


class ListIntegrationsQuery(Body, kw_only=True):
    limit: Annotated[int, Meta(ge=1, le=100)] = 100
    cursor: Annotated[str, Meta(pattern="^[A-Za-z0-9_-]{40}\\Z")] | UnsetType = UNSET


class CreateIntegrationQuery(Body, kw_only=True):
    validate_only: bool = False


class UpdateIntegrationQuery(Body, kw_only=True):
    validate_only: bool = False


class ListWebhooksQuery(Body, kw_only=True):
    limit: Annotated[int, Meta(ge=1, le=100)] = 100
    cursor: Annotated[str, Meta(pattern="^[A-Za-z0-9_-]{40}\\Z")] | UnsetType = UNSET


class CreateWebhookQuery(Body, kw_only=True):
    validate_only: bool = False


class UpdateWebhookQuery(Body, kw_only=True):
    validate_only: bool = False


class ListDeliveriesQuery(Body, kw_only=True):
    status: (
        Annotated[list[Literal["pending", "delivered", "dead"]], Meta(max_length=8, min_length=1)]
        | UnsetType
    ) = UNSET
    limit: Annotated[int, Meta(ge=1, le=100)] = 100
    cursor: Annotated[str, Meta(pattern="^[A-Za-z0-9_-]{40}\\Z")] | UnsetType = UNSET


class WatchTenantQuery(Body, kw_only=True):
    after: Annotated[str, Meta(pattern="^[0-9]{1,18}\\Z")] | UnsetType = UNSET


class ListTrustsQuery(Body, kw_only=True):
    limit: Annotated[int, Meta(ge=1, le=100)] = 100
    cursor: Annotated[str, Meta(pattern="^[A-Za-z0-9_-]{40}\\Z")] | UnsetType = UNSET


class CreateTrustQuery(Body, kw_only=True):
    validate_only: bool = False


class UpdateTrustQuery(Body, kw_only=True):
    validate_only: bool = False


class ListTokensQuery(Body, kw_only=True):
    limit: Annotated[int, Meta(ge=1, le=100)] = 100
    cursor: Annotated[str, Meta(pattern="^[A-Za-z0-9_-]{40}\\Z")] | UnsetType = UNSET


class StartSignInQuery(Body, kw_only=True):
    page: Annotated[str, Meta(max_length=1010)] | UnsetType = UNSET


class FinishSignInQuery(Body, kw_only=True):
    state: str | UnsetType = UNSET
    code: str | UnsetType = UNSET
    iss: str | UnsetType = UNSET
    error: str | UnsetType = UNSET


class ListReportsQuery(Body, kw_only=True):
    status: (
        Annotated[
            list[Literal["queued", "running", "ready", "failed", "expired"]],
            Meta(max_length=8, min_length=1),
        ]
        | UnsetType
    ) = UNSET
    digest: Annotated[str, Meta(pattern="^[0-9a-f]{64}\\Z")] | UnsetType = UNSET
    limit: Annotated[int, Meta(ge=1, le=100)] = 100
    cursor: Annotated[str, Meta(pattern="^[A-Za-z0-9_-]{40}\\Z")] | UnsetType = UNSET


class ListAuditQuery(Body, kw_only=True):
    action: (
        Annotated[str, Meta(max_length=64, pattern="^[a-z][a-z0-9_]*(\\.[a-z][a-z0-9_]*){1,2}\\Z")]
        | UnsetType
    ) = UNSET
    target_kind: Annotated[str, Meta(pattern="^[a-z][a-z0-9_]{0,31}\\Z")] | UnsetType = UNSET
    result: (
        Annotated[list[Literal["success", "failure"]], Meta(max_length=8, min_length=1)] | UnsetType
    ) = UNSET
    from_: str | UnsetType = field(name="from", default=UNSET)
    to: str | UnsetType = UNSET
    limit: Annotated[int, Meta(ge=1, le=200)] = 50
    cursor: Annotated[str, Meta(pattern="^[A-Za-z0-9_-]{40}\\Z")] | UnsetType = UNSET


class ListChecksQuery(Body, kw_only=True):
    provider: (
        Annotated[list[Literal["aws", "azure", "gcp"]], Meta(max_length=8, min_length=1)]
        | UnsetType
    ) = UNSET
    family: (
        Annotated[
            list[
                Literal[
                    "iam", "network", "storage", "ai", "compute", "database", "logging", "secrets"
                ]
            ],
            Meta(max_length=8, min_length=1),
        ]
        | UnsetType
    ) = UNSET
    service: Annotated[str, Meta(pattern="^[a-z][a-z0-9]{0,31}\\Z")] | UnsetType = UNSET
    severity: (
        Annotated[
            list[Literal["critical", "high", "medium", "low", "info"]],
            Meta(max_length=8, min_length=1),
        ]
        | UnsetType
    ) = UNSET
    framework: (
        Annotated[
            list[
                Literal[
                    "AWS_FSBP",
                    "CIS_AWS",
                    "CIS_AWS_6_0",
                    "CIS_AWS_7_0",
                    "CIS_AZURE",
                    "CIS_AZURE_5_0",
                    "CIS_AZURE_6_0",
                    "CIS_GCP",
                    "CIS_GCP_4_0",
                    "CIS_GCP_5_0",
                    "EU_AI_ACT",
                    "ISO_27001",
                    "ISO_27001_2022",
                    "ISO_42001",
                    "MCSB",
                    "MCSB_1",
                    "MITRE_ATLAS",
                    "NIST_800_53",
                    "NIST_800_53_R5",
                    "NIST_AI_600_1",
                    "OWASP_AGENTIC",
                    "OWASP_AGENTIC_2026",
                    "OWASP_LLM",
                    "OWASP_LLM_2025",
                    "PCI_DSS",
                    "PCI_DSS_4_0_1",
                    "SOC_2",
                ]
            ],
            Meta(max_length=32, min_length=1),
        ]
        | UnsetType
    ) = UNSET


class ListControlsQuery(Body, kw_only=True):
    integration_id: (
        Annotated[
            str,
            Meta(
                pattern="^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\\Z"
            ),
        ]
        | UnsetType
    ) = UNSET


class Error(Body, kw_only=True):
    """Every error that is not `Problem`. Only `error` is always there."""

    error: Annotated[str, Meta(pattern="^[a-z][a-z_]*\\Z")]
    detail: str | UnsetType = UNSET
    error_description: str | UnsetType = UNSET
    member: str | UnsetType = UNSET
    allowed: list[str] | UnsetType = UNSET
    errors: Annotated[list[ErrorItem], Meta(min_length=2)] | UnsetType = UNSET
    retry_after_seconds: Annotated[int, Meta(ge=1)] | UnsetType = UNSET
    limit: Annotated[int, Meta(ge=1)] | UnsetType = UNSET
    window: Annotated[str, Meta(examples=["1m"])] | UnsetType = UNSET
    limit_bytes: Annotated[int, Meta(ge=1)] | UnsetType = UNSET


class ProviderVersions(Body, kw_only=True):
    """The versions of a provider in a network mirror."""

    versions: dict[str, ProviderVersion]


class ProviderArchives(Body, kw_only=True):
    """The packages of one version of a provider in a network mirror, by platform."""

    archives: dict[str, ProviderArchive]


class RunEvent(Body, kw_only=True):
    """One event of a stream; `data` is JSON text."""

    id: Annotated[str, Meta(pattern="^[0-9]{1,18}(-[0-9]{1,18})?\\Z")]
    event: Literal["step", "progress", "end"]
    data: str


class TenantEvent(Body, kw_only=True):
    """One event of a stream of the whole tenant; `data` is JSON text."""

    id: Annotated[str, Meta(pattern="^[0-9]{1,18}\\Z")]
    event: Literal["start", "run", "changed"]
    data: str


class EventResources(Body, kw_only=True):
    """Lists of the API."""

    resources: list[
        Literal[
            "runs",
            "findings",
            "suppressions",
            "integrations",
            "webhooks",
            "deliveries",
            "reports",
            "trusts",
        ]
    ]


class Progress(Body, kw_only=True):
    """How far the collecting has come."""

    calls: Annotated[int, Meta(ge=0)]
    planned_reads: Annotated[int, Meta(ge=0)]
    failed_reads: Annotated[int, Meta(ge=0)]
    services: RunServices | UnsetType = UNSET


class Declaration(ClosedBody, kw_only=True):
    """Where Terraform declares an asset."""

    resource_id: Annotated[
        str, Meta(max_length=1000, min_length=1, pattern="^[^\\x00-\\x1F\\x7F]+\\Z")
    ]
    address: Annotated[
        str,
        Meta(
            max_length=1024,
            min_length=1,
            pattern="^[^\\x00-\\x1F\\x7F-\\x9F\\u00AD\\u061C\\u180E\\u200B-\\u200F\\u2028-\\u202E\\u2060-\\u206F\\uFEFF\\uFFF9-\\uFFFB\\uFFFE\\uFFFF]+\\Z",
        ),
    ]
    file: (
        Annotated[
            str,
            Meta(
                max_length=1024,
                min_length=1,
                pattern="^[^\\x00-\\x1F\\x7F-\\x9F\\u00AD\\u061C\\u180E\\u200B-\\u200F\\u2028-\\u202E\\u2060-\\u206F\\uFEFF\\uFFF9-\\uFFFB\\uFFFE\\uFFFF]+\\Z",
            ),
        ]
        | UnsetType
    ) = UNSET
    line: Annotated[int, Meta(ge=1, le=10000000)] | UnsetType = UNSET
    in_plan: bool | UnsetType = UNSET


class GateRequest(ClosedBody, kw_only=True):
    """The policy under which a run is decided when it ends."""

    fail_on: Literal["critical", "high", "medium", "low", "info"] = "high"
    only: Literal["new", "all"] = "new"
    max_unknown: Annotated[int, Meta(ge=0, le=1000000000)] = 0
    min_coverage: Annotated[float, Meta(ge=0.0, le=1.0)] = 0.0
    family: (
        Annotated[
            list[
                Literal[
                    "iam", "network", "storage", "ai", "compute", "database", "logging", "secrets"
                ]
            ],
            Meta(max_length=8, min_length=1),
        ]
        | UnsetType
    ) = UNSET
    framework: (
        Annotated[
            list[
                Literal[
                    "AWS_FSBP",
                    "CIS_AWS",
                    "CIS_AWS_6_0",
                    "CIS_AWS_7_0",
                    "CIS_AZURE",
                    "CIS_AZURE_5_0",
                    "CIS_AZURE_6_0",
                    "CIS_GCP",
                    "CIS_GCP_4_0",
                    "CIS_GCP_5_0",
                    "EU_AI_ACT",
                    "ISO_27001",
                    "ISO_27001_2022",
                    "ISO_42001",
                    "MCSB",
                    "MCSB_1",
                    "MITRE_ATLAS",
                    "NIST_800_53",
                    "NIST_800_53_R5",
                    "NIST_AI_600_1",
                    "OWASP_AGENTIC",
                    "OWASP_AGENTIC_2026",
                    "OWASP_LLM",
                    "OWASP_LLM_2025",
                    "PCI_DSS",
                    "PCI_DSS_4_0_1",
                    "SOC_2",
                ]
            ],
            Meta(max_length=32, min_length=1),
        ]
        | UnsetType
    ) = UNSET


class RunGate(Body, kw_only=True):
    """Present when the run was started with a policy."""

    verdict: Literal["pass", "fail", "inconclusive"] | None
    policies: Annotated[list[GatePolicy], Meta(max_length=8, min_length=1)]


class DegradationLocation(Body, kw_only=True):
    path: Annotated[str, Meta(min_length=1)]
    lines: DegradationLines


class FindingDetail(Body, kw_only=True):
    id: Annotated[
        str,
        Meta(
            pattern="^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\\Z"
        ),
    ]
    scan_id: Annotated[
        str,
        Meta(
            pattern="^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\\Z"
        ),
    ]
    title: str
    severity: Literal["critical", "high", "medium", "low", "info"]
    status: Literal["open", "triaged", "resolved", "accepted", "false_positive"]
    jira_issue_key: str | None
    discovered_at: str
    integration_id: Annotated[
        str,
        Meta(
            pattern="^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\\Z"
        ),
    ]
    check_id: Annotated[str, Meta(max_length=128, pattern="^(aws|azure|gcp)_[a-z0-9_]+\\Z")]
    resource_id: Annotated[
        str, Meta(max_length=1000, min_length=1, pattern="^[^\\x00-\\x1F\\x7F]+\\Z")
    ]
    region: str
    service: Annotated[str, Meta(pattern="^[a-z][a-z0-9]{0,31}\\Z")]
    family: Literal["iam", "network", "storage", "ai", "compute", "database", "logging", "secrets"]
    last_seen_at: str
    delta: Literal["new", "unchanged", "resolved"]
    suppressed_by: (
        Annotated[
            str,
            Meta(
                pattern="^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\\Z"
            ),
        ]
        | None
    )
    terraform: TerraformPlace | None
    risk_refs: list[RiskRef]
    summary: str
    remediation: str | None
    reference: str | None
    in_plan: bool | UnsetType = UNSET
    check: Check | None | UnsetType = UNSET


class RunComparison(Body, kw_only=True):
    run_id: Annotated[
        str,
        Meta(
            pattern="^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\\Z"
        ),
    ]
    base_run_id: Annotated[
        str,
        Meta(
            pattern="^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\\Z"
        ),
    ]
    integration_id: Annotated[
        str,
        Meta(
            pattern="^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\\Z"
        ),
    ]
    same_scope: bool
    counts: ChangeCounts
    data: Annotated[list[ComparedFinding], Meta(max_length=200)]
    next_cursor: Annotated[str, Meta(pattern="^[A-Za-z0-9_-]{40}\\Z")] | None | UnsetType = UNSET


class PhaseTime(Body, kw_only=True):
    name: Literal["connect", "collect", "evaluate", "record"]
    start_ms: Annotated[int, Meta(ge=0)]
    duration_ms: Annotated[int, Meta(ge=0)]


class FindingHistory(Body, kw_only=True):
    finding_id: Annotated[
        str,
        Meta(
            pattern="^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\\Z"
        ),
    ]
    runs: Annotated[list[FindingInRun], Meta(max_length=200)]
    decisions: Annotated[list[FindingDecision], Meta(max_length=200)]


class FrameworkPage(Body, kw_only=True):
    data: list[FrameworkEntry]


class ControlPage(Body, kw_only=True):
    framework: FrameworkEntry
    accounts: list[ControlAccount]
    control_counts: ControlCounts
    data: list[ControlStatus]


class FindingsUpdate(ClosedBody, kw_only=True):
    finding_ids: Annotated[list[FindingId], Meta(max_length=100, min_length=1)]
    status: Literal["open", "triaged", "resolved", "accepted", "false_positive"]
    also: Annotated[list[FindingsDecision], Meta(max_length=9, min_length=1)] | UnsetType = UNSET


class FindingsChange(Body, kw_only=True):
    status: Literal["open", "triaged", "resolved", "accepted", "false_positive"]
    changed: Annotated[list[FindingChange], Meta(max_length=1000)]
    unchanged_count: Annotated[int, Meta(ge=0)]


class SuppressionPreview(Body, kw_only=True):
    finding_count: Annotated[int, Meta(ge=0)]
    suppressed_count: Annotated[int, Meta(ge=0)]
    severities: list[ValueCount]
    resource_ids: Annotated[list[str], Meta(max_length=20)]


class AzureConnectionOptions(ClosedBody, kw_only=True):
    """
    How to reach an Azure subscription; references to credentials, never credentials. Whoever
    connects a subscription must send `subscription_id`.

    """

    subscription_id: (
        Annotated[str, Meta(pattern="^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\\Z")]
        | UnsetType
    ) = UNSET
    tenant_id: EntraTenantId | None | UnsetType = UNSET
    client_id: EntraClientId | None | UnsetType = UNSET
    environment: Literal["public", "us_government", "china"] | None | UnsetType = UNSET
    external_id: TagExternalId | None | UnsetType = UNSET
    regions: Regions | None | UnsetType = UNSET
    endpoint_url: EndpointUrl | None | UnsetType = UNSET


class AzureConnection(Body, kw_only=True):
    """How an Azure subscription is reached."""

    subscription_id: str
    tenant_id: str | None
    client_id: str | None
    environment: Literal["public", "us_government", "china"]
    external_id: str | None
    regions: list[str]
    endpoint_url: str | None


class GcpConnectionOptions(ClosedBody, kw_only=True):
    """
    How to reach a Google Cloud project with the worker's own credentials; references to
    credentials, never credentials. Whoever connects a project must send `project_id`.

    """

    project_id: (
        Annotated[
            str,
            Meta(
                max_length=93,
                pattern="^([a-z0-9][a-z0-9.-]{0,61}:)?[a-z][a-z0-9-]{4,28}[a-z0-9]\\Z",
            ),
        ]
        | UnsetType
    ) = UNSET
    impersonate: ServiceAccountEmail | None | UnsetType = UNSET
    universe_domain: UniverseDomain | None | UnsetType = UNSET
    external_id: TagExternalId | None | UnsetType = UNSET
    regions: Regions | None | UnsetType = UNSET
    endpoint_url: EndpointUrl | None | UnsetType = UNSET


class IntegrationRequest(ClosedBody, kw_only=True):
    name: Annotated[
        str,
        Meta(
            max_length=100,
            min_length=1,
            pattern="^[ \\u00A0\\u1680\\u2000-\\u200A\\u202F\\u205F\\u3000]*[^ \\u00A0\\u1680\\u2000-\\u200A\\u202F\\u205F\\u3000\\x00-\\x1F\\x7F-\\x9F\\u00AD\\u061C\\u180E\\u200B-\\u200F\\u2028-\\u202E\\u2060-\\u206F\\uFEFF\\uFFF9-\\uFFFB\\uFFFE\\uFFFF][^\\x00-\\x1F\\x7F-\\x9F\\u00AD\\u061C\\u180E\\u200B-\\u200F\\u2028-\\u202E\\u2060-\\u206F\\uFEFF\\uFFF9-\\uFFFB\\uFFFE\\uFFFF]*\\Z",
        ),
    ]
    provider: Literal["aws", "azure", "gcp"]
    aws: AwsConnectionOptions | UnsetType = UNSET
    azure: AzureConnectionOptions | UnsetType = UNSET
    gcp: GcpConnectionOptions | UnsetType = UNSET
    check_set: CheckSet | None | UnsetType = UNSET
    schedule: Schedule | None | UnsetType = UNSET


class IntegrationUpdate(ClosedBody, kw_only=True):
    name: (
        Annotated[
            str,
            Meta(
                max_length=100,
                min_length=1,
                pattern="^[ \\u00A0\\u1680\\u2000-\\u200A\\u202F\\u205F\\u3000]*[^ \\u00A0\\u1680\\u2000-\\u200A\\u202F\\u205F\\u3000\\x00-\\x1F\\x7F-\\x9F\\u00AD\\u061C\\u180E\\u200B-\\u200F\\u2028-\\u202E\\u2060-\\u206F\\uFEFF\\uFFF9-\\uFFFB\\uFFFE\\uFFFF][^\\x00-\\x1F\\x7F-\\x9F\\u00AD\\u061C\\u180E\\u200B-\\u200F\\u2028-\\u202E\\u2060-\\u206F\\uFEFF\\uFFF9-\\uFFFB\\uFFFE\\uFFFF]*\\Z",
            ),
        ]
        | UnsetType
    ) = UNSET
    aws: AwsConnectionOptions | UnsetType = UNSET
    azure: AzureConnectionOptions | UnsetType = UNSET
    gcp: GcpConnectionOptions | UnsetType = UNSET
    check_set: CheckSet | None | UnsetType = UNSET
    schedule: Schedule | None | UnsetType = UNSET


class Integration(Body, kw_only=True):
    """
    A connected cloud account. It has exactly one object with the name of its `provider`: how
    the account is reached.

    """

    id: Annotated[
        str,
        Meta(
            pattern="^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\\Z"
        ),
    ]
    name: str
    provider: Literal["aws", "azure", "gcp"]
    account_id: str | None
    check_set: list[str] | None
    schedule: str | None
    next_run_at: str | None
    created_at: str
    updated_at: str
    aws: AwsConnection | UnsetType = UNSET
    azure: AzureConnection | UnsetType = UNSET
    gcp: GcpConnection | UnsetType = UNSET


class IntegrationPage(Body, kw_only=True):
    data: Annotated[list[Integration], Meta(max_length=100)]
    next_cursor: Annotated[str, Meta(pattern="^[A-Za-z0-9_-]{40}\\Z")] | None | UnsetType = UNSET


class Token(Body, kw_only=True):
    id: Annotated[
        str,
        Meta(
            pattern="^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\\Z"
        ),
    ]
    name: str
    scopes: list[str]
    cidrs: list[str]
    integrations: Annotated[list[TrustIntegration], Meta(max_length=50, min_length=1)] | None
    trust_id: (
        Annotated[
            str,
            Meta(
                pattern="^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\\Z"
            ),
        ]
        | None
    )
    person: TokenPerson | None
    created_at: str
    expires_at: str | None
    revoked_at: str | None


class TokenPage(Body, kw_only=True):
    data: Annotated[list[Token], Meta(max_length=100)]
    next_cursor: Annotated[str, Meta(pattern="^[A-Za-z0-9_-]{40}\\Z")] | None | UnsetType = UNSET


class Session(Body, kw_only=True):
    tenant: SessionTenant
    token: SessionToken
    person: SessionPerson | None
    scopes: list[str]
    integrations: list[Integration1] | None
    integration_names: Annotated[list[NamedIntegration], Meta(max_length=100)] | None
    signed_in_at: str | None
    expires_at: str | None
    version: str
    event_id: Annotated[str, Meta(pattern="^[0-9]{1,18}\\Z")]


class Delivery(Body, kw_only=True):
    """One event on its way to one webhook."""

    id: Annotated[
        str,
        Meta(
            pattern="^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\\Z"
        ),
    ]
    webhook_id: Annotated[
        str,
        Meta(
            pattern="^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\\Z"
        ),
    ]
    event: Annotated[str, Meta(pattern="^[a-z_]+\\.[a-z_]+\\Z")]
    run_id: (
        Annotated[
            str,
            Meta(
                pattern="^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\\Z"
            ),
        ]
        | None
    )
    status: Literal["pending", "delivered", "dead"]
    attempt_count: Annotated[int, Meta(ge=0)]
    response_status: int | None
    error: str | None
    created_at: str
    next_attempt_at: str | None
    ended_at: str | None


class DeliveryPage(Body, kw_only=True):
    data: Annotated[list[Delivery], Meta(max_length=100)]
    next_cursor: Annotated[str, Meta(pattern="^[A-Za-z0-9_-]{40}\\Z")] | None | UnsetType = UNSET


class Notification(Body, kw_only=True):
    """
    The body of a delivery, the same bytes at every attempt, unless `findings` is withheld since.
    Members of `run` and `findings` have
    the names and meanings that they have in the API, as they were when the run ended.

    """

    id: Annotated[
        str,
        Meta(
            pattern="^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\\Z"
        ),
    ]
    event: Annotated[str, Meta(pattern="^[a-z_]+\\.[a-z_]+\\Z")]
    created_at: str
    webhook_id: Annotated[
        str,
        Meta(
            pattern="^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\\Z"
        ),
    ]
    run: NotifiedRun | None
    finding_count: Annotated[int, Meta(ge=0)]
    findings: list[NotifiedFinding]
    findings_url: str | None
    report: NotifiedReport | None | UnsetType = UNSET
    findings_withheld: Annotated[str, Meta(pattern="^[a-z_]+\\Z")] | UnsetType = UNSET


class RunRequest(ClosedBody, kw_only=True):
    integration_id: Annotated[
        str,
        Meta(
            pattern="^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\\Z"
        ),
    ]
    trigger: Literal["manual", "verify"] | UnsetType = UNSET
    scope: RunScope | UnsetType = UNSET
    source: RunSource | UnsetType = UNSET
    gate: GateRequest | UnsetType = UNSET
    declarations: Annotated[list[Declaration], Meta(max_length=1000)] | UnsetType = UNSET


class Run(Body, kw_only=True):
    id: Annotated[
        str,
        Meta(
            pattern="^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\\Z"
        ),
    ]
    integration_id: Annotated[
        str,
        Meta(
            pattern="^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\\Z"
        ),
    ]
    trigger: Literal["scheduled", "manual", "verify"]
    started_at: str | None
    completed_at: str | None
    status: Literal["running", "completed", "failed", "cancelled"]
    asset_count: Annotated[int, Meta(ge=0)]
    finding_count: Annotated[int, Meta(ge=0)]
    duration_ms: Annotated[int, Meta(ge=0)]
    accepted_at: str
    phase: Literal["queued", "connecting", "collecting", "recording", "done"]
    verdict_counts: VerdictCounts
    coverage: Annotated[float, Meta(ge=0.0, le=1.0)] | None
    delta: DeltaCounts | None
    suppressed_count: Annotated[int, Meta(ge=0)]
    progress: Progress
    error: RunError | None
    scope: RunScope | None
    source: RunSource | None
    gate: RunGate | UnsetType = UNSET
    decision: Gate | UnsetType = UNSET
    trace_id: Annotated[str, Meta(pattern="^[0-9a-f]{32}\\Z")] | UnsetType = UNSET


class RunPage(Body, kw_only=True):
    data: Annotated[list[Run], Meta(max_length=100)]
    next_cursor: Annotated[str, Meta(pattern="^[A-Za-z0-9_-]{40}\\Z")] | None | UnsetType = UNSET


class Degradation(Body, kw_only=True):
    description: str
    check_name: str
    fingerprint: Annotated[str, Meta(pattern="^[0-9a-f]{64}\\Z")]
    severity: Literal["info", "minor", "major", "critical", "blocker"]
    location: DegradationLocation


class FindingFacets(Body, kw_only=True):
    total_count: Annotated[int, Meta(ge=0)]
    checks: list[CheckCount]
    severities: list[ValueCount]
    statuses: list[ValueCount]
    families: list[ValueCount]
    services: list[ValueCount]
    regions: list[ValueCount]


class RunTimeline(Body, kw_only=True):
    run_id: Annotated[
        str,
        Meta(
            pattern="^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\\Z"
        ),
    ]
    recorded: bool
    complete: bool
    phases: Annotated[list[PhaseTime], Meta(max_length=16)]
    calls: Annotated[list[PlaceCalls], Meta(max_length=60)]
    other: OtherCalls | None
    slowest: Annotated[list[SlowCall], Meta(max_length=10)]
    trace_url: str | None


CodeQuality: TypeAlias = list[Degradation]

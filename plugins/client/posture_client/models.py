"""Generated from openapi/openapi.yaml by openapi/generate.py: do not edit."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypeAlias, TypedDict


class ErrorItem(TypedDict):
    """One of several errors of a request."""

    error: str
    detail: str
    member: NotRequired[str]
    allowed: NotRequired[list[str]]


class Problem(TypedDict):
    """
    An error in the form of RFC 9457, for a caller whose `Accept` prefers `application/problem+json`
    to `application/json`: its own members beside those of `Error`.

    """

    type: str
    title: str
    status: int
    error: str
    detail: NotRequired[str]
    error_description: NotRequired[str]
    member: NotRequired[str]
    allowed: NotRequired[list[str]]
    errors: NotRequired[list[ErrorItem]]
    retry_after_seconds: NotRequired[int]
    limit: NotRequired[int]
    window: NotRequired[str]
    limit_bytes: NotRequired[int]


class OpenApiDocument(TypedDict):
    """A document of OpenAPI 3.1."""

    openapi: str
    info: dict[str, Any]
    paths: dict[str, Any]


class ProviderVersion(TypedDict):
    """The protocol defines no member."""


Hash: TypeAlias = str


class ProviderArchive(TypedDict):
    url: str
    hashes: list[Hash]


class Health(TypedDict):
    status: Literal["ok"]


RunTrigger: TypeAlias = Literal["scheduled", "manual", "verify"]


RequestedTrigger: TypeAlias = Literal["manual", "verify"]


RunStatus: TypeAlias = Literal["running", "completed", "failed", "cancelled"]


RunPhase: TypeAlias = Literal["queued", "connecting", "collecting", "recording", "done"]


RunStepStatus: TypeAlias = Literal["accepted", "running", "completed", "failed", "cancelled"]


class RunStep(TypedDict):
    """One step of a run's life."""

    at: str
    from_status: RunStepStatus | None
    to_status: RunStepStatus
    reason: str


EventResource: TypeAlias = Literal[
    "runs",
    "findings",
    "suppressions",
    "integrations",
    "webhooks",
    "deliveries",
    "reports",
    "trusts",
]


TenantEventId: TypeAlias = str


EventId: TypeAlias = str


Severity: TypeAlias = Literal["critical", "high", "medium", "low", "info"]


Provider: TypeAlias = Literal["aws", "azure", "gcp"]


Family: TypeAlias = Literal[
    "iam", "network", "storage", "ai", "compute", "database", "logging", "secrets"
]


FindingStatus: TypeAlias = Literal["open", "triaged", "resolved", "accepted", "false_positive"]


Delta: TypeAlias = Literal["new", "unchanged", "resolved"]


Framework: TypeAlias = Literal[
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


AuditResult: TypeAlias = Literal["success", "failure"]


CheckId: TypeAlias = str


Service: TypeAlias = str


Region: TypeAlias = str


ResourceId: TypeAlias = str


IdempotencyKey: TypeAlias = str


VerdictCounts = TypedDict(
    "VerdictCounts",
    {
        "pass": int,
        "fail": int,
        "unknown": int,
        "not_applicable": int,
    },
)


class DeltaCounts(TypedDict):
    """Findings against the integration's previous completed run."""

    new: int
    resolved: int
    unchanged: int


class RunServices(TypedDict):
    """The services whose assets a run collects; absent before it collects and after."""

    planned_count: int
    remaining: list[Service]


class RunScope(TypedDict):
    """
    Limits a run: only these assets are collected and evaluated. Members narrow each other; an
    absent one does not limit.

    """

    regions: NotRequired[list[Region]]
    services: NotRequired[list[Service]]
    check_ids: NotRequired[list[CheckId]]
    resource_ids: NotRequired[list[ResourceId]]
    expected_absent: NotRequired[list[ResourceId]]
    skip_unchecked: NotRequired[bool]


class RunSource(TypedDict):
    """What asked for the run."""

    tool: NotRequired[str]
    workspace: NotRequired[str]
    commit: NotRequired[str]
    apply_id: NotRequired[str]
    url: NotRequired[str]


TerraformAddress: TypeAlias = str


TerraformFile: TypeAlias = str


TerraformLine: TypeAlias = int


class TerraformPlace(TypedDict):
    """Where Terraform declares the asset of a finding."""

    address: TerraformAddress
    file: TerraformFile | None
    line: TerraformLine | None


class RunAccepted(TypedDict):
    accepted: bool
    integration_id: str
    trigger: RequestedTrigger
    poll: Literal["/api/v2/cloud-posture-runs"]
    run_id: str
    coalesced: NotRequired[bool]


RunPart: TypeAlias = Literal["decision"]


class RunError(TypedDict):
    code: str
    detail: str


ExportFormat: TypeAlias = Literal[
    "csv", "gitlab", "html", "junit", "markdown", "ndjson", "ocsf", "sarif"
]


class DegradationLines(TypedDict):
    begin: int


GateOnly: TypeAlias = Literal["new", "all"]


GateVerdict: TypeAlias = Literal["pass", "fail", "inconclusive"]


class GatePolicy(TypedDict):
    """The policy that was applied, in the words of the query."""

    fail_on: Severity
    only: GateOnly
    max_unknown: int
    min_coverage: float
    family: list[Family]
    framework: list[Framework]


class GateReason(TypedDict):
    code: str
    message: str


class UnreadCount(TypedDict):
    """
    Why verdicts are `unknown`: evidence that could not be read, an asset that the run was
    limited to and did not find, or one to which the cloud still applies a change.

    """

    reason: str
    call: str
    count: int
    permission: str | None
    regions: list[str]
    suppressed_by: str | None


class GateFinding(TypedDict):
    """A finding as it was when the run ended."""

    id: str
    check_id: CheckId
    resource_id: ResourceId
    family: Family
    severity: Severity
    status: FindingStatus
    delta: Delta
    held: bool
    known: bool
    unread: bool


class SeverityCounts(TypedDict):
    """Findings by severity."""

    critical: int
    high: int
    medium: int
    low: int
    info: int


class GateAccepted(TypedDict):
    """What would have stopped the run, had one person not accepted it one way."""

    how: Literal["status", "suppression", "baseline", "unread_call"]
    by: str | None
    by_name: str | None
    count: int


class Gate(TypedDict):
    run_id: str
    verdict: GateVerdict
    policy: GatePolicy
    reasons: list[GateReason]
    unknown_count: int
    accepted_unknown_count: int
    coverage: float | None
    asset_count: int
    verdict_count: int
    unread: list[UnreadCount]
    unchecked_count: int
    unchecked: list[ResourceId]
    finding_count: int
    held_count: int
    known_count: int
    known_counts: SeverityCounts
    suppressed_count: int
    findings_withheld: NotRequired[bool]
    accepted: list[GateAccepted]
    findings: list[GateFinding]


NextCursor: TypeAlias = str | None


class Finding(TypedDict):
    id: str
    scan_id: str
    title: str
    severity: Severity
    status: FindingStatus
    jira_issue_key: str | None
    discovered_at: str
    integration_id: str
    check_id: CheckId
    resource_id: ResourceId
    region: str
    service: Service
    family: Family
    last_seen_at: str
    delta: Delta
    suppressed_by: str | None
    terraform: TerraformPlace | None
    in_plan: NotRequired[bool]


class FindingPage(TypedDict):
    data: list[Finding]
    next_cursor: NotRequired[NextCursor]
    total_count: NotRequired[int]


class CheckCount(TypedDict):
    check_id: CheckId
    title: str
    severity: Severity
    count: int
    new_count: int


class ValueCount(TypedDict):
    value: str
    count: int


Change: TypeAlias = Literal["new", "resolved", "unchanged", "not_compared"]


class ChangeCounts(TypedDict):
    new: int
    resolved: int
    unchanged: int
    not_compared: int


class ComparedFinding(TypedDict):
    change: Change
    finding: Finding


TimedPhase: TypeAlias = Literal["connect", "collect", "evaluate", "record"]


class PlaceCalls(TypedDict):
    """The calls of one service in one region."""

    service: str
    region: str | None
    call_count: int
    error_count: int
    throttled_ms: int
    first_ms: int
    last_ms: int
    p95_ms: int


class SlowCall(TypedDict):
    """A call to the cloud, with its waits and retries."""

    call: str
    region: str | None
    start_ms: int
    duration_ms: int
    failed: bool


class OtherCalls(TypedDict):
    place_count: int
    call_count: int
    error_count: int
    throttled_ms: int
    first_ms: int
    last_ms: int
    p95_ms: int


class FindingInRun(TypedDict):
    """A finding as a run recorded it."""

    run_id: str
    at: str
    delta: Delta
    severity: Severity
    status: FindingStatus
    suppressed_by: str | None


class FindingDecision(TypedDict):
    """A change of a finding's status by a person or a program."""

    at: str
    from_status: FindingStatus
    to_status: FindingStatus
    by: str | None
    by_name: str | None


class FrameworkEntry(TypedDict):
    id: str
    family: str
    title: str
    source: str
    providers: list[Provider]
    control_count: int
    check_count: int


class ControlAccount(TypedDict):
    """An account, and the run that its results are from; null where no run of the whole account completed."""

    integration_id: str
    run_id: str | None
    completed_at: str | None
    coverage: float | None


ControlCounts = TypedDict(
    "ControlCounts",
    {
        "fail": int,
        "unknown": int,
        "accepted": int,
        "no_finding": int,
        "pass": int,
        "not_applicable": int,
        "not_evaluated": int,
        "no_check": int,
    },
)


class ControlStatus(TypedDict):
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
    open_count: int
    accepted_count: int
    verdict_counts: VerdictCounts
    checks: list[CheckId]
    unevaluated_checks: list[CheckId]


class FindingUpdate(TypedDict):
    status: FindingStatus


class FindingsDecision(TypedDict):
    finding_ids: list[str]
    status: FindingStatus


class FindingChange(TypedDict):
    id: str
    from_status: FindingStatus


class AuditVerification(TypedDict):
    verified_at: str
    position: int
    hash: str
    verified_rows: int
    walk: Literal["complete", "partial"]
    faults: list[str]


ResourcePattern: TypeAlias = str


class BaselineRequest(TypedDict):
    run_id: str


class Baseline(TypedDict):
    run_id: str
    integration_id: str
    finding_count: int


SuppressionReason: TypeAlias = str


SuppressionOwner: TypeAlias = str


Expiry: TypeAlias = str


class SuppressionRequest(TypedDict):
    check_id: CheckId
    resource_pattern: ResourcePattern
    integration_id: NotRequired[str | None]
    reason: SuppressionReason
    owner: SuppressionOwner
    expires_at: Expiry


class SuppressionUpdate(TypedDict):
    reason: NotRequired[SuppressionReason]
    owner: NotRequired[SuppressionOwner]
    expires_at: NotRequired[Expiry]


class Suppression(TypedDict):
    id: str
    check_id: CheckId
    resource_pattern: ResourcePattern
    integration_id: str | None
    reason: SuppressionReason
    owner: SuppressionOwner
    expires_at: str
    created_at: str
    updated_at: str


class SuppressionPage(TypedDict):
    data: list[Suppression]
    next_cursor: NotRequired[NextCursor]


IntegrationName: TypeAlias = str


RoleArn: TypeAlias = str


ExternalId: TypeAlias = str


Profile: TypeAlias = str


EndpointUrl: TypeAlias = str


Regions: TypeAlias = list[Region]
"""Regions to scan; empty or null means every region that is enabled in the account."""


CheckSet: TypeAlias = list[CheckId]
"""Checks to evaluate; null means all."""


Schedule: TypeAlias = str


class AwsConnectionOptions(TypedDict):
    """How to reach an AWS account; references to credentials, never credentials."""

    role_arn: NotRequired[RoleArn | None]
    external_id: NotRequired[ExternalId | None]
    profile: NotRequired[Profile | None]
    regions: NotRequired[Regions | None]
    endpoint_url: NotRequired[EndpointUrl | None]


class AwsConnection(TypedDict):
    """How an AWS account is reached."""

    role_arn: str | None
    external_id: str | None
    profile: str | None
    regions: list[str]
    endpoint_url: str | None


TagExternalId: TypeAlias = str


SubscriptionId: TypeAlias = str


EntraTenantId: TypeAlias = str


EntraClientId: TypeAlias = str


AzureEnvironment: TypeAlias = Literal["public", "us_government", "china"]


class GcpConnection(TypedDict):
    """How a Google Cloud project is reached."""

    project_id: str
    impersonate: str | None
    universe_domain: str
    external_id: str | None
    regions: list[str]
    endpoint_url: str | None


ProjectId: TypeAlias = str


ServiceAccountEmail: TypeAlias = str


UniverseDomain: TypeAlias = str


class AuditRow(TypedDict):
    id: int
    ts: str
    actor_user_id: str | None
    actor_ip: str | None
    action: str
    target_kind: str | None
    target_id: str | None
    before_jsonb: dict[str, Any] | None
    after_jsonb: dict[str, Any] | None
    result: AuditResult
    request_id: str | None


class AuditPage(TypedDict):
    data: list[AuditRow]
    next_cursor: NotRequired[NextCursor]


TrustName: TypeAlias = str


TrustIssuer: TypeAlias = str


TrustAudience: TypeAlias = str


ClaimName: TypeAlias = str


ClaimText: TypeAlias = str


ClaimTexts: TypeAlias = list[ClaimText]


class TrustCondition(TypedDict):
    """
    It is met if the claim has one of the values in `equals`, or matches one of the patterns in
    `matches` as a whole. A Boolean claim counts as `true` or `false`, a whole number as its
    digits; any other claim that is no text, and a missing one, never meet it.

    """

    claim: ClaimName
    equals: ClaimTexts
    matches: ClaimTexts


class TrustConditionRequest(TypedDict):
    """At least one of `equals` and `matches` has a text."""

    claim: ClaimName
    equals: NotRequired[ClaimTexts]
    matches: NotRequired[ClaimTexts]


TrustConditions: TypeAlias = list[TrustConditionRequest]
"""All of them must be met."""


TokenScope: TypeAlias = str


TrustScopes: TypeAlias = list[TokenScope]
"""What the tokens may do."""


TrustLifetime: TypeAlias = int


TrustUses: TypeAlias = int


TrustIntegrations: TypeAlias = list[str] | None
"""The only integrations that the tokens may have to do with; null is all of the tenant."""


class TrustRequest(TypedDict):
    name: TrustName
    issuer: TrustIssuer
    audience: NotRequired[TrustAudience]
    conditions: TrustConditions
    scopes: TrustScopes
    lifetime_seconds: NotRequired[int]
    max_uses: NotRequired[int]
    integrations: NotRequired[TrustIntegrations]


class TrustUpdate(TypedDict):
    name: NotRequired[TrustName]
    issuer: NotRequired[TrustIssuer]
    audience: NotRequired[TrustAudience]
    conditions: NotRequired[TrustConditions]
    scopes: NotRequired[TrustScopes]
    lifetime_seconds: NotRequired[TrustLifetime]
    max_uses: NotRequired[TrustUses]
    integrations: NotRequired[TrustIntegrations]


class Trust(TypedDict):
    id: str
    name: TrustName
    issuer: str
    audience: TrustAudience
    conditions: list[TrustCondition]
    scopes: TrustScopes
    lifetime_seconds: TrustLifetime
    max_uses: TrustUses
    integrations: TrustIntegrations
    advice: list[str]
    created_at: str
    updated_at: str


class TrustPage(TypedDict):
    data: list[Trust]
    next_cursor: NotRequired[NextCursor]


TokenName: TypeAlias = str


TokenNetwork: TypeAlias = str


TokenNetworks: TypeAlias = list[TokenNetwork]
"""The only networks from which the token is accepted; empty is any."""


class TokenRequest(TypedDict):
    name: TokenName
    scopes: TrustScopes
    cidrs: NotRequired[TokenNetworks]
    integrations: NotRequired[TrustIntegrations]
    lifetime_seconds: NotRequired[int]


class TokenPerson(TypedDict):
    issuer: str
    subject: str


class CreatedToken(TypedDict):
    id: str
    name: str
    scopes: list[str]
    cidrs: list[str]
    integrations: TrustIntegrations
    trust_id: str | None
    person: TokenPerson | None
    created_at: str
    expires_at: str | None
    revoked_at: str | None
    token: str


class TokenExchangeRequest(TypedDict):
    """Parameters that are not known are ignored, as RFC 6749 says."""

    grant_type: Literal["urn:ietf:params:oauth:grant-type:token-exchange"]
    subject_token: str
    subject_token_type: Literal[
        "urn:ietf:params:oauth:token-type:jwt", "urn:ietf:params:oauth:token-type:id_token"
    ]
    requested_token_type: NotRequired[Literal["urn:ietf:params:oauth:token-type:access_token"]]
    audience: NotRequired[str]
    scope: NotRequired[str]


class ExchangedToken(TypedDict):
    access_token: str
    issued_token_type: str
    token_type: str
    expires_in: int
    scope: str


class SessionRequest(TypedDict):
    token: str


class NamedIntegration(TypedDict):
    id: str
    name: str


class SessionTenant(TypedDict):
    id: str
    name: str


class SessionPerson(TypedDict):
    issuer: str
    subject: str
    name: str


class SignIn(TypedDict):
    name: str | None


class SessionToken(TypedDict):
    """The token that the caller has; a person who signed in with the identity provider has one that sessions alone use."""

    id: str
    name: str
    expires_at: str | None


class Check(TypedDict):
    id: CheckId
    title: str
    severity: Severity
    family: Family
    service: Service
    provider: Provider
    asset_type: str
    rationale: str
    remediation: str
    remediation_cli: str
    remediation_terraform: str
    reference: str
    controls: list[str]


Sha256: TypeAlias = str


ReportTitle: TypeAlias = str


ReportFormat: TypeAlias = Literal["pdf", "json"]


ReportStatus: TypeAlias = Literal["queued", "running", "ready", "failed", "expired"]


ReportMoment: TypeAlias = str


ReportScopeRequest = TypedDict(
    "ReportScopeRequest",
    {
        "from": ReportMoment,
        "to": ReportMoment,
        "include_severities": NotRequired[list[Severity]],
        "integration_ids": NotRequired[list[str]],
    },
)


class ReportRequest(TypedDict):
    title: ReportTitle
    frameworks: list[Framework]
    scope: ReportScopeRequest
    format: ReportFormat


ReportScope = TypedDict(
    "ReportScope",
    {
        "from": str,
        "to": str,
        "include_severities": list[Severity],
        "integration_ids": list[str] | None,
    },
)


class ReportError(TypedDict):
    """
    Why a report could not be made. Its `code` is one of `timeout`, `too_large`, `renderer_failed`,
    `renderer_unavailable`, `changed`, `worker_lost` and `internal_error`; more may come.

    """

    code: str
    message: str


class Report(TypedDict):
    id: str
    title: ReportTitle
    frameworks: list[str]
    scope: ReportScope
    format: ReportFormat
    status: ReportStatus
    queued_at: str
    started_at: str | None
    ended_at: str | None
    expires_at: str | None
    size_bytes: int | None
    sha256: str | None
    evidence_sha256: str | None
    error: ReportError | None


class ReportPage(TypedDict):
    data: list[Report]
    next_cursor: NotRequired[NextCursor]


class ChainPosition(TypedDict):
    """A row of the tenant's audit chain, by its position and its hash."""

    position: int
    hash: str


class RecordedDigest(TypedDict):
    """The audit row that recorded the SHA-256 of a file."""

    position: int
    hash: str
    at: str
    sha256: str | None


class ReportProof(TypedDict):
    report_id: str
    sha256: Sha256
    size_bytes: int
    recorded: RecordedDigest | None
    evidence_head: ChainPosition | None
    head: ChainPosition
    verified_rows: int
    walk: str
    faults: list[str]


class Evidence(TypedDict):
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


WebhookEvent: TypeAlias = Literal[
    "finding.created",
    "finding.resolved",
    "run.completed",
    "run.failed",
    "run.cancelled",
    "report.completed",
    "report.failed",
]


WebhookName: TypeAlias = str


WebhookUrl: TypeAlias = str


WebhookEvents: TypeAlias = list[WebhookEvent]


class WebhookRequest(TypedDict):
    name: NotRequired[WebhookName]
    url: WebhookUrl
    events: WebhookEvents
    enabled: NotRequired[bool]


class WebhookUpdate(TypedDict):
    name: NotRequired[WebhookName]
    url: NotRequired[WebhookUrl]
    events: NotRequired[WebhookEvents]
    enabled: NotRequired[bool]


class Webhook(TypedDict):
    id: str
    name: str
    url: WebhookUrl
    events: WebhookEvents
    enabled: bool
    created_at: str
    updated_at: str


class CreatedWebhook(TypedDict):
    id: str
    name: str
    url: WebhookUrl
    events: WebhookEvents
    enabled: bool
    created_at: str
    updated_at: str
    secret: str


class WebhookPage(TypedDict):
    data: list[Webhook]
    next_cursor: NotRequired[NextCursor]


DeliveryStatus: TypeAlias = Literal["pending", "delivered", "dead"]


EventName: TypeAlias = str


class NotifiedReport(TypedDict):
    """A report as it was when it ended; its file is for tokens with `reports:read`."""

    id: str
    title: ReportTitle
    format: ReportFormat
    status: ReportStatus
    queued_at: str
    ended_at: str | None
    expires_at: str | None
    size_bytes: int | None
    sha256: str | None
    error: ReportError | None
    url: str


class NotifiedRun(TypedDict):
    id: str
    integration_id: str
    trigger: RunTrigger
    status: RunStatus
    accepted_at: str
    started_at: str | None
    completed_at: str | None
    duration_ms: int
    asset_count: int
    finding_count: int
    verdict_counts: VerdictCounts
    coverage: float | None
    delta: DeltaCounts | None
    error: RunError | None


class NotifiedFinding(TypedDict):
    id: str
    check_id: CheckId
    resource_id: str
    family: Family
    severity: Severity
    status: FindingStatus
    delta: Delta


class CheckPage(TypedDict):
    data: list[Check]


class Error(TypedDict):
    """Every error that is not `Problem`. Only `error` is always there."""

    error: str
    detail: NotRequired[str]
    error_description: NotRequired[str]
    member: NotRequired[str]
    allowed: NotRequired[list[str]]
    errors: NotRequired[list[ErrorItem]]
    retry_after_seconds: NotRequired[int]
    limit: NotRequired[int]
    window: NotRequired[str]
    limit_bytes: NotRequired[int]


class ProviderVersions(TypedDict):
    """The versions of a provider in a network mirror."""

    versions: dict[str, ProviderVersion]


class ProviderArchives(TypedDict):
    """The packages of one version of a provider in a network mirror, by platform."""

    archives: dict[str, ProviderArchive]


class RunEvent(TypedDict):
    """One event of a stream; `data` is JSON text."""

    id: EventId
    event: Literal["step", "progress", "end"]
    data: str


class TenantEvent(TypedDict):
    """One event of a stream of the whole tenant; `data` is JSON text."""

    id: TenantEventId
    event: Literal["start", "run", "changed"]
    data: str


class EventResources(TypedDict):
    """Lists of the API."""

    resources: list[EventResource]


class Progress(TypedDict):
    """How far the collecting has come."""

    calls: int
    planned_reads: int
    failed_reads: int
    services: NotRequired[RunServices]


class Declaration(TypedDict):
    """Where Terraform declares an asset."""

    resource_id: ResourceId
    address: TerraformAddress
    file: NotRequired[TerraformFile]
    line: NotRequired[TerraformLine]
    in_plan: NotRequired[bool]


class GateRequest(TypedDict):
    """The policy under which a run is decided when it ends."""

    fail_on: NotRequired[Severity]
    only: NotRequired[GateOnly]
    max_unknown: NotRequired[int]
    min_coverage: NotRequired[float]
    family: NotRequired[list[Family]]
    framework: NotRequired[list[Framework]]


class RunGate(TypedDict):
    """Present when the run was started with a policy."""

    verdict: GateVerdict | None
    policies: list[GatePolicy]


class DegradationLocation(TypedDict):
    path: str
    lines: DegradationLines


class FindingDetail(TypedDict):
    id: str
    scan_id: str
    title: str
    severity: Severity
    status: FindingStatus
    jira_issue_key: str | None
    discovered_at: str
    integration_id: str
    check_id: CheckId
    resource_id: ResourceId
    region: str
    service: Service
    family: Family
    last_seen_at: str
    delta: Delta
    suppressed_by: str | None
    terraform: TerraformPlace | None
    in_plan: NotRequired[bool]
    risk_refs: list[str]
    summary: str
    remediation: str | None
    reference: str | None
    check: NotRequired[Check | None]


ValueCounts: TypeAlias = list[ValueCount]


class RunComparison(TypedDict):
    run_id: str
    base_run_id: str
    integration_id: str
    same_scope: bool
    counts: ChangeCounts
    data: list[ComparedFinding]
    next_cursor: NotRequired[NextCursor]


class PhaseTime(TypedDict):
    name: TimedPhase
    start_ms: int
    duration_ms: int


class FindingHistory(TypedDict):
    finding_id: str
    runs: list[FindingInRun]
    decisions: list[FindingDecision]


class FrameworkPage(TypedDict):
    data: list[FrameworkEntry]


class ControlPage(TypedDict):
    framework: FrameworkEntry
    accounts: list[ControlAccount]
    control_counts: ControlCounts
    data: list[ControlStatus]


class FindingsUpdate(TypedDict):
    finding_ids: list[str]
    status: FindingStatus
    also: NotRequired[list[FindingsDecision]]


class FindingsChange(TypedDict):
    status: FindingStatus
    changed: list[FindingChange]
    unchanged_count: int


class SuppressionPreview(TypedDict):
    finding_count: int
    suppressed_count: int
    severities: ValueCounts
    resource_ids: list[str]


class AzureConnectionOptions(TypedDict):
    """
    How to reach an Azure subscription; references to credentials, never credentials. Whoever
    connects a subscription must send `subscription_id`.

    """

    subscription_id: NotRequired[SubscriptionId]
    tenant_id: NotRequired[EntraTenantId | None]
    client_id: NotRequired[EntraClientId | None]
    environment: NotRequired[AzureEnvironment | None]
    external_id: NotRequired[TagExternalId | None]
    regions: NotRequired[Regions | None]
    endpoint_url: NotRequired[EndpointUrl | None]


class AzureConnection(TypedDict):
    """How an Azure subscription is reached."""

    subscription_id: str
    tenant_id: str | None
    client_id: str | None
    environment: AzureEnvironment
    external_id: str | None
    regions: list[str]
    endpoint_url: str | None


class GcpConnectionOptions(TypedDict):
    """
    How to reach a Google Cloud project with the worker's own credentials; references to
    credentials, never credentials. Whoever connects a project must send `project_id`.

    """

    project_id: NotRequired[ProjectId]
    impersonate: NotRequired[ServiceAccountEmail | None]
    universe_domain: NotRequired[UniverseDomain | None]
    external_id: NotRequired[TagExternalId | None]
    regions: NotRequired[Regions | None]
    endpoint_url: NotRequired[EndpointUrl | None]


class IntegrationRequest(TypedDict):
    name: IntegrationName
    provider: Provider
    aws: NotRequired[AwsConnectionOptions]
    azure: NotRequired[AzureConnectionOptions]
    gcp: NotRequired[GcpConnectionOptions]
    check_set: NotRequired[CheckSet | None]
    schedule: NotRequired[Schedule | None]


class IntegrationUpdate(TypedDict):
    name: NotRequired[IntegrationName]
    aws: NotRequired[AwsConnectionOptions]
    azure: NotRequired[AzureConnectionOptions]
    gcp: NotRequired[GcpConnectionOptions]
    check_set: NotRequired[CheckSet | None]
    schedule: NotRequired[Schedule | None]


class Integration(TypedDict):
    """
    A connected cloud account. It has exactly one object with the name of its `provider`: how
    the account is reached.

    """

    id: str
    name: str
    provider: Provider
    account_id: str | None
    aws: NotRequired[AwsConnection]
    azure: NotRequired[AzureConnection]
    gcp: NotRequired[GcpConnection]
    check_set: list[str] | None
    schedule: str | None
    next_run_at: str | None
    created_at: str
    updated_at: str


class IntegrationPage(TypedDict):
    data: list[Integration]
    next_cursor: NotRequired[NextCursor]


class Token(TypedDict):
    id: str
    name: str
    scopes: list[str]
    cidrs: list[str]
    integrations: TrustIntegrations
    trust_id: str | None
    person: TokenPerson | None
    created_at: str
    expires_at: str | None
    revoked_at: str | None


class TokenPage(TypedDict):
    data: list[Token]
    next_cursor: NotRequired[NextCursor]


class Session(TypedDict):
    tenant: SessionTenant
    token: SessionToken
    person: SessionPerson | None
    scopes: list[str]
    integrations: list[str] | None
    integration_names: list[NamedIntegration] | None
    signed_in_at: str | None
    expires_at: str | None
    version: str
    event_id: TenantEventId


class Delivery(TypedDict):
    """One event on its way to one webhook."""

    id: str
    webhook_id: str
    event: EventName
    run_id: str | None
    status: DeliveryStatus
    attempt_count: int
    response_status: int | None
    error: str | None
    created_at: str
    next_attempt_at: str | None
    ended_at: str | None


class DeliveryPage(TypedDict):
    data: list[Delivery]
    next_cursor: NotRequired[NextCursor]


class Notification(TypedDict):
    """
    The body of a delivery, the same bytes at every attempt, unless `findings` is withheld since.
    Members of `run` and `findings` have
    the names and meanings that they have in the API, as they were when the run ended.

    """

    id: str
    event: EventName
    created_at: str
    webhook_id: str
    run: NotifiedRun | None
    report: NotRequired[NotifiedReport | None]
    finding_count: int
    findings: list[NotifiedFinding]
    findings_withheld: NotRequired[str]
    findings_url: str | None


class RunRequest(TypedDict):
    integration_id: str
    trigger: NotRequired[RequestedTrigger]
    scope: NotRequired[RunScope]
    source: NotRequired[RunSource]
    gate: NotRequired[GateRequest]
    declarations: NotRequired[list[Declaration]]


class Run(TypedDict):
    id: str
    integration_id: str
    trigger: RunTrigger
    started_at: str | None
    completed_at: str | None
    status: RunStatus
    asset_count: int
    finding_count: int
    duration_ms: int
    accepted_at: str
    phase: RunPhase
    verdict_counts: VerdictCounts
    coverage: float | None
    delta: DeltaCounts | None
    suppressed_count: int
    progress: Progress
    error: RunError | None
    scope: RunScope | None
    source: RunSource | None
    gate: NotRequired[RunGate]
    decision: NotRequired[Gate]
    trace_id: NotRequired[str]


class RunPage(TypedDict):
    data: list[Run]
    next_cursor: NotRequired[NextCursor]


class Degradation(TypedDict):
    description: str
    check_name: str
    fingerprint: str
    severity: Literal["info", "minor", "major", "critical", "blocker"]
    location: DegradationLocation


class FindingFacets(TypedDict):
    total_count: int
    checks: list[CheckCount]
    severities: ValueCounts
    statuses: ValueCounts
    families: ValueCounts
    services: ValueCounts
    regions: ValueCounts


class RunTimeline(TypedDict):
    run_id: str
    recorded: bool
    complete: bool
    phases: list[PhaseTime]
    calls: list[PlaceCalls]
    other: OtherCalls | None
    slowest: list[SlowCall]
    trace_url: str | None


CodeQuality: TypeAlias = list[Degradation]
"""Degradations, as GitLab's code quality widget reads them."""

"""Reports for tests of formats: a run, some findings, and what surely is in none of them."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from posture.bootstrap.clouds import by_name
from posture.domain.asset import Family
from posture.domain.check import Severity
from posture.domain.declaration import TerraformPlace
from posture.domain.finding import Delta, FindingStatus
from posture.domain.run import RunStatus, RunTrigger
from posture.formats.catalog import FORMATS, Format, render
from posture.formats.report import Finding, FindingGroup, Report, Rule, RunFacts

RUN = "0f8b2c51-6a39-4f8e-9f6a-52b5a0f7c3d4"
INTEGRATION = "6f3d2a9e-8f0c-4a53-9d7e-0b6f1f6f7a11"
SUPPRESSION = "9d1c6f0e-3f2b-4d59-8a57-6c1e0f9b2d34"
NOON = 1_772_446_488_211

BUCKETS = Rule(
    id="aws_s3_bucket_public_access_blocked",
    title="S3 bucket blocks public access, by its own settings or its account's",
    finding_title="S3 bucket does not block public access",
    rationale="Without the block, one ACL or one bucket policy is enough to expose every object.",
    remediation="Turn on all four Block Public Access settings.",
    remediation_cli="aws s3api put-public-access-block --bucket NAME",
    remediation_terraform='resource "aws_s3_bucket_public_access_block" "it" {}',
    reference="https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html",
    controls=(
        "CIS_AWS_7_0_2.1.4",
        "EU_AI_ACT_Art15",
        *(f"NIST_800_53_R5_AC-{n}" for n in range(30)),
    ),
)
KEYS = Rule(
    id="aws_kms_key_rotated",
    title="KMS key is rotated",
    finding_title="KMS key is not rotated",
    controls=("SOC_2_CC6.1",),
)
# Paths and URLs that are no files of the repository.
OUTSIDE = [
    "/etc/passwd",
    "//evil.example/main.tf",
    "\\\\evil.example\\main.tf",
    "../../main.tf",
    "modules/../../main.tf",
    "..\\main.tf",
    "C:\\main.tf",
    "file:///etc/passwd",
    "javascript:alert(1)",
    ".",
]


def finding(number: int = 1, **members: Any) -> Finding:  # noqa: ANN401  # the finding's own
    return Finding(
        **{
            "id": str(UUID(int=number, version=4)),
            "check_id": BUCKETS.id,
            "resource_id": f"arn:aws:s3:::acme-logs-{number}",
            "region": "eu-central-1",
            "service": "s3",
            "family": Family.STORAGE,
            "severity": Severity.HIGH,
            "title": BUCKETS.finding_title,
            "summary": "Not enabled: block_public_acls.",
            "status": FindingStatus.OPEN,
            "delta": Delta.NEW,
            "jira_issue_key": None,
            "first_seen_at": NOON - 86_400_000,
            "last_seen_at": NOON,
            "suppressed_by": None,
            **members,
        }
    )


def of_every_kind() -> list[Finding]:
    """One of each severity, each delta and each decision, in the order of a feed."""
    severities = [finding(10 + one.rank, severity=one) for one in Severity]
    decided = [
        finding(20, severity=Severity.INFO, status=FindingStatus.ACCEPTED, delta=Delta.UNCHANGED),
        finding(21, severity=Severity.INFO, status=FindingStatus.FALSE_POSITIVE),
        finding(25, severity=Severity.INFO, suppressed_by=SUPPRESSION, delta=Delta.UNCHANGED),
        finding(22, severity=Severity.INFO, status=FindingStatus.TRIAGED, check_id=KEYS.id),
        finding(
            23,
            severity=Severity.INFO,
            declaration=TerraformPlace(
                'module.logs.aws_s3_bucket.this["eu"]', "modules/logs/main.tf", 12
            ),
        ),
        finding(24, severity=Severity.INFO, declaration=TerraformPlace("aws_s3_bucket.far")),
    ]
    gone = [finding(30, delta=Delta.RESOLVED, status=FindingStatus.RESOLVED)]
    return [*severities, *decided, *gone]


def report(findings: Iterable[Finding] = (), **facts: Any) -> Report:  # noqa: ANN401  # the run's own
    alike = Counter(
        (
            one.check_id,
            one.family,
            one.severity,
            one.status,
            one.delta,
            one.suppressed_by is not None,
        )
        for one in findings
    )
    about = run(**facts)
    return Report(
        run=about,
        cloud=by_name().get(about.provider),
        groups=tuple(FindingGroup(*key, count) for key, count in alike.items()),
        rules={rule.id: rule for rule in (BUCKETS, KEYS)},
        version="0.1.0",
    )


def run(**members: Any) -> RunFacts:  # noqa: ANN401  # the run's own
    return RunFacts(
        **{
            "id": RUN,
            "integration_id": INTEGRATION,
            "integration_name": "production",
            "provider": "aws",
            "account_id": "123456789012",
            "trigger": RunTrigger.MANUAL,
            "status": RunStatus.COMPLETED,
            "accepted_at": NOON - 49_000,
            "completed_at": NOON,
            "duration_ms": 48_211,
            "asset_count": 1180,
            "pass_count": 2210,
            "fail_count": 37,
            "unknown_count": 0,
            "not_applicable_count": 18,
            "planned_read_count": 2008,
            "failed_read_count": 0,
            "coverage": 1.0,
            "resolved_count": 1,
            "error": None,
            "source": {},
            **members,
        }
    )


BLIND: dict[str, Any] = {"unknown_count": 4, "failed_read_count": 5, "coverage": 0.9975}


def written(form: Format, findings: Sequence[Finding] = (), **facts: Any) -> bytes:  # noqa: ANN401  # the run's own
    if FORMATS[form].new_first:
        findings = sorted(findings, key=lambda one: one.delta is not Delta.NEW)
    return b"".join(render(form, report(findings, **facts), iter(findings)))

"""Checks of the protection plans of Amazon GuardDuty."""

from posture.domain.aws.assets.guardduty import ENABLED, GuardDutyDetector
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, not_applicable, passed

DOCS = "https://docs.aws.amazon.com/guardduty/latest/ug"
SUSPENDED = not_applicable("The detector is suspended; the check of its region reports this.")


def _protected(detector: GuardDutyDetector, *names: str) -> Verdict:
    """Return a pass if one of several equivalent protection plans is on."""
    if known(detector.status) != ENABLED:
        return SUSPENDED
    features = known(detector.features)
    if any(features.get(one) == ENABLED for one in names):
        return passed()
    return failed(f"{names[0]} is off.")


@check(
    severity=Severity.HIGH,
    finding_title="GuardDuty S3 Protection is off",
    remediation="Enable S3 Protection, preferably for all accounts of the organization.",
    cli="""
        aws guardduty update-detector --detector-id DETECTOR \\
          --features Name=S3_DATA_EVENTS,Status=ENABLED
    """,
    terraform="""
        resource "aws_guardduty_detector_feature" "this" {
          detector_id = aws_guardduty_detector.this.id
          name        = "S3_DATA_EVENTS"
          status      = "ENABLED"
        }
    """,
    reference=f"{DOCS}/s3-protection.html",
)
def aws_guardduty_detector_s3_protection_enabled(detector: GuardDutyDetector) -> Verdict:
    """GuardDuty monitors how objects in S3 buckets are read and changed.

    Data theft shows in object-level calls, which the log of management events does not contain.
    """
    return _protected(detector, "S3_DATA_EVENTS")


@check(
    severity=Severity.HIGH,
    finding_title="GuardDuty does not monitor the audit logs of EKS clusters",
    remediation="Enable EKS Protection, preferably for all accounts of the organization.",
    cli="""
        aws guardduty update-detector --detector-id DETECTOR \\
          --features Name=EKS_AUDIT_LOGS,Status=ENABLED
    """,
    terraform="""
        resource "aws_guardduty_detector_feature" "this" {
          detector_id = aws_guardduty_detector.this.id
          name        = "EKS_AUDIT_LOGS"
          status      = "ENABLED"
        }
    """,
    reference=f"{DOCS}/kubernetes-protection.html",
)
def aws_guardduty_detector_eks_audit_logs_watched(detector: GuardDutyDetector) -> Verdict:
    """GuardDuty monitors the audit logs of EKS clusters.

    Anonymous calls and stolen service accounts inside a cluster do not appear in AWS's own logs.
    """
    return _protected(detector, "EKS_AUDIT_LOGS")


@check(
    severity=Severity.HIGH,
    finding_title="GuardDuty RDS Protection is off",
    remediation="Enable RDS Protection, preferably for all accounts of the organization.",
    cli="""
        aws guardduty update-detector --detector-id DETECTOR \\
          --features Name=RDS_LOGIN_EVENTS,Status=ENABLED
    """,
    terraform="""
        resource "aws_guardduty_detector_feature" "this" {
          detector_id = aws_guardduty_detector.this.id
          name        = "RDS_LOGIN_EVENTS"
          status      = "ENABLED"
        }
    """,
    reference=f"{DOCS}/rds-protection.html",
)
def aws_guardduty_detector_rds_protection_enabled(detector: GuardDutyDetector) -> Verdict:
    """GuardDuty monitors sign-ins to RDS databases.

    Password guessing and sign-ins from unusual places appear in no other AWS log.
    """
    return _protected(detector, "RDS_LOGIN_EVENTS")


@check(
    severity=Severity.HIGH,
    finding_title="GuardDuty Lambda Protection is off",
    remediation="Enable Lambda Protection, preferably for all accounts of the organization.",
    cli="""
        aws guardduty update-detector --detector-id DETECTOR \\
          --features Name=LAMBDA_NETWORK_LOGS,Status=ENABLED
    """,
    terraform="""
        resource "aws_guardduty_detector_feature" "this" {
          detector_id = aws_guardduty_detector.this.id
          name        = "LAMBDA_NETWORK_LOGS"
          status      = "ENABLED"
        }
    """,
    reference=f"{DOCS}/lambda-protection.html",
)
def aws_guardduty_detector_lambda_protection_enabled(detector: GuardDutyDetector) -> Verdict:
    """GuardDuty monitors the network activity of Lambda functions.

    A compromised library in a function connects to its attacker. Flow logs do not show functions
    that run outside a VPC.
    """
    return _protected(detector, "LAMBDA_NETWORK_LOGS")


@check(
    severity=Severity.HIGH,
    finding_title="GuardDuty Malware Protection for EC2 is off",
    remediation=(
        "Enable Malware Protection for EC2, preferably for all accounts of the organization."
    ),
    cli="""
        aws guardduty update-detector --detector-id DETECTOR \\
          --features Name=EBS_MALWARE_PROTECTION,Status=ENABLED
    """,
    terraform="""
        resource "aws_guardduty_detector_feature" "this" {
          detector_id = aws_guardduty_detector.this.id
          name        = "EBS_MALWARE_PROTECTION"
          status      = "ENABLED"
        }
    """,
    reference=f"{DOCS}/malware-protection.html",
)
def aws_guardduty_detector_malware_protection_enabled(detector: GuardDutyDetector) -> Verdict:
    """GuardDuty scans the volumes of suspicious EC2 instances for malware.

    A finding shows that an instance mines or scans; scanning its volumes shows which program does
    it.
    """
    return _protected(detector, "EBS_MALWARE_PROTECTION")


@check(
    severity=Severity.MEDIUM,
    finding_title="GuardDuty AI Protection is off",
    remediation="Enable AI Protection, preferably for all accounts of the organization.",
    cli="""
        aws guardduty update-detector --detector-id DETECTOR \\
          --features Name=AI_PROTECTION,Status=ENABLED
    """,
    terraform="""
        resource "aws_guardduty_detector_feature" "this" {
          detector_id = aws_guardduty_detector.this.id
          name        = "AI_PROTECTION"
          status      = "ENABLED"
        }
    """,
    reference=f"{DOCS}/ai-protection.html",
)
def aws_guardduty_detector_ai_protection_enabled(detector: GuardDutyDetector) -> Verdict:
    """GuardDuty monitors the use of AI services.

    Stolen credentials are sold for access to models. The owner pays for the calls and answers for
    them.
    """
    return _protected(detector, "AI_PROTECTION")


@check(
    severity=Severity.HIGH,
    finding_title="GuardDuty Runtime Monitoring is off",
    remediation="Enable Runtime Monitoring for EC2, ECS and EKS.",
    cli="""
        aws guardduty update-detector --detector-id DETECTOR \\
          --features Name=RUNTIME_MONITORING,Status=ENABLED
    """,
    terraform="""
        resource "aws_guardduty_detector_feature" "this" {
          detector_id = aws_guardduty_detector.this.id
          name        = "RUNTIME_MONITORING"
          status      = "ENABLED"
        }
    """,
    reference=f"{DOCS}/runtime-monitoring.html",
)
def aws_guardduty_detector_runtime_monitored(detector: GuardDutyDetector) -> Verdict:
    """GuardDuty monitors the processes on instances and in containers.

    Logs show what leaves an instance; only an agent on it shows which process was started.
    """
    return _protected(detector, "RUNTIME_MONITORING", "EKS_RUNTIME_MONITORING")


@check(
    severity=Severity.MEDIUM,
    finding_title="GuardDuty does not manage its runtime monitoring agents",
    remediation="Let GuardDuty manage its agent for each type of workload in the account.",
    cli="aws guardduty update-detector --detector-id DETECTOR --features file://features.json",
    terraform="""
        resource "aws_guardduty_detector_feature" "this" {
          detector_id = aws_guardduty_detector.this.id
          name        = "RUNTIME_MONITORING"
          status      = "ENABLED"
          additional_configuration {
            name   = "EC2_AGENT_MANAGEMENT"
            status = "ENABLED"
          }
        }
    """,
    reference=f"{DOCS}/how-does-runtime-monitoring-work.html",
)
def aws_guardduty_detector_agents_managed(detector: GuardDutyDetector) -> Verdict:
    """GuardDuty installs the agents for Runtime Monitoring automatically.

    Without agents Runtime Monitoring sees nothing, and agents that are installed by hand are
    forgotten on new instances.
    """
    if known(detector.status) != ENABLED:
        return SUSPENDED
    agents = known(detector.agents)
    if not agents and _protected(detector, "RUNTIME_MONITORING", "EKS_RUNTIME_MONITORING").message:
        return not_applicable("Runtime monitoring is off.")
    if ENABLED in agents.values():
        return passed()
    return failed("GuardDuty manages the agent for no type of workload.")

"""Rules about what Amazon GuardDuty looks at besides the logs that it always reads."""

from posture.domain.aws.assets.guardduty import ENABLED, GuardDutyDetector
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, not_applicable, passed

DOCS = "https://docs.aws.amazon.com/guardduty/latest/ug"
SUSPENDED = not_applicable("The detector is suspended, which is a question of its region.")


def _protected(detector: GuardDutyDetector, *names: str) -> Verdict:
    """Evaluate whether one of the protection plans that see the same is on."""
    if known(detector.status) != ENABLED:
        return SUSPENDED
    features = known(detector.features)
    if any(features.get(one) == ENABLED for one in names):
        return passed()
    return failed(f"{names[0]} is off.")


@check(
    severity=Severity.HIGH,
    remediation="Turn on S3 Protection, best for all accounts of the organization.",
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
    """GuardDuty watches how the objects of S3 buckets are read and changed.

    Theft of data shows in calls for objects, which the trail of management events does not hold.
    """
    return _protected(detector, "S3_DATA_EVENTS")


@check(
    severity=Severity.HIGH,
    remediation="Turn on EKS Protection, best for all accounts of the organization.",
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
    """GuardDuty watches the audit logs of EKS clusters.

    Inside a cluster, AWS's own logs see nothing: neither anonymous calls nor stolen service
    accounts.
    """
    return _protected(detector, "EKS_AUDIT_LOGS")


@check(
    severity=Severity.HIGH,
    remediation="Turn on RDS Protection, best for all accounts of the organization.",
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
    """GuardDuty watches who signs in to databases.

    A password that is guessed, or used from a strange place, shows nowhere else.
    """
    return _protected(detector, "RDS_LOGIN_EVENTS")


@check(
    severity=Severity.HIGH,
    remediation="Turn on Lambda Protection, best for all accounts of the organization.",
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
    """GuardDuty watches where Lambda functions send data.

    A poisoned library in a function calls home; flow logs do not show functions outside of a
    network.
    """
    return _protected(detector, "LAMBDA_NETWORK_LOGS")


@check(
    severity=Severity.HIGH,
    remediation="Turn on Malware Protection for EC2, best for all accounts of the organization.",
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
    """GuardDuty scans the volumes of machines that behave oddly for malware.

    A finding says that a machine mines or scans; the scan of its volume says what does it.
    """
    return _protected(detector, "EBS_MALWARE_PROTECTION")


@check(
    severity=Severity.MEDIUM,
    remediation="Turn on AI Protection, best for all accounts of the organization.",
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
    """GuardDuty watches the use of AI services.

    Stolen credentials are sold for calls to models, at the owner's cost and in the owner's name.
    """
    return _protected(detector, "AI_PROTECTION")


@check(
    severity=Severity.HIGH,
    remediation="Turn on Runtime Monitoring for EC2, ECS and EKS.",
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
    """GuardDuty watches what runs on machines and in containers.

    Logs show what leaves a machine; only an agent on it shows the process that was started.
    """
    return _protected(detector, "RUNTIME_MONITORING", "EKS_RUNTIME_MONITORING")


@check(
    severity=Severity.MEDIUM,
    remediation="Let GuardDuty manage its agent, for each kind of machine that you have.",
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
    """GuardDuty puts the agents of its runtime monitoring on machines by itself.

    Without agents runtime monitoring is a setting that sees nothing; by hand they are forgotten.
    """
    if known(detector.status) != ENABLED:
        return SUSPENDED
    agents = known(detector.agents)
    if not agents and _protected(detector, "RUNTIME_MONITORING", "EKS_RUNTIME_MONITORING").message:
        return not_applicable("Runtime monitoring is off.")
    if ENABLED in agents.values():
        return passed()
    return failed("No kind of machine gets its agent from GuardDuty.")

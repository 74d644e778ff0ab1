"""Rules about Amazon GuardDuty: every region is watched, by all it can watch, and for somebody."""

from posture.domain.aws.assets.guardduty import ENABLED, GuardDutyDetector, GuardDutyRegion
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, not_applicable, passed

DOCS = "https://docs.aws.amazon.com/guardduty/latest/ug"
SUSPENDED = not_applicable("The detector is suspended, which is a question of its region.")
MOST_NAMED = 5


@check(
    severity=Severity.HIGH,
    remediation="Turn on GuardDuty in the region, best for all regions of the organization.",
    cli="aws guardduty create-detector --enable --region REGION",
    terraform="""
        resource "aws_guardduty_detector" "this" {
          enable = true
        }
    """,
    reference=f"{DOCS}/guardduty_settingup.html",
)
def aws_guardduty_region_enabled(region: GuardDutyRegion) -> Verdict:
    """GuardDuty watches the region.

    Attackers work where nobody looks: a region that the company does not use is the best one.
    """
    detectors = known(region.detectors)
    if ENABLED in detectors:
        return passed()
    return failed("The detector is suspended." if detectors else "There is no detector.")


@check(
    severity=Severity.HIGH,
    remediation="Look into each finding, remove its cause, and archive it.",
    cli="aws guardduty list-findings --detector-id DETECTOR",
    reference=f"{DOCS}/guardduty_findings.html",
)
def aws_guardduty_detector_no_severe_findings(detector: GuardDutyDetector) -> Verdict:
    """GuardDuty has no finding of high or critical severity that nobody dealt with.

    Such a finding says that something is compromised already, and is still there.
    """
    severe = known(detector.severe)
    if not severe:
        return passed()
    named = ", ".join(sorted(severe)[:MOST_NAMED])
    return failed(f"{sum(severe.values())} findings: {named}.")


@check(
    severity=Severity.MEDIUM,
    remediation="Name an administrator account for the organization, and let it add this one.",
    cli="aws guardduty enable-organization-admin-account --admin-account-id ACCOUNT",
    terraform="""
        resource "aws_guardduty_organization_admin_account" "this" {
          admin_account_id = "123456789012"
        }
    """,
    reference=f"{DOCS}/guardduty_organizations.html",
)
def aws_guardduty_detector_centrally_managed(detector: GuardDutyDetector) -> Verdict:
    """GuardDuty detector is managed for the organization, or manages it.

    A detector on its own reports to whoever has taken over the account, and can be turned off by
    them.
    """
    if administrator := known(detector.administrator):
        return passed(f"By the account {administrator}.")
    if count := known(detector.member_count):
        return passed(f"It manages {count} accounts.")
    return failed("It has neither an administrator nor members.")


@check(
    severity=Severity.LOW,
    remediation="Publish changes of findings every hour, or every quarter of one.",
    cli="""
        aws guardduty update-detector --detector-id DETECTOR \\
          --finding-publishing-frequency FIFTEEN_MINUTES
    """,
    terraform="""
        resource "aws_guardduty_detector" "this" {
          finding_publishing_frequency = "FIFTEEN_MINUTES"
        }
    """,
    reference=f"{DOCS}/guardduty_findings_eventbridge.html",
)
def aws_guardduty_detector_changes_published_hourly(detector: GuardDutyDetector) -> Verdict:
    """GuardDuty publishes within the hour that a finding happens again.

    By default that takes six hours, in which an alarm looks like something that is over.
    """
    if known(detector.status) != ENABLED:
        return SUSPENDED
    if known(detector.frequency) == "SIX_HOURS":
        return failed("Changes are published every six hours.")
    return passed()


@check(
    severity=Severity.LOW,
    remediation="Export the findings to a bucket, and mend the destination where that fails.",
    cli="""
        aws guardduty create-publishing-destination --detector-id DETECTOR \\
          --destination-type S3 --destination-properties DestinationArn=BUCKET,KmsKeyArn=KEY
    """,
    terraform="""
        resource "aws_guardduty_publishing_destination" "this" {
          detector_id     = aws_guardduty_detector.this.id
          destination_arn = aws_s3_bucket.findings.arn
          kms_key_arn     = aws_kms_key.this.arn
        }
    """,
    reference=f"{DOCS}/guardduty_exportfindings.html",
)
def aws_guardduty_detector_findings_exported(detector: GuardDutyDetector) -> Verdict:
    """GuardDuty's findings are exported, and the export works.

    GuardDuty keeps findings for 90 days; what led to a breach is often older when it is noticed.
    """
    destinations = known(detector.destinations)
    if "PUBLISHING" in destinations:
        return passed()
    if destinations:
        return failed(f"The export: {', '.join(destinations).lower().replace('_', ' ')}.")
    return failed("Findings are not exported.")

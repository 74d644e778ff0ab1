"""Checks of Amazon GuardDuty: enabled in each region, managed centrally, findings handled."""

from posture.domain.aws.assets.guardduty import ENABLED, GuardDutyDetector, GuardDutyRegion
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, not_applicable, passed

DOCS = "https://docs.aws.amazon.com/guardduty/latest/ug"
SUSPENDED = not_applicable("The detector is suspended; the check of its region reports this.")
MOST_NAMED = 5


@check(
    severity=Severity.HIGH,
    finding_title="GuardDuty is not enabled in the region",
    remediation="Enable GuardDuty in the region, preferably for all regions of the organization.",
    cli="aws guardduty create-detector --enable --region REGION",
    terraform="""
        resource "aws_guardduty_detector" "this" {
          enable = true
        }
    """,
    reference=f"{DOCS}/guardduty_settingup.html",
)
def aws_guardduty_region_enabled(region: GuardDutyRegion) -> Verdict:
    """GuardDuty is enabled in the region.

    Attackers prefer regions that the company does not use, because nobody watches them.
    """
    detectors = known(region.detectors)
    if ENABLED in detectors:
        return passed()
    return failed("The detector is suspended." if detectors else "The region has no detector.")


@check(
    severity=Severity.HIGH,
    finding_title="GuardDuty has unresolved findings of high or critical severity",
    remediation=(
        "Investigate each finding, remove its cause, and archive it. Limit suppression rules to "
        "types of findings and to resources."
    ),
    cli="aws guardduty list-findings --detector-id DETECTOR",
    reference=f"{DOCS}/guardduty_findings.html",
)
def aws_guardduty_detector_no_severe_findings(detector: GuardDutyDetector) -> Verdict:
    """GuardDuty has no unresolved findings of high or critical severity.

    Such a finding means that something is probably compromised, and nobody has dealt with it yet.
    """
    severe = known(detector.severe)
    if not severe and (rules := known(detector.hiding)):
        return failed(f"Archived before anyone sees them, by the rules: {', '.join(rules)}.")
    if not severe:
        return passed()
    named = ", ".join(sorted(severe)[:MOST_NAMED])
    return failed(f"{sum(severe.values())} unresolved findings: {named}.")


@check(
    severity=Severity.MEDIUM,
    finding_title="GuardDuty detector is not managed for the organization",
    remediation=(
        "Designate a GuardDuty administrator account for the organization, and add this "
        "account to it."
    ),
    cli="aws guardduty enable-organization-admin-account --admin-account-id ACCOUNT",
    terraform="""
        resource "aws_guardduty_organization_admin_account" "this" {
          admin_account_id = "123456789012"
        }
    """,
    reference=f"{DOCS}/guardduty_organizations.html",
)
def aws_guardduty_detector_centrally_managed(detector: GuardDutyDetector) -> Verdict:
    """GuardDuty detector is managed by an administrator account, or manages other accounts.

    The findings of a standalone detector stay in its own account. Anyone who takes over the account
    can turn the detector off unnoticed.
    """
    if administrator := known(detector.administrator):
        return passed(f"Managed by the account {administrator}.")
    if count := known(detector.member_count):
        return passed(f"It manages {count} accounts.")
    return failed("The detector has neither an administrator account nor member accounts.")


@check(
    severity=Severity.LOW,
    finding_title="GuardDuty publishes updated findings only every six hours",
    remediation="Publish updated findings every hour or every 15 minutes.",
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
    """GuardDuty publishes updated findings at least once an hour.

    By default GuardDuty reports a repeated finding only every six hours. Until then an ongoing
    attack looks like a single event.
    """
    if known(detector.status) != ENABLED:
        return SUSPENDED
    if known(detector.frequency) == "SIX_HOURS":
        return failed("Updated findings are published every six hours.")
    return passed()


@check(
    severity=Severity.LOW,
    finding_title="GuardDuty findings are not exported",
    remediation=(
        "Export the findings to an S3 bucket; if an export exists but fails, fix its destination."
    ),
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
    """GuardDuty findings are exported, and the export works.

    GuardDuty keeps findings for 90 days. A breach is often noticed later than that.
    """
    destinations = known(detector.destinations)
    if "PUBLISHING" in destinations:
        return passed()
    if destinations:
        return failed(f"Export status: {', '.join(destinations).lower().replace('_', ' ')}.")
    return failed("Findings are not exported.")

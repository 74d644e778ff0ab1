"""Checks of AWS's own security services: whether each works in a region or an account."""

from posture.domain.aws.assets.security_services import (
    AccessAnalyzerRegion,
    AccountContact,
    ConfigRegion,
    InspectorRegion,
    MacieRegion,
    SecurityHubRegion,
)
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, not_applicable, passed


@check(
    severity=Severity.MEDIUM,
    finding_title="Account has no contact for questions of security",
    remediation="Register an address that a team reads.",
    cli="""
        aws account put-alternate-contact --alternate-contact-type SECURITY --name NAME \\
          --title TITLE --email-address ADDRESS --phone-number NUMBER
    """,
    terraform="""
        resource "aws_account_alternate_contact" "security" {
          alternate_contact_type = "SECURITY"
          name                   = "Security"
          title                  = "Team"
          email_address          = "security@example.com"
          phone_number           = "+49 30 123456"
        }
    """,
    reference="https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-update-contact-alternate.html",
)
def aws_account_security_contact_registered(contact: AccountContact) -> Verdict:
    """Account has a contact for questions of security.

    AWS writes to it when keys are found in public or hosts attack others. Without it, the message
    goes to the address of the root user, which nobody may read.
    """
    return passed() if known(contact.registered) else failed("No address is registered.")


@check(
    severity=Severity.MEDIUM,
    finding_title="AWS Config does not record all types of resources",
    remediation="Turn on a recorder for all types of resources.",
    cli="aws configservice start-configuration-recorder --configuration-recorder-name default",
    terraform="""
        resource "aws_config_configuration_recorder" "this" {
          recording_group {
            all_supported = true
          }
        }
    """,
    reference="https://docs.aws.amazon.com/config/latest/developerguide/select-resources.html",
)
def aws_config_region_recorder_complete(region: ConfigRegion) -> Verdict:
    """AWS Config records all types of resources.

    Its history shows what a resource was like before and after an attack.
    """
    recorders = known(region.recorders)
    if not recorders:
        return failed("There is no recorder.")
    whole = [one for one in recorders if one.records and one.every_type]
    if not whole:
        return failed("No recorder is on for all types of resources.")
    if all(one.failing for one in whole):
        return failed("The last attempt to record failed.")
    return passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="AWS Config does not deliver what it records",
    remediation="Correct the bucket, its policy or its key, and look at the status again.",
    cli="aws configservice describe-delivery-channel-status",
    terraform="""
        resource "aws_config_delivery_channel" "this" {
          s3_bucket_name = aws_s3_bucket.config.bucket
        }
    """,
    reference="https://docs.aws.amazon.com/config/latest/developerguide/manage-delivery-channel.html",
)
def aws_config_region_delivery_working(region: ConfigRegion) -> Verdict:
    """AWS Config delivers what it records.

    A history that cannot be written to its bucket is not kept for those who investigate.
    """
    if not known(region.recorders):
        return not_applicable("There is no recorder, which another check reports.")
    channels = known(region.channels)
    if not channels:
        return failed("There is no delivery channel.")
    if wrong := [what for one in channels for what in one.failed]:
        return failed(f"The last delivery failed: {', '.join(wrong)}.")
    return passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="Security Hub is off, or evaluates no standard",
    remediation="Turn on Security Hub with a standard.",
    cli="aws securityhub enable-security-hub --enable-default-standards",
    terraform="""
        resource "aws_securityhub_account" "this" {
          enable_default_standards = true
        }
    """,
    reference="https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-settingup.html",
)
def aws_securityhub_region_enabled(region: SecurityHubRegion) -> Verdict:
    """Security Hub is on, and evaluates a standard.

    It collects the findings of AWS's security services in one place.
    """
    standards = known(region.standards)
    if standards is None:
        return failed("Security Hub is off.")
    return passed() if standards else failed("No standard is enabled.")


@check(
    severity=Severity.LOW,
    finding_title="Macie is off",
    remediation="Turn on Macie.",
    cli="aws macie2 enable-macie",
    terraform="""
        resource "aws_macie2_account" "this" {
          status = "ENABLED"
        }
    """,
    reference="https://docs.aws.amazon.com/macie/latest/user/getting-started.html",
)
def aws_macie_region_enabled(region: MacieRegion) -> Verdict:
    """Macie is on.

    It finds personal data and credentials in buckets, and buckets that are open.
    """
    status = known(region.status)
    return passed() if status == "ENABLED" else failed(f"The status is {status.lower()}.")


@check(
    severity=Severity.MEDIUM,
    finding_title="Inspector does not scan instances, images or functions",
    remediation="Turn on all scans of Inspector.",
    cli="aws inspector2 enable --resource-types EC2 ECR LAMBDA",
    terraform="""
        resource "aws_inspector2_enabler" "this" {
          account_ids    = [data.aws_caller_identity.this.account_id]
          resource_types = ["EC2", "ECR", "LAMBDA"]
        }
    """,
    reference="https://docs.aws.amazon.com/inspector/latest/user/getting_started_tutorial.html",
)
def aws_inspector_region_scanning_enabled(region: InspectorRegion) -> Verdict:
    """Inspector scans instances, images and functions.

    It reports packages with published flaws soon after their publication.
    """
    silent = known(region.silent)
    return failed(f"Not scanned: {', '.join(silent)}.") if silent else passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="Inspector does not scan the code of functions",
    remediation="Turn on code scanning of functions.",
    cli="aws inspector2 enable --resource-types LAMBDA_CODE",
    terraform="""
        resource "aws_inspector2_enabler" "this" {
          account_ids    = [data.aws_caller_identity.this.account_id]
          resource_types = ["LAMBDA", "LAMBDA_CODE"]
        }
    """,
    reference="https://docs.aws.amazon.com/inspector/latest/user/scanning-lambda.html",
)
def aws_inspector_region_code_scanned(region: InspectorRegion) -> Verdict:
    """Inspector scans the code of functions.

    It reports injection, weak encryption and secrets in code of one's own, where no package is
    to blame.
    """
    scanned = known(region.code_scanned)
    if scanned is None:
        return not_applicable("Inspector does not scan code in this region.")
    return passed() if scanned else failed("Code scanning of functions is off.")


@check(
    severity=Severity.MEDIUM,
    finding_title="IAM Access Analyzer does not watch for external access",
    remediation="Create an analyzer of the account in each region, or one of the organization.",
    cli="aws accessanalyzer create-analyzer --analyzer-name account --type ACCOUNT",
    terraform="""
        resource "aws_accessanalyzer_analyzer" "this" {
          analyzer_name = "account"
          type          = "ACCOUNT"
        }
    """,
    reference="https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-getting-started.html",
)
def aws_accessanalyzer_region_external_access_watched(region: AccessAnalyzerRegion) -> Verdict:
    """IAM Access Analyzer watches for external access.

    It finds policies of many types of resources that let strangers in. An analyzer of the
    organization is listed in its administrator's account only.
    """
    if known(region.analyzers):
        return passed()
    return failed("No active analyzer of external access is listed in this account.")

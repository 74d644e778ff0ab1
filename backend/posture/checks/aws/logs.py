"""Checks of Amazon CloudWatch log groups: how long they keep events, and under which key."""

from posture.domain.asset import Family
from posture.domain.aws.assets.logs import LogDestination, LogGroup, LogsRegion
from posture.domain.aws.policy_model import public
from posture.domain.aws.public_policy import not_public
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, not_applicable, passed

DOCS = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs"
DELIVERY = not_applicable("A log group of the class Delivery only forwards its events.")


@check(
    severity=Severity.LOW,
    finding_title="CloudWatch log group keeps its events forever",
    remediation="Set a retention that is as long as investigations and laws require.",
    cli="aws logs put-retention-policy --log-group-name NAME --retention-in-days 365",
    terraform="""
        resource "aws_cloudwatch_log_group" "this" {
          retention_in_days = 365
        }
    """,
    reference=f"{DOCS}/Working-with-log-groups-and-streams.html#SettingLogRetention",
)
def aws_logs_group_retention_set(group: LogGroup) -> Verdict:
    """CloudWatch log group has a retention period.

    Logs contain addresses and names of people. What is kept forever is stolen with the rest, and
    data protection law demands a period.
    """
    if group.delivery:
        return DELIVERY
    return passed() if group.retention_days else failed("Events never expire.")


@check(
    severity=Severity.LOW,
    finding_title="CloudWatch log group is not encrypted with a KMS key",
    remediation="Associate a KMS key whose policy lets CloudWatch Logs use it.",
    cli="aws logs associate-kms-key --log-group-name NAME --kms-key-id KEY",
    terraform="""
        resource "aws_cloudwatch_log_group" "this" {
          kms_key_id = aws_kms_key.logs.arn
        }
    """,
    reference=f"{DOCS}/encrypt-log-data-kms.html",
)
def aws_logs_group_encrypted_with_kms(group: LogGroup) -> Verdict:
    """CloudWatch log group is encrypted with a KMS key.

    CloudWatch always encrypts. With a key, reading the events needs a permission on the key too,
    and each use is recorded.
    """
    if group.delivery:
        return DELIVERY
    return passed() if group.kms_key else failed("No KMS key is associated.")


@check(
    severity=Severity.HIGH,
    finding_title="CloudWatch Logs has a resource policy for everyone",
    remediation="Name the service in the policy, and its account by aws:SourceAccount.",
    cli="aws logs delete-resource-policy --policy-name NAME",
    terraform="""
        resource "aws_cloudwatch_log_resource_policy" "this" {
          policy_name     = "route53"
          policy_document = data.aws_iam_policy_document.dns.json
        }
    """,
    reference=f"{DOCS}/iam-access-control-overview-cwl.html",
)
def aws_logs_region_resource_policies_not_public(region: LogsRegion) -> Verdict:
    """CloudWatch Logs has no resource policy that grants access to the public.

    Strangers can then write events that hide their traces, or fill the logs until they are costly.
    """
    found = [name for name, one in known(region.policies).items() if public(one)]
    return failed(f"Open to everyone: {', '.join(sorted(found))}.") if found else passed()


@check(
    severity=Severity.HIGH,
    finding_title="Log destination accepts events from everyone",
    remediation="Name the accounts that send events, or require the organization by a condition.",
    cli="""
        aws logs put-destination-policy --destination-name NAME \\
          --access-policy file://policy.json
    """,
    terraform="""
        resource "aws_cloudwatch_log_destination_policy" "this" {
          destination_name = aws_cloudwatch_log_destination.this.name
          access_policy    = data.aws_iam_policy_document.senders.json
        }
    """,
    reference=f"{DOCS}/CrossAccountSubscriptions.html",
    family=Family.IAM,
)
def aws_logs_destination_policy_not_public(destination: LogDestination) -> Verdict:
    """Log destination's policy grants no access to the public.

    Anyone with an AWS account can otherwise fill a stream that detection of attacks relies on.
    """
    return not_public(destination.policy, destination.resource_id)

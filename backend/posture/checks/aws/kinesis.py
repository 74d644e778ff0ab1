"""Checks of Amazon Kinesis Data Streams: encryption, retention, and who may use a stream."""

from posture.domain.asset import Family
from posture.domain.aws.assets.kinesis import KinesisStream
from posture.domain.aws.public_policy import not_public
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, passed

DOCS = "https://docs.aws.amazon.com/streams/latest/dev"
LEAST_RETENTION_HOURS = 168


@check(
    severity=Severity.MEDIUM,
    finding_title="Kinesis stream is not encrypted",
    remediation="Turn on server-side encryption with a key of KMS.",
    cli="""
        aws kinesis start-stream-encryption --stream-name STREAM --encryption-type KMS \\
          --key-id alias/aws/kinesis
    """,
    terraform="""
        resource "aws_kinesis_stream" "this" {
          encryption_type = "KMS"
          kms_key_id      = "alias/aws/kinesis"
        }
    """,
    reference=f"{DOCS}/server-side-encryption.html",
    family=Family.STORAGE,
)
def aws_kinesis_stream_encrypted(stream: KinesisStream) -> Verdict:
    """Kinesis stream is encrypted.

    Records are kept for up to a year, with whatever the applications put into them.
    """
    return passed() if known(stream.encrypted) else failed("Its records are not encrypted.")


@check(
    severity=Severity.MEDIUM,
    finding_title="Kinesis stream keeps records for less than a week",
    remediation="Keep records for at least 168 hours.",
    cli="""
        aws kinesis increase-stream-retention-period --stream-name STREAM \\
          --retention-period-hours 168
    """,
    terraform="""
        resource "aws_kinesis_stream" "this" {
          retention_period = 168
        }
    """,
    reference=f"{DOCS}/kinesis-extended-retention.html",
)
def aws_kinesis_stream_records_kept(stream: KinesisStream) -> Verdict:
    """Kinesis stream keeps records for at least a week.

    A consumer that fails over a weekend loses none of them then.
    """
    hours = known(stream.retention_hours)
    return passed() if hours >= LEAST_RETENTION_HOURS else failed(f"Kept for {hours} hours.")


@check(
    severity=Severity.HIGH,
    finding_title="Kinesis stream's policy grants access to the public",
    remediation="Name the principals that read and write the stream.",
    cli="aws kinesis put-resource-policy --resource-arn ARN --policy file://policy.json",
    terraform="""
        resource "aws_kinesis_resource_policy" "this" {
          resource_arn = aws_kinesis_stream.this.arn
          policy       = data.aws_iam_policy_document.consumers.json
        }
    """,
    reference=f"{DOCS}/resource-based-policy-examples.html",
    family=Family.IAM,
)
def aws_kinesis_stream_policy_not_public(stream: KinesisStream) -> Verdict:
    """Kinesis stream's policy grants no access to the public.

    Anyone with an AWS account can read the records, or send records that the consumers trust.
    """
    return not_public(known(stream.policy), stream.resource_id)

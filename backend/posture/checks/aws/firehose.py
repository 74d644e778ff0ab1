"""Checks of Amazon Data Firehose: encryption of streams, and their destinations."""

from posture.domain.asset import Family
from posture.domain.aws.assets.firehose import DeliveryStream
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, not_applicable, passed

DOCS = "https://docs.aws.amazon.com/firehose/latest/dev"


@check(
    severity=Severity.MEDIUM,
    finding_title="Firehose stream is not encrypted",
    remediation="Turn on server-side encryption.",
    cli="aws firehose start-delivery-stream-encryption --delivery-stream-name NAME",
    terraform="""
        resource "aws_kinesis_firehose_delivery_stream" "this" {
          server_side_encryption {
            enabled = true
          }
        }
    """,
    reference=f"{DOCS}/encryption.html",
)
def aws_firehose_delivery_stream_encrypted(stream: DeliveryStream) -> Verdict:
    """Firehose stream encrypts its records on disks.

    Records wait there until they are delivered, up to a day.
    """
    encrypted = known(stream.encrypted)
    if encrypted is None:
        return not_applicable("Its source keeps the records.")
    return passed() if encrypted else failed("Server-side encryption is off.")


@check(
    severity=Severity.HIGH,
    finding_title="Firehose stream sends records to an address without TLS",
    remediation="Set the HTTPS address of the destination.",
    terraform="""
        resource "aws_kinesis_firehose_delivery_stream" "this" {
          http_endpoint_configuration {
            url = "https://logs.example.com/records"
          }
        }
    """,
    reference=f"{DOCS}/create-destination.html",
    family=Family.NETWORK,
)
def aws_firehose_delivery_stream_destinations_encrypted(stream: DeliveryStream) -> Verdict:
    """Firehose stream sends its records over TLS only.

    Records are logs and events of users, which cross the internet to the destination.
    """
    found = known(stream.plain_destinations)
    return failed(f"Records go to {', '.join(found)}.") if found else passed()


@check(
    severity=Severity.LOW,
    finding_title="Firehose stream does not log delivery errors",
    remediation="Turn on logging to CloudWatch for each destination.",
    terraform="""
        resource "aws_kinesis_firehose_delivery_stream" "this" {
          extended_s3_configuration {
            cloudwatch_logging_options {
              enabled         = true
              log_group_name  = aws_cloudwatch_log_group.firehose.name
              log_stream_name = "delivery"
            }
          }
        }
    """,
    reference=f"{DOCS}/monitoring-with-cloudwatch-logs.html",
    family=Family.LOGGING,
)
def aws_firehose_delivery_stream_errors_logged(stream: DeliveryStream) -> Verdict:
    """Firehose stream logs the errors of its destinations.

    Records that cannot be delivered, such as the evidence of an attack, are lost in silence.
    """
    found = known(stream.unlogged_destinations)
    return failed(f"Without logs: {', '.join(found)}.") if found else passed()

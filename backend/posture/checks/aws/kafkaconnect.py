"""Checks of connectors of Amazon MSK Connect: their traffic and their logs."""

from posture.domain.asset import Family
from posture.domain.aws.assets.kafkaconnect import MskConnector
from posture.domain.check import Severity, check
from posture.domain.verdict import Verdict, failed, passed

DOCS = "https://docs.aws.amazon.com/msk/latest/developerguide"


@check(
    severity=Severity.MEDIUM,
    finding_title="MSK connector sends data in plain text",
    remediation="Create the connector again with TLS to the cluster.",
    terraform="""
        resource "aws_mskconnect_connector" "this" {
          kafka_cluster_encryption_in_transit {
            encryption_type = "TLS"
          }
        }
    """,
    reference=f"{DOCS}/msk-connect-connectors.html",
    family=Family.NETWORK,
)
def aws_msk_connector_traffic_encrypted(connector: MskConnector) -> Verdict:
    """MSK connector exchanges data with its cluster over TLS.

    A connector moves whole databases; what it sends in plain text can be read in the network.
    """
    return passed() if connector.traffic == "TLS" else failed(f"It uses {connector.traffic}.")


@check(
    severity=Severity.MEDIUM,
    finding_title="MSK connector delivers no logs of its workers",
    remediation="Create the connector again with logs in CloudWatch, a bucket or Firehose.",
    terraform="""
        resource "aws_mskconnect_connector" "this" {
          log_delivery {
            worker_log_delivery {
              cloudwatch_logs {
                enabled   = true
                log_group = aws_cloudwatch_log_group.workers.name
              }
            }
          }
        }
    """,
    reference=f"{DOCS}/msk-connect-logging.html",
    family=Family.LOGGING,
)
def aws_msk_connector_logged(connector: MskConnector) -> Verdict:
    """MSK connector delivers the logs of its workers.

    They show which events were lost, and who was refused by the systems at its other end.
    """
    return passed() if connector.logged else failed("No logs are delivered.")

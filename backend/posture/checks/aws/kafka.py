"""Checks of Amazon MSK: who reaches and may use a cluster, its encryption and its logs."""

from posture.domain.asset import Family
from posture.domain.aws.assets.kafka import MskCluster
from posture.domain.check import Severity, check
from posture.domain.verdict import Verdict, failed, not_applicable, passed

DOCS = "https://docs.aws.amazon.com/msk/latest/developerguide"
SECURITY = "aws kafka update-security --cluster-arn ARN --current-version VERSION {}"


@check(
    severity=Severity.CRITICAL,
    finding_title="MSK cluster's brokers have public addresses",
    remediation="Turn off public access, and connect through the VPC.",
    cli="""
        aws kafka update-connectivity --cluster-arn ARN --current-version VERSION \\
          --connectivity-info '{"PublicAccess": {"Type": "DISABLED"}}'
    """,
    terraform="""
        resource "aws_msk_cluster" "this" {
          broker_node_group_info {
            connectivity_info {
              public_access {
                type = "DISABLED"
              }
            }
          }
        }
    """,
    reference=f"{DOCS}/public-access.html",
    family=Family.NETWORK,
)
def aws_msk_cluster_public_access_disabled(cluster: MskCluster) -> Verdict:
    """MSK cluster's brokers have no public addresses.

    Streams carry the events of many applications; a broker on the internet is found within hours.
    """
    return failed("Its brokers have public addresses.") if cluster.public else passed()


@check(
    severity=Severity.CRITICAL,
    finding_title="MSK cluster accepts clients that do not sign in",
    remediation="Turn on IAM access control, and turn off access without authentication.",
    cli=SECURITY.format(
        """--client-authentication '{"Sasl": {"Iam": {"Enabled": true}}, """
        """"Unauthenticated": {"Enabled": false}}'"""
    ),
    terraform="""
        resource "aws_msk_cluster" "this" {
          client_authentication {
            unauthenticated = false
            sasl {
              iam = true
            }
          }
        }
    """,
    reference=f"{DOCS}/kafka_apis_iam.html",
    family=Family.IAM,
)
def aws_msk_cluster_clients_authenticated(cluster: MskCluster) -> Verdict:
    """MSK cluster accepts clients that sign in only.

    Whoever reaches a broker reads and writes all topics otherwise.
    """
    if cluster.unauthenticated:
        return failed("Clients need not sign in.")
    return passed() if cluster.authentication else failed("No way to sign in is on.")


@check(
    severity=Severity.HIGH,
    finding_title="MSK cluster sends data in plain text",
    remediation="Accept TLS only; a cluster that does not encrypt inside must be created again.",
    cli=SECURITY.format("""--encryption-info '{"EncryptionInTransit": {"ClientBroker": "TLS"}}'"""),
    terraform="""
        resource "aws_msk_cluster" "this" {
          encryption_info {
            encryption_in_transit {
              client_broker = "TLS"
              in_cluster    = true
            }
          }
        }
    """,
    reference=f"{DOCS}/msk-encryption.html",
    family=Family.NETWORK,
)
def aws_msk_cluster_traffic_encrypted(cluster: MskCluster) -> Verdict:
    """MSK cluster sends data encrypted only.

    Events often contain what the applications know about people.
    """
    if cluster.client_traffic != "TLS":
        return failed(f"Between clients and brokers it accepts {cluster.client_traffic}.")
    return passed() if cluster.brokers_encrypted else failed("Brokers send data in plain text.")


@check(
    severity=Severity.MEDIUM,
    finding_title="MSK cluster delivers no logs of its brokers",
    remediation="Deliver the logs of the brokers to CloudWatch, a bucket or Firehose.",
    terraform="""
        resource "aws_msk_cluster" "this" {
          logging_info {
            broker_logs {
              cloudwatch_logs {
                enabled   = true
                log_group = aws_cloudwatch_log_group.brokers.name
              }
            }
          }
        }
    """,
    reference=f"{DOCS}/msk-logging.html",
    family=Family.LOGGING,
)
def aws_msk_cluster_broker_logs_delivered(cluster: MskCluster) -> Verdict:
    """MSK cluster delivers the logs of its brokers.

    They show refused clients and changes of topics.
    """
    if cluster.logged is None:
        return not_applicable("A serverless cluster has no logs of brokers.")
    return passed() if cluster.logged else failed("No logs are delivered.")

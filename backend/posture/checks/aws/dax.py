"""Checks of Amazon DynamoDB Accelerator (DAX): encryption on disks and on the way."""

from posture.domain.asset import Family
from posture.domain.aws.assets.dax import DaxCluster
from posture.domain.check import Severity, check
from posture.domain.verdict import Verdict, failed, passed

DOCS = "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide"


@check(
    severity=Severity.MEDIUM,
    finding_title="DAX cluster is not encrypted on disks",
    remediation="Make a cluster with encryption at rest, and delete this one.",
    cli="""
        aws dax create-cluster --cluster-name NAME --node-type TYPE --replication-factor 3 \\
          --iam-role-arn ROLE --sse-specification Enabled=true
    """,
    terraform="""
        resource "aws_dax_cluster" "this" {
          server_side_encryption {
            enabled = true
          }
        }
    """,
    reference=f"{DOCS}/DAXEncryptionAtRest.html",
    family=Family.STORAGE,
)
def aws_dax_cluster_encrypted(cluster: DaxCluster) -> Verdict:
    """DAX cluster is encrypted on disks.

    It holds copies of the items of its tables, which DynamoDB always encrypts.
    """
    if cluster.encryption == "ENABLED":
        return passed()
    return failed(f"Encryption at rest is {cluster.encryption.lower()}.")


@check(
    severity=Severity.MEDIUM,
    finding_title="DAX cluster serves clients without TLS",
    remediation="Make a cluster whose endpoint has TLS, and delete this one.",
    cli="""
        aws dax create-cluster --cluster-name NAME --node-type TYPE --replication-factor 3 \\
          --iam-role-arn ROLE --cluster-endpoint-encryption-type TLS
    """,
    terraform="""
        resource "aws_dax_cluster" "this" {
          cluster_endpoint_encryption_type = "TLS"
        }
    """,
    reference=f"{DOCS}/DAXEncryptionInTransit.html",
    family=Family.NETWORK,
)
def aws_dax_cluster_tls_required(cluster: DaxCluster) -> Verdict:
    """DAX cluster is reached over TLS.

    Without it, items and requests cross the network as they are.
    """
    return passed() if cluster.tls else failed("Its endpoint has no TLS.")

"""Checks of clusters of Amazon MemoryDB: who signs in, and how they connect."""

from posture.domain.asset import Family
from posture.domain.aws.assets.memorydb import MemoryDbCluster
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, passed

DOCS = "https://docs.aws.amazon.com/memorydb/latest/devguide"
OPEN = "open-access"


@check(
    severity=Severity.HIGH,
    finding_title="MemoryDB cluster is open to clients that do not sign in",
    remediation="Give the cluster an access control list of users with passwords or IAM.",
    cli="aws memorydb update-cluster --cluster-name CLUSTER --acl-name ACL",
    terraform="""
        resource "aws_memorydb_cluster" "this" {
          acl_name = aws_memorydb_acl.this.name
        }
    """,
    reference=f"{DOCS}/clusters.acls.html",
    family=Family.IAM,
)
def aws_memorydb_cluster_access_named(cluster: MemoryDbCluster) -> Verdict:
    """MemoryDB cluster has an access control list of its own.

    With the list open-access, every machine in the network reads and changes all data.
    """
    return failed(f"Its list is {OPEN}.") if known(cluster.acl) == OPEN else passed()


@check(
    severity=Severity.HIGH,
    finding_title="MemoryDB cluster accepts connections without TLS",
    remediation="Create the cluster again from a snapshot, with TLS.",
    terraform="""
        resource "aws_memorydb_cluster" "this" {
          tls_enabled = true
        }
    """,
    reference=f"{DOCS}/in-transit-encryption.html",
    family=Family.NETWORK,
)
def aws_memorydb_cluster_tls_required(cluster: MemoryDbCluster) -> Verdict:
    """MemoryDB cluster requires TLS.

    Passwords and data cross the network in plain text otherwise.
    """
    return passed() if known(cluster.tls) else failed("TLS is off.")

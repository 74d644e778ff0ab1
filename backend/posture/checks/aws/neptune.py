"""Checks of Amazon Neptune: encryption, clients, audit log, backups."""

from posture.domain.asset import Family
from posture.domain.aws.assets.docdb import NeptuneCluster
from posture.domain.check import Severity, check
from posture.domain.verdict import Verdict, failed, passed

DOCS = "https://docs.aws.amazon.com/neptune/latest/userguide"
MODIFY = "aws neptune modify-db-cluster --db-cluster-identifier CLUSTER {}"
LEAST_BACKUP_DAYS = 7


@check(
    severity=Severity.HIGH,
    finding_title="Neptune cluster is not encrypted on disks",
    remediation="Restore a snapshot into a new cluster with encryption.",
    terraform="""
        resource "aws_neptune_cluster" "this" {
          storage_encrypted = true
          kms_key_arn       = aws_kms_key.this.arn
        }
    """,
    reference=f"{DOCS}/encrypt.html",
    family=Family.STORAGE,
)
def aws_neptune_cluster_encrypted(cluster: NeptuneCluster) -> Verdict:
    """Neptune cluster is encrypted on disks.

    Its snapshots, logs and replicas are then encrypted too.
    """
    return passed() if cluster.encrypted else failed("Its data is not encrypted.")


@check(
    severity=Severity.MEDIUM,
    finding_title="Neptune cluster serves whoever reaches its port",
    remediation="Turn on IAM authentication, and let clients sign their requests.",
    cli=MODIFY.format("--enable-iam-database-authentication"),
    terraform="""
        resource "aws_neptune_cluster" "this" {
          iam_database_authentication_enabled = true
        }
    """,
    reference=f"{DOCS}/iam-auth.html",
    family=Family.IAM,
)
def aws_neptune_cluster_iam_authentication_enabled(cluster: NeptuneCluster) -> Verdict:
    """Neptune cluster lets clients sign in by IAM.

    It has no passwords: without IAM, every client that reaches the port can change the graph.
    """
    return passed() if cluster.iam_authentication else failed("IAM authentication is off.")


@check(
    severity=Severity.LOW,
    finding_title="Neptune cluster does not copy its tags to snapshots",
    remediation="Copy tags to snapshots.",
    cli=MODIFY.format("--copy-tags-to-snapshot"),
    terraform="""
        resource "aws_neptune_cluster" "this" {
          copy_tags_to_snapshot = true
        }
    """,
    reference=f"{DOCS}/tagging.html",
)
def aws_neptune_cluster_tags_copied_to_snapshots(cluster: NeptuneCluster) -> Verdict:
    """Neptune cluster copies its tags to snapshots.

    Rules for access, costs and retention that go by tags then apply to its snapshots too.
    """
    return passed() if cluster.copy_tags else failed("Tags are not copied to snapshots.")


@check(
    severity=Severity.MEDIUM,
    finding_title="Neptune cluster exports no audit log",
    remediation="Export the audit log, and turn it on in the cluster's parameter group.",
    cli=MODIFY.format("""--cloudwatch-logs-export-configuration '{"EnableLogTypes": ["audit"]}'"""),
    terraform="""
        resource "aws_neptune_cluster" "this" {
          enable_cloudwatch_logs_exports = ["audit"]
        }
    """,
    reference=f"{DOCS}/auditing.html",
    family=Family.LOGGING,
)
def aws_neptune_cluster_audit_logged(cluster: NeptuneCluster) -> Verdict:
    """Neptune cluster exports its audit log.

    It shows who signed in and what was asked of the data.
    """
    return passed() if cluster.audit_logged else failed("The audit log is not exported.")


@check(
    severity=Severity.MEDIUM,
    finding_title="Neptune cluster can be lost by mistake",
    remediation="Keep backups for at least 7 days, and turn on deletion protection.",
    cli=MODIFY.format("--backup-retention-period 7 --deletion-protection"),
    terraform="""
        resource "aws_neptune_cluster" "this" {
          backup_retention_period = 7
          deletion_protection     = true
        }
    """,
    reference=f"{DOCS}/backup-restore-overview-backups.html",
)
def aws_neptune_cluster_recoverable(cluster: NeptuneCluster) -> Verdict:
    """Neptune cluster keeps a week of backups, and is protected from deletion.

    Its automatic backups are deleted with it.
    """
    if cluster.backup_days < LEAST_BACKUP_DAYS:
        return failed(f"Backups are kept for {cluster.backup_days} days.")
    return passed() if cluster.deletion_protection else failed("Deletion protection is off.")

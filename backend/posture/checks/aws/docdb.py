"""Checks of Amazon DocumentDB: encryption, clients, audit log, backups."""

from posture.domain.asset import Family
from posture.domain.aws.assets.docdb import DocDbCluster
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, passed

DOCS = "https://docs.aws.amazon.com/documentdb/latest/developerguide"
MODIFY = "aws docdb modify-db-cluster --db-cluster-identifier CLUSTER {}"
LEAST_BACKUP_DAYS = 7
NO_TLS = frozenset({"", "disabled"})


@check(
    severity=Severity.HIGH,
    finding_title="DocumentDB cluster is not encrypted on disks",
    remediation="Restore a snapshot into a new cluster with encryption.",
    terraform="""
        resource "aws_docdb_cluster" "this" {
          storage_encrypted = true
          kms_key_id        = aws_kms_key.this.arn
        }
    """,
    reference=f"{DOCS}/encryption-at-rest.html",
    family=Family.STORAGE,
)
def aws_docdb_cluster_encrypted(cluster: DocDbCluster) -> Verdict:
    """DocumentDB cluster is encrypted on disks.

    Its snapshots, logs and replicas are then encrypted too.
    """
    return passed() if cluster.encrypted else failed("Its data is not encrypted.")


@check(
    severity=Severity.HIGH,
    finding_title="DocumentDB cluster accepts connections without TLS",
    remediation="Set tls to enabled in the cluster's parameter group, and restart the cluster.",
    terraform="""
        resource "aws_docdb_cluster_parameter_group" "this" {
          family = "docdb5.0"
          parameter {
            name  = "tls"
            value = "enabled"
          }
        }
    """,
    reference=f"{DOCS}/security.encryption.ssl.html",
    family=Family.NETWORK,
)
def aws_docdb_cluster_tls_required(cluster: DocDbCluster) -> Verdict:
    """DocumentDB cluster requires TLS.

    Documents and the password cross the network in plain text otherwise.
    """
    value = known(cluster.tls)
    return failed(f"The parameter tls is {value or 'not set'}.") if value in NO_TLS else passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="DocumentDB cluster exports no audit log",
    remediation="Export the audit log, and turn it on in the cluster's parameter group.",
    cli=MODIFY.format("""--cloudwatch-logs-export-configuration '{"EnableLogTypes": ["audit"]}'"""),
    terraform="""
        resource "aws_docdb_cluster" "this" {
          enabled_cloudwatch_logs_exports = ["audit"]
        }
    """,
    reference=f"{DOCS}/event-auditing.html",
    family=Family.LOGGING,
)
def aws_docdb_cluster_audit_logged(cluster: DocDbCluster) -> Verdict:
    """DocumentDB cluster exports its audit log.

    It shows who signed in and what was asked of the data.
    """
    return passed() if cluster.audit_logged else failed("The audit log is not exported.")


@check(
    severity=Severity.MEDIUM,
    finding_title="DocumentDB cluster can be lost by mistake",
    remediation="Keep backups for at least 7 days, and turn on deletion protection.",
    cli=MODIFY.format("--backup-retention-period 7 --deletion-protection"),
    terraform="""
        resource "aws_docdb_cluster" "this" {
          backup_retention_period = 7
          deletion_protection     = true
        }
    """,
    reference=f"{DOCS}/backup_restore.html",
)
def aws_docdb_cluster_recoverable(cluster: DocDbCluster) -> Verdict:
    """DocumentDB cluster keeps a week of backups, and is protected from deletion.

    Its automatic backups are deleted with it.
    """
    if cluster.backup_days < LEAST_BACKUP_DAYS:
        return failed(f"Backups are kept for {cluster.backup_days} days.")
    return passed() if cluster.deletion_protection else failed("Deletion protection is off.")

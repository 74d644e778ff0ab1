"""Rules about how Amazon RDS databases, instances and clusters alike, are kept."""

from posture.domain.aws.assets.rds import RdsCluster, RdsDatabase
from posture.domain.check import Severity, check
from posture.domain.verdict import Verdict, failed, not_applicable, passed

DOCS = "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide"
OF_CLUSTER = not_applicable("This is a setting of the instance's cluster.")
OF_SOURCE = not_applicable("A replica has this from its source.")


@check(
    severity=Severity.HIGH,
    remediation="Restore an encrypted copy of a snapshot, and replace the database with it.",
    cli="""
        aws rds copy-db-snapshot --source-db-snapshot-identifier SNAPSHOT \\
          --target-db-snapshot-identifier SNAPSHOT-encrypted --kms-key-id KEY
    """,
    terraform="""
        resource "aws_db_instance" "this" {
          storage_encrypted = true
        }
    """,
    reference=f"{DOCS}/Overview.Encryption.html",
)
def aws_rds_database_storage_encrypted(database: RdsDatabase) -> Verdict:
    """RDS database encrypts its storage, and with it its backups and replicas.

    An unencrypted database has unencrypted snapshots, which are one click from another account.
    """
    return passed() if database.encrypted else failed("The storage is not encrypted.")


@check(
    severity=Severity.MEDIUM,
    remediation="Turn on deletion protection.",
    cli="aws rds modify-db-instance --db-instance-identifier NAME --deletion-protection",
    terraform="""
        resource "aws_db_instance" "this" {
          deletion_protection = true
        }
    """,
    reference=f"{DOCS}/USER_DeleteInstance.html",
)
def aws_rds_database_deletion_protection_enabled(database: RdsDatabase) -> Verdict:
    """RDS database is protected from being deleted by one call.

    A mistake in a script, or one stolen credential, otherwise ends a database and its backups.
    """
    if database.cluster:
        return OF_CLUSTER
    return passed() if database.deletion_protection else failed("Deletion protection is off.")


@check(
    severity=Severity.MEDIUM,
    remediation="Keep automatic backups for as many days as you may need to go back.",
    cli="aws rds modify-db-instance --db-instance-identifier NAME --backup-retention-period 14",
    terraform="""
        resource "aws_db_instance" "this" {
          backup_retention_period = 14
        }
    """,
    reference=f"{DOCS}/USER_WorkingWithAutomatedBackups.html",
)
def aws_rds_database_backups_enabled(database: RdsDatabase) -> Verdict:
    """RDS database is backed up automatically.

    Without automatic backups there is no way back to the minute before a mistake.
    """
    if database.replica:
        return OF_SOURCE
    return passed() if database.backup_days else failed("Automatic backups are off.")


@check(
    severity=Severity.MEDIUM,
    remediation="Turn on Multi-AZ, or add a reader in another zone to the cluster.",
    cli="aws rds modify-db-instance --db-instance-identifier NAME --multi-az",
    terraform="""
        resource "aws_db_instance" "this" {
          multi_az = true
        }
    """,
    reference=f"{DOCS}/Concepts.MultiAZ.html",
)
def aws_rds_database_multi_az_enabled(database: RdsDatabase) -> Verdict:
    """RDS database has a standby in another availability zone.

    The failure of one zone otherwise takes the database down until somebody restores it.
    """
    if database.cluster:
        return OF_CLUSTER
    return passed() if database.multi_az else failed("It runs in one availability zone.")


@check(
    severity=Severity.MEDIUM,
    remediation="Turn on automatic minor version upgrades.",
    cli="aws rds modify-db-instance --db-instance-identifier NAME --auto-minor-version-upgrade",
    terraform="""
        resource "aws_db_instance" "this" {
          auto_minor_version_upgrade = true
        }
    """,
    reference=f"{DOCS}/USER_UpgradeDBInstance.Upgrading.html",
)
def aws_rds_database_minor_upgrades_automatic(database: RdsDatabase) -> Verdict:
    """RDS database takes minor versions of its engine by itself.

    Minor versions bring the fixes of known vulnerabilities.
    """
    if database.minor_upgrades:
        return passed()
    if isinstance(database, RdsCluster) and (database.aurora or not database.multi_az):
        return not_applicable("This is a setting of the cluster's instances.")
    return failed("Automatic minor version upgrades are off.")


@check(
    severity=Severity.MEDIUM,
    remediation="Export the database's logs to CloudWatch.",
    cli="""
        aws rds modify-db-instance --db-instance-identifier NAME \\
          --cloudwatch-logs-export-configuration EnableLogTypes=postgresql,upgrade
    """,
    terraform="""
        resource "aws_db_instance" "this" {
          enabled_cloudwatch_logs_exports = ["postgresql", "upgrade"]
        }
    """,
    reference=f"{DOCS}/USER_LogAccess.Procedural.UploadtoCloudWatch.html",
)
def aws_rds_database_logs_exported(database: RdsDatabase) -> Verdict:
    """RDS database sends its logs to CloudWatch.

    Logs on the instance are kept for a few days only, and go with it.
    """
    if database.cluster:
        return OF_CLUSTER
    return passed() if database.log_exports else failed("No logs are exported.")


@check(
    severity=Severity.LOW,
    remediation="Copy the database's tags to its snapshots.",
    cli="aws rds modify-db-instance --db-instance-identifier NAME --copy-tags-to-snapshot",
    terraform="""
        resource "aws_db_instance" "this" {
          copy_tags_to_snapshot = true
        }
    """,
    reference=f"{DOCS}/USER_Tagging.html",
)
def aws_rds_database_tags_copied_to_snapshots(database: RdsDatabase) -> Verdict:
    """RDS database gives its tags to its snapshots.

    Policies that go by tags, of access as of retention, otherwise do not see the snapshots.
    """
    if database.cluster and database.aurora:
        return OF_CLUSTER
    return passed() if database.copy_tags else failed("Tags are not copied to snapshots.")


@check(
    severity=Severity.MEDIUM,
    remediation="Upgrade to a major version in standard support, then leave Extended Support.",
    cli="""
        aws rds modify-db-instance --db-instance-identifier NAME --engine-version VERSION \\
          --allow-major-version-upgrade
    """,
    terraform="""
        resource "aws_db_instance" "this" {
          engine_lifecycle_support = "open-source-rds-extended-support-disabled"
        }
    """,
    reference=f"{DOCS}/extended-support.html",
)
def aws_rds_database_extended_support_unused(database: RdsDatabase) -> Verdict:
    """RDS database is not enrolled in Extended Support.

    Enrolled, a database stays on a version that its makers have given up, at a growing price.
    """
    return failed("It is enrolled in Extended Support.") if database.extended_support else passed()

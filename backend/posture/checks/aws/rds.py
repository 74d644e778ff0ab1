"""Checks of Amazon RDS databases, both instances and clusters: storage, backups, upgrades, logs."""

from posture.domain.aws.assets.rds import RdsCluster, RdsDatabase
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, not_applicable, passed

DOCS = "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide"
OF_CLUSTER = not_applicable("This setting belongs to the instance's cluster.")
OF_SOURCE = not_applicable("A replica inherits this setting from its source.")


@check(
    severity=Severity.HIGH,
    finding_title="RDS database does not encrypt its storage",
    remediation=(
        "Restore the database from an encrypted copy of a snapshot, and replace the old database."
    ),
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
    """RDS database encrypts its storage, including backups and replicas.

    The snapshots of an unencrypted database are unencrypted too, and are easily shared with another
    account.
    """
    return passed() if database.encrypted else failed("The storage is not encrypted.")


@check(
    severity=Severity.MEDIUM,
    finding_title="RDS database has deletion protection off",
    remediation="Enable deletion protection.",
    cli="aws rds modify-db-instance --db-instance-identifier NAME --deletion-protection",
    terraform="""
        resource "aws_db_instance" "this" {
          deletion_protection = true
        }
    """,
    reference=f"{DOCS}/USER_DeleteInstance.html",
)
def aws_rds_database_deletion_protection_enabled(database: RdsDatabase) -> Verdict:
    """RDS database has deletion protection on.

    Without it, a mistake in a script or one stolen credential can delete the database and its
    backups with one call.
    """
    if known(database.cluster):
        return OF_CLUSTER
    return passed() if database.deletion_protection else failed("Deletion protection is off.")


@check(
    severity=Severity.MEDIUM,
    finding_title="RDS database has automatic backups off",
    remediation=(
        "Enable automatic backups, and keep them for as many days as you may need to go back."
    ),
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

    Without automatic backups the database cannot be restored to the minute before a mistake.
    """
    if database.replica:
        return OF_SOURCE
    return passed() if database.backup_days else failed("Automatic backups are off.")


@check(
    severity=Severity.MEDIUM,
    finding_title="RDS database has no standby in another availability zone",
    remediation="Enable Multi-AZ, or add a reader in another zone to the cluster.",
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

    Without a standby, the failure of one zone stops the database until somebody restores it.
    """
    if known(database.cluster):
        return OF_CLUSTER
    return passed() if database.multi_az else failed("The database runs in one availability zone.")


@check(
    severity=Severity.MEDIUM,
    finding_title="RDS database does not install minor versions automatically",
    remediation="Enable automatic minor version upgrades.",
    cli="aws rds modify-db-instance --db-instance-identifier NAME --auto-minor-version-upgrade",
    terraform="""
        resource "aws_db_instance" "this" {
          auto_minor_version_upgrade = true
        }
    """,
    reference=f"{DOCS}/USER_UpgradeDBInstance.Upgrading.html",
)
def aws_rds_database_minor_upgrades_automatic(database: RdsDatabase) -> Verdict:
    """RDS database installs minor versions of its engine automatically.

    Minor versions contain the fixes of known vulnerabilities.
    """
    if database.minor_upgrades:
        return passed()
    if isinstance(database, RdsCluster) and (database.aurora or not database.multi_az):
        known(database.members)
        return not_applicable("This setting belongs to the cluster's instances.")
    return failed("Automatic minor version upgrades are off.")


@check(
    severity=Severity.MEDIUM,
    finding_title="RDS database does not send its logs to CloudWatch",
    remediation="Export the database's logs to CloudWatch Logs.",
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

    Logs on the instance are kept for a few days only, and are deleted with it.
    """
    if known(database.cluster):
        return OF_CLUSTER
    return passed() if database.log_exports else failed("No logs are exported.")


@check(
    severity=Severity.LOW,
    finding_title="RDS database does not copy its tags to its snapshots",
    remediation="Enable copying of tags to snapshots.",
    cli="aws rds modify-db-instance --db-instance-identifier NAME --copy-tags-to-snapshot",
    terraform="""
        resource "aws_db_instance" "this" {
          copy_tags_to_snapshot = true
        }
    """,
    reference=f"{DOCS}/USER_Tagging.html",
)
def aws_rds_database_tags_copied_to_snapshots(database: RdsDatabase) -> Verdict:
    """RDS database copies its tags to its snapshots.

    Without the tags, tag-based rules for access and retention do not apply to the snapshots.
    """
    if known(database.cluster) and database.aurora:
        return OF_CLUSTER
    return passed() if database.copy_tags else failed("Tags are not copied to snapshots.")


@check(
    severity=Severity.MEDIUM,
    finding_title="RDS database is enrolled in Extended Support",
    remediation="Upgrade to a major version in standard support, then turn Extended Support off.",
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

    Extended Support keeps a database on a version that its makers no longer maintain, at a rising
    price.
    """
    return (
        failed("The database is enrolled in Extended Support.")
        if known(database.extended_support)
        else passed()
    )

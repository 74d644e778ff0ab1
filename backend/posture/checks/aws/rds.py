"""Rules about Amazon RDS databases, instances and clusters alike."""

from posture.domain.assets.aws.rds import RdsCluster, RdsDatabase
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, not_applicable, passed

DOCS = "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide"
# https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAMDBAuth.html
IAM_ENGINES = ("postgres", "mysql", "mariadb", "aurora")
DEFAULT_ADMINISTRATORS = frozenset({"admin", "postgres"})
DEFAULT_PORTS = {
    "mysql": 3306,
    "mariadb": 3306,
    "postgres": 5432,
    "oracle": 1521,
    "sqlserver": 1433,
    "db2": 50000,
}
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
    severity=Severity.HIGH,
    remediation="Set rds.force_ssl or require_secure_transport in the parameter group.",
    cli="""
        aws rds modify-db-parameter-group --db-parameter-group-name GROUP --parameters \\
          ParameterName=rds.force_ssl,ParameterValue=1,ApplyMethod=pending-reboot
    """,
    terraform="""
        resource "aws_db_parameter_group" "this" {
          family = "postgres16"
          parameter {
            name  = "rds.force_ssl"
            value = "1"
          }
        }
    """,
    reference=f"{DOCS}/UsingWithRDS.SSL.html",
)
def aws_rds_database_tls_required(database: RdsDatabase) -> Verdict:
    """RDS database refuses connections without TLS.

    Otherwise passwords and data can be read and changed on their way.
    """
    if database.cluster:
        return OF_CLUSTER
    required = known(database.tls_required)
    if required is None:
        return not_applicable(f"No parameter of {database.engine} decides about TLS.")
    return passed() if required else failed("Connections without TLS are accepted.")


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
    remediation="Turn on IAM database authentication, and let applications use it.",
    cli="""
        aws rds modify-db-instance --db-instance-identifier NAME \\
          --enable-iam-database-authentication
    """,
    terraform="""
        resource "aws_db_instance" "this" {
          iam_database_authentication_enabled = true
        }
    """,
    reference=f"{DOCS}/UsingWithRDS.IAMDBAuth.html",
)
def aws_rds_database_iam_authentication_enabled(database: RdsDatabase) -> Verdict:
    """RDS database lets its users sign in with IAM.

    Tokens that live for a quarter of an hour need no password in an application's configuration.
    """
    if not any(one in database.engine for one in IAM_ENGINES):
        return not_applicable(f"{database.engine} has no IAM authentication.")
    return passed() if database.iam_authentication else failed("IAM authentication is off.")


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
    remediation="Create the database anew with an administrator of another name.",
    cli="aws rds create-db-instance --db-instance-identifier NAME --master-username NAME",
    terraform="""
        resource "aws_db_instance" "this" {
          username = "orders_owner"
        }
    """,
    reference=f"{DOCS}/UsingWithRDS.MasterAccounts.html",
)
def aws_rds_database_administrator_renamed(database: RdsDatabase) -> Verdict:
    """RDS database has an administrator with a name of its own.

    A name that everybody knows leaves only the password to be guessed.
    """
    if database.cluster:
        return OF_CLUSTER
    if database.administrator in DEFAULT_ADMINISTRATORS:
        return failed(f"The administrator is called {database.administrator}.")
    return passed()


@check(
    severity=Severity.LOW,
    remediation="Move the database to another port.",
    cli="aws rds modify-db-instance --db-instance-identifier NAME --db-port-number 15432",
    terraform="""
        resource "aws_db_instance" "this" {
          port = 15432
        }
    """,
    reference="https://docs.aws.amazon.com/securityhub/latest/userguide/rds-controls.html",
)
def aws_rds_database_default_port_unused(database: RdsDatabase) -> Verdict:
    """RDS database listens on another port than its engine's usual one.

    Scanners and worms look at the usual ports first.
    """
    engine = database.engine.replace("aurora-postgresql", "postgres")
    usual = next((port for name, port in DEFAULT_PORTS.items() if name in engine), None)
    if usual and database.port == usual:
        return failed(f"It listens on {usual}, the default of {database.engine}.")
    return passed()


@check(
    severity=Severity.MEDIUM,
    remediation="Let RDS keep the administrator's password in Secrets Manager.",
    cli="aws rds modify-db-instance --db-instance-identifier NAME --manage-master-user-password",
    terraform="""
        resource "aws_db_instance" "this" {
          manage_master_user_password = true
        }
    """,
    reference=f"{DOCS}/rds-secrets-manager.html",
)
def aws_rds_database_password_managed(database: RdsDatabase) -> Verdict:
    """RDS database has its administrator's password kept and rotated by Secrets Manager.

    A password somebody chose stands in a script or a state file, and is never changed.
    """
    if database.cluster:
        return OF_CLUSTER
    if database.replica:
        return OF_SOURCE
    return passed() if database.secret else failed("Secrets Manager does not keep the password.")


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

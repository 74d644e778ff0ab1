"""Checks of how clients connect and sign in to Amazon RDS databases."""

from posture.domain.aws.assets.rds import RdsDatabase
from posture.domain.aws.rds_engines import ENGINES
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, not_applicable, passed

DOCS = "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide"
DEFAULT_ADMINISTRATORS = frozenset({"admin", "postgres"})
ENGINE_CALL = "rds:DescribeDBInstances"
CHECKED_BY_ENGINE = ("mariadb", "sqlserver-")
OF_CLUSTER = not_applicable("This setting belongs to the instance's cluster.")
OF_SOURCE = not_applicable("A replica inherits this setting from its source.")


@check(
    severity=Severity.HIGH,
    finding_title="RDS database accepts connections without TLS",
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
    """RDS database rejects connections without TLS.

    Without TLS, passwords and data can be read and changed in transit.
    """
    if known(database.cluster):
        return OF_CLUSTER
    if database.engine.startswith(CHECKED_BY_ENGINE):
        return not_applicable(f"{database.engine} has a check of its own for TLS.")
    required = known(database.tls_required)
    if required is None:
        return not_applicable(f"{database.engine} has no parameter that requires TLS.")
    return passed() if required else failed("Connections without TLS are accepted.")


@check(
    severity=Severity.MEDIUM,
    finding_title="RDS database has IAM authentication off",
    remediation="Enable IAM database authentication, and let applications use it.",
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

    IAM tokens are valid for 15 minutes, and applications need no password in their configuration.
    """
    if known(database.cluster):
        return OF_CLUSTER
    if not known(ENGINES.of(database.engine, ENGINE_CALL)).iam:
        return not_applicable(f"{database.engine} does not support IAM authentication.")
    return passed() if database.iam_authentication else failed("IAM authentication is off.")


@check(
    severity=Severity.MEDIUM,
    finding_title="RDS database's administrator has the default name",
    remediation="Create the database again with a different administrator name.",
    cli="aws rds create-db-instance --db-instance-identifier NAME --master-username NAME",
    terraform="""
        resource "aws_db_instance" "this" {
          username = "orders_owner"
        }
    """,
    reference=f"{DOCS}/UsingWithRDS.MasterAccounts.html",
)
def aws_rds_database_administrator_renamed(database: RdsDatabase) -> Verdict:
    """RDS database's administrator does not have a default name.

    If the name is known to everyone, an attacker has only the password to guess.
    """
    if known(database.cluster):
        return OF_CLUSTER
    if (name := known(database.administrator)) in DEFAULT_ADMINISTRATORS:
        return failed(f"The administrator's name is {name}.")
    return passed()


@check(
    severity=Severity.LOW,
    finding_title="RDS database listens on the default port of its engine",
    remediation="Move the database to another port.",
    cli="aws rds modify-db-instance --db-instance-identifier NAME --db-port-number 15432",
    terraform="""
        resource "aws_db_instance" "this" {
          port = 15432
        }
    """,
    reference="https://docs.aws.amazon.com/securityhub/latest/userguide/rds-controls.html#rds-23",
)
def aws_rds_database_default_port_unused(database: RdsDatabase) -> Verdict:
    """RDS database does not listen on the default port of its engine.

    Scanners and worms try the default ports first.
    """
    usual = known(ENGINES.of(database.engine, ENGINE_CALL)).port
    if database.port == usual:
        return failed(f"The database listens on {usual}, the default port of {database.engine}.")
    return passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="RDS database's administrator password is not in Secrets Manager",
    remediation="Let RDS manage the administrator's password in Secrets Manager.",
    cli="aws rds modify-db-instance --db-instance-identifier NAME --manage-master-user-password",
    terraform="""
        resource "aws_db_instance" "this" {
          manage_master_user_password = true
        }
    """,
    reference=f"{DOCS}/rds-secrets-manager.html",
)
def aws_rds_database_password_managed(database: RdsDatabase) -> Verdict:
    """RDS database's administrator password is kept and rotated by Secrets Manager.

    A password that somebody chose is stored in a script or a state file, and is rarely changed.
    """
    if known(database.cluster):
        return OF_CLUSTER
    if database.replica:
        return OF_SOURCE
    return (
        passed() if database.secret else failed("The password is not managed by Secrets Manager.")
    )

"""Rules about how clients find, reach and sign in to Amazon RDS databases."""

from posture.domain.aws.assets.rds import RdsDatabase
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
    if database.cluster:
        return OF_CLUSTER
    if not any(one in database.engine for one in IAM_ENGINES):
        return not_applicable(f"{database.engine} has no IAM authentication.")
    return passed() if database.iam_authentication else failed("IAM authentication is off.")


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
    reference="https://docs.aws.amazon.com/securityhub/latest/userguide/rds-controls.html#rds-23",
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

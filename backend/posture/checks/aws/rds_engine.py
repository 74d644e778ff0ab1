"""Checks of RDS databases of one engine: the logs that it writes, and its requirement of TLS."""

from posture.domain.aws.assets.rds import RdsCluster, RdsDatabase, RdsInstance
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, not_applicable, passed

DOCS = "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide"
AURORA_DOCS = "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide"
OF_CLUSTER = not_applicable("This setting belongs to the instance's cluster.")
SQL_SERVER = "sqlserver-"


def _exported(database: RdsDatabase, *logs: str) -> Verdict:
    """Return a pass if the database sends all these logs to CloudWatch."""
    if missing := [one for one in logs if one not in database.log_exports]:
        return failed(f"Not exported: {', '.join(missing)}.")
    return passed()


def _other(database: RdsDatabase) -> Verdict:
    return not_applicable(f"The engine is {database.engine}.")


def _tls(instance: RdsInstance) -> Verdict:
    required = known(instance.tls_required)
    if required is None:
        return not_applicable("This version of the engine has no parameter that requires TLS.")
    return passed() if required else failed("Connections without TLS are accepted.")


@check(
    severity=Severity.LOW,
    finding_title="Aurora MySQL cluster does not send its audit log to CloudWatch",
    remediation="Turn on advanced auditing, and export the audit log to CloudWatch Logs.",
    cli="""
        aws rds modify-db-cluster --db-cluster-identifier NAME \\
          --cloudwatch-logs-export-configuration EnableLogTypes=audit
    """,
    terraform="""
        resource "aws_rds_cluster" "this" {
          enabled_cloudwatch_logs_exports = ["audit"]
        }
    """,
    reference=f"{AURORA_DOCS}/AuroraMySQL.Integrating.CloudWatch.html",
)
def aws_rds_cluster_aurora_mysql_audit_logs_exported(cluster: RdsCluster) -> Verdict:
    """Aurora MySQL cluster sends its audit log to CloudWatch.

    Without the audit log, nobody can find out who signed in and which data they read.
    """
    if cluster.engine not in {"aurora", "aurora-mysql"}:
        return _other(cluster)
    return _exported(cluster, "audit")


@check(
    severity=Severity.LOW,
    finding_title="Aurora PostgreSQL cluster does not send its log to CloudWatch",
    remediation="Export the PostgreSQL log to CloudWatch Logs.",
    cli="""
        aws rds modify-db-cluster --db-cluster-identifier NAME \\
          --cloudwatch-logs-export-configuration EnableLogTypes=postgresql
    """,
    terraform="""
        resource "aws_rds_cluster" "this" {
          enabled_cloudwatch_logs_exports = ["postgresql"]
        }
    """,
    reference=f"{AURORA_DOCS}/AuroraPostgreSQL.CloudWatch.html",
)
def aws_rds_cluster_aurora_postgresql_logs_exported(cluster: RdsCluster) -> Verdict:
    """Aurora PostgreSQL cluster sends its log to CloudWatch.

    Failed logins and errors are in this log only, and it is deleted after a few days.
    """
    if cluster.engine != "aurora-postgresql":
        return _other(cluster)
    return _exported(cluster, "postgresql")


@check(
    severity=Severity.LOW,
    finding_title="RDS for PostgreSQL instance does not send its log to CloudWatch",
    remediation="Export the PostgreSQL log to CloudWatch Logs.",
    cli="""
        aws rds modify-db-instance --db-instance-identifier NAME \\
          --cloudwatch-logs-export-configuration EnableLogTypes=postgresql
    """,
    terraform="""
        resource "aws_db_instance" "this" {
          enabled_cloudwatch_logs_exports = ["postgresql"]
        }
    """,
    reference=f"{DOCS}/USER_LogAccess.Concepts.PostgreSQL.html",
)
def aws_rds_instance_postgresql_logs_exported(instance: RdsInstance) -> Verdict:
    """RDS for PostgreSQL instance sends its log to CloudWatch.

    The upgrade log alone does not say who signed in and which statements failed.
    """
    if known(instance.cluster):
        return OF_CLUSTER
    if instance.engine != "postgres":
        return _other(instance)
    return _exported(instance, "postgresql")


@check(
    severity=Severity.LOW,
    finding_title="SQL Server instance does not send agent and error logs to CloudWatch",
    remediation="Export the agent log and the error log to CloudWatch Logs.",
    cli="""
        aws rds modify-db-instance --db-instance-identifier NAME \\
          --cloudwatch-logs-export-configuration EnableLogTypes=agent,error
    """,
    terraform="""
        resource "aws_db_instance" "this" {
          enabled_cloudwatch_logs_exports = ["agent", "error"]
        }
    """,
    reference=f"{DOCS}/USER_LogAccess.Concepts.SQLServer.html",
)
def aws_rds_instance_sql_server_logs_exported(instance: RdsInstance) -> Verdict:
    """RDS for SQL Server instance sends its agent and error logs to CloudWatch.

    The error log has the failed logins, and the agent log has the jobs that an attacker adds.
    """
    if not instance.engine.startswith(SQL_SERVER):
        return _other(instance)
    return _exported(instance, "agent", "error")


@check(
    severity=Severity.LOW,
    finding_title="MariaDB instance does not send audit and error logs to CloudWatch",
    remediation="Export the audit log and the error log to CloudWatch Logs.",
    cli="""
        aws rds modify-db-instance --db-instance-identifier NAME \\
          --cloudwatch-logs-export-configuration EnableLogTypes=audit,error
    """,
    terraform="""
        resource "aws_db_instance" "this" {
          enabled_cloudwatch_logs_exports = ["audit", "error"]
        }
    """,
    reference=f"{DOCS}/USER_LogAccess.MariaDB.PublishtoCloudWatchLogs.html",
)
def aws_rds_instance_mariadb_logs_exported(instance: RdsInstance) -> Verdict:
    """RDS for MariaDB instance sends its audit and error logs to CloudWatch.

    The audit log has who signed in and which tables they read. The other logs do not.
    """
    if instance.engine != "mariadb":
        return _other(instance)
    return _exported(instance, "audit", "error")


@check(
    severity=Severity.HIGH,
    finding_title="RDS for SQL Server instance accepts connections without TLS",
    remediation="Set rds.force_ssl to 1 in the parameter group, and restart the instance.",
    cli="""
        aws rds modify-db-parameter-group --db-parameter-group-name GROUP --parameters \\
          ParameterName=rds.force_ssl,ParameterValue=1,ApplyMethod=pending-reboot
    """,
    terraform="""
        resource "aws_db_parameter_group" "this" {
          family = "sqlserver-se-16.0"
          parameter {
            name         = "rds.force_ssl"
            value        = "1"
            apply_method = "pending-reboot"
          }
        }
    """,
    reference=f"{DOCS}/SQLServer.Concepts.General.SSL.Using.html",
)
def aws_rds_instance_sql_server_tls_required(instance: RdsInstance) -> Verdict:
    """RDS for SQL Server instance rejects connections without TLS.

    SQL Server leaves encryption to the client by default, so queries and their results can be read
    in transit.
    """
    if not instance.engine.startswith(SQL_SERVER):
        return _other(instance)
    return _tls(instance)


@check(
    severity=Severity.HIGH,
    finding_title="RDS for MariaDB instance accepts connections without TLS",
    remediation="Set require_secure_transport to ON in the parameter group.",
    cli="""
        aws rds modify-db-parameter-group --db-parameter-group-name GROUP --parameters \\
          ParameterName=require_secure_transport,ParameterValue=1,ApplyMethod=immediate
    """,
    terraform="""
        resource "aws_db_parameter_group" "this" {
          family = "mariadb11.4"
          parameter {
            name  = "require_secure_transport"
            value = "1"
          }
        }
    """,
    reference=f"{DOCS}/mariadb-ssl-connections.require-ssl.html",
)
def aws_rds_instance_mariadb_tls_required(instance: RdsInstance) -> Verdict:
    """RDS for MariaDB instance rejects connections without TLS.

    MariaDB accepts clients without TLS by default, and their queries can be read and changed in
    transit.
    """
    if instance.engine != "mariadb":
        return _other(instance)
    return _tls(instance)

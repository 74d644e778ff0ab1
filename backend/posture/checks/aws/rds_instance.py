"""Checks of RDS instances and clusters: public access, certificates, backup retention."""

from posture.domain.aws.assets.rds import RdsCluster, RdsInstance
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, not_applicable, passed

DOCS = "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide"
AURORA_DOCS = "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide"
CERTIFICATE_WARNING_DAYS = 90
SHORTEST_BACKUP_DAYS = 7
PRIVATE_CLI = """
    aws rds modify-db-instance --db-instance-identifier NAME --no-publicly-accessible
"""
PRIVATE_TERRAFORM = """
    resource "aws_db_instance" "this" {
      publicly_accessible = false
    }
"""


@check(
    severity=Severity.HIGH,
    finding_title="RDS instance is publicly accessible",
    remediation="Turn off public access, and connect to the database from inside its VPC.",
    cli=PRIVATE_CLI,
    terraform=PRIVATE_TERRAFORM,
    reference=f"{DOCS}/USER_VPC.WorkingWithRDSInstanceinaVPC.html",
)
def aws_rds_instance_public_access_disabled(instance: RdsInstance) -> Verdict:
    """RDS instance is not publicly accessible.

    With a public address, only a security group protects the data from the internet.
    """
    return failed("The instance is publicly accessible.") if known(instance.public) else passed()


@check(
    severity=Severity.CRITICAL,
    finding_title="RDS instance is reachable from the internet",
    remediation="Turn off public access, and close the port to the internet.",
    cli=PRIVATE_CLI,
    terraform=PRIVATE_TERRAFORM,
    reference=f"{DOCS}/USER_VPC.Scenarios.html",
)
def aws_rds_instance_not_reachable_from_internet(instance: RdsInstance) -> Verdict:
    """RDS instance is not reachable from the internet.

    A database that accepts connections from anywhere is found within minutes and attacked
    continuously. It is reachable if it has a public address, a security group that lets the
    internet in, and a route to the internet.
    """
    if not known(instance.public):
        return passed()
    if not (opened := known(instance.open_groups)):
        return passed("No security group lets the internet in.")
    if not known(instance.public_subnet):
        return passed("No subnet has a route to the internet.")
    return failed(f"Port {instance.port} is open to the internet by {', '.join(opened)}.")


@check(
    severity=Severity.HIGH,
    finding_title="RDS instance is not in a VPC",
    remediation="Move the instance into a VPC.",
    cli="aws rds modify-db-instance --db-instance-identifier NAME --db-subnet-group-name GROUP",
    terraform="""
        resource "aws_db_instance" "this" {
          db_subnet_group_name = aws_db_subnet_group.private.name
        }
    """,
    reference=f"{DOCS}/USER_VPC.html",
)
def aws_rds_instance_in_vpc(instance: RdsInstance) -> Verdict:
    """RDS instance is in a VPC.

    Outside a VPC there are no subnets, routes or network ACLs to protect it.
    """
    return passed() if instance.vpc else failed("The instance is not in a VPC.")


@check(
    severity=Severity.LOW,
    finding_title="RDS instance has enhanced monitoring off",
    remediation="Enable enhanced monitoring.",
    cli="""
        aws rds modify-db-instance --db-instance-identifier NAME --monitoring-interval 60 \\
          --monitoring-role-arn ROLE
    """,
    terraform="""
        resource "aws_db_instance" "this" {
          monitoring_interval = 60
          monitoring_role_arn = aws_iam_role.monitoring.arn
        }
    """,
    reference=f"{DOCS}/USER_Monitoring.OS.html",
)
def aws_rds_instance_enhanced_monitoring_enabled(instance: RdsInstance) -> Verdict:
    """RDS instance has enhanced monitoring on.

    The operating system's processes reveal a cryptominer or a runaway query that the engine's
    metrics hide.
    """
    return passed() if instance.monitoring_seconds else failed("Enhanced monitoring is off.")


@check(
    severity=Severity.HIGH,
    finding_title="RDS instance's server certificate expires within three months",
    remediation="Rotate the server's certificate to a newer certificate authority.",
    cli="""
        aws rds modify-db-instance --db-instance-identifier NAME \\
          --ca-certificate-identifier rds-ca-rsa2048-g1
    """,
    terraform="""
        resource "aws_db_instance" "this" {
          ca_cert_identifier = "rds-ca-rsa2048-g1"
        }
    """,
    reference=f"{DOCS}/UsingWithRDS.SSL-certificate-rotation.html",
)
def aws_rds_instance_certificate_valid(instance: RdsInstance) -> Verdict:
    """RDS instance has a server certificate that is valid for three more months.

    When it expires, clients that verify the certificate cannot connect, and people turn
    verification off.
    """
    days = known(instance.certificate_days)
    if days is None:
        return not_applicable("RDS reports no certificate for this instance.")
    if days < 0:
        return failed("The certificate has expired.")
    if days < CERTIFICATE_WARNING_DAYS:
        return failed(f"The certificate expires in {days} days.")
    return passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="RDS cluster keeps its automatic backups for less than a week",
    remediation="Keep automatic backups for a week or longer.",
    cli="aws rds modify-db-cluster --db-cluster-identifier NAME --backup-retention-period 14",
    terraform="""
        resource "aws_rds_cluster" "this" {
          backup_retention_period = 14
        }
    """,
    reference=f"{AURORA_DOCS}/Aurora.Managing.Backups.html",
)
def aws_rds_cluster_backups_kept_a_week(cluster: RdsCluster) -> Verdict:
    """RDS cluster keeps its automatic backups for a week or longer.

    A cluster keeps backups for one day by default, so a mistake made on Friday cannot be undone on
    Monday.
    """
    if cluster.backup_days < SHORTEST_BACKUP_DAYS:
        return failed(f"Backups are kept for {cluster.backup_days} days.")
    return passed()


@check(
    severity=Severity.LOW,
    finding_title="Aurora MySQL cluster has no backtrack window",
    remediation=(
        "Set a backtrack window; a cluster that was created without one must be restored to get it."
    ),
    cli="aws rds modify-db-cluster --db-cluster-identifier NAME --backtrack-window 86400",
    terraform="""
        resource "aws_rds_cluster" "this" {
          backtrack_window = 86400
        }
    """,
    reference=f"{AURORA_DOCS}/AuroraMySQL.Managing.Backtrack.html",
)
def aws_rds_cluster_backtrack_enabled(cluster: RdsCluster) -> Verdict:
    """Aurora MySQL cluster can be rewound with backtrack.

    Backtrack undoes a mistake in minutes, while restoring a backup takes hours.
    """
    if cluster.engine != "aurora-mysql":
        return not_applicable(f"{cluster.engine} does not support backtrack.")
    return passed() if cluster.backtrack_seconds else failed("No backtrack window is set.")

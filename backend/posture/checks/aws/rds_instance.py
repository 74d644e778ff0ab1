"""Rules about single RDS instances and clusters, and about who can get at them."""

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
    remediation="Turn off public access, and reach the database from inside of its network.",
    cli=PRIVATE_CLI,
    terraform=PRIVATE_TERRAFORM,
    reference=f"{DOCS}/USER_VPC.WorkingWithRDSInstanceinaVPC.html",
)
def aws_rds_instance_public_access_disabled(instance: RdsInstance) -> Verdict:
    """RDS instance has no public address.

    With a public address only a security group stands between the internet and the data.
    """
    return failed("The instance is publicly accessible.") if instance.public else passed()


@check(
    severity=Severity.CRITICAL,
    remediation="Turn off public access and close the port to the internet.",
    cli=PRIVATE_CLI,
    terraform=PRIVATE_TERRAFORM,
    reference=f"{DOCS}/USER_VPC.Scenarios.html",
)
def aws_rds_instance_not_reachable_from_internet(instance: RdsInstance) -> Verdict:
    """RDS instance cannot be reached from the internet: address, firewall or route is missing.

    A database that answers everybody is found within minutes and attacked from then on.
    """
    if not instance.public:
        return passed()
    if not (opened := known(instance.open_groups)):
        return passed("No security group lets the internet in.")
    if not known(instance.public_subnet):
        return passed("No subnet routes to the internet.")
    return failed(f"Port {instance.port} is open to the internet by {', '.join(opened)}.")


@check(
    severity=Severity.HIGH,
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
    """RDS instance is inside of a VPC.

    Outside of one there are no subnets, routes or network ACLs to keep others away.
    """
    return passed() if instance.vpc else failed("The instance is in no VPC.")


@check(
    severity=Severity.LOW,
    remediation="Turn on enhanced monitoring.",
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
    """RDS instance reports what its operating system does.

    Processes and their load show a miner or a runaway query that the engine's metrics hide.
    """
    return passed() if instance.monitoring_seconds else failed("Enhanced monitoring is off.")


@check(
    severity=Severity.HIGH,
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
    """RDS instance has a server certificate that is good for three more months.

    When it expires, clients that verify it cannot connect, and others learn not to verify.
    """
    days = instance.certificate_days
    if days is None:
        return not_applicable("RDS names no certificate for this instance.")
    if days < 0:
        return failed("The certificate has expired.")
    if days < CERTIFICATE_WARNING_DAYS:
        return failed(f"The certificate expires in {days} days.")
    return passed()


@check(
    severity=Severity.MEDIUM,
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

    A cluster always has backups, but of one day by default: a mistake on Friday is lost by Monday.
    """
    if cluster.backup_days < SHORTEST_BACKUP_DAYS:
        return failed(f"Backups are kept for {cluster.backup_days} days.")
    return passed()


@check(
    severity=Severity.LOW,
    remediation="Set a backtrack window; clusters made without one must be restored to get it.",
    cli="aws rds modify-db-cluster --db-cluster-identifier NAME --backtrack-window 86400",
    terraform="""
        resource "aws_rds_cluster" "this" {
          backtrack_window = 86400
        }
    """,
    reference=f"{AURORA_DOCS}/AuroraMySQL.Managing.Backtrack.html",
)
def aws_rds_cluster_backtrack_enabled(cluster: RdsCluster) -> Verdict:
    """Aurora MySQL cluster can be rewound in place.

    Rewinding undoes a mistake in minutes where restoring a backup takes hours.
    """
    if cluster.engine != "aurora-mysql":
        return not_applicable(f"{cluster.engine} cannot be rewound.")
    return passed() if cluster.backtrack_seconds else failed("No backtrack window is set.")

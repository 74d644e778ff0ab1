"""Checks of Amazon Redshift: who reaches a cluster, its encryption, log and snapshots."""

from posture.domain.asset import Family
from posture.domain.aws.assets.redshift import RedshiftCluster
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, passed

DOCS = "https://docs.aws.amazon.com/redshift/latest/mgmt"
MODIFY = "aws redshift modify-cluster --cluster-identifier CLUSTER {}"
LEAST_SNAPSHOT_DAYS = 7
DEFAULT_ADMINISTRATOR = "awsuser"
DEFAULT_DATABASE = "dev"


@check(
    severity=Severity.CRITICAL,
    finding_title="Redshift cluster has a public address",
    remediation="Turn off public access, and connect through the VPC.",
    cli=MODIFY.format("--no-publicly-accessible"),
    terraform="""
        resource "aws_redshift_cluster" "this" {
          publicly_accessible = false
        }
    """,
    reference=f"{DOCS}/rs-ra3-cluster-public-ip-considerations.html",
    family=Family.NETWORK,
)
def aws_redshift_cluster_public_access_disabled(cluster: RedshiftCluster) -> Verdict:
    """Redshift cluster has no public address.

    A warehouse holds copies of many databases. With a public address only a security group and a
    password protect it.
    """
    return failed("It is publicly accessible.") if cluster.public else passed()


@check(
    severity=Severity.HIGH,
    finding_title="Redshift cluster is not encrypted",
    remediation="Turn on encryption; the cluster is then copied, which takes hours.",
    cli=MODIFY.format("--encrypted"),
    terraform="""
        resource "aws_redshift_cluster" "this" {
          encrypted  = true
          kms_key_id = aws_kms_key.this.arn
        }
    """,
    reference=f"{DOCS}/working-with-db-encryption.html",
    family=Family.STORAGE,
)
def aws_redshift_cluster_encrypted(cluster: RedshiftCluster) -> Verdict:
    """Redshift cluster is encrypted.

    Its snapshots, also those that are shared or copied, are then encrypted too.
    """
    return passed() if cluster.encrypted else failed("Its data is not encrypted.")


@check(
    severity=Severity.MEDIUM,
    finding_title="Redshift cluster accepts connections without TLS",
    remediation="Set require_ssl to true in the parameter group, and restart the cluster.",
    terraform="""
        resource "aws_redshift_parameter_group" "this" {
          family = "redshift-2.0"
          parameter {
            name  = "require_ssl"
            value = "true"
          }
        }
    """,
    reference=f"{DOCS}/connecting-ssl-support.html",
    family=Family.NETWORK,
)
def aws_redshift_cluster_tls_required(cluster: RedshiftCluster) -> Verdict:
    """Redshift cluster requires TLS.

    Queries and their results, and the password, cross the network in plain text otherwise.
    """
    match known(cluster.tls):
        case "required":
            return passed()
        case "pending":
            return failed("require_ssl is true, and not in force before a restart.")
        case _:
            return failed("require_ssl is not true.")


@check(
    severity=Severity.MEDIUM,
    finding_title="Redshift cluster delivers no audit log",
    remediation="Turn on audit logging to a bucket or to CloudWatch, and repair its delivery.",
    cli="""
        aws redshift enable-logging --cluster-identifier CLUSTER \\
          --log-destination-type cloudwatch --log-exports connectionlog userlog
    """,
    terraform="""
        resource "aws_redshift_logging" "this" {
          cluster_identifier   = aws_redshift_cluster.this.id
          log_destination_type = "cloudwatch"
          log_exports          = ["connectionlog", "userlog"]
        }
    """,
    reference=f"{DOCS}/db-auditing.html",
    family=Family.LOGGING,
)
def aws_redshift_cluster_audit_logged(cluster: RedshiftCluster) -> Verdict:
    """Redshift cluster delivers an audit log.

    It shows who connected from where, and which accounts of users were changed.
    """
    gap = known(cluster.log_gap)
    return failed(gap) if gap else passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="Redshift cluster keeps automatic snapshots for less than a week",
    remediation="Keep automatic snapshots for at least 7 days.",
    cli=MODIFY.format("--automated-snapshot-retention-period 7"),
    terraform="""
        resource "aws_redshift_cluster" "this" {
          automated_snapshot_retention_period = 7
        }
    """,
    reference=f"{DOCS}/working-with-snapshots.html",
)
def aws_redshift_cluster_snapshots_kept(cluster: RedshiftCluster) -> Verdict:
    """Redshift cluster keeps automatic snapshots for at least a week.

    Damage that is noticed after a weekend can be undone.
    """
    if cluster.snapshot_days >= LEAST_SNAPSHOT_DAYS:
        return passed()
    return failed(f"Automatic snapshots are kept for {cluster.snapshot_days} days.")


@check(
    severity=Severity.MEDIUM,
    finding_title="Redshift cluster loads and unloads data outside of its VPC",
    remediation="Turn on enhanced VPC routing.",
    cli=MODIFY.format("--enhanced-vpc-routing"),
    terraform="""
        resource "aws_redshift_cluster" "this" {
          enhanced_vpc_routing = true
        }
    """,
    reference=f"{DOCS}/enhanced-vpc-routing.html",
    family=Family.NETWORK,
)
def aws_redshift_cluster_traffic_in_vpc(cluster: RedshiftCluster) -> Verdict:
    """Redshift cluster loads and unloads data through its VPC.

    Policies of endpoints, security groups and flow logs then apply to COPY and UNLOAD.
    """
    return passed() if cluster.vpc_routing else failed("Enhanced VPC routing is off.")


@check(
    severity=Severity.MEDIUM,
    finding_title="Redshift cluster does not take new versions by itself",
    remediation="Allow version upgrades in the maintenance window.",
    cli=MODIFY.format("--allow-version-upgrade"),
    terraform="""
        resource "aws_redshift_cluster" "this" {
          allow_version_upgrade = true
        }
    """,
    reference=f"{DOCS}/managing-cluster-considerations.html",
)
def aws_redshift_cluster_upgraded_automatically(cluster: RedshiftCluster) -> Verdict:
    """Redshift cluster takes new versions by itself.

    They contain fixes of vulnerabilities, which are not repaired in older versions.
    """
    return passed() if cluster.upgrades else failed("Version upgrades are not allowed.")


@check(
    severity=Severity.LOW,
    finding_title="Redshift cluster's administrator has the default name",
    remediation="Create a cluster with another name of the administrator, and move the data.",
    terraform="""
        resource "aws_redshift_cluster" "this" {
          master_username = "warehouse_owner"
        }
    """,
    reference=f"{DOCS}/create-cluster.html",
    family=Family.IAM,
)
def aws_redshift_cluster_administrator_renamed(cluster: RedshiftCluster) -> Verdict:
    """Redshift cluster's administrator has a name of its own.

    Attempts to guess passwords begin with the default name.
    """
    if cluster.administrator != DEFAULT_ADMINISTRATOR:
        return passed()
    return failed(f"The administrator is {DEFAULT_ADMINISTRATOR}.")


@check(
    severity=Severity.LOW,
    finding_title="Redshift cluster's first database has the default name",
    remediation="Create a cluster with another name of the database, and move the data.",
    terraform="""
        resource "aws_redshift_cluster" "this" {
          database_name = "warehouse"
        }
    """,
    reference=f"{DOCS}/create-cluster.html",
)
def aws_redshift_cluster_database_renamed(cluster: RedshiftCluster) -> Verdict:
    """Redshift cluster's first database has a name of its own.

    Policies and connections that mean this database are otherwise right for any other cluster.
    """
    if cluster.database != DEFAULT_DATABASE:
        return passed()
    return failed(f"The database is {DEFAULT_DATABASE}.")

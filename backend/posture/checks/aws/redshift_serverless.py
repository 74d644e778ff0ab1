"""Checks of Amazon Redshift Serverless: who reaches a workgroup, and what its data records."""

from posture.domain.asset import Family
from posture.domain.aws.assets.redshift_serverless import RedshiftNamespace, RedshiftWorkgroup
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, passed

DOCS = "https://docs.aws.amazon.com/redshift/latest/mgmt"
UPDATE = "aws redshift-serverless update-workgroup --workgroup-name WORKGROUP {}"
NEEDED_LOGS = ("connectionlog", "userlog")
DEFAULT_ADMINISTRATOR = "admin"


@check(
    severity=Severity.CRITICAL,
    finding_title="Redshift Serverless workgroup has a public address",
    remediation="Turn off public access, and connect through the VPC.",
    cli=UPDATE.format("--no-publicly-accessible"),
    terraform="""
        resource "aws_redshiftserverless_workgroup" "this" {
          publicly_accessible = false
        }
    """,
    reference=f"{DOCS}/serverless-connecting.html",
    family=Family.NETWORK,
)
def aws_redshiftserverless_workgroup_public_access_disabled(
    workgroup: RedshiftWorkgroup,
) -> Verdict:
    """Redshift Serverless workgroup has no public address.

    With a public address only a security group and a password protect the warehouse.
    """
    return failed("It is publicly accessible.") if workgroup.public else passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="Redshift Serverless workgroup accepts connections without TLS",
    remediation="Set the parameter require_ssl to true.",
    cli=UPDATE.format("--config-parameters parameterKey=require_ssl,parameterValue=true"),
    terraform="""
        resource "aws_redshiftserverless_workgroup" "this" {
          config_parameter {
            parameter_key   = "require_ssl"
            parameter_value = "true"
          }
        }
    """,
    reference=f"{DOCS}/serverless-security-other.html",
    family=Family.NETWORK,
)
def aws_redshiftserverless_workgroup_tls_required(workgroup: RedshiftWorkgroup) -> Verdict:
    """Redshift Serverless workgroup requires TLS.

    Queries and their results, and the password, cross the network in plain text otherwise.
    """
    return passed() if workgroup.tls_required else failed("require_ssl is not true.")


@check(
    severity=Severity.MEDIUM,
    finding_title="Redshift Serverless loads and unloads data outside of its VPC",
    remediation="Turn on enhanced VPC routing.",
    cli=UPDATE.format("--enhanced-vpc-routing"),
    terraform="""
        resource "aws_redshiftserverless_workgroup" "this" {
          enhanced_vpc_routing = true
        }
    """,
    reference=f"{DOCS}/enhanced-vpc-routing.html",
    family=Family.NETWORK,
)
def aws_redshiftserverless_workgroup_traffic_in_vpc(workgroup: RedshiftWorkgroup) -> Verdict:
    """Redshift Serverless workgroup loads and unloads data through its VPC.

    Policies of endpoints, security groups and flow logs then apply to COPY and UNLOAD.
    """
    return passed() if workgroup.vpc_routing else failed("Enhanced VPC routing is off.")


@check(
    severity=Severity.MEDIUM,
    finding_title="Redshift Serverless namespace delivers no audit log",
    remediation="Export the log of connections and the log of users.",
    cli="""
        aws redshift-serverless update-namespace --namespace-name NAMESPACE \\
          --log-exports connectionlog userlog
    """,
    terraform="""
        resource "aws_redshiftserverless_namespace" "this" {
          log_exports = ["connectionlog", "userlog"]
        }
    """,
    reference=f"{DOCS}/serverless-audit-logging.html",
    family=Family.LOGGING,
)
def aws_redshiftserverless_namespace_audit_logged(namespace: RedshiftNamespace) -> Verdict:
    """Redshift Serverless namespace delivers the logs of connections and of users.

    They show who connected from where, and which accounts of users were changed.
    """
    missing = [one for one in NEEDED_LOGS if one not in namespace.logs]
    return failed(f"Not delivered: {', '.join(missing)}.") if missing else passed()


@check(
    severity=Severity.LOW,
    finding_title="Redshift Serverless administrator has the default name",
    remediation="Give the administrator of the namespace another name.",
    cli="""
        aws redshift-serverless update-namespace --namespace-name NAMESPACE \\
          --admin-username NAME --manage-admin-password
    """,
    terraform="""
        resource "aws_redshiftserverless_namespace" "this" {
          admin_username = "warehouse_owner"
        }
    """,
    reference=f"{DOCS}/serverless-console-configuration-edit-namespace.html",
    family=Family.IAM,
)
def aws_redshiftserverless_namespace_administrator_renamed(
    namespace: RedshiftNamespace,
) -> Verdict:
    """Redshift Serverless namespace's administrator has a name of its own.

    Attempts to guess passwords begin with the default name.
    """
    if known(namespace.administrator) != DEFAULT_ADMINISTRATOR:
        return passed()
    return failed(f"The administrator is {DEFAULT_ADMINISTRATOR}.")

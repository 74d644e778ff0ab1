"""Checks of Amazon OpenSearch Service: who reaches a domain, its encryption and its logs."""

from posture.domain.asset import Family
from posture.domain.aws.assets.opensearch import OpenSearchDomain
from posture.domain.aws.policy_model import public
from posture.domain.check import Severity, check
from posture.domain.verdict import Verdict, failed, passed

DOCS = "https://docs.aws.amazon.com/opensearch-service/latest/developerguide"
UPDATE = "aws opensearch update-domain-config --domain-name DOMAIN {}"
# The policies that accept TLS 1.0 and 1.1.
OLD_TLS = frozenset({"Policy-Min-TLS-1-0-2019-07"})
AUDIT, ERRORS = "AUDIT_LOGS", "ES_APPLICATION_LOGS"
FEWEST_NODES = 3


@check(
    severity=Severity.CRITICAL,
    finding_title="OpenSearch domain on the internet grants access to everyone",
    remediation="Name the principals in the access policy, or move the data to a domain in a VPC.",
    cli=UPDATE.format("--access-policies file://policy.json"),
    terraform="""
        resource "aws_opensearch_domain_policy" "this" {
          domain_name     = aws_opensearch_domain.this.domain_name
          access_policies = data.aws_iam_policy_document.clients.json
        }
    """,
    reference=f"{DOCS}/ac.html",
    family=Family.IAM,
)
def aws_opensearch_domain_policy_not_public(domain: OpenSearchDomain) -> Verdict:
    """OpenSearch domain's policy grants no access to the public.

    Everyone can read, change and delete the indexes of such a domain without a password.
    """
    if domain.in_vpc:
        return passed()
    granted = public(domain.policy, resources=(f"{domain.resource_id}/*",))
    if not granted:
        return passed()
    return failed("Its access policy grants access to everyone, and its endpoint is public.")


@check(
    severity=Severity.HIGH,
    finding_title="OpenSearch domain has an endpoint on the internet",
    remediation="Create a domain in a VPC, and restore a snapshot into it.",
    terraform="""
        resource "aws_opensearch_domain" "this" {
          vpc_options {
            subnet_ids         = [aws_subnet.private.id]
            security_group_ids = [aws_security_group.search.id]
          }
        }
    """,
    reference=f"{DOCS}/vpc.html",
    family=Family.NETWORK,
)
def aws_opensearch_domain_in_vpc(domain: OpenSearchDomain) -> Verdict:
    """OpenSearch domain is in a VPC.

    Security groups then decide who can connect, before any policy or password is tried.
    """
    return passed() if domain.in_vpc else failed("Its endpoint is on the internet.")


@check(
    severity=Severity.HIGH,
    finding_title="OpenSearch domain is not encrypted on disks",
    remediation="Turn on encryption at rest; some old domains must be created again.",
    cli=UPDATE.format("--encryption-at-rest-options Enabled=true"),
    terraform="""
        resource "aws_opensearch_domain" "this" {
          encrypt_at_rest {
            enabled = true
          }
        }
    """,
    reference=f"{DOCS}/encryption-at-rest.html",
    family=Family.STORAGE,
)
def aws_opensearch_domain_encrypted(domain: OpenSearchDomain) -> Verdict:
    """OpenSearch domain is encrypted on disks.

    Indexes, logs, swap files and automatic snapshots contain the searched data.
    """
    return passed() if domain.encrypted else failed("Encryption at rest is off.")


@check(
    severity=Severity.MEDIUM,
    finding_title="OpenSearch domain's nodes talk to each other in plain text",
    remediation="Turn on node-to-node encryption.",
    cli=UPDATE.format("--node-to-node-encryption-options Enabled=true"),
    terraform="""
        resource "aws_opensearch_domain" "this" {
          node_to_node_encryption {
            enabled = true
          }
        }
    """,
    reference=f"{DOCS}/ntn.html",
    family=Family.NETWORK,
)
def aws_opensearch_domain_nodes_encrypted(domain: OpenSearchDomain) -> Verdict:
    """OpenSearch domain encrypts what its nodes send to each other.

    Each index crosses the network when its copies are made.
    """
    return passed() if domain.nodes_encrypted else failed("Node-to-node encryption is off.")


@check(
    severity=Severity.HIGH,
    finding_title="OpenSearch domain accepts HTTP or old versions of TLS",
    remediation="Require HTTPS with a policy for TLS 1.2.",
    cli=UPDATE.format(
        "--domain-endpoint-options "
        "EnforceHTTPS=true,TLSSecurityPolicy=Policy-Min-TLS-1-2-PFS-2023-10"
    ),
    terraform="""
        resource "aws_opensearch_domain" "this" {
          domain_endpoint_options {
            enforce_https       = true
            tls_security_policy = "Policy-Min-TLS-1-2-PFS-2023-10"
          }
        }
    """,
    reference=f"{DOCS}/createupdatedomains.html",
    family=Family.NETWORK,
)
def aws_opensearch_domain_https_required(domain: OpenSearchDomain) -> Verdict:
    """OpenSearch domain requires HTTPS with TLS 1.2.

    Passwords, queries and their results cross the network in plain text otherwise.
    """
    if not domain.https_required:
        return failed("HTTP is accepted.")
    if domain.tls_policy in OLD_TLS or not domain.tls_policy:
        return failed(f"The TLS policy is {domain.tls_policy or 'not set'}.")
    return passed()


@check(
    severity=Severity.HIGH,
    finding_title="OpenSearch domain has no users and roles of its own",
    remediation="Turn on fine-grained access control, and end the access without a user.",
    terraform="""
        resource "aws_opensearch_domain" "this" {
          advanced_security_options {
            enabled = true
            master_user_options {
              master_user_arn = aws_iam_role.search_owner.arn
            }
          }
        }
    """,
    reference=f"{DOCS}/fgac.html",
    family=Family.IAM,
)
def aws_opensearch_domain_fine_grained_access_enabled(domain: OpenSearchDomain) -> Verdict:
    """OpenSearch domain has users and roles of its own.

    Without them each client that can connect reads and changes all indexes.
    """
    if not domain.users_known:
        return failed("Fine-grained access control is off.")
    return failed("Clients without a user are let in.") if domain.anonymous else passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="OpenSearch domain publishes no audit log",
    remediation="Publish the audit log, and turn it on in the settings of OpenSearch's security.",
    terraform="""
        resource "aws_opensearch_domain" "this" {
          log_publishing_options {
            log_type                 = "AUDIT_LOGS"
            cloudwatch_log_group_arn = aws_cloudwatch_log_group.audit.arn
          }
        }
    """,
    reference=f"{DOCS}/audit-logs.html",
    family=Family.LOGGING,
)
def aws_opensearch_domain_audit_logs_published(domain: OpenSearchDomain) -> Verdict:
    """OpenSearch domain publishes its audit log.

    It shows who signed in and who read which index. No call of AWS shows whether OpenSearch itself
    writes it.
    """
    if AUDIT in domain.logs:
        return passed()
    return failed(f"Published are only {', '.join(domain.logs)}." if domain.logs else "No log is.")


@check(
    severity=Severity.LOW,
    finding_title="OpenSearch domain publishes no log of errors",
    remediation="Publish the log of errors.",
    terraform="""
        resource "aws_opensearch_domain" "this" {
          log_publishing_options {
            log_type                 = "ES_APPLICATION_LOGS"
            cloudwatch_log_group_arn = aws_cloudwatch_log_group.errors.arn
          }
        }
    """,
    reference=f"{DOCS}/createdomain-configure-slow-logs.html",
    family=Family.LOGGING,
)
def aws_opensearch_domain_error_logs_published(domain: OpenSearchDomain) -> Verdict:
    """OpenSearch domain publishes its log of errors.

    It shows refused sign-ins, failing scripts and indexes that cannot be written.
    """
    return passed() if ERRORS in domain.logs else failed("The log of errors is not published.")


@check(
    severity=Severity.MEDIUM,
    finding_title="OpenSearch domain can lose data with one zone",
    remediation="Give the domain at least three data nodes in several zones.",
    terraform="""
        resource "aws_opensearch_domain" "this" {
          cluster_config {
            instance_count         = 3
            zone_awareness_enabled = true
          }
        }
    """,
    reference=f"{DOCS}/managedomains-multiaz.html",
)
def aws_opensearch_domain_nodes_spread(domain: OpenSearchDomain) -> Verdict:
    """OpenSearch domain has three data nodes in several zones.

    Copies of an index on nodes of one zone are lost together.
    """
    if domain.node_count < FEWEST_NODES:
        return failed(f"Data nodes: {domain.node_count}.")
    return passed() if domain.spread else failed("All nodes are in one zone.")


@check(
    severity=Severity.MEDIUM,
    finding_title="OpenSearch domain does not have the newest software",
    remediation="Start the update, or turn on automatic updates outside of busy hours.",
    cli="aws opensearch start-service-software-update --domain-name DOMAIN",
    terraform="""
        resource "aws_opensearch_domain" "this" {
          software_update_options {
            auto_software_update_enabled = true
          }
        }
    """,
    reference=f"{DOCS}/service-software.html",
)
def aws_opensearch_domain_software_current(domain: OpenSearchDomain) -> Verdict:
    """OpenSearch domain has the newest software.

    Updates of the software contain fixes of vulnerabilities.
    """
    return failed("An update is available.") if domain.update_available else passed()

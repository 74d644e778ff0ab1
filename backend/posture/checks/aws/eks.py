"""Checks of Amazon EKS: the API of clusters, who administers them, and their nodes."""

from posture.domain.asset import Family
from posture.domain.aws.assets.eks import EksCluster, EksNodeGroup
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.network import WORLD
from posture.domain.verdict import Verdict, failed, not_applicable, passed

DOCS = "https://docs.aws.amazon.com/eks/latest/userguide"
UPDATE = "aws eks update-cluster-config --name NAME {}"
MOST_ADMINISTRATORS = 5
AUDIT = "audit"


@check(
    severity=Severity.HIGH,
    finding_title="API of the EKS cluster can be reached from the whole internet",
    remediation="Turn off the public endpoint, or name the ranges that may reach it.",
    cli=UPDATE.format("--resources-vpc-config endpointPublicAccess=false"),
    terraform="""
        resource "aws_eks_cluster" "this" {
          vpc_config {
            endpoint_public_access = false
          }
        }
    """,
    reference=f"{DOCS}/cluster-endpoint.html",
    family=Family.NETWORK,
)
def aws_eks_cluster_endpoint_closed_to_internet(cluster: EksCluster) -> Verdict:
    """API of the EKS cluster cannot be reached from the whole internet.

    A flaw of the API or a stolen token is then enough to take over the cluster.
    """
    ranges = known(cluster.public_ranges)
    if wide := [one for one in ranges if one in WORLD]:
        return failed(f"Open to {', '.join(wide)}.")
    return passed(f"Open to {', '.join(ranges)}.") if ranges else passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="Nodes of the EKS cluster leave the VPC to reach its API",
    remediation="Turn on the private endpoint.",
    cli=UPDATE.format("--resources-vpc-config endpointPrivateAccess=true"),
    terraform="""
        resource "aws_eks_cluster" "this" {
          vpc_config {
            endpoint_private_access = true
          }
        }
    """,
    reference=f"{DOCS}/cluster-endpoint.html",
    family=Family.NETWORK,
)
def aws_eks_cluster_endpoint_private_access_enabled(cluster: EksCluster) -> Verdict:
    """API of the EKS cluster has an endpoint inside the VPC.

    Without it the nodes need a way to the internet for every call.
    """
    return passed() if known(cluster.private_endpoint) else failed("The private endpoint is off.")


@check(
    severity=Severity.MEDIUM,
    finding_title="Secrets of the EKS cluster have no key of the account",
    remediation="Encrypt the secrets with a KMS key; this cannot be undone.",
    cli="aws eks associate-encryption-config --cluster-name NAME --encryption-config file://keys.json",
    terraform="""
        resource "aws_eks_cluster" "this" {
          encryption_config {
            resources = ["secrets"]
            provider {
              key_arn = aws_kms_key.eks.arn
            }
          }
        }
    """,
    reference=f"{DOCS}/enable-kms.html",
    family=Family.SECRETS,
)
def aws_eks_cluster_secrets_encrypted_with_cmk(cluster: EksCluster) -> Verdict:
    """Secrets of the EKS cluster are encrypted with a KMS key of the account.

    With a key of its own, the account decides who can read the secrets, and sees each use of the
    key.
    """
    return passed() if known(cluster.secrets_encrypted) else failed("The key is AWS's own.")


@check(
    severity=Severity.MEDIUM,
    finding_title="EKS cluster does not write audit logs",
    remediation="Turn on the logs of the control plane, at least those of audits.",
    cli=UPDATE.format("--logging file://logging.json"),
    terraform="""
        resource "aws_eks_cluster" "this" {
          enabled_cluster_log_types = ["api", "audit", "authenticator"]
        }
    """,
    reference=f"{DOCS}/control-plane-logs.html",
    family=Family.LOGGING,
)
def aws_eks_cluster_audit_logs_enabled(cluster: EksCluster) -> Verdict:
    """EKS cluster writes audit logs.

    They alone show who read which secret or started which container.
    """
    silent = known(cluster.silent_logs)
    if AUDIT in silent:
        return failed(f"Off: {', '.join(silent)}.")
    return passed(f"Other logs are off: {', '.join(silent)}.") if silent else passed()


@check(
    severity=Severity.HIGH,
    finding_title="EKS cluster has a version of Kubernetes without standard support",
    remediation="Upgrade the cluster version by version.",
    cli="aws eks update-cluster-version --name NAME --kubernetes-version VERSION",
    terraform="""
        resource "aws_eks_cluster" "this" {
          version = "1.34"
        }
    """,
    reference=f"{DOCS}/kubernetes-versions.html",
)
def aws_eks_cluster_version_supported(cluster: EksCluster) -> Verdict:
    """EKS cluster has a version of Kubernetes with standard support.

    The community fixes flaws of newer versions only. Extended support costs more and ends, too.
    """
    version, status = known(cluster.version), known(cluster.version_status)
    if status == "STANDARD_SUPPORT":
        return passed()
    return failed(f"Version {version} is in {status.lower().replace('_', ' ')}.")


@check(
    severity=Severity.MEDIUM,
    finding_title="Access to the EKS cluster is in a config map alone",
    remediation="Use access entries, which IAM and CloudTrail know.",
    cli=UPDATE.format("--access-config authenticationMode=API_AND_CONFIG_MAP"),
    terraform="""
        resource "aws_eks_cluster" "this" {
          access_config {
            authentication_mode = "API"
          }
        }
    """,
    reference=f"{DOCS}/access-entries.html",
    family=Family.IAM,
)
def aws_eks_cluster_access_through_entries(cluster: EksCluster) -> Verdict:
    """Access to the EKS cluster is granted by access entries.

    Whoever may change the config map inside the cluster becomes its administrator, unseen by AWS.
    """
    return failed("The mode is CONFIG_MAP.") if known(cluster.by_config_map) else passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="EKS cluster has many administrators",
    remediation="Give most principals the policies for viewing or editing, in namespaces.",
    cli="""
        aws eks disassociate-access-policy --cluster-name NAME --principal-arn PRINCIPAL \\
          --policy-arn POLICY
    """,
    terraform="""
        resource "aws_eks_access_policy_association" "team" {
          policy_arn = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSEditPolicy"
          access_scope {
            type       = "namespace"
            namespaces = ["team"]
          }
        }
    """,
    reference=f"{DOCS}/access-policies.html",
    family=Family.IAM,
)
def aws_eks_cluster_administrators_few(cluster: EksCluster) -> Verdict:
    """EKS cluster has few administrators.

    Each of them reads all secrets and starts privileged containers on all nodes.
    """
    found = known(cluster.administrators)
    if len(found) <= MOST_ADMINISTRATORS:
        return passed()
    return failed(f"{len(found)} principals administer it: {', '.join(one.arn for one in found)}.")


@check(
    severity=Severity.LOW,
    finding_title="EKS cluster can be deleted by one call",
    remediation="Turn on deletion protection.",
    cli=UPDATE.format("--deletion-protection"),
    terraform="""
        resource "aws_eks_cluster" "this" {
          deletion_protection = true
        }
    """,
    reference=f"{DOCS}/deletion-protection.html",
)
def aws_eks_cluster_deletion_protection_enabled(cluster: EksCluster) -> Verdict:
    """EKS cluster has deletion protection on.

    Without it, one call or one replacement by Terraform stops everything that runs in it.
    """
    if known(cluster.deletion_protection):
        return passed()
    return failed("Deletion protection is off.")


@check(
    severity=Severity.HIGH,
    finding_title="Nodes of EKS accept logins from the whole internet",
    remediation="Name the security groups that may log in, or use Session Manager.",
    terraform="""
        resource "aws_eks_node_group" "this" {
          remote_access {
            ec2_ssh_key               = aws_key_pair.this.key_name
            source_security_group_ids = [aws_security_group.bastion.id]
          }
        }
    """,
    reference="https://docs.aws.amazon.com/eks/latest/APIReference/API_RemoteAccessConfig.html",
)
def aws_eks_node_group_login_restricted(group: EksNodeGroup) -> Verdict:
    """Nodes of EKS accept logins from named security groups only.

    With a key and without groups, EKS opens the port of logins to 0.0.0.0/0 on every node.
    """
    return failed("Logins are open to 0.0.0.0/0.") if known(group.open_login) else passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="Nodes of EKS run in public subnets",
    remediation="Run nodes in private subnets, with a NAT gateway or VPC endpoints.",
    terraform="""
        resource "aws_eks_node_group" "this" {
          subnet_ids = aws_subnet.private[*].id
        }
    """,
    reference=f"{DOCS}/network-reqs.html",
)
def aws_eks_node_group_in_private_subnets(group: EksNodeGroup) -> Verdict:
    """Nodes of EKS run in private subnets.

    In a public subnet, every port that a pod opens on its node is one rule away from the internet.
    """
    found = known(group.public_subnets)
    return failed(f"Public: {', '.join(found)}.") if found else passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="EKS cluster does not enforce network policies",
    remediation="Turn on network policies in the settings of the add-on vpc-cni.",
    cli="""
        aws eks update-addon --cluster-name NAME --addon-name vpc-cni \\
          --configuration-values '{"enableNetworkPolicy": "true"}'
    """,
    terraform="""
        resource "aws_eks_addon" "network" {
          addon_name           = "vpc-cni"
          configuration_values = jsonencode({ enableNetworkPolicy = "true" })
        }
    """,
    reference=f"{DOCS}/cni-network-policy.html",
    family=Family.NETWORK,
)
def aws_eks_cluster_network_policies_enforced(cluster: EksCluster) -> Verdict:
    """EKS cluster enforces the network policies of Kubernetes.

    Otherwise they are accepted and have no effect: each pod reaches every other one.
    """
    enforced = known(cluster.policies_enforced)
    if enforced is None:
        return not_applicable("In Auto Mode, settings inside the cluster decide.")
    return passed() if enforced else failed("The add-on vpc-cni does not enforce them.")

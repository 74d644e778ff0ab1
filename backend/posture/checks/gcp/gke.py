"""Checks of clusters of Kubernetes Engine."""

from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.gcp.assets.gke import GkeCluster
from posture.domain.gcp.iam import is_default_compute
from posture.domain.network import covered
from posture.domain.verdict import Verdict, failed, passed

DOCS = "https://cloud.google.com/kubernetes-engine/docs"
AUTOPILOT = "Autopilot takes care of it."
UPDATE = "gcloud container clusters update NAME --location=LOCATION"


def _cluster(text: str) -> str:
    return f"""
        resource "google_container_cluster" "this" {{
          {text}
        }}
    """


@check(
    severity=Severity.HIGH,
    finding_title="Cluster's API server is open to the internet",
    remediation="Use the DNS endpoint, or limit the networks that may connect.",
    cli=f"{UPDATE} --enable-master-authorized-networks --master-authorized-networks=RANGES",
    terraform="""
        resource "google_container_cluster" "this" {
          master_authorized_networks_config {
            cidr_blocks {
              cidr_block = "203.0.113.0/24"
            }
          }
        }
    """,
    reference=f"{DOCS}/concepts/network-isolation",
)
def gcp_gke_cluster_control_plane_restricted(cluster: GkeCluster) -> Verdict:
    """Cluster's API server is reached from certain networks alone.

    Each vulnerability of the API server, and each stolen token, otherwise works from everywhere.
    The DNS endpoint is guarded by IAM, and does not count.
    """
    plane = known(cluster.control_plane)
    if not plane.public:
        return passed()
    if not plane.limited:
        return failed("It has a public address that all networks may use.")
    if found := covered(plane.networks):
        return failed(f"The networks are together {', '.join(sorted(found))}.")
    if plane.google:
        return failed("All public addresses of Google Cloud may use it.")
    return passed()


@check(
    severity=Severity.HIGH,
    finding_title="Cluster grants access by attributes",
    remediation="Disable legacy authorization, and bind roles.",
    cli=f"{UPDATE} --no-enable-legacy-authorization",
    terraform=_cluster("enable_legacy_abac = false"),
    reference=f"{DOCS}/how-to/hardening-your-cluster",
)
def gcp_gke_cluster_legacy_authorization_disabled(cluster: GkeCluster) -> Verdict:
    """Cluster grants access by roles alone.

    The older way gives each workload in the cluster nearly all permissions.
    """
    return failed("It is enabled.") if known(cluster.legacy_authorization) else passed()


@check(
    severity=Severity.HIGH,
    finding_title="Cluster issued a password or a client certificate",
    remediation="Rotate the credentials of the cluster, and do not issue new ones.",
    cli=f"{UPDATE} --start-credential-rotation",
    terraform="""
        resource "google_container_cluster" "this" {
          master_auth {
            client_certificate_config {
              issue_client_certificate = false
            }
          }
        }
    """,
    reference=f"{DOCS}/how-to/hardening-your-cluster",
)
def gcp_gke_cluster_static_credentials_disabled(cluster: GkeCluster) -> Verdict:
    """Cluster issued neither a password nor a client certificate.

    They cannot be revoked, and the logs do not show who used them.
    """
    found = known(cluster.static_credentials)
    return failed(f"Issued: {', '.join(found)}.") if found else passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="Cluster's nodes have public addresses",
    remediation="Make private nodes.",
    cli=f"{UPDATE} --enable-private-nodes",
    terraform="""
        resource "google_container_cluster" "this" {
          private_cluster_config {
            enable_private_nodes = true
          }
        }
    """,
    reference=f"{DOCS}/concepts/network-isolation",
)
def gcp_gke_cluster_nodes_private(cluster: GkeCluster) -> Verdict:
    """Cluster's nodes have no public addresses.

    One wrong firewall rule otherwise exposes every port of every node.
    """
    found = [one.name for one in known(cluster.pools) if not one.private]
    return failed(f"Public nodes: {', '.join(found)}.") if found else passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="Cluster's nodes run as the default service account",
    remediation="Make node pools with a service account of their own.",
    cli="gcloud container node-pools create NAME --cluster=CLUSTER --service-account=ACCOUNT",
    terraform="""
        resource "google_container_node_pool" "this" {
          node_config {
            service_account = google_service_account.this.email
          }
        }
    """,
    reference=f"{DOCS}/how-to/hardening-your-cluster",
)
def gcp_gke_cluster_node_service_account_dedicated(cluster: GkeCluster) -> Verdict:
    """Cluster's nodes run as a service account of their own.

    Whoever breaks out of a container has the account of the node.
    """
    if known(cluster.autopilot):
        accounts = {"nodes": known(cluster.node_account)}
    else:
        accounts = {one.name: one.account for one in known(cluster.pools)}
    found = [
        name
        for name, account in accounts.items()
        if account in {"", "default"} or is_default_compute(account)
    ]
    return failed(f"Default account: {', '.join(found)}.") if found else passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="Cluster's workloads share the identity of their node",
    remediation="Enable Workload Identity Federation for the cluster and its node pools.",
    cli=f"{UPDATE} --workload-pool=PROJECT.svc.id.goog",
    terraform="""
        resource "google_container_cluster" "this" {
          workload_identity_config {
            workload_pool = "PROJECT.svc.id.goog"
          }
        }
    """,
    reference=f"{DOCS}/how-to/workload-identity",
)
def gcp_gke_cluster_workload_identity_enabled(cluster: GkeCluster) -> Verdict:
    """Cluster's workloads have identities of their own, and do not reach that of their node.

    Each container otherwise has the permissions of the node.
    """
    if known(cluster.autopilot):
        return passed(AUTOPILOT)
    if not known(cluster.identities):
        return failed("The cluster has no workload pool.")
    found = [one.name for one in known(cluster.pools) if not one.hides_metadata]
    return failed(f"Nodes show their identity: {', '.join(found)}.") if found else passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="Cluster enforces no network policies",
    remediation="Use Dataplane V2, or enable network policies.",
    cli=f"{UPDATE} --enable-network-policy",
    terraform=_cluster('datapath_provider = "ADVANCED_DATAPATH"'),
    reference=f"{DOCS}/how-to/network-policy",
)
def gcp_gke_cluster_network_policy_enabled(cluster: GkeCluster) -> Verdict:
    """Cluster enforces network policies.

    Each container otherwise reaches all others.
    """
    return passed() if known(cluster.network_policy) else failed("Nothing enforces them.")


@check(
    severity=Severity.MEDIUM,
    finding_title="Cluster's secrets are not encrypted with a key of the customer",
    remediation="Enable application-layer encryption of secrets.",
    cli=f"{UPDATE} --database-encryption-key=KEY",
    terraform="""
        resource "google_container_cluster" "this" {
          database_encryption {
            state    = "ENCRYPTED"
            key_name = google_kms_crypto_key.this.id
          }
        }
    """,
    reference=f"{DOCS}/how-to/encrypting-secrets",
)
def gcp_gke_cluster_secrets_encrypted(cluster: GkeCluster) -> Verdict:
    """Cluster encrypts its secrets with a key of the customer.

    A copy of the cluster's database then shows none of them.
    """
    return passed() if known(cluster.secrets_encrypted) else failed("They are not encrypted.")


@check(
    severity=Severity.MEDIUM,
    finding_title="Cluster's nodes are not shielded",
    remediation="Enable shielded nodes, and integrity monitoring of node pools.",
    cli=f"{UPDATE} --enable-shielded-nodes",
    terraform=_cluster("enable_shielded_nodes = true"),
    reference=f"{DOCS}/how-to/shielded-gke-nodes",
)
def gcp_gke_cluster_nodes_shielded(cluster: GkeCluster) -> Verdict:
    """Cluster's nodes prove that they are its own, and their boot is watched.

    An attacker with the credentials of a node cannot join another machine to the cluster.
    """
    if known(cluster.autopilot):
        return passed(AUTOPILOT)
    if not known(cluster.shielded):
        return failed("Shielded nodes are off.")
    found = [one.name for one in known(cluster.pools) if not one.integrity]
    return failed(f"Integrity is not monitored: {', '.join(found)}.") if found else passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="Cluster is not upgraded automatically",
    remediation="Choose a release channel.",
    cli=f"{UPDATE} --release-channel=regular",
    terraform="""
        resource "google_container_cluster" "this" {
          release_channel {
            channel = "REGULAR"
          }
        }
    """,
    reference=f"{DOCS}/concepts/release-channels",
)
def gcp_gke_cluster_upgraded_automatically(cluster: GkeCluster) -> Verdict:
    """Cluster and its nodes are upgraded automatically.

    Old versions have known vulnerabilities, and manual upgrades are rare.
    """
    if known(cluster.channel) or known(cluster.autopilot):
        return passed()
    found = [one.name for one in known(cluster.pools) if not one.upgraded]
    if found:
        return failed(f"Not upgraded: {', '.join(found)}.")
    return passed("It has no release channel.")


@check(
    severity=Severity.HIGH,
    finding_title="Cluster lets everyone in",
    remediation="Limit anonymous requests, and forbid bindings to groups of everyone.",
    cli=f"""
        {UPDATE} --anonymous-authentication-config=LIMITED
        {UPDATE} \\
          --no-enable-insecure-binding-system-authenticated \\
          --no-enable-insecure-binding-system-unauthenticated
    """,
    terraform="""
        resource "google_container_cluster" "this" {
          rbac_binding_config {
            enable_insecure_binding_system_unauthenticated = false
            enable_insecure_binding_system_authenticated   = false
          }
          anonymous_authentication_config {
            mode = "LIMITED"
          }
        }
    """,
    reference=f"{DOCS}/best-practices/rbac",
)
def gcp_gke_cluster_anonymous_access_limited(cluster: GkeCluster) -> Verdict:
    """Cluster binds no roles to groups of everyone, and limits anonymous requests.

    The group system:authenticated is everyone with an account of Google.
    """
    found = known(cluster.anonymous)
    if found.bindings:
        return failed(f"Roles may be bound to {', '.join(found.bindings)}.")
    if found.allowed and known(cluster.control_plane).public:
        return failed("Anonymous requests are allowed, and the API server is public.")
    return passed()


@check(
    severity=Severity.LOW,
    finding_title="Cluster's system does not log",
    remediation="Enable logs of system components.",
    cli=f"{UPDATE} --logging=SYSTEM,WORKLOAD",
    terraform="""
        resource "google_container_cluster" "this" {
          logging_config {
            enable_components = ["SYSTEM_COMPONENTS", "WORKLOADS"]
          }
        }
    """,
    reference="https://cloud.google.com/kubernetes-engine/docs/concepts/about-logs",
)
def gcp_gke_cluster_logging_enabled(cluster: GkeCluster) -> Verdict:
    """Cluster keeps the logs of its system.

    After an attack, they show what ran, and where.
    """
    return passed() if known(cluster.logged) else failed("Logs of the system are not kept.")


@check(
    severity=Severity.LOW,
    finding_title="Cluster runs images without approval",
    remediation="Enable Binary Authorization, with a policy.",
    cli=f"{UPDATE} --binauthz-evaluation-mode=PROJECT_SINGLETON_POLICY_ENFORCE",
    terraform="""
        resource "google_container_cluster" "this" {
          binary_authorization {
            evaluation_mode = "PROJECT_SINGLETON_POLICY_ENFORCE"
          }
        }
    """,
    reference="https://cloud.google.com/binary-authorization/docs/overview",
)
def gcp_gke_cluster_binary_authorization_enabled(cluster: GkeCluster) -> Verdict:
    """Cluster runs only images that a policy allows.

    An image of an attacker is then refused, also by someone who may deploy.
    """
    return passed() if known(cluster.binary_authorization) else failed("Any image may run.")

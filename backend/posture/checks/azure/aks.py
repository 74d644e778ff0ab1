"""Checks of managed clusters of Azure Kubernetes Service."""

from posture.domain.asset import Family
from posture.domain.azure.assets.aks import AksCluster
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.network import covered
from posture.domain.verdict import Verdict, failed, passed

DOCS = "https://learn.microsoft.com/azure/aks"


@check(
    severity=Severity.HIGH,
    family=Family.NETWORK,
    finding_title="Cluster's API server is open to the internet",
    remediation="Make the cluster private, or list the ranges that need its API server.",
    cli="az aks update --name NAME --resource-group GROUP --api-server-authorized-ip-ranges RANGE",
    terraform="""
        resource "azurerm_kubernetes_cluster" "this" {
          api_server_access_profile {
            authorized_ip_ranges = ["198.51.100.0/24"]
          }
        }
    """,
    reference=f"{DOCS}/api-server-authorized-ip-ranges",
)
def azure_aks_cluster_api_server_restricted(cluster: AksCluster) -> Verdict:
    """Cluster's API server cannot be reached from the internet.

    A stolen credential works from everywhere, and so does an attack on the server itself.
    """
    settings = known(cluster.settings)
    if settings.private:
        return passed()
    if not settings.api_ranges:
        return failed("Every address is allowed.")
    found = covered(settings.api_ranges)
    return failed(f"The ranges are together {', '.join(sorted(found))}.") if found else passed()


@check(
    severity=Severity.HIGH,
    family=Family.IAM,
    finding_title="Cluster has local accounts",
    remediation="Disable local accounts, and let identities of Entra sign in.",
    cli="az aks update --name NAME --resource-group GROUP --disable-local-accounts",
    terraform="""
        resource "azurerm_kubernetes_cluster" "this" {
          local_account_disabled = true
        }
    """,
    reference=f"{DOCS}/manage-local-accounts-managed-azure-ad",
)
def azure_aks_cluster_local_accounts_disabled(cluster: AksCluster) -> Verdict:
    """Cluster has no local accounts.

    Their certificate is the whole cluster's administrator, for everybody alike.
    """
    if known(cluster.settings).local_accounts:
        return failed("Local accounts are enabled.")
    return passed()


@check(
    severity=Severity.HIGH,
    family=Family.IAM,
    finding_title="Cluster does not check what its users may do",
    remediation="Make a new cluster with role-based access control.",
    cli="az aks create --name NAME --resource-group GROUP --enable-aad --enable-azure-rbac",
    terraform="""
        resource "azurerm_kubernetes_cluster" "this" {
          role_based_access_control_enabled = true
        }
    """,
    reference=f"{DOCS}/concepts-identity",
)
def azure_aks_cluster_rbac_enabled(cluster: AksCluster) -> Verdict:
    """Cluster has role-based access control.

    Without it every user and every pod is an administrator.
    """
    return passed() if known(cluster.settings).rbac else failed("It is off.")


@check(
    severity=Severity.MEDIUM,
    family=Family.NETWORK,
    finding_title="Cluster cannot limit traffic between pods",
    remediation="Enable an engine of network policies.",
    cli="az aks update --name NAME --resource-group GROUP --network-policy cilium",
    terraform="""
        resource "azurerm_kubernetes_cluster" "this" {
          network_profile {
            network_policy = "cilium"
          }
        }
    """,
    reference=f"{DOCS}/use-network-policies",
)
def azure_aks_cluster_network_policy_set(cluster: AksCluster) -> Verdict:
    """Cluster has an engine of network policies.

    Without one, a pod that was taken over reaches all others.
    """
    if known(cluster.settings).network_policy == "none":
        return failed("There is no engine of network policies.")
    return passed()


@check(
    severity=Severity.MEDIUM,
    family=Family.NETWORK,
    finding_title="Cluster's nodes have public addresses",
    remediation="Make a new node pool without public addresses.",
    cli="az aks nodepool add --cluster-name NAME --resource-group GROUP --name POOL",
    terraform="""
        resource "azurerm_kubernetes_cluster_node_pool" "this" {
          node_public_ip_enabled = false
        }
    """,
    reference=f"{DOCS}/use-node-public-ips",
)
def azure_aks_cluster_nodes_private(cluster: AksCluster) -> Verdict:
    """Cluster's nodes have no public addresses.

    A port that a pod opens on its node is otherwise open to the internet.
    """
    found = known(cluster.settings).public_pools
    return failed(f"Node pools: {', '.join(found)}.") if found else passed()


@check(
    severity=Severity.MEDIUM,
    family=Family.LOGGING,
    finding_title="Nobody watches the cluster for attacks",
    remediation="Enable Microsoft Defender for Containers on the cluster.",
    cli="az aks update --name NAME --resource-group GROUP --enable-defender",
    terraform="""
        resource "azurerm_kubernetes_cluster" "this" {
          microsoft_defender {
            log_analytics_workspace_id = azurerm_log_analytics_workspace.this.id
          }
        }
    """,
    reference="https://learn.microsoft.com/azure/defender-for-cloud/defender-for-containers-introduction",
)
def azure_aks_cluster_defender_enabled(cluster: AksCluster) -> Verdict:
    """Cluster is watched by Microsoft Defender.

    Without it, a pod that mines or scans looks like any other.
    """
    return passed() if known(cluster.settings).defender else failed("Defender is off.")

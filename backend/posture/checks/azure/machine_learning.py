"""Checks of Azure Machine Learning: workspaces, registries, computes and online endpoints."""

from posture.checks.azure.exposure import private_endpoint_used, public_access_disabled
from posture.domain.azure.assets.machine_learning import (
    ComputeSettings,
    LearningCompute,
    LearningWorkspace,
    ModelRegistry,
    OnlineEndpoint,
)
from posture.domain.azure.diagnostics import logged
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, not_applicable, passed

DOCS = "https://learn.microsoft.com/azure/machine-learning"
RUN_EVENTS = frozenset({"amlcomputeclusterevent", "amlrunstatuschangedevent"})
WITH_NODES = frozenset({"computeinstance", "amlcompute"})
OF_HUB = "A project has the setting of its hub."
OTHER_KIND = "Computes of this kind have no nodes of the workspace."


@check(
    severity=Severity.HIGH,
    finding_title="Machine Learning workspace is open to all networks",
    remediation="Disable public network access, and connect by a private endpoint.",
    cli="az resource update --ids ID --set properties.publicNetworkAccess=Disabled",
    terraform="""
        resource "azurerm_machine_learning_workspace" "this" {
          public_network_access_enabled = false
        }
    """,
    reference=f"{DOCS}/how-to-configure-private-link",
)
def azure_ml_workspace_public_access_disabled(workspace: LearningWorkspace) -> Verdict:
    """Machine Learning workspace cannot be reached over a public endpoint.

    A stolen token can then read models and data from everywhere.
    """
    settings = known(workspace.settings)
    if settings.project:
        return not_applicable(OF_HUB)
    public = known(workspace.public)
    endpoints = known(workspace.network).private_endpoints
    # Workspaces that older versions made have no value; a private endpoint closes them.
    if public == "disabled" or (
        public is None and endpoints and not settings.public_behind_network
    ):
        return passed()
    return failed("Public network access is enabled.")


@check(
    severity=Severity.MEDIUM,
    finding_title="Machine Learning workspace may connect to any host",
    remediation="Let the workspace manage its network, with approved outbound rules only.",
    cli="""
        az ml workspace update --name NAME --resource-group GROUP \\
          --managed-network allow_only_approved_outbound
    """,
    terraform="""
        resource "azurerm_machine_learning_workspace" "this" {
          managed_network {
            isolation_mode = "AllowOnlyApprovedOutbound"
          }
        }
    """,
    reference=f"{DOCS}/how-to-managed-network",
)
def azure_ml_workspace_outbound_approved_only(workspace: LearningWorkspace) -> Verdict:
    """Machine Learning workspace connects to approved hosts only.

    A package in a training job can otherwise send the data to anywhere.
    """
    settings = known(workspace.settings)
    if settings.project:
        return not_applicable(OF_HUB)
    if settings.isolation == "allowonlyapprovedoutbound":
        return passed()
    if settings.isolation == "allowinternetoutbound":
        return failed("The network is managed, but every host is allowed.")
    return failed("The workspace does not manage its network.")


@check(
    severity=Severity.LOW,
    finding_title="Machine Learning workspace is encrypted with a key of Microsoft",
    remediation="Make the workspace anew with a key in a key vault of yours.",
    cli="az ml workspace create --file workspace.yml",
    terraform="""
        resource "azurerm_machine_learning_workspace" "this" {
          encryption {
            key_vault_id = azurerm_key_vault.this.id
            key_id       = azurerm_key_vault_key.this.id
          }
        }
    """,
    reference=f"{DOCS}/concept-customer-managed-keys",
)
def azure_ml_workspace_customer_managed_key(workspace: LearningWorkspace) -> Verdict:
    """Machine Learning workspace is encrypted with a key of the customer.

    Only then can the customer take the key away, and see who uses it.
    """
    settings = known(workspace.settings)
    if settings.project:
        return not_applicable(OF_HUB)
    return passed() if settings.own_key else failed("The key is Microsoft's.")


@check(
    severity=Severity.MEDIUM,
    finding_title="Machine Learning workspace reads its data with account keys",
    remediation="Set the authentication of its system datastores to identity.",
    cli="""
        az ml workspace update --name NAME --resource-group GROUP \\
          --system-datastores-auth-mode identity
    """,
    reference=f"{DOCS}/how-to-disable-local-auth-storage",
)
def azure_ml_workspace_datastore_identity_based(workspace: LearningWorkspace) -> Verdict:
    """Machine Learning workspace reads its data with identities.

    With a key, everybody in the workspace can read and change all data of the account.
    """
    settings = known(workspace.settings)
    if settings.project:
        return not_applicable(OF_HUB)
    return failed("The keys of the account are used.") if settings.datastore_keys else passed()


@check(
    severity=Severity.LOW,
    finding_title="Machine Learning workspace has no private endpoint",
    remediation="Connect to the workspace by a private endpoint.",
    cli="""
        az network private-endpoint create --connection-name NAME \\
          --private-connection-resource-id ID --group-id amlworkspace
    """,
    reference=f"{DOCS}/how-to-configure-private-link",
)
def azure_ml_workspace_private_endpoint_used(workspace: LearningWorkspace) -> Verdict:
    """Machine Learning workspace has an approved private endpoint.

    Without one, its clients need the public endpoint.
    """
    if known(workspace.settings).project:
        return not_applicable(OF_HUB)
    return private_endpoint_used(known(workspace.network))


@check(
    severity=Severity.MEDIUM,
    finding_title="Machine Learning workspace's logs are not kept",
    remediation="Add a diagnostic setting that exports the logs of computes and runs.",
    cli="""
        az monitor diagnostic-settings create --name audit --resource ID --workspace WORKSPACE \\
          --logs '[{"categoryGroup": "allLogs", "enabled": true}]'
    """,
    reference=f"{DOCS}/monitor-azure-machine-learning",
)
def azure_ml_workspace_logged(workspace: LearningWorkspace) -> Verdict:
    """Machine Learning workspace exports the logs of computes and runs.

    Without them nobody can find out who ran what on which data.
    """
    kept = logged(known(workspace.diagnostics), RUN_EVENTS)
    return passed() if kept else failed("No diagnostic setting exports the logs.")


def _of_nodes(compute: LearningCompute) -> ComputeSettings | None:
    """Return the settings of a compute that has nodes; None for one that only is attached."""
    settings = known(compute.settings)
    return settings if settings.kind in WITH_NODES else None


@check(
    severity=Severity.HIGH,
    finding_title="Machine Learning compute has a public address",
    remediation="Make the compute anew without public addresses of its nodes.",
    cli="az ml compute create --file compute.yml --enable-node-public-ip false",
    terraform="""
        resource "azurerm_machine_learning_compute_cluster" "this" {
          node_public_ip_enabled = false
        }
    """,
    reference=f"{DOCS}/how-to-secure-training-vnet",
)
def azure_ml_compute_without_public_ip(compute: LearningCompute) -> Verdict:
    """Machine Learning compute has no public address.

    An open port of a node is otherwise open to the internet.
    """
    settings = _of_nodes(compute)
    if settings is None:
        return not_applicable(OTHER_KIND)
    if known(compute.isolated):
        return passed("The workspace manages its network.")
    return failed("Its nodes have public addresses.") if settings.node_public_ip else passed()


@check(
    severity=Severity.HIGH,
    finding_title="Machine Learning compute opens SSH to the internet",
    remediation="Make the compute anew without SSH from the internet.",
    cli="az ml compute create --file compute.yml",
    terraform="""
        resource "azurerm_machine_learning_compute_cluster" "this" {
          ssh_public_access_enabled = false
        }
    """,
    reference=f"{DOCS}/how-to-create-attach-compute-cluster",
)
def azure_ml_compute_ssh_closed(compute: LearningCompute) -> Verdict:
    """Machine Learning compute does not open SSH to the internet.

    Attackers try passwords and new vulnerabilities on each open port, all the time.
    """
    settings = _of_nodes(compute)
    if settings is None:
        return not_applicable(OTHER_KIND)
    if settings.ssh == "disabled":
        return passed()
    if settings.ssh == "notspecified" and (settings.in_subnet or known(compute.isolated)):
        return passed("In a virtual network, SSH is closed unless it is enabled.")
    return failed("SSH is open.")


@check(
    severity=Severity.MEDIUM,
    finding_title="Machine Learning compute has local users",
    remediation="Make the compute anew without local authentication.",
    cli="az ml compute create --file compute.yml",
    terraform="""
        resource "azurerm_machine_learning_compute_cluster" "this" {
          local_auth_enabled = false
        }
    """,
    reference=f"{DOCS}/security-controls-policy",
)
def azure_ml_compute_local_auth_disabled(compute: LearningCompute) -> Verdict:
    """Machine Learning compute lets only identities of Entra sign in.

    Local users have no second factor, and stay when people leave.
    """
    settings = _of_nodes(compute)
    if settings is None:
        return not_applicable(OTHER_KIND)
    return failed("Local users can sign in.") if settings.local_auth else passed()


@check(
    severity=Severity.LOW,
    finding_title="Machine Learning instance never stops",
    remediation="Set a time after which an idle instance stops.",
    cli="az ml compute update --name NAME --set idle_time_before_shutdown=PT60M",
    reference=f"{DOCS}/how-to-create-compute-instance",
)
def azure_ml_compute_instance_idle_shutdown(compute: LearningCompute) -> Verdict:
    """Machine Learning instance stops when nobody uses it.

    An instance that nobody watches is not updated, and costs.
    """
    settings = known(compute.settings)
    if settings.kind != "computeinstance":
        return not_applicable("It is not an instance of one person.")
    return passed() if settings.idle_shutdown else failed("It has no idle time.")


@check(
    severity=Severity.MEDIUM,
    finding_title="Online endpoint accepts keys",
    remediation="Set the authentication of the endpoint to tokens of Entra.",
    cli="az ml online-endpoint update --name NAME --set auth_mode=aad_token",
    reference=f"{DOCS}/concept-endpoints-online-auth",
)
def azure_ml_online_endpoint_entra_auth(endpoint: OnlineEndpoint) -> Verdict:
    """Online endpoint accepts tokens of Entra only.

    A key names nobody in the logs, does not expire, and ends up in code.
    """
    auth = known(endpoint.auth)
    return passed() if auth == "aadtoken" else failed(f"It accepts: {auth}.")


@check(
    severity=Severity.HIGH,
    finding_title="Online endpoint is open to all networks",
    remediation="Disable public network access of the endpoint.",
    cli="az ml online-endpoint update --name NAME --set public_network_access=disabled",
    reference=f"{DOCS}/concept-secure-online-endpoint",
)
def azure_ml_online_endpoint_public_access_disabled(endpoint: OnlineEndpoint) -> Verdict:
    """Online endpoint cannot be reached over the internet.

    A stolen key uses the model from everywhere, and the owner pays.
    """
    if known(endpoint.public) == "disabled":
        return passed()
    return failed("Public network access is enabled.")


@check(
    severity=Severity.HIGH,
    finding_title="Model registry has a public endpoint",
    remediation="Disable public network access, and connect by a private endpoint.",
    cli="az resource update --ids ID --set properties.publicNetworkAccess=Disabled",
    reference=f"{DOCS}/how-to-registry-network-isolation",
)
def azure_ml_registry_public_access_disabled(registry: ModelRegistry) -> Verdict:
    """Model registry has no public endpoint.

    Whoever steals a token can otherwise replace a model that every workspace runs.
    """
    return public_access_disabled(known(registry.network))

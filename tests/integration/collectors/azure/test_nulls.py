"""What checks find where an answer lacks a property: what Azure documents as its default.

Each resource has no property at all. What passes has a safe default, what is unknown must have had
an answer, and the rest fails or does not apply.
"""

import pytest

from posture.bootstrap.azure import AZURE
from posture.collectors.azure.catalog import COLLECTORS
from posture.collectors.azure.connect import AzureCollector
from posture.domain.azure.connection import AzureConnection
from posture.domain.connection import Connection
from posture.settings import Settings
from tests.emulator.arm import SUBSCRIPTION, EmulatedSubscription
from tests.emulator.arm.seed import LOCATION
from tests.oracle.both import our_verdicts

pytestmark = pytest.mark.anyio

TYPES = """
    Microsoft.BotService/botServices
    Microsoft.CognitiveServices/accounts
    Microsoft.CognitiveServices/accounts/connections
    Microsoft.CognitiveServices/accounts/deployments
    Microsoft.Compute/disks
    Microsoft.Compute/snapshots
    Microsoft.Compute/virtualMachineScaleSets
    Microsoft.Compute/virtualMachines
    Microsoft.ContainerRegistry/registries
    Microsoft.ContainerService/managedClusters
    Microsoft.DBforMySQL/flexibleServers
    Microsoft.DBforPostgreSQL/flexibleServers
    Microsoft.Databricks/workspaces
    Microsoft.DocumentDB/databaseAccounts
    Microsoft.KeyVault/vaults
    Microsoft.KeyVault/vaults/keys
    Microsoft.KeyVault/vaults/secrets
    Microsoft.MachineLearningServices/registries
    Microsoft.MachineLearningServices/workspaces
    Microsoft.MachineLearningServices/workspaces/computes
    Microsoft.MachineLearningServices/workspaces/onlineEndpoints
    Microsoft.Network/applicationGateways
    Microsoft.Network/networkInterfaces
    Microsoft.Network/networkSecurityGroups
    Microsoft.Network/virtualNetworks
    Microsoft.Search/searchServices
    Microsoft.Sql/servers
    Microsoft.Sql/servers/databases
    Microsoft.Storage/storageAccounts
    Microsoft.Web/sites
"""
# Settings whose names are fixed.
SETTINGS = {
    "Microsoft.Sql/servers/advancedThreatProtectionSettings": "Default",
    "Microsoft.Sql/servers/auditingSettings": "default",
    "Microsoft.Sql/servers/databases/transparentDataEncryption": "current",
    "Microsoft.Sql/servers/encryptionProtector": "current",
    "Microsoft.Storage/storageAccounts/blobServices": "default",
    "Microsoft.Storage/storageAccounts/blobServices/containers": "bare",
    "Microsoft.Storage/storageAccounts/fileServices": "default",
    "Microsoft.Web/sites/config": "web",
}
PASS = """
    acr_registry_admin_user_disabled
    acr_registry_anonymous_pull_disabled
    ai_deployment_content_filter_set
    aks_cluster_nodes_private
    aks_cluster_rbac_enabled
    app_site_cors_not_wildcard
    app_site_remote_debugging_disabled
    compute_machine_identity_without_privileged_role
    compute_scale_set_identity_without_privileged_role
    keyvault_vault_no_broad_access_policy
    mysql_server_azure_services_not_allowed
    mysql_server_not_open_to_internet
    network_interface_ip_forwarding_disabled
    postgresql_server_azure_services_not_allowed
    postgresql_server_not_open_to_internet
    sql_server_azure_services_not_allowed
    sql_server_not_open_to_internet
    storage_account_file_soft_delete_enabled
    storage_account_secure_transfer_required
    storage_container_not_public
"""
UNKNOWN = """
    app_site_ftp_disabled
    app_site_publishing_basic_auth_disabled
    mysql_server_audit_log_enabled
    mysql_server_tls_12_enforced
    postgresql_server_connections_logged
    postgresql_server_tls_enforced
"""
NOT_APPLICABLE = """
    ai_account_defender_enabled
    ai_account_outbound_restricted
    compute_machine_linux_password_disabled
    compute_scale_set_encrypted_at_host
    compute_scale_set_has_security_group
    compute_scale_set_linux_password_disabled
    compute_scale_set_management_not_public
    compute_scale_set_trusted_launch_enabled
    databricks_workspace_clusters_private
    ml_compute_instance_idle_shutdown
    ml_compute_local_auth_disabled
    ml_compute_ssh_closed
    ml_compute_without_public_ip
    network_interface_management_not_public
    storage_account_no_open_ip_rule
    storage_account_trusted_services_allowed
"""
UNREAD = ("azure_ai_connection_without_key", "azure_network_security_group_")
# What is no property of one of these resources.
ELSEWHERE = (
    "azure_entra_",
    "azure_iam_",
    "azure_network_flow_log_",
    "azure_network_subnet_",
    "azure_subscription_",
)


async def test_what_an_absent_property_means(subscription: EmulatedSubscription) -> None:
    ids: dict[str, str] = {}
    for type_ in sorted([*TYPES.split(), *SETTINGS], key=lambda one: one.count("/")):
        parent, name = type_.rpartition("/")[0], SETTINGS.get(type_, "bare")
        under = {"under": ids[parent]} if parent in ids else {}
        ids[type_] = subscription.add(type_, name, {}, **under, location=LOCATION)
    connection = Connection(
        provider="azure",
        options=AzureConnection(subscription_id=SUBSCRIPTION, endpoint_url=subscription.url),
        trusted=True,
    )
    chosen = [one for one in AZURE.checks() if not one.id.startswith(ELSEWHERE)]
    collector = AzureCollector(Settings(azure_burst_calls=1_000), COLLECTORS)

    found = await our_verdicts(await collector.connect(connection), chosen)

    statuses = {name: {one.status for one in seen} for name, seen in found.items()}
    # A connection that does not say how it signs in, and a group without rules, are unread.
    unread = {one.id for one in chosen if one.id.startswith(UNREAD)}
    assert {one.id for one in chosen} - statuses.keys() == unread
    listed = {"pass": PASS, "unknown": UNKNOWN, "not_applicable": NOT_APPLICABLE}
    expected = {
        f"azure_{name}": {status} for status, names in listed.items() for name in names.split()
    }
    assert statuses == dict.fromkeys(statuses, {"fail"}) | expected  # noqa: RUF024  # never changed

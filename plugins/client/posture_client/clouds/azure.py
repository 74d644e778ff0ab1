"""Azure: Terraform types of `azurerm`, `azapi` and `azuread`, and the ARM ids of their assets."""

from collections.abc import Mapping
from typing import Final

from posture_client.clouds.cloud import IdOf, TerraformCloud
from posture_client.terraform_json import Instance

# The attribute that holds the ARM id, where it is not `id`.
ID_IN: Mapping[str, str] = {
    "azurerm_key_vault_certificate": "resource_manager_versionless_id",
    "azurerm_key_vault_key": "resource_versionless_id",
    "azurerm_key_vault_secret": "resource_versionless_id",
}

# Types that configure other assets: the arguments that name those assets.
CONFIGURES: Mapping[str, tuple[str, ...]] = {
    "azapi_resource_action": ("resource_id",),
    "azapi_update_resource": ("resource_id",),
    "azurerm_cognitive_account_customer_managed_key": ("cognitive_account_id",),
    "azurerm_key_vault_access_policy": ("key_vault_id",),
    "azurerm_kubernetes_cluster_node_pool": ("kubernetes_cluster_id",),
    "azurerm_monitor_diagnostic_setting": ("target_resource_id",),
    "azurerm_mssql_firewall_rule": ("server_id",),
    "azurerm_mssql_server_extended_auditing_policy": ("server_id",),
    "azurerm_mssql_server_security_alert_policy": ("server_name",),
    "azurerm_mssql_server_transparent_data_encryption": ("server_id",),
    "azurerm_mysql_flexible_server_configuration": ("server_name",),
    "azurerm_mysql_flexible_server_firewall_rule": ("server_name",),
    "azurerm_network_interface_security_group_association": ("network_interface_id",),
    "azurerm_network_security_rule": ("network_security_group_name",),
    "azurerm_postgresql_flexible_server_active_directory_administrator": ("server_name",),
    "azurerm_postgresql_flexible_server_configuration": ("server_id",),
    "azurerm_postgresql_flexible_server_firewall_rule": ("server_id",),
    "azurerm_storage_account_customer_managed_key": ("storage_account_id",),
    "azurerm_storage_account_network_rules": ("storage_account_id",),
    "azurerm_subnet_network_security_group_association": ("subnet_id",),
    "azurerm_virtual_machine_data_disk_attachment": ("virtual_machine_id", "managed_disk_id"),
}

# Types whose arguments name the asset without its resource group: their own ids begin with its id.
CHILDREN: Final = frozenset(
    type_
    for type_, arguments in CONFIGURES.items()
    if any(one.endswith("_name") for one in arguments)
)
# Types that are in force on the assets that name them.
USED_BY: Mapping[str, tuple[tuple[str, str], ...]] = {
    "azurerm_cognitive_account_rai_policy": (("azurerm_cognitive_deployment", "rai_policy_name"),),
    "azurerm_web_application_firewall_policy": (
        ("azurerm_application_gateway", "firewall_policy_id"),
    ),
}

# Types that are settings of the whole subscription.
OF_SUBSCRIPTION: Mapping[str, str] = dict.fromkeys(
    (
        "azurerm_monitor_activity_log_alert",
        "azurerm_security_center_contact",
        "azurerm_security_center_subscription_pricing",
    ),
    "/subscriptions/{account}",
)
# The types whose names an argument can have; server names are unique within each of them.
NAMED_BY: Mapping[str, tuple[str, ...]] = {
    "network_security_group_name": ("azurerm_network_security_group",),
    "server_name": (
        "azurerm_mssql_server",
        "azurerm_mysql_flexible_server",
        "azurerm_postgresql_flexible_server",
    ),
}

_SERVICES: Mapping[str, tuple[str, ...]] = {
    "azuread_application": ("entra",),
    "azuread_authentication_strength_policy": ("entra",),
    "azuread_conditional_access_policy": ("entra",),
    "azuread_directory_role": ("entra",),
    "azuread_invitation": ("entra",),
    "azuread_service_principal": ("entra",),
    "azuread_user": ("entra",),
    "azurerm_ai_foundry": ("ml",),
    "azurerm_ai_services": ("ai",),
    "azurerm_application_gateway": ("network",),
    "azurerm_bot_service": ("bot",),
    "azurerm_cognitive": ("ai",),
    "azurerm_container_registry": ("acr",),
    "azurerm_cosmosdb": ("cosmosdb",),
    "azurerm_databricks_workspace": ("databricks",),
    "azurerm_key_vault": ("keyvault",),
    "azurerm_kubernetes": ("aks",),
    "azurerm_linux_function_app": ("app",),
    "azurerm_linux_virtual_machine": ("compute",),
    "azurerm_linux_web_app": ("app",),
    "azurerm_machine_learning": ("ml",),
    "azurerm_managed_disk": ("compute",),
    "azurerm_monitor_activity_log_alert": ("subscription",),
    "azurerm_mssql": ("sql",),
    "azurerm_mysql_flexible": ("mysql",),
    "azurerm_network_interface": ("network",),
    "azurerm_network_security": ("network",),
    "azurerm_network_watcher_flow_log": ("network",),
    "azurerm_orchestrated_virtual_machine_scale_set": ("compute",),
    "azurerm_postgresql_flexible": ("postgresql",),
    "azurerm_role": ("iam",),
    "azurerm_search_service": ("search",),
    "azurerm_security_center": ("subscription",),
    "azurerm_snapshot": ("compute",),
    "azurerm_storage": ("storage",),
    "azurerm_subnet": ("network",),
    "azurerm_virtual_network": ("network",),
    "azurerm_web_application_firewall_policy": ("network",),
    "azurerm_windows_function_app": ("app",),
    "azurerm_windows_virtual_machine": ("compute",),
    "azurerm_windows_web_app": ("app",),
}

_ASSETS: Final = frozenset(
    {
        "azurerm_ai_services",
        "azurerm_application_gateway",
        "azurerm_bot_service_azure_bot",
        "azurerm_cognitive_account",
        "azurerm_container_registry",
        "azurerm_cosmosdb_account",
        "azurerm_databricks_workspace",
        "azurerm_key_vault",
        "azurerm_kubernetes_cluster",
        "azurerm_linux_virtual_machine",
        "azurerm_linux_virtual_machine_scale_set",
        "azurerm_linux_web_app",
        "azurerm_machine_learning_workspace",
        "azurerm_managed_disk",
        "azurerm_mssql_server",
        "azurerm_mysql_flexible_server",
        "azurerm_network_interface",
        "azurerm_network_security_group",
        "azurerm_postgresql_flexible_server",
        "azurerm_search_service",
        "azurerm_storage_account",
        "azurerm_subnet",
        "azurerm_virtual_network",
        "azurerm_windows_virtual_machine",
        "azurerm_windows_virtual_machine_scale_set",
        "azurerm_windows_web_app",
    }
)
_START: Final = "/subscriptions/"


def id_attribute(type_: str) -> str:
    """Return the attribute that holds the ARM id of a type."""
    return ID_IN.get(type_, "id")


def own_id(one: Instance) -> str | None:
    """Return the ARM id of an asset as findings name it; None if its id is of another form.

    Older states have the address of a container or secret in its service as `id`.
    """
    if one.type in CONFIGURES:
        return None
    for attribute in (id_attribute(one.type), "resource_manager_id"):
        found = one.values.get(attribute)
        if isinstance(found, str) and found.startswith(_START):
            return found.partition("|")[0]
    return None


def id_by_name(argument: str, name: str, id_of: IdOf) -> str | None:
    """Return the ARM id that an argument names."""
    if name.startswith(_START):
        return name
    found = (id_of(one, name) for one in NAMED_BY.get(argument, ()))
    return next(filter(None, found), None)


def configured(one: Instance, id_of: IdOf, _account: str | None) -> tuple[str, ...]:
    """Return the ARM ids of the assets that an instance configures.

    The parent in its own id is exact; a name can be that of assets in several resource groups.
    """
    own = one.values.get("id")
    if one.type in CHILDREN and isinstance(own, str) and own.startswith(_START):
        return (own.rsplit("/", 2)[0],)
    named = ((argument, one.values.get(argument)) for argument in CONFIGURES[one.type])
    group = one.values.get("resource_group_name")
    found = (id_by_name(argument, name, id_of) for argument, name in named if isinstance(name, str))
    return tuple(dict.fromkeys(id_ for id_ in found if id_ and _is_in(id_, group)))


def _is_in(resource_id: str, group: object) -> bool:
    """Return whether an asset can be in the resource group that an instance names, if it does."""
    if not isinstance(group, str):
        return True
    return f"/resourcegroups/{group.lower()}/" in resource_id.lower()


def owner(resource_id: str) -> tuple[str, str] | None:
    """Return `azure` and the subscription of an ARM id."""
    parts = resource_id.split("/", 3)
    named = resource_id.lower().startswith(_START) and len(parts) > 2  # noqa: PLR2004  # /subscriptions/ID
    return ("azure", parts[2].lower()) if named else None


AZURE: Final = TerraformCloud(
    name="azure",
    prefixes=("azurerm_", "azapi_", "azuread_"),
    id_attribute=id_attribute,
    own_id=own_id,
    configures=CONFIGURES,
    configured=configured,
    used_by=USED_BY,
    id_by_name=id_by_name,
    owner=owner,
    names=("name",),
    of_account=OF_SUBSCRIPTION,
    services=_SERVICES,
    assets=_ASSETS,
)

"""Azure: Terraform types of `azurerm`, and the ARM ids of their assets."""

from collections.abc import Mapping
from typing import Final

from posture_client.clouds.cloud import IdOf, TerraformCloud
from posture_client.terraform_json import Instance

# The attribute that holds the ARM id, where it is not `id`.
ID_IN: Mapping[str, str] = {
    "azurerm_key_vault_key": "resource_versionless_id",
    "azurerm_key_vault_secret": "resource_versionless_id",
}

# Types that configure other assets: the arguments that name those assets.
CONFIGURES: Mapping[str, tuple[str, ...]] = {
    "azurerm_cognitive_account_customer_managed_key": ("cognitive_account_id",),
    "azurerm_key_vault_access_policy": ("key_vault_id",),
    "azurerm_monitor_diagnostic_setting": ("target_resource_id",),
    "azurerm_network_security_rule": ("network_security_group_name",),
    "azurerm_storage_account_customer_managed_key": ("storage_account_id",),
    "azurerm_storage_account_network_rules": ("storage_account_id",),
    "azurerm_subnet_network_security_group_association": ("subnet_id",),
}

_SERVICES: Mapping[str, tuple[str, ...]] = {
    "azurerm_ai_services": ("ai",),
    "azurerm_cognitive": ("ai",),
    "azurerm_key_vault": ("keyvault",),
    "azurerm_network_security": ("network",),
    "azurerm_storage": ("storage",),
    "azurerm_subnet": ("network",),
}

_ASSETS: Final = frozenset(
    {
        "azurerm_ai_services",
        "azurerm_cognitive_account",
        "azurerm_key_vault",
        "azurerm_network_security_group",
        "azurerm_storage_account",
        "azurerm_subnet",
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
    if argument == "network_security_group_name":
        return id_of("azurerm_network_security_group", name)
    return None


def owner(resource_id: str) -> tuple[str, str] | None:
    """Return `azure` and the subscription of an ARM id."""
    parts = resource_id.split("/", 3)
    named = resource_id.lower().startswith(_START) and len(parts) > 2  # noqa: PLR2004  # /subscriptions/ID
    return ("azure", parts[2].lower()) if named else None


AZURE: Final = TerraformCloud(
    name="azure",
    prefixes=("azurerm_",),
    id_attribute=id_attribute,
    own_id=own_id,
    configures=CONFIGURES,
    id_by_name=id_by_name,
    owner=owner,
    names=("name",),
    services=_SERVICES,
    assets=_ASSETS,
)

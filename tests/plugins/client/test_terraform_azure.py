"""Terraform's resources of Azure are mapped to the ARM ids that findings name."""

from typing import Any

import pytest

from posture_client.clouds import cloud_of
from posture_client.clouds.azure import AZURE
from posture_client.spelling import key
from posture_client.terraform_ids import addresses, mapped, touched
from posture_client.terraform_json import Change, Instance

GROUP = "/subscriptions/6f2c1a54-9d0e-4c77-8b57-1f8f0a3f5b10/resourceGroups/shop/providers"
ACCOUNT = f"{GROUP}/Microsoft.Storage/storageAccounts/data"
AZAPI_TYPE = "Microsoft.Storage/storageAccounts@2024-01-01"
CONTAINER = f"{ACCOUNT}/blobServices/default/containers/logs"
VAULT = f"{GROUP}/Microsoft.KeyVault/vaults/vault"
FIREWALL = f"{GROUP}/Microsoft.Network/networkSecurityGroups/web"
SUBNET = f"{GROUP}/Microsoft.Network/virtualNetworks/net/subnets/web"
SQL = f"{GROUP}/Microsoft.Sql/servers/sql"
WHOLE = "/subscriptions/6f2c1a54-9d0e-4c77-8b57-1f8f0a3f5b10"
ROLE = f"{WHOLE}/providers/Microsoft.Authorization/roleDefinitions/one"
OF_SQL = Instance("azurerm_mssql_server.s", "azurerm_mssql_server", {"id": SQL, "name": "sql"})
OF_FIREWALL = Instance(
    "azurerm_network_security_group.n",
    "azurerm_network_security_group",
    {"id": FIREWALL, "name": "web"},
)


@pytest.mark.parametrize(
    ("type_", "values", "id_"),
    [
        ("azurerm_storage_account", {"id": ACCOUNT}, ACCOUNT),
        ("azapi_resource", {"id": ACCOUNT, "type": AZAPI_TYPE}, ACCOUNT),
        ("azapi_update_resource", {"id": "any", "resource_id": ACCOUNT}, ACCOUNT),
        ("azapi_resource_action", {"id": "any", "resource_id": VAULT}, VAULT),
        ("azurerm_storage_container", {"id": CONTAINER}, CONTAINER),
        (
            "azurerm_storage_container",
            {"id": "https://data.blob.core.windows.net/logs", "resource_manager_id": CONTAINER},
            CONTAINER,
        ),
        (
            "azurerm_key_vault_secret",
            {
                "id": "https://vault.vault.azure.net/secrets/s/1",
                "resource_versionless_id": f"{VAULT}/secrets/s",
            },
            f"{VAULT}/secrets/s",
        ),
        (
            "azurerm_key_vault_access_policy",
            {"id": f"{VAULT}/objectId/o", "key_vault_id": VAULT},
            VAULT,
        ),
        (
            "azurerm_monitor_diagnostic_setting",
            {"id": f"{VAULT}|audit", "target_resource_id": VAULT},
            VAULT,
        ),
        (
            "azurerm_network_security_rule",
            {"id": f"{FIREWALL}/securityRules/ssh", "network_security_group_name": "web"},
            FIREWALL,
        ),
        (
            "azurerm_subnet_network_security_group_association",
            {"id": SUBNET, "subnet_id": SUBNET},
            SUBNET,
        ),
        (
            "azurerm_storage_account_network_rules",
            {"id": ACCOUNT, "storage_account_id": ACCOUNT},
            ACCOUNT,
        ),
        ("azurerm_mssql_firewall_rule", {"id": f"{SQL}/firewallRules/all", "server_id": SQL}, SQL),
        (
            "azurerm_mssql_server_security_alert_policy",
            {"id": f"{SQL}/securityAlertPolicies/Default", "server_name": "sql"},
            SQL,
        ),
        (
            "azurerm_role_definition",
            {"id": f"{ROLE}|/subscriptions/6f2c1a54-9d0e-4c77-8b57-1f8f0a3f5b10"},
            ROLE,
        ),
        (
            "azurerm_security_center_subscription_pricing",
            {"id": f"{WHOLE}/providers/Microsoft.Security/pricings/AI"},
            WHOLE,
        ),
    ],
)
def test_a_resource_is_mapped_to_the_asset_of_its_findings(
    type_: str, values: dict[str, Any], id_: str
) -> None:
    one = Instance(f"{type_}.it", type_, values)

    assert mapped([one], [one, OF_FIREWALL, OF_SQL]).ids == {f"{type_}.it": (id_,)}


def test_the_address_of_a_container_in_its_service_is_not_its_id() -> None:
    one = Instance(
        "azurerm_storage_container.it",
        "azurerm_storage_container",
        {"id": "https://data.blob.core.windows.net/logs"},
    )

    assert mapped([one]).ids == {}


@pytest.mark.parametrize(
    ("type_", "services"),
    [
        ("azurerm_storage_container", ("storage",)),
        ("azurerm_subnet", ("network",)),
        ("azurerm_cognitive_deployment", ("ai",)),
        ("azurerm_dns_zone", ()),
    ],
)
def test_the_services_of_a_type_are_known_before_its_id_is(
    type_: str, services: tuple[str, ...]
) -> None:
    assert cloud_of(type_) is AZURE
    assert AZURE.services_of(type_) == services


def test_an_address_is_found_however_a_finding_spells_the_id() -> None:
    one = Instance("azurerm_storage_account.a", "azurerm_storage_account", {"id": ACCOUNT.lower()})

    found = addresses(mapped([one]), {one.address: one.type})

    assert found[key(ACCOUNT.upper())] == one.address


def test_a_replaced_asset_whose_id_is_spelled_otherwise_is_not_expected_to_be_gone() -> None:
    one = Instance("azurerm_storage_account.a", "azurerm_storage_account", {"id": ACCOUNT})

    found = touched([Change(one, {"id": ACCOUNT.lower()}, ("delete", "create"))], [one], [])

    assert found.absent == frozenset()

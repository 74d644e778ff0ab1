"""More of the emulated subscription: a bad and a good resource of each further service."""

from collections.abc import Mapping
from typing import Any

from posture.domain.azure.roles import OWNER
from tests.emulator.arm import SUBSCRIPTION, EmulatedSubscription
from tests.emulator.arm.seed import (
    CLOSED_NETWORK,
    LOCATION,
)

WHOLE = f"/subscriptions/{SUBSCRIPTION}"
PROGRAM = "5b0b1f86-0000-4000-8000-000000000001"
ALL_OF_AZURE = "0.0.0.0"  # noqa: S104  # the address of a rule
LEARNING = "Microsoft.MachineLearningServices/workspaces"
ADDRESS = "198.51.100.7"
PRIVATE = {
    "publicNetworkAccess": "Disabled",
    "privateEndpointConnections": CLOSED_NETWORK["privateEndpointConnections"],
}


def fill_further(subscription: EmulatedSubscription) -> dict[str, str]:
    """Put resources into the subscription; return their ids by a short name."""
    return {
        **_access(subscription),
        **_databases(subscription),
        **_apps(subscription),
        **_machines(subscription),
        **_scale_sets(subscription),
        **_ai(subscription),
        **_learning(subscription),
        **_edges(subscription),
    }


def _access(subscription: EmulatedSubscription) -> dict[str, str]:
    add = subscription.add
    add(
        "Microsoft.Insights/diagnosticSettings",
        "activity",
        {
            "storageAccountId": "/subscriptions/x/storage",
            "logs": [{"categoryGroup": "allLogs", "enabled": True}],
        },
        under=WHOLE,
    )
    add("Microsoft.Security/pricings", "VirtualMachines", {"pricingTier": "Free"})
    add("Microsoft.Security/pricings", "StorageAccounts", {"pricingTier": "Standard"})
    add(
        "Microsoft.Security/securityContacts",
        "default",
        {"isEnabled": True, "emails": "a@example.com"},
    )
    add(
        "Microsoft.Insights/activityLogAlerts",
        "groups",
        {
            "scopes": [WHOLE],
            "condition": {
                "allOf": [
                    {"field": "category", "equals": "Administrative"},
                    {
                        "field": "operationName",
                        "equals": "Microsoft.Network/networkSecurityGroups/write",
                    },
                ]
            },
            "actions": {"actionGroups": [{"actionGroupId": f"{WHOLE}/group"}]},
        },
    )
    return {
        "subscription": WHOLE,
        "owner": add(
            "Microsoft.Authorization/roleAssignments",
            "one",
            {
                "roleDefinitionId": f"{WHOLE}/providers/Microsoft.Authorization/roleDefinitions/"
                f"{OWNER}",
                "scope": WHOLE,
                "principalId": PROGRAM,
                "principalType": "ServicePrincipal",
            },
        ),
        "custom role": add(
            "Microsoft.Authorization/roleDefinitions",
            "two",
            {
                "permissions": [{"actions": ["*"], "notActions": []}],
                "assignableScopes": [WHOLE],
            },
        ),
    }


def _databases(subscription: EmulatedSubscription) -> dict[str, str]:
    add = subscription.add
    ids = {
        "sql": add(
            "Microsoft.Sql/servers",
            "sql",
            {
                "publicNetworkAccess": "Enabled",
                "minimalTlsVersion": "1.2",
                "administrators": {
                    "administratorType": "ActiveDirectory",
                    "login": "dba",
                    "azureADOnlyAuthentication": True,
                },
            },
            location=LOCATION,
        )
    }
    ids["sql rule"] = add(
        "Microsoft.Sql/servers/firewallRules",
        "all",
        {"startIpAddress": "0.0.0.0", "endIpAddress": "255.255.255.255"},  # noqa: S104  # a rule
        under=ids["sql"],
    )
    for kind, name, properties in (
        ("auditingSettings", "default", {"state": "Disabled"}),
        ("encryptionProtector", "current", {"serverKeyType": "ServiceManaged"}),
        ("advancedThreatProtectionSettings", "Default", {"state": "Enabled"}),
    ):
        add(f"Microsoft.Sql/servers/{kind}", name, properties, under=ids["sql"])
    for name in ("master", "shop"):
        ids[name] = add(
            "Microsoft.Sql/servers/databases", name, {}, under=ids["sql"], location=LOCATION
        )
        add(
            "Microsoft.Sql/servers/databases/transparentDataEncryption",
            "current",
            {"state": "Disabled"},
            under=ids[name],
        )
    for name, provider in (("postgresql", "DBforPostgreSQL"), ("mysql", "DBforMySQL")):
        ids[name] = add(
            f"Microsoft.{provider}/flexibleServers",
            name,
            {"network": {"publicNetworkAccess": "Enabled"}},
            location=LOCATION,
        )
        add(
            f"Microsoft.{provider}/flexibleServers/firewallRules",
            "office",
            {"startIpAddress": ADDRESS, "endIpAddress": ADDRESS},
            under=ids[name],
        )
        add(
            f"Microsoft.{provider}/flexibleServers/configurations",
            "require_secure_transport",
            {"value": "OFF"},
            under=ids[name],
        )
    _signed_in(subscription, ids)
    ids["cosmos"] = add(
        "Microsoft.DocumentDB/databaseAccounts",
        "cosmos",
        {"publicNetworkAccess": "Enabled", "disableLocalAuth": True, "ipRules": []},
        location=LOCATION,
        kind="GlobalDocumentDB",
    )
    return ids


def _signed_in(subscription: EmulatedSubscription, ids: dict[str, str]) -> None:
    """Add servers of PostgreSQL that accept identities of Entra, one without administrator."""
    type_ = "Microsoft.DBforPostgreSQL/flexibleServers"
    for name in ("administered", "nobody"):
        ids[name] = subscription.add(
            type_,
            name,
            {
                "network": {"publicNetworkAccess": "Enabled"},
                "authConfig": {"activeDirectoryAuth": "Enabled"},
            },
            location=LOCATION,
        )
        for parameter in ("require_secure_transport", "log_connections", "log_disconnections"):
            subscription.add(f"{type_}/configurations", parameter, {"value": "ON"}, under=ids[name])
        rule = {"startIpAddress": ALL_OF_AZURE, "endIpAddress": ALL_OF_AZURE}
        subscription.add(f"{type_}/firewallRules", "azure", rule, under=ids[name])
    subscription.add(
        f"{type_}/administrators",
        PROGRAM,
        {"objectId": PROGRAM, "principalName": "dba", "principalType": "Group"},
        under=ids["administered"],
    )


def _apps(subscription: EmulatedSubscription) -> dict[str, str]:
    add = subscription.add
    ids = {
        "site": add("Microsoft.Web/sites", "site", {"httpsOnly": True}, location=LOCATION),
        "registry": add(
            "Microsoft.ContainerRegistry/registries",
            "registry",
            {
                "adminUserEnabled": True,
                "publicNetworkAccess": "Enabled",
                "networkRuleSet": {"defaultAction": "Deny", "ipRules": [{"value": ADDRESS}]},
            },
            location=LOCATION,
            sku={"name": "Premium"},
        ),
        "cluster": add(
            "Microsoft.ContainerService/managedClusters",
            "cluster",
            {
                "apiServerAccessProfile": {"enablePrivateCluster": True},
                "disableLocalAccounts": True,
                "networkProfile": {"networkDataplane": "cilium"},
                "agentPoolProfiles": [{"name": "web", "enableNodePublicIP": True}],
            },
            location=LOCATION,
        ),
    }
    add(
        "Microsoft.Web/sites/privateEndpointConnections",
        "pending",
        {"privateLinkServiceConnectionState": {"status": "Pending"}},
        under=ids["site"],
    )
    add(
        "Microsoft.Web/sites/config",
        "web",
        {"minTlsVersion": "1.2", "scmMinTlsVersion": "1.2", "ftpsState": "AllAllowed"},
        under=ids["site"],
    )
    add(
        "Microsoft.Web/sites/basicPublishingCredentialsPolicies",
        "ftp",
        {"allow": True},
        under=ids["site"],
    )
    return ids


def _machines(subscription: EmulatedSubscription) -> dict[str, str]:
    add = subscription.add
    exported: Mapping[str, Any] = {
        "publicNetworkAccess": "Enabled",
        "networkAccessPolicy": "AllowAll",
    }
    return {
        "machine": add(
            "Microsoft.Compute/virtualMachines",
            "machine",
            {
                "osProfile": {"linuxConfiguration": {"disablePasswordAuthentication": True}},
                "securityProfile": {
                    "securityType": "TrustedLaunch",
                    "uefiSettings": {"secureBootEnabled": True, "vTpmEnabled": True},
                    "encryptionAtHost": True,
                },
            },
            location=LOCATION,
            identity={"type": "SystemAssigned", "principalId": PROGRAM},
        ),
        "disk": add(
            "Microsoft.Compute/disks",
            "disk",
            {**exported, "encryption": {"type": "EncryptionAtRestWithCustomerKey"}},
            location=LOCATION,
        ),
        "snapshot": add("Microsoft.Compute/snapshots", "snapshot", exported, location=LOCATION),
    }


def _scale_sets(subscription: EmulatedSubscription) -> dict[str, str]:
    group = next(
        one["id"] for one in subscription.resources.values() if one["id"].endswith("Groups/open")
    )
    network = next(
        one["id"] for one in subscription.resources.values() if one["id"].endswith("Networks/net")
    )
    address = {
        "subnet": {"id": f"{network}/subnets/web".upper()},
        "publicIPAddressConfiguration": {"name": "public", "sku": {"name": "Standard"}},
    }
    profile = {
        "osProfile": {"linuxConfiguration": {"disablePasswordAuthentication": True}},
        "securityProfile": {
            "securityType": "TrustedLaunch",
            "uefiSettings": {"secureBootEnabled": False, "vTpmEnabled": True},
            "encryptionAtHost": True,
        },
        "networkProfile": {
            "networkInterfaceConfigurations": [
                {
                    "name": "guarded",
                    "properties": {
                        "networkSecurityGroup": {"id": group.lower()},
                        "ipConfigurations": [{"name": "one", "properties": address}],
                    },
                },
                {"name": "bare", "properties": {"ipConfigurations": []}},
            ]
        },
    }
    type_ = "Microsoft.Compute/virtualMachineScaleSets"
    identity = {"type": "SystemAssigned", "principalId": PROGRAM}
    return {
        "set": subscription.add(
            type_, "set", {"virtualMachineProfile": profile}, location=LOCATION, identity=identity
        ),
        "flexible set": subscription.add(type_, "flexible", {}, location=LOCATION),
    }


def _ai(subscription: EmulatedSubscription) -> dict[str, str]:
    add = subscription.add
    accounts = "Microsoft.CognitiveServices/accounts"
    foundry = add(
        accounts,
        "foundry",
        {
            "disableLocalAuth": True,
            "restrictOutboundNetworkAccess": True,
            "encryption": {"keySource": "Microsoft.KeyVault"},
            **CLOSED_NETWORK,
        },
        location=LOCATION,
        kind="AIServices",
        identity={"type": "SystemAssigned"},
    )
    add(f"{accounts}/defenderForAISettings", "Default", {"state": "Disabled"}, under=foundry)
    project = add(f"{accounts}/projects", "project", {}, under=foundry, location=LOCATION)
    return {
        "foundry": foundry,
        "connection": add(
            f"{accounts}/connections", "search", {"authType": "ApiKey"}, under=foundry
        ),
        "project connection": add(
            f"{accounts}/projects/connections", "files", {"authType": "AccountKey"}, under=project
        ),
        "bot": add(
            "Microsoft.BotService/botServices",
            "bot",
            {"disableLocalAuth": True, "publicNetworkAccess": "Enabled"},
            location="global",
            kind="azurebot",
        ),
        "model registry": add(
            "Microsoft.MachineLearningServices/registries",
            "models",
            {"publicNetworkAccess": "Enabled"},
            location=LOCATION,
        ),
    }


def _learning(subscription: EmulatedSubscription) -> dict[str, str]:
    add = subscription.add
    ids = {
        "learning": add(LEARNING, "learning", PRIVATE, location=LOCATION, kind="Default"),
        "search": add(
            "Microsoft.Search/searchServices",
            "search",
            {"publicNetworkAccess": "Enabled", "disableLocalAuth": True},
            location=LOCATION,
        ),
        "databricks": add(
            "Microsoft.Databricks/workspaces",
            "databricks",
            {"publicNetworkAccess": "Enabled"},
            location=LOCATION,
        ),
    }
    ids["instance"] = add(
        f"{LEARNING}/computes",
        "instance",
        {
            "computeType": "ComputeInstance",
            "disableLocalAuth": True,
            "properties": {
                "enableNodePublicIp": False,
                "sshSettings": {"sshPublicAccess": "Enabled"},
                "idleTimeBeforeShutdown": "PT60M",
            },
        },
        under=ids["learning"],
    )
    ids["endpoint"] = add(
        f"{LEARNING}/onlineEndpoints",
        "endpoint",
        {"authMode": "Key", "publicNetworkAccess": "Disabled"},
        under=ids["learning"],
    )
    return ids


def _edges(subscription: EmulatedSubscription) -> dict[str, str]:
    add = subscription.add
    network = next(one for one in subscription.resources if one.endswith("/virtualnetworks/net"))
    group = next(
        one for one in subscription.resources if one.endswith("/networksecuritygroups/open")
    )
    network_id = subscription.resources[network]["id"]
    address = add(
        "Microsoft.Network/publicIPAddresses",
        "address",
        {"ipAddress": ADDRESS},
        location=LOCATION,
        sku={"name": "Standard"},
    )
    watcher = add("Microsoft.Network/networkWatchers", "watcher", {}, location=LOCATION)
    policy = add(
        "Microsoft.Network/applicationGatewayWebApplicationFirewallPolicies",
        "policy",
        {"policySettings": {"state": "Enabled", "mode": "Detection"}},
        location=LOCATION,
    )
    return {
        "network": network_id,
        "flow log": add(
            "Microsoft.Network/networkWatchers/flowLogs",
            "log",
            {
                "enabled": True,
                "targetResourceId": network_id.upper(),
                "retentionPolicy": {"enabled": True, "days": 7},
            },
            under=watcher,
            location=LOCATION,
        ),
        "interface": add(
            "Microsoft.Network/networkInterfaces",
            "interface",
            {
                "networkSecurityGroup": {"id": subscription.resources[group]["id"]},
                "ipConfigurations": [
                    {
                        "name": "one",
                        "properties": {
                            "publicIPAddress": {"id": address},
                            "subnet": {"id": f"{network_id}/subnets/web"},
                        },
                    }
                ],
            },
            location=LOCATION,
        ),
        "gateway": add(
            "Microsoft.Network/applicationGateways",
            "gateway",
            {"firewallPolicy": {"id": policy}},
            location=LOCATION,
        ),
    }

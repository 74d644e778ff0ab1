"""More of the emulated subscription: a bad and a good resource of each further service."""

from collections.abc import Mapping
from typing import Any

from posture.domain.azure.roles import OWNER
from tests.emulator.arm import SUBSCRIPTION, EmulatedSubscription
from tests.emulator.arm.seed import ADDRESS, LOCATION, PROGRAM
from tests.emulator.arm.seed_further_ai import ai, learning
from tests.emulator.arm.seed_further_data import databases

WHOLE = f"/subscriptions/{SUBSCRIPTION}"


def fill_further(subscription: EmulatedSubscription) -> dict[str, str]:
    """Put resources into the subscription; return their ids by a short name."""
    return {
        **_access(subscription),
        **databases(subscription),
        **_apps(subscription),
        **_machines(subscription),
        **_scale_sets(subscription),
        **ai(subscription),
        **learning(subscription),
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

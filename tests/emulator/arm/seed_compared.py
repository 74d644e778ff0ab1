"""The subscription that another scanner reads, too: its resources are whole, and vary one by one.

Another scanner can drop all resources of a service where one of them lacks a property that Azure
returns in most cases. So each has those, and each variant of a good resource differs in one thing.
"""

from typing import Any

from posture.domain.azure.roles import OWNER, USER_ACCESS_ADMINISTRATOR
from tests.emulator.arm import GROUP, SUBSCRIPTION, TENANT, EmulatedSubscription
from tests.emulator.arm.compared import WHOLE
from tests.emulator.arm.seed import LOCATION, rule
from tests.emulator.arm.seed_compared_compute import ai, apps, clusters, machines, registries
from tests.emulator.arm.seed_compared_data import cosmos, flexible, sql, storage, vaults
from tests.emulator.arm.seed_compared_directory import compared_directory


def fill_compared(subscription: EmulatedSubscription) -> None:
    """Put the resources into the subscription."""
    subscription.subscriptions.append(
        {"id": WHOLE, "subscriptionId": SUBSCRIPTION, "tenantId": TENANT, "displayName": "Shop"}
    )
    subscription.graph |= compared_directory()
    for fill in (
        storage,
        vaults,
        _groups,
        _networks,
        sql,
        flexible,
        cosmos,
        apps,
        registries,
        clusters,
        machines,
        ai,
        _access,
        _monitoring,
    ):
        fill(subscription)


def _groups(subscription: EmulatedSubscription) -> None:
    def one(name: str, *rules: dict[str, object]) -> None:
        rules_ = [{**found, "id": f"{GROUP}/{name}/{found['name']}"} for found in rules]
        subscription.add(
            "Microsoft.Network/networkSecurityGroups",
            f"group-{name}",
            {"securityRules": rules_, "defaultSecurityRules": []},
            location=LOCATION,
        )

    for port, name in (("22", "ssh"), ("3389", "rdp"), ("80", "http"), ("443", "https")):
        one(name, rule("in", 200, "Allow", port, "*"))
    one("quiet", rule("in", 200, "Allow", "443", "10.0.0.0/8"))
    one("nothing")
    one("internet", rule("in", 200, "Allow", "20-30", "Internet"))
    one("zeros", rule("in", 200, "Allow", "22", "0.0.0.0/0"))
    one("any", rule("in", 200, "Allow", "*", "*"))
    one("denied", rule("out", 100, "Deny", "0-65535", "*"), rule("in", 200, "Allow", "22", "*"))
    one("deniedlater", rule("in", 100, "Allow", "22", "*"), rule("out", 200, "Deny", "*", "*"))
    one("half", rule("in", 200, "Allow", "22", "0.0.0.0/1"))
    plural = rule("in", 200, "Allow", "22", "*")
    of: Any = plural["properties"]
    del of["destinationPortRange"]
    of["destinationPortRanges"] = ["22", "3389", "80"]
    one("plural", plural)
    sources = rule("in", 200, "Allow", "22", "*")
    of = sources["properties"]
    del of["sourceAddressPrefix"]
    of["sourceAddressPrefixes"] = ["10.0.0.0/8", "0.0.0.0/0"]
    one("sources", sources)
    for protocol, name in (("Udp", "udp"), ("*", "protocols")):
        found = rule("in", 200, "Allow", "5000", "*")
        of = found["properties"]
        of["protocol"] = protocol
        one(name, found)
    outbound = rule("out", 200, "Allow", "22", "*")
    of = outbound["properties"]
    of["direction"] = "Outbound"
    one("outbound", outbound)


def _networks(subscription: EmulatedSubscription) -> None:
    group = f"{GROUP}/providers/Microsoft.Network/networkSecurityGroups/group-quiet"
    network = f"{GROUP}/providers/Microsoft.Network/virtualNetworks/net"
    names = ("guarded", "bare", "GatewaySubnet", "AzureBastionSubnet", "AzureFirewallSubnet")
    subnets = [
        {
            "name": name,
            "id": f"{network}/subnets/{name}",
            "properties": {"networkSecurityGroup": {"id": group}} if name == "guarded" else {},
        }
        for name in names
    ]
    network = subscription.add(
        "Microsoft.Network/virtualNetworks", "net", {"subnets": subnets}, location=LOCATION
    )
    watcher = subscription.add(
        "Microsoft.Network/networkWatchers", "watcher", {}, location=LOCATION
    )
    for name, enabled, days in (
        ("kept", True, 120),
        ("short", True, 7),
        ("forever", True, 0),
        ("stopped", False, 120),
    ):
        subscription.add(
            "Microsoft.Network/networkWatchers/flowLogs",
            name,
            {
                "enabled": enabled,
                "targetResourceId": network,
                "retentionPolicy": {"enabled": True, "days": days},
            },
            under=watcher,
            location=LOCATION,
        )


def _access(subscription: EmulatedSubscription) -> None:
    for name, role, scope in (
        ("admin", USER_ACCESS_ADMINISTRATOR, WHOLE),
        ("root", USER_ACCESS_ADMINISTRATOR, "/"),
        ("owner", OWNER, WHOLE),
    ):
        subscription.add(
            "Microsoft.Authorization/roleAssignments",
            f"assignment-{name}",
            {
                "roleDefinitionId": f"{WHOLE}/providers/Microsoft.Authorization/roleDefinitions/"
                f"{role}",
                "scope": scope,
                "principalId": f"7a1f3b52-0000-4000-8000-0000000000{len(name):02}",
                "principalType": "User",
            },
            under=WHOLE,
        )
    subscription.add(
        "Microsoft.Authorization/roleDefinitions",
        USER_ACCESS_ADMINISTRATOR,
        {
            "roleName": "User Access Administrator",
            "type": "BuiltInRole",
            "permissions": [],
            "assignableScopes": ["/"],
        },
        under=WHOLE,
    )
    for name, actions, excluded, scope in (
        ("reader", ["*/read"], [], WHOLE),
        ("all", ["*"], [], WHOLE),
        ("allbut", ["*"], ["Microsoft.Authorization/*/Write"], WHOLE),
        ("group", ["*"], [], GROUP),
    ):
        subscription.add(
            "Microsoft.Authorization/roleDefinitions",
            f"role-{name}",
            {
                "roleName": name,
                "type": "CustomRole",
                "permissions": [{"actions": actions, "notActions": excluded}],
                "assignableScopes": [scope],
            },
            under=WHOLE,
        )


def _monitoring(subscription: EmulatedSubscription) -> None:
    add = subscription.add
    for name, tier in {
        "VirtualMachines": "Standard",
        "StorageAccounts": "Standard",
        "SqlServers": "Free",
        "KeyVaults": "Standard",
        "Containers": "Free",
        "Arm": "Standard",
        "CloudPosture": "Free",
        "AI": "Standard",
    }.items():
        add(
            "Microsoft.Security/pricings",
            name,
            {"pricingTier": tier, "freeTrialRemainingTime": "PT0S"},
            under=WHOLE,
        )
    add(
        "Microsoft.Security/securityContacts",
        "default",
        {
            "isEnabled": True,
            "emails": "",
            "notificationsByRole": {"state": "Off", "roles": []},
        },
        under=WHOLE,
    )
    categories = ("Administrative", "Security", "Alert", "Policy")
    add(
        "Microsoft.Insights/diagnosticSettings",
        "activity",
        {
            "storageAccountId": f"{GROUP}/storage",
            "logs": [{"category": one, "enabled": True} for one in categories],
        },
        under=WHOLE,
    )
    for name, operation, enabled in (
        ("groups", "Microsoft.Network/networkSecurityGroups/write", True),
        ("policies", "Microsoft.Authorization/policyAssignments/write", False),
    ):
        conditions = {"category": "Administrative", "operationName": operation}
        add(
            "Microsoft.Insights/activityLogAlerts",
            f"alert-{name}",
            {
                "enabled": enabled,
                "scopes": [WHOLE],
                "condition": {
                    "allOf": [
                        {"field": field, "equals": equals} for field, equals in conditions.items()
                    ]
                },
                "actions": {"actionGroups": [{"actionGroupId": f"{GROUP}/group"}]},
            },
            location="global",
        )

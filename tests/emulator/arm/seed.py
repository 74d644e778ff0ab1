"""What is in the emulated subscription of the tests: good, bad and borderline of each service."""

from tests.emulator.arm import EmulatedSubscription
from tests.emulator.arm.seed_directory import directory

LOCATION = "westeurope"
ADDRESS = "198.51.100.7"
PROGRAM = "5b0b1f86-0000-4000-8000-000000000001"
OPEN_NETWORK = {"publicNetworkAccess": "Enabled", "networkAcls": {"defaultAction": "Allow"}}
CLOSED_NETWORK = {
    "publicNetworkAccess": "Disabled",
    "networkAcls": {"bypass": "AzureServices", "defaultAction": "Deny"},
    "privateEndpointConnections": [
        {"properties": {"privateLinkServiceConnectionState": {"status": "Approved"}}}
    ],
}


def rule(name: str, priority: int, access: str, port: str, source: str) -> dict[str, object]:
    return {
        "name": name,
        "properties": {
            "protocol": "Tcp",
            "sourcePortRange": "*",
            "destinationPortRange": port,
            "sourceAddressPrefix": source,
            "destinationAddressPrefix": "*",
            "access": access,
            "priority": priority,
            "direction": "Inbound",
        },
    }


def fill(subscription: EmulatedSubscription) -> dict[str, str]:
    """Put resources into the subscription; return their ids by a short name."""
    add = subscription.add
    subscription.graph |= directory()
    ids = {
        "leaky": add(
            "Microsoft.Storage/storageAccounts",
            "leaky",
            {"allowBlobPublicAccess": True, "supportsHttpsTrafficOnly": False, **OPEN_NETWORK},
            location="West Europe",
            kind="StorageV2",
        ),
        "tight": add(
            "Microsoft.Storage/storageAccounts",
            "tight",
            {
                "creationTime": "2025-05-01T10:00:00.1234567Z",
                "allowBlobPublicAccess": False,
                "allowSharedKeyAccess": False,
                "allowCrossTenantReplication": False,
                "minimumTlsVersion": "TLS1_2",
                "encryption": {"keySource": "Microsoft.Keyvault"},
                **CLOSED_NETWORK,
                "networkAcls": {
                    "bypass": "Logging, Metrics, AzureServices",
                    "defaultAction": "Deny",
                },
            },
            location=LOCATION,
            kind="StorageV2",
        ),
    }
    for name in ("leaky", "tight"):
        blobs = add(
            "Microsoft.Storage/storageAccounts/blobServices",
            "default",
            {"deleteRetentionPolicy": {"enabled": name == "tight", "days": 7}}
            | {"containerDeleteRetentionPolicy": {"enabled": True, "days": 7}}
            | {"isVersioningEnabled": name == "tight"},
            under=ids[name],
        )
        add(
            "Microsoft.Storage/storageAccounts/fileServices",
            "default",
            {"shareDeleteRetentionPolicy": {"enabled": name == "tight", "days": 7}},
            under=ids[name],
        )
        ids[f"{name} container"] = add(
            "Microsoft.Storage/storageAccounts/blobServices/containers",
            "data",
            {"publicAccess": "Blob" if name == "leaky" else "None"},
            under=blobs,
        )
    ids["open group"] = add(
        "Microsoft.Network/networkSecurityGroups",
        "open",
        {"securityRules": [rule("ssh", 200, "Allow", "22", "Internet")]},
        location=LOCATION,
    )
    ids["guarded group"] = add(
        "Microsoft.Network/networkSecurityGroups",
        "guarded",
        {
            "securityRules": [
                rule("ssh", 200, "Allow", "22", "*"),
                rule("none", 100, "Deny", "0-65535", "*"),
            ]
        },
        location=LOCATION,
    )
    network = add(
        "Microsoft.Network/virtualNetworks",
        "net",
        {
            "subnets": [
                {"name": "web", "id": "SUBNET", "properties": {}},
            ]
        },
        location=LOCATION,
    )
    ids["subnet"] = f"{network}/subnets/web"
    subscription.resources[network.lower()]["properties"]["subnets"][0]["id"] = ids["subnet"]
    ids["vault"] = add(
        "Microsoft.KeyVault/vaults",
        "vault",
        {"enableRbacAuthorization": True, **OPEN_NETWORK},
        location=LOCATION,
    )
    ids["key"] = add(
        "Microsoft.KeyVault/vaults/keys",
        "signing",
        {"attributes": {"enabled": True}},
        under=ids["vault"],
        location=LOCATION,
    )
    ids["secret"] = add(
        "Microsoft.KeyVault/vaults/secrets",
        "password",
        {"contentType": "text/plain", "attributes": {"enabled": True, "exp": 1_900_000_000}},
        under=ids["vault"],
        location=LOCATION,
    )
    add(
        "Microsoft.Insights/diagnosticSettings",
        "audit",
        {
            "workspaceId": "/subscriptions/x/workspaces/logs",
            "logs": [{"category": "AuditEvent", "enabled": True}],
        },
        under=ids["vault"],
    )
    ids["openai"] = add(
        "Microsoft.CognitiveServices/accounts",
        "openai",
        {"disableLocalAuth": False, **OPEN_NETWORK},
        location=LOCATION,
        kind="OpenAI",
        identity={"type": "SystemAssigned"},
    )
    ids["deployment"] = add(
        "Microsoft.CognitiveServices/accounts/deployments",
        "gpt",
        {"raiPolicyName": "Weak"},
        under=ids["openai"],
    )
    add(
        "Microsoft.CognitiveServices/accounts/raiPolicies",
        "weak",
        {
            "contentFilters": [
                {"name": "Hate", "source": "Prompt", "enabled": True, "blocking": True},
                {"name": "Jailbreak", "source": "Prompt", "enabled": True, "blocking": False},
            ]
        },
        under=ids["openai"],
    )
    return ids

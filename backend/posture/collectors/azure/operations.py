"""The reads of Azure that collectors may make: path, API version and the permission they need.

A call is named `service:Operation`, as everywhere. Its path is that of the REST reference; the
parameters in braces are filled in by the collector, and are paths themselves (`id`) or names.
Source: https://learn.microsoft.com/rest/api/azure/, read on 2026-11-29.
"""

from typing import Final, NamedTuple

SUBSCRIPTION = "/subscriptions/{subscription}"


class Operation(NamedTuple):
    """A GET of Azure Resource Manager.

    Attributes:
        path: the path, without the API version.
        version: the API version.
        action: the permission that it needs, as in a role definition.
        query: further parameters of the query.
    """

    path: str
    version: str
    action: str
    query: str = ""


def _listing(provider_type: str, version: str, query: str = "") -> Operation:
    path = f"{SUBSCRIPTION}/providers/{provider_type}"
    return Operation(path, version, f"{provider_type}/read", query)


STORAGE: Final = "2024-01-01"
NETWORK: Final = "2024-05-01"
KEY_VAULT: Final = "2026-02-01"
INSIGHTS: Final = "2021-05-01-preview"
COGNITIVE: Final = "2025-06-01"

OPERATIONS: Final = {
    "subscription:Get": Operation(
        SUBSCRIPTION, "2022-12-01", "Microsoft.Resources/subscriptions/read"
    ),
    "subscription:List": Operation(
        "/subscriptions", "2022-12-01", "Microsoft.Resources/subscriptions/read"
    ),
    "storage:ListAccounts": _listing("Microsoft.Storage/storageAccounts", STORAGE),
    "storage:GetAccount": Operation("{id}", STORAGE, "Microsoft.Storage/storageAccounts/read"),
    "storage:GetBlobService": Operation(
        "{id}/blobServices/default",
        STORAGE,
        "Microsoft.Storage/storageAccounts/blobServices/read",
    ),
    "storage:GetFileService": Operation(
        "{id}/fileServices/default",
        STORAGE,
        "Microsoft.Storage/storageAccounts/fileServices/read",
    ),
    "storage:ListContainers": Operation(
        "{id}/blobServices/default/containers",
        STORAGE,
        "Microsoft.Storage/storageAccounts/blobServices/containers/read",
    ),
    "network:ListSecurityGroups": _listing("Microsoft.Network/networkSecurityGroups", NETWORK),
    "network:GetSecurityGroup": Operation(
        "{id}", NETWORK, "Microsoft.Network/networkSecurityGroups/read"
    ),
    "network:ListVirtualNetworks": _listing("Microsoft.Network/virtualNetworks", NETWORK),
    "keyvault:ListVaults": _listing("Microsoft.KeyVault/vaults", KEY_VAULT),
    "keyvault:GetVault": Operation("{id}", KEY_VAULT, "Microsoft.KeyVault/vaults/read"),
    "keyvault:ListKeys": Operation("{id}/keys", KEY_VAULT, "Microsoft.KeyVault/vaults/keys/read"),
    "keyvault:ListSecrets": Operation(
        "{id}/secrets", KEY_VAULT, "Microsoft.KeyVault/vaults/secrets/read"
    ),
    "monitor:ListDiagnosticSettings": Operation(
        "{id}/providers/Microsoft.Insights/diagnosticSettings",
        INSIGHTS,
        "Microsoft.Insights/diagnosticSettings/read",
    ),
    "ai:ListAccounts": _listing("Microsoft.CognitiveServices/accounts", COGNITIVE),
    "ai:GetAccount": Operation("{id}", COGNITIVE, "Microsoft.CognitiveServices/accounts/read"),
    "ai:ListDeployments": Operation(
        "{id}/deployments", COGNITIVE, "Microsoft.CognitiveServices/accounts/deployments/read"
    ),
    "ai:ListContentFilters": Operation(
        "{id}/raiPolicies", COGNITIVE, "Microsoft.CognitiveServices/accounts/raiPolicies/read"
    ),
}

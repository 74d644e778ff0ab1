"""The reads of Azure that collectors may make: path, API version and the permission they need.

A call is named `service:Operation`, as everywhere. Its path is that of the REST reference; the
parameters in braces are filled in by the collector, and are paths themselves (`id`) or names.
Source: https://learn.microsoft.com/rest/api/azure/, read on 2026-11-29.
"""

from typing import Final, NamedTuple

SUBSCRIPTION = "/subscriptions/{subscription}"


class Operation(NamedTuple):
    """A GET of Azure Resource Manager, or of Microsoft Graph.

    Attributes:
        path: the path, without the API version of ARM.
        version: the API version of ARM; empty for Graph, whose paths begin with it.
        action: the permission that it needs, as in a role definition, or of an application.
        query: further parameters of the query.
    """

    path: str
    version: str
    action: str
    query: str = ""

    @property
    def is_graph(self) -> bool:
        """Return whether it is a read of Microsoft Graph."""
        return not self.version


def _listing(provider_type: str, version: str, query: str = "") -> Operation:
    path = f"{SUBSCRIPTION}/providers/{provider_type}"
    return Operation(path, version, f"{provider_type}/read", query)


def _one(provider_type: str, version: str) -> Operation:
    """Return the read of one resource of a type."""
    return Operation("{id}", version, f"{provider_type}/read")


def _below(path: str, provider_type: str, version: str) -> Operation:
    """Return the read of what is below a resource: its children of a type, or one of them."""
    return Operation(f"{{id}}/{path}", version, f"{provider_type}/read")


# Without it, answers have no administrators.
ADMINISTRATORS: Final = "$expand=administrators/activedirectory"
STORAGE: Final = "2024-01-01"
NETWORK: Final = "2024-05-01"
KEY_VAULT: Final = "2026-02-01"
INSIGHTS: Final = "2021-05-01-preview"
COGNITIVE: Final = "2025-06-01"
SQL: Final = "2023-08-01"
POSTGRESQL: Final = "2024-08-01"
MYSQL: Final = "2023-12-30"
COSMOS: Final = "2024-08-15"
WEB: Final = "2023-12-01"
ROLES: Final = "2022-04-01"
PLANS: Final = "2024-01-01"
CONTACTS: Final = "2023-12-01-preview"
ALERTS: Final = "2020-10-01"
REGISTRY: Final = "2025-04-01"
KUBERNETES: Final = "2025-07-01"
MACHINES: Final = "2024-03-01"
DISKS: Final = "2023-04-02"
SEARCH: Final = "2023-11-01"
DATABRICKS: Final = "2024-05-01"
LEARNING: Final = "2025-12-01"
BOTS: Final = "2022-09-15"

# The role template of Global Administrator, the same in every tenant.
GLOBAL_ADMINISTRATOR: Final = "62e90394-69f5-4237-9190-012177145e10"

OPERATIONS: Final = {
    "subscription:Get": Operation(
        SUBSCRIPTION, "2022-12-01", "Microsoft.Resources/subscriptions/read"
    ),
    "subscription:List": Operation(
        "/subscriptions", "2022-12-01", "Microsoft.Resources/subscriptions/read"
    ),
    "management:ListDescendants": Operation(
        "/providers/Microsoft.Management/managementGroups/{group}/descendants",
        "2023-04-01",
        "Microsoft.Management/managementGroups/descendants/read",
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
    "sql:ListServers": _listing("Microsoft.Sql/servers", SQL, ADMINISTRATORS),
    "sql:GetServer": Operation("{id}", SQL, "Microsoft.Sql/servers/read", ADMINISTRATORS),
    "sql:ListFirewallRules": _below("firewallRules", "Microsoft.Sql/servers/firewallRules", SQL),
    "sql:GetAuditing": _below(
        "auditingSettings/default", "Microsoft.Sql/servers/auditingSettings", SQL
    ),
    "sql:GetEncryptionProtector": _below(
        "encryptionProtector/current", "Microsoft.Sql/servers/encryptionProtector", SQL
    ),
    "sql:GetThreatProtection": _below(
        "advancedThreatProtectionSettings/Default",
        "Microsoft.Sql/servers/advancedThreatProtectionSettings",
        SQL,
    ),
    "sql:ListDatabases": _below("databases", "Microsoft.Sql/servers/databases", SQL),
    "sql:GetDatabaseEncryption": _below(
        "transparentDataEncryption/current",
        "Microsoft.Sql/servers/databases/transparentDataEncryption",
        SQL,
    ),
    "postgresql:ListServers": _listing("Microsoft.DBforPostgreSQL/flexibleServers", POSTGRESQL),
    "postgresql:GetServer": _one("Microsoft.DBforPostgreSQL/flexibleServers", POSTGRESQL),
    "postgresql:ListFirewallRules": _below(
        "firewallRules", "Microsoft.DBforPostgreSQL/flexibleServers/firewallRules", POSTGRESQL
    ),
    "postgresql:ListParameters": _below(
        "configurations", "Microsoft.DBforPostgreSQL/flexibleServers/configurations", POSTGRESQL
    ),
    "postgresql:ListAdministrators": _below(
        "administrators", "Microsoft.DBforPostgreSQL/flexibleServers/administrators", POSTGRESQL
    ),
    "mysql:ListServers": _listing("Microsoft.DBforMySQL/flexibleServers", MYSQL),
    "mysql:GetServer": _one("Microsoft.DBforMySQL/flexibleServers", MYSQL),
    "mysql:ListFirewallRules": _below(
        "firewallRules", "Microsoft.DBforMySQL/flexibleServers/firewallRules", MYSQL
    ),
    "mysql:ListParameters": _below(
        "configurations", "Microsoft.DBforMySQL/flexibleServers/configurations", MYSQL
    ),
    "cosmosdb:ListAccounts": _listing("Microsoft.DocumentDB/databaseAccounts", COSMOS),
    "cosmosdb:GetAccount": _one("Microsoft.DocumentDB/databaseAccounts", COSMOS),
    "app:ListSites": _listing("Microsoft.Web/sites", WEB),
    "app:GetSite": _one("Microsoft.Web/sites", WEB),
    "app:GetConfiguration": _below("config/web", "Microsoft.Web/sites/config", WEB),
    "app:ListPrivateEndpoints": _below(
        "privateEndpointConnections", "Microsoft.Web/sites/privateEndpointConnections", WEB
    ),
    "app:ListPublishingPolicies": _below(
        "basicPublishingCredentialsPolicies",
        "Microsoft.Web/sites/basicPublishingCredentialsPolicies",
        WEB,
    ),
    "acr:ListRegistries": _listing("Microsoft.ContainerRegistry/registries", REGISTRY),
    "acr:GetRegistry": _one("Microsoft.ContainerRegistry/registries", REGISTRY),
    "aks:ListClusters": _listing("Microsoft.ContainerService/managedClusters", KUBERNETES),
    "aks:GetCluster": _one("Microsoft.ContainerService/managedClusters", KUBERNETES),
    "compute:ListMachines": _listing("Microsoft.Compute/virtualMachines", MACHINES),
    "compute:GetMachine": _one("Microsoft.Compute/virtualMachines", MACHINES),
    "compute:ListDisks": _listing("Microsoft.Compute/disks", DISKS),
    "compute:GetDisk": _one("Microsoft.Compute/disks", DISKS),
    "compute:ListSnapshots": _listing("Microsoft.Compute/snapshots", DISKS),
    "compute:GetSnapshot": _one("Microsoft.Compute/snapshots", DISKS),
    "search:ListServices": _listing("Microsoft.Search/searchServices", SEARCH),
    "search:GetService": _one("Microsoft.Search/searchServices", SEARCH),
    "databricks:ListWorkspaces": _listing("Microsoft.Databricks/workspaces", DATABRICKS),
    "databricks:GetWorkspace": _one("Microsoft.Databricks/workspaces", DATABRICKS),
    "ml:ListWorkspaces": _listing("Microsoft.MachineLearningServices/workspaces", LEARNING),
    "ml:GetWorkspace": _one("Microsoft.MachineLearningServices/workspaces", LEARNING),
    "ml:ListComputes": _below(
        "computes", "Microsoft.MachineLearningServices/workspaces/computes", LEARNING
    ),
    "ml:ListOnlineEndpoints": _below(
        "onlineEndpoints", "Microsoft.MachineLearningServices/workspaces/onlineEndpoints", LEARNING
    ),
    "iam:ListRoleAssignments": _listing("Microsoft.Authorization/roleAssignments", ROLES),
    "iam:ListCustomRoles": _listing(
        "Microsoft.Authorization/roleDefinitions", ROLES, "$filter=type%20eq%20%27CustomRole%27"
    ),
    "defender:ListPlans": _listing("Microsoft.Security/pricings", PLANS),
    "defender:ListContacts": _listing("Microsoft.Security/securityContacts", CONTACTS),
    "monitor:ListActivityAlerts": _listing("Microsoft.Insights/activityLogAlerts", ALERTS),
    "network:ListInterfaces": _listing("Microsoft.Network/networkInterfaces", NETWORK),
    "network:GetInterface": _one("Microsoft.Network/networkInterfaces", NETWORK),
    "network:ListApplicationGateways": _listing("Microsoft.Network/applicationGateways", NETWORK),
    "network:GetApplicationGateway": _one("Microsoft.Network/applicationGateways", NETWORK),
    "network:ListPublicAddresses": _listing("Microsoft.Network/publicIPAddresses", NETWORK),
    "network:ListFirewallPolicies": _listing(
        "Microsoft.Network/applicationGatewayWebApplicationFirewallPolicies", NETWORK
    ),
    "network:ListWatchers": _listing("Microsoft.Network/networkWatchers", NETWORK),
    "network:ListFlowLogs": _below(
        "flowLogs", "Microsoft.Network/networkWatchers/flowLogs", NETWORK
    ),
    "ai:ListDefenderSettings": _below(
        "defenderForAISettings",
        "Microsoft.CognitiveServices/accounts/defenderForAISettings",
        COGNITIVE,
    ),
    "ai:ListProjects": _below(
        "projects", "Microsoft.CognitiveServices/accounts/projects", COGNITIVE
    ),
    "ai:ListProjectConnections": _below(
        "connections", "Microsoft.CognitiveServices/accounts/projects/connections", COGNITIVE
    ),
    "bot:ListServices": _listing("Microsoft.BotService/botServices", BOTS),
    "bot:GetService": _one("Microsoft.BotService/botServices", BOTS),
    "ml:ListRegistries": _listing("Microsoft.MachineLearningServices/registries", LEARNING),
    "ml:GetRegistry": _one("Microsoft.MachineLearningServices/registries", LEARNING),
    "compute:ListScaleSets": _listing("Microsoft.Compute/virtualMachineScaleSets", MACHINES),
    "compute:GetScaleSet": _one("Microsoft.Compute/virtualMachineScaleSets", MACHINES),
    "entra:GetSecurityDefaults": Operation(
        "/v1.0/policies/identitySecurityDefaultsEnforcementPolicy", "", "Policy.Read.All"
    ),
    "entra:GetAuthorizationPolicy": Operation(
        "/v1.0/policies/authorizationPolicy", "", "Policy.Read.All"
    ),
    "entra:ListAccessPolicies": Operation(
        "/v1.0/identity/conditionalAccess/policies", "", "Policy.Read.All"
    ),
    "entra:ListGlobalAdministrators": Operation(
        "/v1.0/roleManagement/directory/roleAssignments",
        "",
        "RoleManagement.Read.Directory",
        f"$filter=roleDefinitionId%20eq%20%27{GLOBAL_ADMINISTRATOR}%27",
    ),
    "entra:ListAdministrators": Operation(
        "/v1.0/reports/authenticationMethods/userRegistrationDetails",
        "",
        "AuditLog.Read.All",
        "$filter=isAdmin%20eq%20true",
    ),
    "entra:ListApplications": Operation(
        "/v1.0/applications",
        "",
        "Application.Read.All",
        "$select=id,displayName,passwordCredentials,keyCredentials&$top=100",
    ),
    "ai:ListConnections": _below(
        "connections", "Microsoft.CognitiveServices/accounts/connections", COGNITIVE
    ),
}

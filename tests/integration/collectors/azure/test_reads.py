"""Reads of Azure that are denied, malformed, throttled or at another host."""

import pytest

from posture.bootstrap.azure import AZURE
from posture.collectors.azure.catalog import COLLECTORS
from posture.domain.verdict import VerdictStatus
from posture.worker.scope import Scope
from tests.emulator.arm import EmulatedSubscription, Refusal
from tests.emulator.arm.seed import fill
from tests.emulator.arm.seed_further import fill_further
from tests.integration.collectors.azure.test_azure import scanned

pytestmark = pytest.mark.anyio


PASSED: dict[Scope, int] = {}


async def passed_by_all(subscription: EmulatedSubscription, scope: Scope) -> int:
    """Return how many verdicts are good when every read is allowed; they are counted once."""
    if scope not in PASSED:
        refused, subscription.refusals = subscription.refusals, {}
        found = await scanned(subscription, scope)
        PASSED[scope] = found.evaluation.counts[VerdictStatus.PASS]
        subscription.refusals = refused
    return PASSED[scope]


def services_with(call: str) -> tuple[str, ...]:
    """Return the services of which something is read with a call."""
    return tuple(sorted({one.asset_type.service for one in COLLECTORS if call in one.all_calls}))


LISTINGS = {
    "storageaccounts": "storage:ListAccounts",
    "blobservices": "storage:GetBlobService",
    "fileservices": "storage:GetFileService",
    "containers": "storage:ListContainers",
    "networksecuritygroups": "network:ListSecurityGroups",
    "virtualnetworks": "network:ListVirtualNetworks",
    "vaults": "keyvault:ListVaults",
    "vaults/keys": "keyvault:ListKeys",
    "vaults/secrets": "keyvault:ListSecrets",
    "cognitiveservices/accounts": "ai:ListAccounts",
    "deployments": "ai:ListDeployments",
    "raipolicies": "ai:ListContentFilters",
    "diagnosticsettings": "monitor:ListDiagnosticSettings",
    "authorization/roleassignments": "iam:ListRoleAssignments",
    "roledefinitions": "iam:ListCustomRoles",
    "pricings": "defender:ListPlans",
    "securitycontacts": "defender:ListContacts",
    "activitylogalerts": "monitor:ListActivityAlerts",
    "sql/servers": "sql:ListServers",
    "sql/servers/firewallrules": "sql:ListFirewallRules",
    "auditingsettings": "sql:GetAuditing",
    "encryptionprotector": "sql:GetEncryptionProtector",
    "advancedthreatprotectionsettings": "sql:GetThreatProtection",
    "servers/databases": "sql:ListDatabases",
    "transparentdataencryption": "sql:GetDatabaseEncryption",
    "dbforpostgresql/flexibleservers": "postgresql:ListServers",
    "dbforpostgresql/flexibleservers/firewallrules": "postgresql:ListFirewallRules",
    "dbforpostgresql/flexibleservers/configurations": "postgresql:ListParameters",
    "dbformysql/flexibleservers": "mysql:ListServers",
    "dbformysql/flexibleservers/firewallrules": "mysql:ListFirewallRules",
    "dbformysql/flexibleservers/configurations": "mysql:ListParameters",
    "databaseaccounts": "cosmosdb:ListAccounts",
    "web/sites": "app:ListSites",
    "sites/config": "app:GetConfiguration",
    "sites/privateendpointconnections": "app:ListPrivateEndpoints",
    "basicpublishingcredentialspolicies": "app:ListPublishingPolicies",
    "containerregistry/registries": "acr:ListRegistries",
    "managedclusters": "aks:ListClusters",
    "compute/virtualmachines": "compute:ListMachines",
    "disks": "compute:ListDisks",
    "snapshots": "compute:ListSnapshots",
    "searchservices": "search:ListServices",
    "databricks/workspaces": "databricks:ListWorkspaces",
    "machinelearningservices/workspaces": "ml:ListWorkspaces",
    "computes": "ml:ListComputes",
    "onlineendpoints": "ml:ListOnlineEndpoints",
    "identitysecuritydefaultsenforcementpolicy": "entra:GetSecurityDefaults",
    "authorizationpolicy": "entra:GetAuthorizationPolicy",
    "flexibleservers/administrators": "postgresql:ListAdministrators",
    "conditionalaccess/policies": "entra:ListAccessPolicies",
    "directory/roleassignments": "entra:ListGlobalAdministrators",
    "userregistrationdetails": "entra:ListAdministrators",
    "v1.0/applications": "entra:ListApplications",
    "accounts/connections": "ai:ListConnections",
    "defenderforaisettings": "ai:ListDefenderSettings",
    "accounts/projects": "ai:ListProjects",
    "projects/connections": "ai:ListProjectConnections",
    "botservices": "bot:ListServices",
    "machinelearningservices/registries": "ml:ListRegistries",
    "virtualmachinescalesets": "compute:ListScaleSets",
    "networkinterfaces": "network:ListInterfaces",
    "publicipaddresses": "network:ListPublicAddresses",
    "applicationgateways": "network:ListApplicationGateways",
    "applicationgatewaywebapplicationfirewallpolicies": "network:ListFirewallPolicies",
    "networkwatchers": "network:ListWatchers",
    "flowlogs": "network:ListFlowLogs",
}


def test_every_listed_read_can_be_denied() -> None:
    made = frozenset().union(*(one.all_calls for one in COLLECTORS))
    of_one = {one for one in made if one.partition(":")[2].startswith("Get")}

    assert made - of_one <= set(LISTINGS.values())


@pytest.mark.parametrize(("kind", "call"), LISTINGS.items())
async def test_a_denied_read_is_unknown_and_names_the_permission(
    subscription: EmulatedSubscription, kind: str, call: str
) -> None:
    fill(subscription)
    fill_further(subscription)
    subscription.refusals[kind] = Refusal(403, "AuthorizationFailed")
    scope = Scope(services=services_with(call))

    found = await scanned(subscription, scope)

    assert found.evaluation.counts[VerdictStatus.UNKNOWN] > 0
    passed = found.evaluation.counts[VerdictStatus.PASS]
    assert passed <= await passed_by_all(subscription, scope)
    assert f"AuthorizationFailed: {call}" in map(str, found.reads.reasons)
    unread = next(one for one in found.reads.reasons if one.call == call)
    assert (AZURE.permission(unread) or "").startswith(("Microsoft.", "Microsoft Graph: "))


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{}", b'{"value": {}}', b"<html>", b'{"value": [1]}']
)
@pytest.mark.parametrize("path", ["storageaccounts", "networksecuritygroups", "accounts", "vaults"])
async def test_a_malformed_listing_is_unknown_and_never_empty(
    subscription: EmulatedSubscription, path: str, body: bytes
) -> None:
    fill(subscription)
    subscription.bodies[path] = body

    found = await scanned(subscription)

    assert found.evaluation.counts[VerdictStatus.UNKNOWN] > 0
    assert found.reads.coverage < 1


async def test_a_property_of_another_type_is_no_evidence(
    subscription: EmulatedSubscription,
) -> None:
    ids = fill(subscription)
    properties = subscription.resources[ids["tight"].lower()]["properties"]
    properties["allowBlobPublicAccess"] = "false"

    found = await scanned(subscription)

    assert "MalformedAnswer: storage:ListAccounts" in map(str, found.reads.reasons)


async def test_a_page_at_another_host_does_not_get_the_token(
    subscription: EmulatedSubscription,
) -> None:
    fill(subscription)
    subscription.bodies["storageaccounts"] = (
        b'{"value": [], "nextLink": "https://attacker.example/page"}'
    )

    found = await scanned(subscription)

    assert "MalformedAnswer: storage:ListAccounts" in map(str, found.reads.reasons)


async def test_a_throttled_read_waits_as_long_as_azure_says(
    subscription: EmulatedSubscription,
) -> None:
    fill(subscription)
    refusal = Refusal(429, "TooManyRequests", times=2, headers={"Retry-After": "0"})
    subscription.refusals["storageaccounts"] = refusal

    found = await scanned(subscription)

    assert found.reads.coverage == 1
    assert refusal.times == 0


async def test_a_read_that_would_have_to_wait_too_long_stays_unread(
    subscription: EmulatedSubscription,
) -> None:
    fill(subscription)
    refusal = Refusal(429, "TooManyRequests", headers={"Retry-After": "3600"})
    subscription.refusals["fileservices"] = refusal

    found = await scanned(
        subscription, Scope(check_ids=("azure_storage_account_file_soft_delete_enabled",))
    )

    assert "TooManyRequests: storage:GetFileService" in map(str, found.reads.reasons)

"""Scans of an emulated Azure subscription: verdicts, denied and broken reads, sign-in."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from posture.bootstrap.azure import AZURE
from posture.bootstrap.scan import scan
from posture.collectors.azure.catalog import COLLECTORS
from posture.collectors.azure.connect import AzureCollector
from posture.domain.azure.connection import AzureConnection
from posture.domain.collector import AssumedRole, ConnectError
from posture.domain.connection import Connection
from posture.domain.verdict import VerdictStatus
from posture.settings import Settings
from posture.worker.assess import Assessment
from posture.worker.scope import Scope
from tests.emulator.arm import SCOPE, SUBSCRIPTION, EmulatedSubscription, Refusal
from tests.emulator.arm.seed import fill
from tests.emulator.arm.seed_further import fill_further
from tests.promises import promise

pytestmark = pytest.mark.anyio

EXTERNAL_ID = "posture-0123456789abcdef0123456789abcdef"
FAST = Settings(cloud_settle_seconds=0.0, cloud_retry_base_seconds=0.001, azure_burst_calls=10_000)


def connection(subscription: EmulatedSubscription) -> Connection:
    found = AzureConnection(subscription_id=SUBSCRIPTION, endpoint_url=subscription.url)
    return Connection(provider="azure", options=found, trusted=True)


async def scanned(
    subscription: EmulatedSubscription, scope: Scope | None = None, settings: Settings = FAST
) -> Assessment:
    return await scan(settings, connection(subscription), scope=scope or Scope(), clouds=(AZURE,))


PASSED: list[int] = []


async def passed_by_all(subscription: EmulatedSubscription) -> int:
    """Return how many verdicts are good when every read is allowed; they are counted once."""
    if not PASSED:
        refused, subscription.refusals = subscription.refusals, {}
        PASSED.append((await scanned(subscription)).evaluation.counts[VerdictStatus.PASS])
        subscription.refusals = refused
    return PASSED[0]


def failed(found: Assessment, resource_id: str) -> set[str]:
    return {one.check_id for one in found.evaluation.failures if one.resource_id == resource_id}


async def test_good_and_bad_resources_are_told_apart(subscription: EmulatedSubscription) -> None:
    ids = fill(subscription)

    found = await scanned(subscription)

    assert found.account_id == SUBSCRIPTION
    assert found.reads.coverage == 1
    assert failed(found, ids["tight"]) == set()
    assert "azure_storage_account_blob_public_access_disabled" in failed(found, ids["leaky"])
    assert failed(found, ids["leaky container"]) == {"azure_storage_container_not_public"}
    assert failed(found, ids["tight container"]) == set()
    assert failed(found, ids["open group"]) == {"azure_network_security_group_ssh_not_public"}
    assert failed(found, ids["guarded group"]) == set()
    assert failed(found, ids["subnet"]) == {"azure_network_subnet_has_security_group"}
    assert "azure_keyvault_vault_logged" not in failed(found, ids["vault"])
    assert "azure_keyvault_vault_purge_protected" in failed(found, ids["vault"])
    assert failed(found, ids["key"]) == {"azure_keyvault_key_expiry_set"}
    assert "azure_ai_account_local_auth_disabled" in failed(found, ids["openai"])
    assert failed(found, ids["deployment"]) == {
        "azure_ai_deployment_content_filter_set",
        "azure_ai_deployment_prompt_shield_enabled",
    }
    assert {one.region for one in found.evaluation.failures} == {"global", "westeurope"}


FAILED = {
    "subscription": {
        "azure_subscription_owners_few",
        "azure_subscription_defender_servers_enabled",
        "azure_subscription_alert_on_policy_assignment",
        "azure_subscription_alert_on_sql_firewall",
    },
    "owner": {"azure_iam_role_assignment_no_privileged_service_principal"},
    "custom role": {"azure_iam_custom_role_not_owner_equivalent"},
    "sql": {
        "azure_sql_server_not_open_to_internet",
        "azure_sql_server_public_network_access_disabled",
        "azure_sql_server_auditing_enabled",
        "azure_sql_server_customer_managed_key",
    },
    "master": set(),
    "shop": {"azure_sql_database_encrypted"},
    "postgresql": {
        "azure_postgresql_server_public_access_disabled",
        "azure_postgresql_server_tls_enforced",
        "azure_postgresql_server_entra_authentication",
        "azure_postgresql_server_connections_logged",
    },
    "administered": {
        "azure_postgresql_server_public_access_disabled",
        "azure_postgresql_server_azure_services_not_allowed",
    },
    "nobody": {
        "azure_postgresql_server_public_access_disabled",
        "azure_postgresql_server_azure_services_not_allowed",
        "azure_postgresql_server_entra_authentication",
    },
    "mysql": {
        "azure_mysql_server_public_access_disabled",
        "azure_mysql_server_tls_12_enforced",
        "azure_mysql_server_audit_log_enabled",
    },
    "cosmos": {
        "azure_cosmosdb_account_public_network_restricted",
        "azure_cosmosdb_account_minimum_tls_12",
        "azure_cosmosdb_account_private_endpoint_used",
    },
    "site": {
        "azure_app_site_ftp_disabled",
        "azure_app_site_publishing_basic_auth_disabled",
        "azure_app_site_public_access_restricted",
    },
    "registry": {"azure_acr_registry_admin_user_disabled"},
    "cluster": {"azure_aks_cluster_nodes_private", "azure_aks_cluster_defender_enabled"},
    "machine": {"azure_compute_machine_identity_without_privileged_role"},
    "disk": {"azure_compute_disk_public_access_disabled"},
    "set": {
        "azure_compute_scale_set_trusted_launch_enabled",
        "azure_compute_scale_set_identity_without_privileged_role",
        "azure_compute_scale_set_management_not_public",
        "azure_compute_scale_set_has_security_group",
    },
    "flexible set": set(),
    "foundry": {"azure_ai_account_logged", "azure_ai_account_defender_enabled"},
    "connection": {"azure_ai_connection_without_key"},
    "project connection": {"azure_ai_connection_without_key"},
    "bot": {"azure_bot_service_public_access_disabled"},
    "model registry": {"azure_ml_registry_public_access_disabled"},
    "snapshot": {"azure_compute_snapshot_public_access_disabled"},
    "learning": {
        "azure_ml_workspace_outbound_approved_only",
        "azure_ml_workspace_customer_managed_key",
        "azure_ml_workspace_datastore_identity_based",
        "azure_ml_workspace_logged",
    },
    "search": {"azure_search_service_public_access_restricted"},
    "databricks": {"azure_databricks_workspace_public_access_disabled"},
    "instance": {"azure_ml_compute_ssh_closed"},
    "endpoint": {"azure_ml_online_endpoint_entra_auth"},
    "network": set(),
    "flow log": {"azure_network_flow_log_retained_90_days"},
    "interface": {"azure_network_interface_management_not_public"},
    "gateway": {"azure_network_application_gateway_waf_enabled"},
}


async def test_each_further_service_has_the_expected_findings(
    subscription: EmulatedSubscription,
) -> None:
    fill(subscription)
    ids = fill_further(subscription)

    found = await scanned(subscription)

    assert {name: failed(found, ids[name]) for name in FAILED} == FAILED
    assert found.reads.coverage == 1
    assert found.evaluation.counts[VerdictStatus.UNKNOWN] == 0


async def test_pages_are_followed_to_the_end(subscription: EmulatedSubscription) -> None:
    fill(subscription)
    fill_further(subscription)
    whole = await scanned(subscription)
    subscription.page_size = 1

    paged = await scanned(subscription)

    assert paged.evaluation.counts == whole.evaluation.counts
    assert paged.reads.calls > whole.reads.calls


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

    found = await scanned(subscription)

    assert found.evaluation.counts[VerdictStatus.UNKNOWN] > 0
    assert found.evaluation.counts[VerdictStatus.PASS] <= await passed_by_all(subscription)
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


async def test_a_provider_that_is_not_registered_has_nothing_to_scan(
    subscription: EmulatedSubscription,
) -> None:
    subscription.refusals["accounts"] = Refusal(409, "MissingSubscriptionRegistration")

    found = await scanned(subscription, Scope(services=("ai",)))

    assert found.evaluation.counts[VerdictStatus.UNKNOWN] == 0
    assert found.reads.coverage == 1


@pytest.mark.parametrize("spelled", [str, str.lower, str.upper])
async def test_a_named_asset_is_found_however_its_id_is_spelled(
    subscription: EmulatedSubscription, spelled: Callable[[str], str]
) -> None:
    ids = fill(subscription)

    found = await scanned(subscription, Scope(resource_ids=(spelled(ids["leaky"]),)))

    assert {one.resource_id for one in found.evaluation.failures} == {ids["leaky"]}
    assert found.evaluation.counts[VerdictStatus.UNKNOWN] == 0
    # The subscription, the account and its two services.
    assert len(subscription.requests) == 4


async def test_a_named_asset_that_is_gone_is_unknown(subscription: EmulatedSubscription) -> None:
    ids = fill(subscription)
    missing = ids["leaky"].replace("leaky", "gone")

    found = await scanned(subscription, Scope(resource_ids=(missing,)))

    assert [str(one) for one in found.reads.reasons] == [f"NotFound: {missing}"]


async def test_an_expired_token_is_renewed(subscription: EmulatedSubscription) -> None:
    fill(subscription)
    subscription.expires_in = -1
    subscription.refusals["storageaccounts"] = Refusal(401, "ExpiredAuthenticationToken", times=1)
    subscription.expires_in = 3_600

    found = await scanned(subscription)

    assert found.reads.coverage == 1
    assert [one["scope"] for one in subscription.forms].count(SCOPE) == 2


async def test_a_worker_signs_in_with_the_token_of_its_workload(
    subscription: EmulatedSubscription, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    fill(subscription)
    file = tmp_path / "token"
    file.write_text("assertion\n")
    monkeypatch.delenv("AZURE_CLIENT_SECRET")
    monkeypatch.setenv("AZURE_FEDERATED_TOKEN_FILE", str(file))

    found = await scanned(subscription)

    assert found.account_id == SUBSCRIPTION
    assert "client_secret" not in subscription.forms[0]


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (7000222, "expired"),
        (7000215, "AZURE_CLIENT_SECRET"),
        (90002, "tenant does not exist"),
        (900023, "tenant does not exist"),
        (700016, "application does not exist in the tenant"),
        (700213, "No federated credential"),
        (65001, "consented"),
        (50000, "AADSTS50000"),
    ],
)
async def test_a_refused_sign_in_says_what_to_do(
    subscription: EmulatedSubscription, number: int, words: str
) -> None:
    subscription.token_refusal = ("invalid_client", number)

    with pytest.raises(ConnectError, match=words):
        await scanned(subscription)


async def test_a_subscription_of_another_tenant_than_the_token_says_so(
    subscription: EmulatedSubscription,
) -> None:
    subscription.refusals["/subscriptions/*"] = Refusal(401, "InvalidAuthenticationTokenTenant")

    with pytest.raises(ConnectError, match=r"is of another tenant: check tenant_id\.$"):
        await scanned(subscription)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
async def test_a_name_that_leads_inside_is_not_connected(
    subscription: EmulatedSubscription, monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    url = subscription.url.replace("127.0.0.1", host)
    monkeypatch.setenv("AZURE_AUTHORITY_HOST", url)
    options = AzureConnection(subscription_id=SUBSCRIPTION, endpoint_url=url)
    collector = AzureCollector(FAST, ())

    with pytest.raises(ConnectError, match="an address that is not public"):
        await collector.open_session(Connection(provider="azure", options=options))

    assert subscription.requests == []


async def test_a_disabled_subscription_is_not_scanned(subscription: EmulatedSubscription) -> None:
    subscription.state = "Disabled"

    with pytest.raises(ConnectError, match="not enabled"):
        await scanned(subscription)


async def test_the_token_of_the_real_cloud_goes_to_no_other_host(
    subscription: EmulatedSubscription, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AZURE_AUTHORITY_HOST")

    with pytest.raises(ConnectError, match="access token of the real cloud"):
        await scanned(subscription)

    assert subscription.requests == []


async def open_role(subscription: EmulatedSubscription) -> AssumedRole:
    """Return the subscription as a tenant's run gets it."""
    options = AzureConnection(
        subscription_id=SUBSCRIPTION, endpoint_url=subscription.url, external_id=EXTERNAL_ID
    )
    settings = replace(FAST, endpoint_networks="127.0.0.0/8", roles_only=True)
    session = await AzureCollector(settings, ()).open_session(
        Connection(provider="azure", options=options)
    )
    await session.close()
    assert session.role is not None
    return session.role


@promise("tenants", "A subscription without the tag of the tenant is bound to no tenant")
@pytest.mark.parametrize(
    ("tags", "proven"),
    [
        ({}, False),
        ({"posture-tenant": EXTERNAL_ID}, True),
        ({"Posture-Tenant": EXTERNAL_ID, "team": "shop"}, True),
        ({"posture-tenant": EXTERNAL_ID.upper()}, False),
        ({"posture-tenant": "posture-of-another-tenant"}, False),
        ({"posture-tenant": ""}, False),
        ({"posture": EXTERNAL_ID}, False),
    ],
)
async def test_the_tag_of_a_subscription_proves_whose_it_is(
    subscription: EmulatedSubscription, tags: dict[str, str], *, proven: bool
) -> None:
    subscription.tags = tags
    role = await open_role(subscription)
    assert (role.id, role.proven_always) == (SUBSCRIPTION, True)
    assert role.why_open is not None
    assert await role.why_open() == (None if proven else role.refusal)
    assert EXTERNAL_ID in role.refusal


@pytest.mark.parametrize("odd", ["null", '["posture-tenant"]', '{"posture-tenant": 7}', "7"])
async def test_odd_tags_prove_nothing(subscription: EmulatedSubscription, odd: str) -> None:
    body = f'{{"subscriptionId": "{SUBSCRIPTION}", "state": "Enabled", "tags": {odd}}}'
    subscription.bodies[f"/subscriptions/{SUBSCRIPTION}"] = body.encode()
    role = await open_role(subscription)
    assert role.why_open is not None
    assert await role.why_open() == role.refusal


@promise("tenants", "An error does not tell whether the worker can read an account of a stranger")
async def test_a_subscription_of_a_stranger_looks_like_one_that_the_worker_cannot_read(
    subscription: EmulatedSubscription,
) -> None:
    readable = await open_role(subscription)
    errors = [readable.refusal]
    subscription.state = "Disabled"
    with pytest.raises(ConnectError) as disabled:
        await open_role(subscription)
    subscription.refusals["/subscriptions/*"] = Refusal(403, "AuthorizationFailed")
    with pytest.raises(ConnectError) as denied:
        await open_role(subscription)
    subscription.refusals["/subscriptions/*"] = Refusal(404, "SubscriptionNotFound")
    with pytest.raises(ConnectError) as unknown:
        await open_role(subscription)
    subscription.refusals["/subscriptions/*"] = Refusal(401, "InvalidAuthenticationTokenTenant")
    with pytest.raises(ConnectError) as elsewhere:
        await open_role(subscription)
    errors += [str(one.value) for one in (disabled, denied, unknown, elsewhere)]
    assert len({*errors}) == 1


async def test_the_owner_of_a_disabled_subscription_learns_that_it_is(
    subscription: EmulatedSubscription,
) -> None:
    subscription.state = "Disabled"
    subscription.tags = {"posture-tenant": EXTERNAL_ID}
    with pytest.raises(ConnectError, match="not enabled"):
        await open_role(subscription)


STRANGER = "/subscriptions/00000000-9d0e-4c77-8b57-1f8f0a3f5b10"
STORAGE = "resourceGroups/Shop/providers/Microsoft.Storage/storageAccounts/leaky"


@promise("tenants", "No call is made for an asset of another account, whatever a caller names")
@pytest.mark.parametrize(
    "named",
    [
        f"{STRANGER}/{STORAGE}",
        f"/subscriptions/{SUBSCRIPTION}/..{STRANGER.removeprefix('/subscriptions')}/{STORAGE}",
        f"/x/..{STRANGER}/{STORAGE}",
        f"/subscriptions/{SUBSCRIPTION}/x\\..\\..\\..{STRANGER}/{STORAGE}",
        f"/./subscriptions/{SUBSCRIPTION}/{STORAGE}",
        f"@attacker.example/subscriptions/{SUBSCRIPTION}/{STORAGE}",
    ],
)
async def test_no_call_is_made_for_an_asset_of_another_subscription(
    subscription: EmulatedSubscription, named: str
) -> None:
    fill(subscription)
    checks = ("azure_storage_account_blob_public_access_disabled",)
    found = await scanned(subscription, Scope(resource_ids=(named,), check_ids=checks))
    assert {one.partition("?")[0] for one in subscription.requests} == {
        f"/subscriptions/{SUBSCRIPTION}"
    }
    assert found.evaluation.counts[VerdictStatus.UNKNOWN] == 1


async def test_a_token_does_not_go_without_tls_to_the_host_that_issued_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("AZURE_AUTHORITY_HOST", raising=False)
    options = AzureConnection(
        subscription_id=SUBSCRIPTION, endpoint_url="http://login.microsoftonline.com"
    )
    with pytest.raises(ConnectError, match="access token of the real cloud"):
        await AzureCollector(FAST, ()).open_session(Connection(provider="azure", options=options))

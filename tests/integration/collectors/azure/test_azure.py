"""Scans of an emulated Azure subscription: verdicts, named assets, and what is not connected."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from posture.bootstrap.azure import AZURE
from posture.bootstrap.scan import scan
from posture.collectors.azure.connect import AzureCollector
from posture.domain.azure.connection import AzureConnection
from posture.domain.collector import AssumedRole, ConnectError
from posture.domain.connection import Connection
from posture.domain.verdict import VerdictStatus
from posture.settings import Settings
from posture.worker.assess import Assessment
from posture.worker.scope import Scope
from tests.emulator.arm import SUBSCRIPTION, EmulatedSubscription, Refusal
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

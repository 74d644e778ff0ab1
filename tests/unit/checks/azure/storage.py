"""Cases of the checks of storage accounts and blob containers."""

from datetime import date
from typing import Any

from msgspec.structs import replace

from posture.domain.azure.access import NetworkAccess
from posture.domain.azure.assets.storage import (
    AccountSettings,
    BlobContainer,
    BlobService,
    StorageAccount,
)
from tests.unit.checks.evaluating import FAIL, NOT_APPLICABLE, PASS, Case, Compliant, Row, rows

SETTINGS = AccountSettings(
    kind="storagev2",
    created_on=date(2025, 3, 1),
    hierarchical=False,
    https_only=True,
    minimum_tls="TLS1_2",
    blob_public_access=False,
    shared_key_access=False,
    cross_tenant_replication=False,
    key_source="microsoft.keyvault",
    key_ages_days=(10, 10),
)
NETWORK = NetworkAccess(
    public="disabled",
    default_action="deny",
    bypass=frozenset({"azureservices"}),
    private_endpoints=1,
)
BLOBS = BlobService(blob_delete_days=7, container_delete_days=7, versioning=True)
COMPLIANT: Compliant = {
    StorageAccount: {
        "settings": SETTINGS,
        "network": NETWORK,
        "blobs": BLOBS,
        "share_delete_days": 7,
    },
    BlobContainer: {"public_access": "none", "account_allows": False},
}


def settings(**changed: Any) -> dict[str, Any]:  # noqa: ANN401  # settings of every type
    return {"settings": replace(SETTINGS, **changed)}


def network(**changed: Any) -> dict[str, Any]:  # noqa: ANN401  # as above
    return {"network": replace(NETWORK, **changed)}


def blobs(**changed: Any) -> dict[str, Any]:  # noqa: ANN401  # as above
    return {"blobs": replace(BLOBS, **changed)}


OLD = date(2022, 5, 1)
HALVES = ("0.0.0.0/1", "128.0.0.0/1")
ACCOUNTS: list[Row] = [
    ("blob_public_access_disabled", settings(blob_public_access=True), FAIL),
    ("blob_public_access_disabled", settings(blob_public_access=None), PASS),
    ("blob_public_access_disabled", settings(blob_public_access=None, created_on=OLD), FAIL),
    ("blob_public_access_disabled", settings(blob_public_access=None, created_on=None), FAIL),
    ("public_network_access_disabled", network(public="enabled"), FAIL),
    ("public_network_access_disabled", network(public="securedbyperimeter"), PASS),
    ("default_network_action_denied", network(public="enabled"), PASS),
    ("default_network_action_denied", network(public="enabled", default_action="allow"), FAIL),
    ("default_network_action_denied", network(default_action="allow"), PASS),
    ("no_open_ip_rule", network(public="enabled", ip_rules=("203.0.113.7",)), PASS),
    ("no_open_ip_rule", network(public="enabled", ip_rules=HALVES), FAIL),
    ("no_open_ip_rule", network(public="enabled", default_action="allow"), NOT_APPLICABLE),
    ("trusted_services_allowed", network(bypass=frozenset({"none"})), FAIL),
    (
        "trusted_services_allowed",
        network(public="enabled", default_action="allow"),
        NOT_APPLICABLE,
    ),
    ("secure_transfer_required", settings(https_only=False), FAIL),
    ("minimum_tls_12", settings(minimum_tls="TLS1_3"), PASS),
    ("minimum_tls_12", settings(minimum_tls="TLS1_1"), FAIL),
    ("minimum_tls_12", settings(minimum_tls=None), FAIL),
    ("shared_key_disabled", settings(shared_key_access=True), FAIL),
    ("shared_key_disabled", settings(shared_key_access=None), FAIL),
    ("cross_tenant_replication_disabled", settings(cross_tenant_replication=True), FAIL),
    ("cross_tenant_replication_disabled", settings(cross_tenant_replication=None), PASS),
    (
        "cross_tenant_replication_disabled",
        settings(cross_tenant_replication=None, created_on=OLD),
        FAIL,
    ),
    ("customer_managed_key", settings(key_source="microsoft.storage"), FAIL),
    ("private_endpoint_used", network(private_endpoints=0), FAIL),
    ("keys_rotated_90_days", {}, NOT_APPLICABLE),
    ("keys_rotated_90_days", settings(shared_key_access=None), PASS),
    ("keys_rotated_90_days", settings(shared_key_access=True, key_ages_days=(90, 1)), PASS),
    ("keys_rotated_90_days", settings(shared_key_access=True, key_ages_days=(91, 1)), FAIL),
    ("keys_rotated_90_days", settings(shared_key_access=True, key_ages_days=(1, None)), FAIL),
    ("blob_soft_delete_enabled", blobs(blob_delete_days=6), FAIL),
    ("blob_soft_delete_enabled", blobs(container_delete_days=0), FAIL),
    ("blob_soft_delete_enabled", {"blobs": None}, NOT_APPLICABLE),
    ("blob_versioning_enabled", blobs(versioning=False), FAIL),
    ("blob_versioning_enabled", {"blobs": None}, NOT_APPLICABLE),
    (
        "blob_versioning_enabled",
        blobs(versioning=False) | settings(hierarchical=True),
        NOT_APPLICABLE,
    ),
    ("file_soft_delete_enabled", {"share_delete_days": 0}, FAIL),
    ("file_soft_delete_enabled", {"share_delete_days": None}, NOT_APPLICABLE),
]
CONTAINERS: list[Row] = [
    ("not_public", {"public_access": "blob", "account_allows": True}, FAIL),
    ("not_public", {"public_access": "container", "account_allows": True}, FAIL),
    ("not_public", {"public_access": "blob"}, PASS),
]
CASES: list[Case] = [
    *rows("azure_storage_account", ACCOUNTS),
    *rows("azure_storage_container", CONTAINERS),
]

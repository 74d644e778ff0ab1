"""Checks of storage accounts and blob containers."""

from datetime import date

from posture.checks.azure.exposure import private_endpoint_used, public_access_disabled
from posture.domain.azure.assets.storage import BlobContainer, StorageAccount
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, not_applicable, passed

DOCS = "https://learn.microsoft.com/azure/storage"
LEAST_RETENTION_DAYS = 7
OLDEST_KEY_DAYS = 90
# From this day on, new accounts refuse what older ones allow where no value is set.
# Source: https://learn.microsoft.com/azure/storage/blobs/anonymous-read-access-prevent
SAFE_DEFAULTS_SINCE = date(2024, 1, 1)
MODERN_TLS = frozenset({"TLS1_2", "TLS1_3"})
NO_BLOBS = not_applicable("The account has no blob service.")


def _unset_is_safe(account: StorageAccount) -> bool:
    created = known(account.settings).created_on
    return created is not None and created >= SAFE_DEFAULTS_SINCE


@check(
    severity=Severity.HIGH,
    finding_title="Storage account lets containers be public",
    remediation="Disallow anonymous access to blobs for the whole account.",
    cli="az storage account update --name NAME --allow-blob-public-access false",
    terraform="""
        resource "azurerm_storage_account" "this" {
          allow_nested_items_to_be_public = false
        }
    """,
    reference=f"{DOCS}/blobs/anonymous-read-access-prevent",
)
def azure_storage_account_blob_public_access_disabled(account: StorageAccount) -> Verdict:
    """Storage account does not let containers be public.

    Where it does, one setting of one container exposes all its blobs to everyone.
    """
    allowed = known(account.settings).blob_public_access
    if allowed is None:
        if _unset_is_safe(account):
            return passed()
        return failed("The account has no value for it, and is older than the safe default.")
    return failed("Containers may be public.") if allowed else passed()


@check(
    severity=Severity.CRITICAL,
    finding_title="Blob container is public",
    remediation="Make the container private, and disallow anonymous access for the account.",
    cli="""
        az storage container set-permission --account-name ACCOUNT --name NAME \\
          --public-access off
    """,
    terraform="""
        resource "azurerm_storage_container" "this" {
          container_access_type = "private"
        }
    """,
    reference=f"{DOCS}/blobs/anonymous-read-access-configure",
)
def azure_storage_container_not_public(container: BlobContainer) -> Verdict:
    """Blob container is not public.

    Everyone on the internet reads its blobs, and with the level `container` also their names.
    """
    access = known(container.public_access)
    if access == "none":
        return passed()
    if not known(container.account_allows):
        return passed("The account does not let containers be public.")
    return failed(f"Anonymous access: {access}.")


@check(
    severity=Severity.HIGH,
    finding_title="Storage account has a public endpoint",
    remediation="Disable public network access, and connect by private endpoints.",
    cli="az storage account update --name NAME --public-network-access Disabled",
    terraform="""
        resource "azurerm_storage_account" "this" {
          public_network_access_enabled = false
        }
    """,
    reference=f"{DOCS}/common/storage-network-security",
)
def azure_storage_account_public_network_access_disabled(account: StorageAccount) -> Verdict:
    """Storage account has no public endpoint, or a network security perimeter guards it.

    A public endpoint is one stolen key or one wrong rule away from everyone.
    """
    return public_access_disabled(known(account.network))


@check(
    severity=Severity.HIGH,
    finding_title="Storage account is open to all networks",
    remediation="Deny by default, and allow the networks that need the account.",
    cli="az storage account update --name NAME --default-action Deny",
    terraform="""
        resource "azurerm_storage_account" "this" {
          network_rules {
            default_action = "Deny"
          }
        }
    """,
    reference=f"{DOCS}/common/storage-network-security",
)
def azure_storage_account_default_network_action_denied(account: StorageAccount) -> Verdict:
    """Storage account denies networks that no rule names.

    With the default action `Allow`, keys and tokens work from everywhere.
    """
    network = known(account.network)
    if network.public_disabled or network.by_perimeter:
        return passed()
    return passed() if network.default_action == "deny" else failed("The default action is Allow.")


@check(
    severity=Severity.HIGH,
    finding_title="Storage account's firewall allows the whole internet",
    remediation="Replace the wide ranges by the addresses that need the account.",
    cli="az storage account network-rule remove --account-name NAME --ip-address RANGE",
    reference=f"{DOCS}/common/storage-network-security",
)
def azure_storage_account_no_open_ip_rule(account: StorageAccount) -> Verdict:
    """Storage account's firewall does not allow the whole internet by its ranges.

    Ranges that together are everything undo the default action `Deny`.
    """
    network = known(account.network)
    if network.public_disabled or network.by_perimeter:
        return passed()
    if network.default_action != "deny":
        return not_applicable("The default action is Allow, so ranges have no effect.")
    if not network.open_ranges:
        return passed()
    return failed(f"The ranges are together {', '.join(sorted(network.open_ranges))}.")


@check(
    severity=Severity.LOW,
    finding_title="Storage account blocks trusted Azure services",
    remediation="Let trusted Azure services bypass the firewall.",
    cli="az storage account update --name NAME --bypass AzureServices",
    reference=f"{DOCS}/common/storage-network-security",
)
def azure_storage_account_trusted_services_allowed(account: StorageAccount) -> Verdict:
    """Storage account lets trusted Azure services through its firewall.

    Without it, backup, monitoring and logging fail, and people open the firewall for them.
    """
    network = known(account.network)
    if network.default_action != "deny" and not network.public_disabled:
        return not_applicable("The account is open to all networks.")
    if "azureservices" in network.bypass:
        return passed()
    return failed("Trusted Azure services are blocked.")


@check(
    severity=Severity.HIGH,
    finding_title="Storage account accepts plain HTTP",
    remediation="Require secure transfer.",
    cli="az storage account update --name NAME --https-only true",
    terraform="""
        resource "azurerm_storage_account" "this" {
          https_traffic_only_enabled = true
        }
    """,
    reference=f"{DOCS}/common/storage-require-secure-transfer",
)
def azure_storage_account_secure_transfer_required(account: StorageAccount) -> Verdict:
    """Storage account refuses plain HTTP.

    Keys, tokens and data cross the network in the clear otherwise.
    """
    return passed() if known(account.settings).https_only else failed("Plain HTTP is accepted.")


@check(
    severity=Severity.MEDIUM,
    finding_title="Storage account accepts TLS older than 1.2",
    remediation="Set the minimum TLS version to 1.2.",
    cli="az storage account update --name NAME --min-tls-version TLS1_2",
    terraform="""
        resource "azurerm_storage_account" "this" {
          min_tls_version = "TLS1_2"
        }
    """,
    reference=f"{DOCS}/common/transport-layer-security-configure-minimum-version",
)
def azure_storage_account_minimum_tls_12(account: StorageAccount) -> Verdict:
    """Storage account refuses TLS older than 1.2.

    TLS 1.0 and 1.1 have known weaknesses. An account without a value accepts TLS 1.0.
    """
    least = known(account.settings).minimum_tls
    if least in MODERN_TLS:
        return passed()
    return failed(f"The minimum version is {least or 'not set, so TLS1_0'}.")


@check(
    severity=Severity.MEDIUM,
    finding_title="Storage account accepts its shared keys",
    remediation="Disallow shared keys, and use Entra identities.",
    cli="az storage account update --name NAME --allow-shared-key-access false",
    terraform="""
        resource "azurerm_storage_account" "this" {
          shared_access_key_enabled = false
        }
    """,
    reference=f"{DOCS}/common/shared-key-authorization-prevent",
)
def azure_storage_account_shared_key_disabled(account: StorageAccount) -> Verdict:
    """Storage account does not accept its shared keys.

    A shared key gives everything, names nobody in the logs, and is copied into many places.
    """
    allowed = known(account.settings).shared_key_access
    return passed() if allowed is False else failed("Shared keys are accepted.")


@check(
    severity=Severity.MEDIUM,
    finding_title="Storage account may be replicated to another tenant",
    remediation="Disallow replication of objects across tenants.",
    cli="az storage account update --name NAME --allow-cross-tenant-replication false",
    terraform="""
        resource "azurerm_storage_account" "this" {
          cross_tenant_replication_enabled = false
        }
    """,
    reference=f"{DOCS}/blobs/object-replication-prevent-cross-tenant-policies",
)
def azure_storage_account_cross_tenant_replication_disabled(account: StorageAccount) -> Verdict:
    """Storage account may not be replicated to another tenant.

    A replication policy copies every new blob out of the organization.
    """
    allowed = known(account.settings).cross_tenant_replication
    if allowed is None and _unset_is_safe(account):
        return passed()
    return passed() if allowed is False else failed("Replication across tenants is allowed.")


@check(
    severity=Severity.LOW,
    finding_title="Storage account is encrypted with a key of Microsoft",
    remediation="Encrypt the account with a key in a key vault of yours.",
    cli="az storage account update --name NAME --encryption-key-source Microsoft.Keyvault",
    reference=f"{DOCS}/common/customer-managed-keys-overview",
)
def azure_storage_account_customer_managed_key(account: StorageAccount) -> Verdict:
    """Storage account is encrypted with a key of the customer.

    Only then can the customer take the key away, and see who uses it.
    """
    source = known(account.settings).key_source
    if source == "microsoft.keyvault":
        return passed()
    return failed("The key is managed by Microsoft.")


@check(
    severity=Severity.LOW,
    finding_title="Storage account has no private endpoint",
    remediation="Connect to the account by a private endpoint.",
    cli="""
        az network private-endpoint create --connection-name NAME \\
          --private-connection-resource-id ID
    """,
    reference=f"{DOCS}/common/storage-private-endpoints",
)
def azure_storage_account_private_endpoint_used(account: StorageAccount) -> Verdict:
    """Storage account has an approved private endpoint.

    Without one, its clients need the public endpoint.
    """
    return private_endpoint_used(known(account.network))


@check(
    severity=Severity.MEDIUM,
    finding_title="Storage account's keys are older than 90 days",
    remediation="Rotate both keys, or disallow shared keys.",
    cli="az storage account keys renew --account-name NAME --key primary",
    reference=f"{DOCS}/common/storage-account-keys-manage",
)
def azure_storage_account_keys_rotated_90_days(account: StorageAccount) -> Verdict:
    """Storage account's keys are at most 90 days old.

    The longer a key is valid, the more copies of it exist.
    """
    settings = known(account.settings)
    if settings.shared_key_access is False:
        return not_applicable("Shared keys are not accepted.")
    if None in settings.key_ages_days:
        return failed("A key is so old that Azure has no date for it.")
    oldest = max(age for age in settings.key_ages_days if age is not None)
    return failed(f"A key is {oldest} days old.") if oldest > OLDEST_KEY_DAYS else passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="Storage account does not keep deleted blobs for a week",
    remediation="Enable soft delete for blobs and for containers, for 7 days or more.",
    cli="""
        az storage account blob-service-properties update --account-name NAME \\
          --enable-delete-retention true --delete-retention-days 7 \\
          --enable-container-delete-retention true --container-delete-retention-days 7
    """,
    terraform="""
        resource "azurerm_storage_account" "this" {
          blob_properties {
            delete_retention_policy {
              days = 7
            }
            container_delete_retention_policy {
              days = 7
            }
          }
        }
    """,
    reference=f"{DOCS}/blobs/soft-delete-blob-overview",
)
def azure_storage_account_blob_soft_delete_enabled(account: StorageAccount) -> Verdict:
    """Storage account keeps deleted blobs and containers for a week or longer.

    Otherwise a mistake or an attacker deletes data for good.
    """
    blobs = known(account.blobs)
    if blobs is None:
        return NO_BLOBS
    kept = {"blobs": blobs.blob_delete_days, "containers": blobs.container_delete_days}
    short = [f"{what} {days} days" for what, days in kept.items() if days < LEAST_RETENTION_DAYS]
    return failed(f"Deleted data is kept: {', '.join(short)}.") if short else passed()


@check(
    severity=Severity.LOW,
    finding_title="Storage account keeps no earlier versions of blobs",
    remediation="Enable versioning of blobs.",
    cli="""
        az storage account blob-service-properties update --account-name NAME \\
          --enable-versioning true
    """,
    terraform="""
        resource "azurerm_storage_account" "this" {
          blob_properties {
            versioning_enabled = true
          }
        }
    """,
    reference=f"{DOCS}/blobs/versioning-overview",
)
def azure_storage_account_blob_versioning_enabled(account: StorageAccount) -> Verdict:
    """Storage account keeps earlier versions of blobs.

    Overwritten data can be restored.
    """
    blobs = known(account.blobs)
    if blobs is None:
        return NO_BLOBS
    if known(account.settings).hierarchical:
        return not_applicable("Accounts with a hierarchical namespace have no versioning.")
    return passed() if blobs.versioning else failed("Versioning is off.")


@check(
    severity=Severity.LOW,
    finding_title="Storage account does not keep deleted file shares",
    remediation="Enable soft delete for file shares.",
    cli="""
        az storage account file-service-properties update --account-name NAME \\
          --enable-delete-retention true --delete-retention-days 7
    """,
    reference=f"{DOCS}/files/storage-files-prevent-file-share-deletion",
)
def azure_storage_account_file_soft_delete_enabled(account: StorageAccount) -> Verdict:
    """Storage account keeps deleted file shares.

    Otherwise a deleted share is lost with all its files.
    """
    days = known(account.share_delete_days)
    if days is None:
        return not_applicable("The account has no file shares.")
    return passed() if days else failed("Deleted file shares are not kept.")

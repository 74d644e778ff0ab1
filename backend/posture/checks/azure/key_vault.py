"""Checks of key vaults, keys and secrets."""

from posture.checks.azure.exposure import restricted
from posture.domain.azure.assets.key_vault import KeyVault, Lifetime, VaultKey, VaultSecret
from posture.domain.azure.diagnostics import logged
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, not_applicable, passed

DOCS = "https://learn.microsoft.com/azure/key-vault"
AUDIT_LOGS = frozenset({"auditevent"})


@check(
    severity=Severity.HIGH,
    finding_title="Key vault can be deleted for good at once",
    remediation="Enable purge protection. It cannot be disabled again.",
    cli="az keyvault update --name NAME --enable-purge-protection true",
    terraform="""
        resource "azurerm_key_vault" "this" {
          purge_protection_enabled = true
        }
    """,
    reference=f"{DOCS}/general/soft-delete-overview",
)
def azure_keyvault_vault_purge_protected(vault: KeyVault) -> Verdict:
    """Key vault keeps deleted keys and secrets, and protects them from being purged.

    Data that is encrypted with a purged key is lost.
    """
    settings = known(vault.settings)
    if not settings.soft_delete:
        return failed("Soft delete is off.")
    return passed() if settings.purge_protection else failed("Purge protection is off.")


@check(
    severity=Severity.HIGH,
    finding_title="Key vault is open to all networks",
    remediation="Disable public network access, or deny by default in the vault's firewall.",
    cli="az keyvault update --name NAME --default-action Deny",
    terraform="""
        resource "azurerm_key_vault" "this" {
          network_acls {
            default_action = "Deny"
            bypass         = "AzureServices"
          }
        }
    """,
    reference=f"{DOCS}/general/network-security",
)
def azure_keyvault_vault_public_network_restricted(vault: KeyVault) -> Verdict:
    """Key vault is not reached by all networks.

    A stolen identity can then read its secrets from everywhere.
    """
    return restricted(known(vault.network))


@check(
    severity=Severity.MEDIUM,
    finding_title="Key vault uses access policies instead of roles",
    remediation="Grant access by roles of Azure, then switch the vault to them.",
    cli="az keyvault update --name NAME --enable-rbac-authorization true",
    terraform="""
        resource "azurerm_key_vault" "this" {
          rbac_authorization_enabled = true
        }
    """,
    reference=f"{DOCS}/general/rbac-access-policy",
)
def azure_keyvault_vault_rbac_enabled(vault: KeyVault) -> Verdict:
    """Key vault grants access by roles.

    Whoever may change an access policy can grant themselves everything in the vault.
    """
    return passed() if known(vault.settings).role_based else failed("Access policies are in use.")


@check(
    severity=Severity.HIGH,
    finding_title="Key vault's access policy allows everything",
    remediation="Grant each identity only the permissions it needs, and purge to none.",
    cli="az keyvault set-policy --name NAME --object-id ID --secret-permissions get list",
    reference=f"{DOCS}/general/assign-access-policy",
)
def azure_keyvault_vault_no_broad_access_policy(vault: KeyVault) -> Verdict:
    """Key vault has no access policy that allows everything, purge included.

    Such an identity can read all secrets, and delete them for good.
    """
    settings = known(vault.settings)
    if settings.role_based:
        return not_applicable("Roles grant access; access policies have no effect.")
    if not settings.broad_policies:
        return passed()
    return failed(f"Everything is allowed to {', '.join(settings.broad_policies)}.")


@check(
    severity=Severity.MEDIUM,
    finding_title="Key vault's audit log is not kept",
    remediation="Add a diagnostic setting that exports the category group `audit`.",
    cli="""
        az monitor diagnostic-settings create --name audit --resource ID --workspace WORKSPACE \\
          --logs '[{"categoryGroup": "audit", "enabled": true}]'
    """,
    reference=f"{DOCS}/general/logging",
)
def azure_keyvault_vault_logged(vault: KeyVault) -> Verdict:
    """Key vault exports its audit log.

    Without it nobody can find out who read which secret.
    """
    kept = logged(known(vault.diagnostics), AUDIT_LOGS)
    return passed() if kept else failed("No diagnostic setting exports the audit log.")


@check(
    severity=Severity.MEDIUM,
    finding_title="Key in a key vault never expires",
    remediation="Set an expiry date, or a rotation policy that does.",
    cli="az keyvault key set-attributes --vault-name VAULT --name NAME --expires DATE",
    terraform="""
        resource "azurerm_key_vault_key" "this" {
          expiration_date = "2027-12-31T00:00:00Z"
        }
    """,
    reference=f"{DOCS}/keys/about-keys-details",
)
def azure_keyvault_key_expiry_set(key: VaultKey) -> Verdict:
    """Key in a key vault has an expiry date.

    A key that never expires is never replaced.
    """
    return _expires(known(key.lifetime))


@check(
    severity=Severity.MEDIUM,
    finding_title="Secret in a key vault never expires",
    remediation="Set an expiry date.",
    cli="az keyvault secret set-attributes --vault-name VAULT --name NAME --expires DATE",
    terraform="""
        resource "azurerm_key_vault_secret" "this" {
          expiration_date = "2027-12-31T00:00:00Z"
        }
    """,
    reference=f"{DOCS}/secrets/about-secrets",
)
def azure_keyvault_secret_expiry_set(secret: VaultSecret) -> Verdict:
    """Secret in a key vault has an expiry date.

    A secret that never expires is never replaced.
    """
    if known(secret.of_certificate):
        return not_applicable("The secret belongs to a certificate.")
    return _expires(known(secret.lifetime))


def _expires(lifetime: Lifetime) -> Verdict:
    if not lifetime.enabled:
        return not_applicable("It is disabled.")
    return passed() if lifetime.expires else failed("It has no expiry date.")

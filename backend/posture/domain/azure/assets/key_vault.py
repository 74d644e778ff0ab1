"""Assets of Azure Key Vault: vaults, keys and secrets. Values of secrets are never read."""

from msgspec import Struct

from posture.domain.asset import Family
from posture.domain.azure.access import NetworkAccess
from posture.domain.azure.asset import AzureAsset
from posture.domain.azure.diagnostics import DiagnosticSetting
from posture.domain.evidence import Fact


class VaultSettings(Struct, frozen=True, kw_only=True):
    """The settings of a vault.

    Attributes:
        soft_delete: whether deleted objects are kept for a while.
        purge_protection: whether they cannot be removed before.
        role_based: whether roles grant access, instead of access policies.
        broad_policies: the object ids that access policies let do everything, purge included.
    """

    soft_delete: bool
    purge_protection: bool
    role_based: bool
    broad_policies: tuple[str, ...]


class KeyVault(AzureAsset, frozen=True, kw_only=True):
    """A vault."""

    service = "keyvault"
    family = Family.SECRETS
    arm_type = "Microsoft.KeyVault/vaults"

    settings: Fact[VaultSettings]
    network: Fact[NetworkAccess]
    diagnostics: Fact[tuple[DiagnosticSetting, ...]]


class Lifetime(Struct, frozen=True, kw_only=True):
    """Whether a key or secret is in use, and whether it expires."""

    enabled: bool
    expires: bool


class VaultKey(AzureAsset, frozen=True, kw_only=True):
    """A key in a vault."""

    service = "keyvault"
    family = Family.SECRETS
    arm_type = "Microsoft.KeyVault/vaults/keys"

    lifetime: Fact[Lifetime]


class VaultSecret(AzureAsset, frozen=True, kw_only=True):
    """A secret in a vault; `of_certificate` is set if it belongs to a certificate."""

    service = "keyvault"
    family = Family.SECRETS
    arm_type = "Microsoft.KeyVault/vaults/secrets"

    lifetime: Fact[Lifetime]
    of_certificate: Fact[bool]

"""Cases of the checks of key vaults, keys and secrets."""

from typing import Any

from msgspec.structs import replace

from posture.domain.azure.access import NetworkAccess
from posture.domain.azure.assets.key_vault import (
    KeyVault,
    Lifetime,
    VaultKey,
    VaultSecret,
    VaultSettings,
)
from posture.domain.azure.diagnostics import DiagnosticSetting
from tests.unit.checks.evaluating import FAIL, NOT_APPLICABLE, PASS, Case, Compliant, Row, rows

SETTINGS = VaultSettings(
    soft_delete=True, purge_protection=True, role_based=True, broad_policies=()
)
NETWORK = NetworkAccess(public="enabled", default_action="deny")
AUDITED = DiagnosticSetting(frozenset(), frozenset({"audit"}), exported=True)
LIFETIME = Lifetime(enabled=True, expires=True)
COMPLIANT: Compliant = {
    KeyVault: {"settings": SETTINGS, "network": NETWORK, "diagnostics": (AUDITED,)},
    VaultKey: {"lifetime": LIFETIME},
    VaultSecret: {"lifetime": LIFETIME, "of_certificate": False},
}


def settings(**changed: Any) -> dict[str, Any]:  # noqa: ANN401  # settings of every type
    return {"settings": replace(SETTINGS, **changed)}


def network(**changed: Any) -> dict[str, Any]:  # noqa: ANN401  # as above
    return {"network": replace(NETWORK, **changed)}


def diagnostics(**changed: Any) -> dict[str, Any]:  # noqa: ANN401  # as above
    return {"diagnostics": (AUDITED._replace(**changed),)}


FOREVER = {"lifetime": Lifetime(enabled=True, expires=False)}
DISABLED = {"lifetime": Lifetime(enabled=False, expires=False)}
BY_NAME = {"groups": frozenset[str](), "categories": frozenset({"auditevent"})}
VAULTS: list[Row] = [
    ("purge_protected", settings(purge_protection=False), FAIL),
    ("purge_protected", settings(soft_delete=False), FAIL),
    ("public_network_restricted", network(default_action="allow"), FAIL),
    ("public_network_restricted", network(default_action="allow", public="disabled"), PASS),
    ("public_network_restricted", network(ip_rules=("0.0.0.0/0",)), FAIL),
    ("public_network_restricted", network(ip_rules=("203.0.113.7/32",)), PASS),
    ("rbac_enabled", settings(role_based=False), FAIL),
    ("no_broad_access_policy", {}, NOT_APPLICABLE),
    ("no_broad_access_policy", settings(role_based=False), PASS),
    ("no_broad_access_policy", settings(role_based=False, broad_policies=("o",)), FAIL),
    ("logged", {"diagnostics": ()}, FAIL),
    ("logged", diagnostics(exported=False), FAIL),
    ("logged", diagnostics(**BY_NAME), PASS),
    ("logged", diagnostics(groups=frozenset()), FAIL),
]
KEYS: list[Row] = [("expiry_set", FOREVER, FAIL), ("expiry_set", DISABLED, NOT_APPLICABLE)]
SECRETS: list[Row] = [*KEYS, ("expiry_set", FOREVER | {"of_certificate": True}, NOT_APPLICABLE)]
CASES: list[Case] = [
    *rows("azure_keyvault_vault", VAULTS),
    *rows("azure_keyvault_key", KEYS),
    *rows("azure_keyvault_secret", SECRETS),
]

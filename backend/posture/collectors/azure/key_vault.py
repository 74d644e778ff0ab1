"""Collects key vaults, and the attributes of their keys and secrets, by the control plane.

The control plane never returns a value, and needs no role in the vault itself.
"""

from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any

from posture.collectors.azure.collecting import (
    ArmCollector,
    Collectors,
    SubscriptionClient,
    below,
    listing,
    named,
    parents,
    read_all,
)
from posture.collectors.azure.errors import GONE
from posture.collectors.azure.properties import (
    diagnostic_settings,
    flag,
    members,
    network_access,
    part,
    text,
    value,
)
from posture.collectors.collecting import Ask, Item
from posture.domain.azure.assets.key_vault import (
    KeyVault,
    Lifetime,
    VaultKey,
    VaultSecret,
    VaultSettings,
)

VAULTS_CALL = "keyvault:ListVaults"
VAULT_CALL = "keyvault:GetVault"
KEYS_CALL = "keyvault:ListKeys"
SECRETS_CALL = "keyvault:ListSecrets"
DIAGNOSTICS_CALL = "monitor:ListDiagnosticSettings"
OBJECTS = ("keys", "secrets", "certificates")
# What a secret that belongs to a certificate contains.
CERTIFICATES = frozenset({"application/x-pkcs12", "application/x-pem-file"})


def _vault(_client: SubscriptionClient, item: Item) -> Mapping[str, Any]:
    properties = item.data["properties"]
    settings = VaultSettings(
        soft_delete=flag(properties, "enableSoftDelete", default=True),
        purge_protection=flag(properties, "enablePurgeProtection"),
        role_based=flag(properties, "enableRbacAuthorization"),
        broad_policies=tuple(
            str(one["objectId"])
            for one in members(properties, "accessPolicies")
            if _broad(part(one, "permissions"))
        ),
    )
    return {"settings": settings, "network": network_access(properties)}


def _broad(permissions: Mapping[str, Any]) -> bool:
    """Return whether an access policy allows everything, and to purge, for a type of object."""
    for name in OBJECTS:
        allowed = {str(one).lower() for one in value(permissions, name, list) or []}
        if "all" in allowed or {"purge", "delete", "get"} <= allowed:
            return True
    return False


def _objects(call: str) -> Callable[[SubscriptionClient, Ask], AsyncIterator[Item]]:
    async def items(client: SubscriptionClient, ask: Ask) -> AsyncIterator[Item]:
        vaults = parents(await client.shared(VAULTS_CALL), ask)
        async for of, found in below(client, call, vaults):
            yield Item(found["id"], f"{of.name}/{found['name']}", found, of.region)

    return items


def _lifetime(item: Item) -> Lifetime:
    attributes = part(item.data["properties"], "attributes")
    return Lifetime(
        enabled=flag(attributes, "enabled", default=True),
        expires=value(attributes, "exp", int) is not None,
    )


def _key(_client: SubscriptionClient, item: Item) -> Mapping[str, Any]:
    return {"lifetime": _lifetime(item)}


def _secret(_client: SubscriptionClient, item: Item) -> Mapping[str, Any]:
    content = text(item.data["properties"], "contentType")
    return {"lifetime": _lifetime(item), "of_certificate": content in CERTIFICATES}


VAULTS = ArmCollector(
    asset_type=KeyVault,
    calls=(VAULTS_CALL, VAULT_CALL),
    items=listing(VAULTS_CALL),
    find=named(VAULT_CALL),
    listed=_vault,
    gone=GONE,
    reads=(read_all("diagnostics", DIAGNOSTICS_CALL, of=diagnostic_settings),),
)

KEYS = ArmCollector(
    asset_type=VaultKey,
    calls=(VAULTS_CALL, KEYS_CALL),
    items=_objects(KEYS_CALL),
    listed=_key,
)

SECRETS = ArmCollector(
    asset_type=VaultSecret,
    calls=(VAULTS_CALL, SECRETS_CALL),
    items=_objects(SECRETS_CALL),
    listed=_secret,
)

COLLECTORS: Collectors = (VAULTS, KEYS, SECRETS)

"""Collects accounts of Azure OpenAI and other AI services, and their deployments."""

from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any

from posture.collectors.azure.collecting import (
    SubscriptionClient,
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
from posture.collectors.collecting import Ask, AssetCollector, Item, Read
from posture.collectors.errors import ContradictionError
from posture.domain.azure.assets.ai import (
    AiAccount,
    AiConnection,
    AiDeployment,
    AiSettings,
    ContentFilter,
)

ACCOUNTS_CALL = "ai:ListAccounts"
ACCOUNT_CALL = "ai:GetAccount"
DEPLOYMENTS_CALL = "ai:ListDeployments"
CONNECTIONS_CALL = "ai:ListConnections"
FILTERS_CALL = "ai:ListContentFilters"
DIAGNOSTICS_CALL = "monitor:ListDiagnosticSettings"
# The policies of the platform, which the service itself keeps up.
PLATFORM_POLICIES = frozenset({"", "microsoft.default", "microsoft.defaultv2"})


def _account(_client: SubscriptionClient, item: Item) -> Mapping[str, Any]:
    properties = item.data["properties"]
    identity = text(part(item.data, "identity"), "type", default="none")
    source = text(part(properties, "encryption"), "keySource")
    settings = AiSettings(
        kind=text(item.data, "kind"),
        local_auth=not flag(properties, "disableLocalAuth"),
        outbound_restricted=flag(properties, "restrictOutboundNetworkAccess"),
        own_key=source == "microsoft.keyvault",
        identity=identity != "none",
    )
    return {"settings": settings, "network": network_access(properties)}


def _children(call: str) -> Callable[[SubscriptionClient, Ask], AsyncIterator[Item]]:
    async def items(client: SubscriptionClient, ask: Ask) -> AsyncIterator[Item]:
        for of in parents(await client.shared(ACCOUNTS_CALL), ask):
            async for found in client.pages(call, id=of.resource_id):
                data = {**found, "account_id": of.resource_id}
                yield Item(found["id"], f"{of.name}/{found['name']}", data, of.region)

    return items


def _connection(_client: SubscriptionClient, item: Item) -> Mapping[str, Any]:
    return {"auth": text(item.data["properties"], "authType", default="none")}


async def _filters(client: SubscriptionClient, item: Item) -> tuple[ContentFilter, ...] | None:
    policy = text(item.data["properties"], "raiPolicyName")
    if policy in PLATFORM_POLICIES:
        return None
    for found in await client.shared(FILTERS_CALL, id=item.data["account_id"]):
        if text(found, "name") == policy:
            listed = members(found["properties"], "contentFilters")
            return tuple(map(_filter, listed))
    raise ContradictionError(f"policy {policy} is not listed", FILTERS_CALL)


def _filter(found: Mapping[str, Any]) -> ContentFilter:
    name = value(found, "name", str)
    if name is None:
        raise TypeError("name")
    blocking = flag(found, "enabled") and flag(found, "blocking")
    return ContentFilter(name.lower(), text(found, "source"), blocking)


ACCOUNTS = AssetCollector(
    asset_type=AiAccount,
    regional=False,
    scattered=True,
    calls=(ACCOUNTS_CALL, ACCOUNT_CALL),
    items=listing(ACCOUNTS_CALL),
    find=named(ACCOUNT_CALL),
    listed=_account,
    gone=GONE,
    reads=(read_all("diagnostics", DIAGNOSTICS_CALL, of=diagnostic_settings),),
)

DEPLOYMENTS = AssetCollector(
    asset_type=AiDeployment,
    regional=False,
    scattered=True,
    calls=(ACCOUNTS_CALL, DEPLOYMENTS_CALL),
    items=_children(DEPLOYMENTS_CALL),
    reads=(Read(facts=("filters",), calls=(FILTERS_CALL,), run=_filters),),
)

CONNECTIONS = AssetCollector(
    asset_type=AiConnection,
    regional=False,
    scattered=True,
    calls=(ACCOUNTS_CALL, CONNECTIONS_CALL),
    items=_children(CONNECTIONS_CALL),
    listed=_connection,
)

COLLECTORS: tuple[AssetCollector[SubscriptionClient, Any], ...] = (
    ACCOUNTS,
    DEPLOYMENTS,
    CONNECTIONS,
)

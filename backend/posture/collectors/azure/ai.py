"""Collects accounts of Azure OpenAI and other AI services, and their deployments."""

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
from posture.collectors.collecting import Ask, Item, Read
from posture.collectors.errors import ContradictionError
from posture.domain.azure.assets.ai import (
    AiAccount,
    AiConnection,
    AiDeployment,
    AiProjectConnection,
    AiSettings,
    ContentFilter,
)

ACCOUNTS_CALL = "ai:ListAccounts"
ACCOUNT_CALL = "ai:GetAccount"
DEPLOYMENTS_CALL = "ai:ListDeployments"
CONNECTIONS_CALL = "ai:ListConnections"
FILTERS_CALL = "ai:ListContentFilters"
PROJECTS_CALL = "ai:ListProjects"
PROJECT_CONNECTIONS_CALL = "ai:ListProjectConnections"
DEFENDER_CALL = "ai:ListDefenderSettings"
PLANS_CALL = "defender:ListPlans"
DIAGNOSTICS_CALL = "monitor:ListDiagnosticSettings"
AI_PLAN = "ai"
# Kinds of accounts that Defender watches, and that can have projects.
WATCHED = frozenset({"openai", "aiservices"})
WITH_PROJECTS = frozenset({"aiservices"})
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
        accounts = parents(await client.shared(ACCOUNTS_CALL), ask)
        async for of, found in below(client, call, accounts):
            data = {**found, "account_id": of.resource_id}
            yield Item(found["id"], f"{of.name}/{found['name']}", data, of.region)

    return items


async def _project_connections(client: SubscriptionClient, ask: Ask) -> AsyncIterator[Item]:
    """List the connections of the projects, which only accounts of one kind can have."""
    accounts = parents(await client.shared(ACCOUNTS_CALL), ask)
    with_projects = [one for one in accounts if text(one.data, "kind") in WITH_PROJECTS]
    found = [project async for _, project in below(client, PROJECTS_CALL, with_projects)]
    projects = parents(found, ask)
    async for of, connection in below(client, PROJECT_CONNECTIONS_CALL, projects):
        name = f"{of.name}/{connection['name']}"
        yield Item(connection["id"], name, connection, of.region)


async def _defender(client: SubscriptionClient, item: Item) -> bool | None:
    """Return whether Defender watches an account, by its own setting or the subscription's plan."""
    if text(item.data, "kind") not in WATCHED:
        return None
    own = [one async for one in client.pages(DEFENDER_CALL, id=item.resource_id)]
    if own:
        return any(text(one["properties"], "state") == "enabled" for one in own)
    plans = await client.shared(PLANS_CALL)
    plan = next((one["properties"] for one in plans if text(one, "name") == AI_PLAN), None)
    return None if plan is None else text(plan, "pricingTier") == "standard"


def _connection(_client: SubscriptionClient, item: Item) -> Mapping[str, Any]:
    auth = text(item.data["properties"], "authType")
    if not auth:  # every connection has it
        raise TypeError("authType")
    return {"auth": auth}


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


ACCOUNTS = ArmCollector(
    asset_type=AiAccount,
    calls=(ACCOUNTS_CALL, ACCOUNT_CALL),
    items=listing(ACCOUNTS_CALL),
    find=named(ACCOUNT_CALL),
    listed=_account,
    gone=GONE,
    reads=(
        read_all("diagnostics", DIAGNOSTICS_CALL, of=diagnostic_settings),
        Read(facts=("defender",), calls=(DEFENDER_CALL, PLANS_CALL), run=_defender),
    ),
)

DEPLOYMENTS = ArmCollector(
    asset_type=AiDeployment,
    calls=(ACCOUNTS_CALL, DEPLOYMENTS_CALL),
    items=_children(DEPLOYMENTS_CALL),
    reads=(Read(facts=("filters",), calls=(FILTERS_CALL,), run=_filters),),
)

CONNECTIONS = ArmCollector(
    asset_type=AiConnection,
    calls=(ACCOUNTS_CALL, CONNECTIONS_CALL),
    items=_children(CONNECTIONS_CALL),
    listed=_connection,
)

PROJECT_CONNECTIONS = ArmCollector(
    asset_type=AiProjectConnection,
    calls=(ACCOUNTS_CALL, PROJECTS_CALL, PROJECT_CONNECTIONS_CALL),
    items=_project_connections,
    listed=_connection,
)

COLLECTORS: Collectors = (
    ACCOUNTS,
    DEPLOYMENTS,
    CONNECTIONS,
    PROJECT_CONNECTIONS,
)

"""Collects workspaces and registries of Azure Machine Learning, computes and online endpoints."""

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
    part,
    public_endpoint,
    text,
    value,
)
from posture.collectors.collecting import Ask, Item
from posture.domain.azure.access import NetworkAccess
from posture.domain.azure.assets.machine_learning import (
    ComputeSettings,
    LearningCompute,
    LearningWorkspace,
    ModelRegistry,
    OnlineEndpoint,
    WorkspaceSettings,
)

WORKSPACES_CALL = "ml:ListWorkspaces"
WORKSPACE_CALL = "ml:GetWorkspace"
COMPUTES_CALL = "ml:ListComputes"
ENDPOINTS_CALL = "ml:ListOnlineEndpoints"
REGISTRIES_CALL = "ml:ListRegistries"
REGISTRY_CALL = "ml:GetRegistry"
DIAGNOSTICS_CALL = "monitor:ListDiagnosticSettings"
WITHOUT_ISOLATION = "disabled"


def _isolation(properties: Mapping[str, Any]) -> str:
    return text(part(properties, "managedNetwork"), "isolationMode", default=WITHOUT_ISOLATION)


def _workspace(_client: SubscriptionClient, item: Item) -> Mapping[str, Any]:
    properties = item.data["properties"]
    settings = WorkspaceSettings(
        project=text(item.data, "kind") == "project",
        isolation=_isolation(properties),
        own_key=text(part(properties, "encryption"), "status") == "enabled",
        datastore_keys=text(properties, "systemDatastoresAuthMode", default="accesskey")
        == "accesskey",
        public_behind_network=flag(properties, "allowPublicAccessWhenBehindVnet"),
    )
    return {
        "settings": settings,
        "public": text(properties, "publicNetworkAccess") or None,
        "network": public_endpoint(properties),
    }


def _children(call: str) -> Callable[[SubscriptionClient, Ask], AsyncIterator[Item]]:
    async def items(client: SubscriptionClient, ask: Ask) -> AsyncIterator[Item]:
        workspaces = parents(await client.shared(WORKSPACES_CALL), ask)
        async for of, found in below(client, call, workspaces):
            isolated = _isolation(of.data["properties"]) != WITHOUT_ISOLATION
            data = {**found, "isolated": isolated}
            yield Item(found["id"], f"{of.name}/{found['name']}", data, of.region)

    return items


def _compute(_client: SubscriptionClient, item: Item) -> Mapping[str, Any]:
    properties = item.data["properties"]
    inner = part(properties, "properties")
    kind = text(properties, "computeType")
    if kind == "computeinstance":
        ssh = text(part(inner, "sshSettings"), "sshPublicAccess", default="disabled")
    else:
        ssh = text(inner, "remoteLoginPortPublicAccess", default="notspecified")
    settings = ComputeSettings(
        kind=kind,
        node_public_ip=flag(inner, "enableNodePublicIp", default=True),
        in_subnet=bool(part(inner, "subnet")),
        ssh=ssh,
        local_auth=not flag(properties, "disableLocalAuth"),
        idle_shutdown=bool(value(inner, "idleTimeBeforeShutdown", str)),
    )
    return {"settings": settings, "isolated": item.data["isolated"]}


def _endpoint(_client: SubscriptionClient, item: Item) -> Mapping[str, Any]:
    properties = item.data["properties"]
    return {
        "auth": text(properties, "authMode", default="key"),
        "public": text(properties, "publicNetworkAccess", default="enabled"),
    }


def _registry(_client: SubscriptionClient, item: Item) -> Mapping[str, Any]:
    properties = item.data["properties"]
    connections = members(properties, "registryPrivateEndpointConnections")
    return {
        "network": NetworkAccess(
            public=text(properties, "publicNetworkAccess", default="enabled"),
            default_action="allow",
            private_endpoints=sum(map(_is_approved, connections)),
        )
    }


def _is_approved(connection: Mapping[str, Any]) -> bool:
    state = part(part(connection, "properties"), "registryPrivateLinkServiceConnectionState")
    return text(state, "status") == "approved"


WORKSPACES = ArmCollector(
    asset_type=LearningWorkspace,
    calls=(WORKSPACES_CALL, WORKSPACE_CALL),
    items=listing(WORKSPACES_CALL),
    find=named(WORKSPACE_CALL),
    listed=_workspace,
    gone=GONE,
    reads=(read_all("diagnostics", DIAGNOSTICS_CALL, of=diagnostic_settings),),
)

COMPUTES = ArmCollector(
    asset_type=LearningCompute,
    calls=(WORKSPACES_CALL, COMPUTES_CALL),
    items=_children(COMPUTES_CALL),
    listed=_compute,
)

ENDPOINTS = ArmCollector(
    asset_type=OnlineEndpoint,
    calls=(WORKSPACES_CALL, ENDPOINTS_CALL),
    items=_children(ENDPOINTS_CALL),
    listed=_endpoint,
)

REGISTRIES = ArmCollector(
    asset_type=ModelRegistry,
    calls=(REGISTRIES_CALL, REGISTRY_CALL),
    items=listing(REGISTRIES_CALL),
    find=named(REGISTRY_CALL),
    listed=_registry,
)

COLLECTORS: Collectors = (
    WORKSPACES,
    COMPUTES,
    ENDPOINTS,
    REGISTRIES,
)

"""Collects workspaces of Azure Databricks."""

from collections.abc import Mapping
from typing import Any

from posture.collectors.azure.collecting import (
    ArmCollector,
    Collectors,
    SubscriptionClient,
    listing,
    named,
)
from posture.collectors.azure.properties import part, text, value
from posture.collectors.collecting import Item
from posture.domain.azure.assets.databricks import DatabricksWorkspace

WORKSPACES_CALL = "databricks:ListWorkspaces"
WORKSPACE_CALL = "databricks:GetWorkspace"


def _workspace(_client: SubscriptionClient, item: Item) -> Mapping[str, Any]:
    properties = item.data["properties"]
    private = value(part(part(properties, "parameters"), "enableNoPublicIp"), "value", bool)
    return {
        "public": text(properties, "publicNetworkAccess", default="enabled"),
        "public_nodes": None if private is None else not private,
    }


WORKSPACES = ArmCollector(
    asset_type=DatabricksWorkspace,
    calls=(WORKSPACES_CALL, WORKSPACE_CALL),
    items=listing(WORKSPACES_CALL),
    find=named(WORKSPACE_CALL),
    listed=_workspace,
)

COLLECTORS: Collectors = (WORKSPACES,)

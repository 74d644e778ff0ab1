"""Collects container registries."""

from collections.abc import Mapping
from typing import Any

from posture.collectors.azure.collecting import (
    ArmCollector,
    Collectors,
    SubscriptionClient,
    listing,
    named,
)
from posture.collectors.azure.properties import approved_endpoints, flag, members, part, text
from posture.collectors.collecting import Item
from posture.domain.azure.access import NetworkAccess
from posture.domain.azure.assets.container_registry import ContainerRegistry

REGISTRIES_CALL = "acr:ListRegistries"
REGISTRY_CALL = "acr:GetRegistry"


def _registry(_client: SubscriptionClient, item: Item) -> Mapping[str, Any]:
    properties = item.data["properties"]
    return {
        "admin_user": flag(properties, "adminUserEnabled"),
        "anonymous_pull": flag(properties, "anonymousPullEnabled"),
        "premium": text(part(item.data, "sku"), "name") == "premium",
        "network": _network(properties),
    }


def _network(properties: Mapping[str, Any]) -> NetworkAccess:
    rules = part(properties, "networkRuleSet")
    return NetworkAccess(
        public=text(properties, "publicNetworkAccess", default="enabled"),
        default_action=text(rules, "defaultAction", default="allow"),
        ip_rules=tuple(str(one["value"]) for one in members(rules, "ipRules")),
        private_endpoints=approved_endpoints(properties),
    )


REGISTRIES = ArmCollector(
    asset_type=ContainerRegistry,
    calls=(REGISTRIES_CALL, REGISTRY_CALL),
    items=listing(REGISTRIES_CALL),
    find=named(REGISTRY_CALL),
    listed=_registry,
)

COLLECTORS: Collectors = (REGISTRIES,)

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
from posture.collectors.azure.properties import flag, network_access, part, text
from posture.collectors.collecting import Item
from posture.domain.azure.assets.container_registry import ContainerRegistry

REGISTRIES_CALL = "acr:ListRegistries"
REGISTRY_CALL = "acr:GetRegistry"


def _registry(_client: SubscriptionClient, item: Item) -> Mapping[str, Any]:
    properties = item.data["properties"]
    return {
        "admin_user": flag(properties, "adminUserEnabled"),
        "anonymous_pull": flag(properties, "anonymousPullEnabled"),
        "premium": text(part(item.data, "sku"), "name") == "premium",
        "network": network_access(properties, acls="networkRuleSet"),
    }


REGISTRIES = ArmCollector(
    asset_type=ContainerRegistry,
    calls=(REGISTRIES_CALL, REGISTRY_CALL),
    items=listing(REGISTRIES_CALL),
    find=named(REGISTRY_CALL),
    listed=_registry,
)

COLLECTORS: Collectors = (REGISTRIES,)

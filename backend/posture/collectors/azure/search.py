"""Collects services of Azure AI Search."""

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
from posture.domain.azure.assets.search import SearchService

SERVICES_CALL = "search:ListServices"
SERVICE_CALL = "search:GetService"


def _service(_client: SubscriptionClient, item: Item) -> Mapping[str, Any]:
    properties = item.data["properties"]
    rules = members(part(properties, "networkRuleSet"), "ipRules")
    return {
        "local_auth": not flag(properties, "disableLocalAuth"),
        "network": NetworkAccess(
            public=text(properties, "publicNetworkAccess", default="enabled"),
            # Without rules everyone is allowed.
            default_action="deny" if rules else "allow",
            ip_rules=tuple(str(one["value"]) for one in rules),
            private_endpoints=approved_endpoints(properties),
        ),
    }


SERVICES = ArmCollector(
    asset_type=SearchService,
    calls=(SERVICES_CALL, SERVICE_CALL),
    items=listing(SERVICES_CALL),
    find=named(SERVICE_CALL),
    listed=_service,
)

COLLECTORS: Collectors = (SERVICES,)

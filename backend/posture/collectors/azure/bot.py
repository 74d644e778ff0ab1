"""Collects bots of Azure Bot Service."""

from collections.abc import Mapping
from typing import Any

from posture.collectors.azure.collecting import (
    ArmCollector,
    Collectors,
    SubscriptionClient,
    listing,
    named,
)
from posture.collectors.azure.properties import flag, public_endpoint
from posture.collectors.collecting import Item
from posture.domain.azure.assets.bot import BotService

SERVICES_CALL = "bot:ListServices"
SERVICE_CALL = "bot:GetService"


def _service(_client: SubscriptionClient, item: Item) -> Mapping[str, Any]:
    properties = item.data["properties"]
    return {
        "local_auth": not flag(properties, "disableLocalAuth"),
        "network": public_endpoint(properties),
    }


SERVICES = ArmCollector(
    asset_type=BotService,
    calls=(SERVICES_CALL, SERVICE_CALL),
    items=listing(SERVICES_CALL),
    find=named(SERVICE_CALL),
    listed=_service,
)

COLLECTORS: Collectors = (SERVICES,)

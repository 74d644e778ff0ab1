"""All Azure collectors."""

from typing import Any

from posture.collectors.azure import ai, key_vault, network, storage
from posture.collectors.azure.collecting import SubscriptionClient
from posture.collectors.collecting import AssetCollector

COLLECTORS: tuple[AssetCollector[SubscriptionClient, Any], ...] = (
    *ai.COLLECTORS,
    *key_vault.COLLECTORS,
    *network.COLLECTORS,
    *storage.COLLECTORS,
)

"""Collector of Amazon MSK Connect: connectors, from their listing."""

from collections.abc import Mapping
from typing import Any

from posture.collectors.aws.collecting import RegionClient, listing
from posture.collectors.collecting import AssetCollector, Item, in_state
from posture.domain.aws.assets.kafkaconnect import MskConnector

LIST_CALL = "kafkaconnect:ListConnectors"
LARGEST_PAGE = 100


def _item(_client: RegionClient, one: Mapping[str, Any]) -> Item | None:
    if one.get("connectorState") == "DELETING":
        return None
    return Item(one["connectorArn"], one["connectorName"], one)


def _listed(_client: RegionClient, item: Item) -> Mapping[str, Any]:
    logs = (item.data.get("logDelivery") or {}).get("workerLogDelivery") or {}
    return {
        "traffic": item.data["kafkaClusterEncryptionInTransit"]["encryptionType"],
        "logged": any(each.get("enabled") for each in logs.values()),
    }


CONNECTORS = AssetCollector(
    asset_type=MskConnector,
    regional=True,
    calls=(LIST_CALL,),
    items=listing(LIST_CALL, "connectors", _item, maxResults=LARGEST_PAGE),
    listed=_listed,
    transition=in_state("creating", "updating", path=("connectorState",)),
)

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (CONNECTORS,)

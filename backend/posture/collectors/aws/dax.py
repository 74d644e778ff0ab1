"""Collector of Amazon DynamoDB Accelerator (DAX): clusters, whose listing has all settings."""

from collections.abc import Mapping
from typing import Any

from posture.collectors.aws.collecting import RegionClient, listing
from posture.collectors.collecting import AssetCollector, Item, in_state
from posture.domain.aws.assets.dax import DaxCluster

CLUSTERS_CALL = "dax:DescribeClusters"


def _cluster(_client: RegionClient, one: Mapping[str, Any]) -> Item | None:
    if one["Status"] == "deleting":
        return None
    return Item(one["ClusterArn"], one["ClusterName"], one)


def _listed(_client: RegionClient, item: Item) -> Mapping[str, Any]:
    return {
        # Clusters have no encryption unless it is ordered.
        "encryption": (item.data.get("SSEDescription") or {}).get("Status", "DISABLED"),
        "tls": item.data.get("ClusterEndpointEncryptionType") == "TLS",
    }


CLUSTERS = AssetCollector(
    asset_type=DaxCluster,
    regional=True,
    calls=(CLUSTERS_CALL,),
    items=listing(CLUSTERS_CALL, "Clusters", _cluster),
    listed=_listed,
    transition=in_state("creating", "modifying", path=("Status",)),
)

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (CLUSTERS,)

"""Collector of Amazon MemoryDB: clusters, from their listing."""

from collections.abc import Mapping
from typing import Any

from posture.collectors.aws.collecting import RegionClient, listing, of_listing
from posture.collectors.collecting import AssetCollector, Item, in_state
from posture.domain.aws.assets.memorydb import MemoryDbCluster

CLUSTERS_CALL = "memorydb:DescribeClusters"


def _item(_client: RegionClient, one: Mapping[str, Any]) -> Item | None:
    if one.get("Status") == "deleting":
        return None
    return Item(one["ARN"], one["Name"], one)


CLUSTERS = AssetCollector(
    asset_type=MemoryDbCluster,
    regional=True,
    calls=(CLUSTERS_CALL,),
    items=listing(CLUSTERS_CALL, "Clusters", _item),
    transition=in_state("creating", "updating", path=("Status",)),
    reads=(
        of_listing(
            ("acl", "tls"),
            CLUSTERS_CALL,
            lambda one: {"acl": one["ACLName"], "tls": one["TLSEnabled"]},
        ),
    ),
)

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (CLUSTERS,)

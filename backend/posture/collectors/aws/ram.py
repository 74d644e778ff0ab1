"""Collector of AWS Resource Access Manager: the account's own shares."""

from collections.abc import Mapping
from typing import Any

from posture.collectors.aws.collecting import RegionClient, listing, of_listing
from posture.collectors.collecting import AssetCollector, Item, in_state
from posture.domain.aws.assets.ram import ResourceShare

LIST_CALL = "ram:GetResourceShares"
GOING = frozenset({"DELETING", "DELETED", "FAILED"})
OF_POLICY = "CREATED_FROM_POLICY"


def _item(_client: RegionClient, one: Mapping[str, Any]) -> Item | None:
    if one.get("status") in GOING:
        return None
    return Item(one["resourceShareArn"], one["name"], one)


SHARES = AssetCollector(
    asset_type=ResourceShare,
    regional=True,
    calls=(LIST_CALL,),
    items=listing(LIST_CALL, "resourceShares", _item, resourceOwner="SELF"),
    listed=lambda _client, item: {"of_policy": item.data.get("featureSet") == OF_POLICY},
    transition=in_state("pending", path=("status",)),
    reads=(of_listing("external", LIST_CALL, lambda one: one["allowExternalPrincipals"]),),
)

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (SHARES,)

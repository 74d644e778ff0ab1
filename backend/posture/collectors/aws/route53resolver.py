"""Collector of Amazon Route 53 Resolver: logs of the DNS queries of networks."""

from collections.abc import Mapping
from typing import Any

from posture.collectors.aws.collecting import RegionClient, listing, owned
from posture.collectors.collecting import AssetCollector, Item, Read
from posture.domain.aws.assets.route53resolver import QueryLog

LIST_CALL = "route53resolver:ListResolverQueryLogConfigs"
NETWORKS_CALL = "route53resolver:ListResolverQueryLogConfigAssociations"
LARGEST_PAGE = 100
FAILING = frozenset({"ACTION_NEEDED", "FAILED"})


def _item(client: RegionClient, one: Mapping[str, Any]) -> Item | None:
    if not owned(client, one.get("OwnerId")):
        return None
    return Item(one["Arn"], one.get("Name") or one["Id"], one)


def _listed(client: RegionClient, item: Item) -> Mapping[str, Any]:
    return {
        "destination": item.data["DestinationArn"],
        "account_id": client.account_id,
        "networks": item.data["AssociationCount"],
    }


async def _failed_networks(client: RegionClient, item: Item) -> tuple[str, ...]:
    found = await client.shared_pages(
        NETWORKS_CALL, "ResolverQueryLogConfigAssociations", MaxResults=LARGEST_PAGE
    )
    return tuple(
        one["ResourceId"]
        for one in found
        if one["ResolverQueryLogConfigId"] == item.data["Id"] and one["Status"] in FAILING
    )


LOGS = AssetCollector(
    asset_type=QueryLog,
    regional=True,
    calls=(LIST_CALL,),
    items=listing(LIST_CALL, "ResolverQueryLogConfigs", _item, MaxResults=LARGEST_PAGE),
    listed=_listed,
    reads=(Read(facts=("failed_networks",), calls=(NETWORKS_CALL,), run=_failed_networks),),
)

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (LOGS,)

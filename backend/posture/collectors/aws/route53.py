"""Collector of Amazon Route 53: hosted zones, and whether their queries are logged."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

from posture.collectors.aws.collecting import RegionClient
from posture.collectors.collecting import Ask, AssetCollector, Item, Read
from posture.domain.aws.assets.route53 import HostedZone

LIST_CALL = "route53:ListHostedZones"
LOGGING_CALL = "route53:ListQueryLoggingConfigs"


async def _zones(client: RegionClient, _ask: Ask) -> AsyncIterator[Item]:
    """List all zones also for named ones: Route 53 allows five calls a second in all."""
    async for one in client.pages(LIST_CALL, "HostedZones"):
        zone_id = _id(one["Id"])
        arn = f"arn:{client.partition}:route53:::hostedzone/{zone_id}"
        yield Item(arn, one["Name"], one)


def _id(path: str) -> str:
    return path.rpartition("/")[2]


def _listed(_client: RegionClient, item: Item) -> Mapping[str, Any]:
    return {"private": item.data.get("Config", {}).get("PrivateZone", False)}


async def _queries_logged(client: RegionClient, item: Item) -> bool:
    configs = await client.shared_pages(LOGGING_CALL, "QueryLoggingConfigs")
    return _id(item.data["Id"]) in {_id(one["HostedZoneId"]) for one in configs}


ZONES = AssetCollector(
    asset_type=HostedZone,
    regional=False,
    calls=(LIST_CALL,),
    items=_zones,
    listed=_listed,
    reads=(Read(facts=("queries_logged",), calls=(LOGGING_CALL,), run=_queries_logged),),
)

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (ZONES,)

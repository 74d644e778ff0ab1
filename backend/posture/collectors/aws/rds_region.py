"""Collector of RDS event subscriptions, per region, and of RDS proxies."""

from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any

from posture.collectors.aws.collecting import RegionClient, Response, read
from posture.collectors.aws.rds import CLUSTERS_CALL, INSTANCES_CALL, LARGEST_PAGE, OTHER_SERVICES
from posture.collectors.collecting import Ask, AssetCollector, Item, Read
from posture.domain.aws.assets.rds import RdsProxy, RdsRegion, Subscription
from posture.domain.evidence import Fact, contradiction

SUBSCRIPTIONS_CALL = "rds:DescribeEventSubscriptions"
PROXIES_CALL = "rds:DescribeDBProxies"


async def _region(client: RegionClient, _ask: Ask) -> AsyncIterator[Item]:
    yield Item(client.arn("rds", "region"), client.region, {})


def _has(call: str, key: str) -> Callable[[RegionClient, Item], Any]:
    async def run(client: RegionClient, _item: Item) -> bool:
        found = await client.shared_pages(call, key, MaxRecords=LARGEST_PAGE)
        return any(one["Engine"] not in OTHER_SERVICES for one in found)

    return run


def _subscriptions(response: Response) -> tuple[Subscription, ...]:
    return tuple(
        Subscription(
            one["CustSubscriptionId"],
            one.get("SourceType") or "",
            frozenset(one.get("EventCategoriesList") or ()),
            bool(one.get("SourceIdsList")),
        )
        for one in response["EventSubscriptionsList"]
        if one.get("Enabled", False)
    )


async def _proxies(client: RegionClient, _ask: Ask) -> AsyncIterator[Item]:
    async for one in client.pages(PROXIES_CALL, "DBProxies", MaxRecords=LARGEST_PAGE):
        yield Item(one["DBProxyArn"], one["DBProxyName"], one)


def _proxy(_client: RegionClient, item: Item) -> Mapping[str, Any]:
    one = item.data
    return {
        "engine_family": one.get("EngineFamily", ""),
        "tls_required": one.get("RequireTLS", False),
        "debug_logging": one["DebugLogging"],
        "iam_modes": _iam_modes(one),
    }


def _iam_modes(one: Mapping[str, Any]) -> Fact[tuple[str, ...]]:
    if secrets := one.get("Auth"):
        return tuple(auth.get("IAMAuth", "DISABLED") for auth in secrets)
    if one.get("DefaultAuthScheme") == "IAM_AUTH":
        return ("REQUIRED",)
    return contradiction("a proxy without authentication", PROXIES_CALL)


PROXIES = AssetCollector(
    asset_type=RdsProxy,
    regional=True,
    calls=(PROXIES_CALL,),
    items=_proxies,
    listed=_proxy,
)

REGIONS = AssetCollector(
    asset_type=RdsRegion,
    regional=True,
    calls=(SUBSCRIPTIONS_CALL,),
    items=_region,
    reads=(
        Read(
            facts=("has_instances",),
            calls=(INSTANCES_CALL,),
            run=_has(INSTANCES_CALL, "DBInstances"),
        ),
        Read(
            facts=("has_clusters",),
            calls=(CLUSTERS_CALL,),
            run=_has(CLUSTERS_CALL, "DBClusters"),
        ),
        read(
            "subscriptions",
            SUBSCRIPTIONS_CALL,
            by=lambda _item: {"MaxRecords": LARGEST_PAGE},
            of=_subscriptions,
        ),
    ),
)

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (REGIONS, PROXIES)

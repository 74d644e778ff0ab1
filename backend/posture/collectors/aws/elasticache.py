"""Collector of Amazon ElastiCache: replication groups, clusters in none, serverless caches."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

from posture.collectors.aws.collecting import RegionClient, listing
from posture.collectors.collecting import Ask, AssetCollector, Item, Read, in_state
from posture.collectors.errors import ContradictionError
from posture.domain.aws.assets.elasticache import (
    CacheGroup,
    MemcachedCluster,
    ServerlessCache,
    SingleCluster,
)
from posture.domain.evidence import Fact, contradiction

GROUPS_CALL = "elasticache:DescribeReplicationGroups"
CLUSTERS_CALL = "elasticache:DescribeCacheClusters"
SERVERLESS_CALL = "elasticache:DescribeServerlessCaches"
OVER = frozenset({"deleting"})
CHANGING = ("creating", "modifying")


def _group(_client: RegionClient, one: Mapping[str, Any]) -> Item | None:
    if one["Status"] in OVER:
        return None
    return Item(one["ARN"], one["ReplicationGroupId"], one)


def _group_listed(_client: RegionClient, item: Item) -> Mapping[str, Any]:
    failover = item.data.get("AutomaticFailover") in {"enabled", "enabling"}
    return {**_settings(item.data), "failover": failover}


def _settings(one: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what a group and a cluster have in common."""
    tls = one.get("TransitEncryptionEnabled", False)
    return {
        # In the mode `preferred`, clients without TLS are accepted too.
        "tls_required": tls and one.get("TransitEncryptionMode", "required") == "required",
        "encrypted": one.get("AtRestEncryptionEnabled", False),
        "authenticated": one.get("AuthTokenEnabled", False) or bool(one.get("UserGroupIds")),
        "snapshot_days": one.get("SnapshotRetentionLimit", 0),
        "minor_upgrades": one.get("AutoMinorVersionUpgrade", False),
    }


async def _group_subnets(client: RegionClient, item: Item) -> str:
    """Return the subnet group of a replication group, which its clusters have in their listing."""
    found = {
        one.get("CacheSubnetGroupName")
        for one in await client.shared_pages(CLUSTERS_CALL, "CacheClusters")
        if one.get("ReplicationGroupId") == item.name
    }
    if len(found) != 1 or None in found:
        raise ContradictionError("its clusters have no subnet group in common", CLUSTERS_CALL)
    return str(found.pop())


async def _clusters(client: RegionClient) -> AsyncIterator[tuple[bool, Item]]:
    """Yield clusters that are in no group, each with whether it is of Memcached."""
    for one in await client.shared_pages(CLUSTERS_CALL, "CacheClusters"):
        if not one.get("ReplicationGroupId") and one["CacheClusterStatus"] not in OVER:
            yield one["Engine"] == "memcached", Item(one["ARN"], one["CacheClusterId"], one)


async def _memcached(client: RegionClient, _ask: Ask) -> AsyncIterator[Item]:
    async for memcached, item in _clusters(client):
        if memcached:
            yield item


async def _single(client: RegionClient, _ask: Ask) -> AsyncIterator[Item]:
    async for memcached, item in _clusters(client):
        if not memcached:
            yield item


def _subnet_group(item: Item) -> Fact[str]:
    return item.data.get("CacheSubnetGroupName") or contradiction(
        "a cluster without a subnet group", CLUSTERS_CALL
    )


def _memcached_listed(_client: RegionClient, item: Item) -> Mapping[str, Any]:
    tls = item.data.get("TransitEncryptionEnabled", False)
    return {"tls": tls, "subnet_group": _subnet_group(item)}


def _single_listed(_client: RegionClient, item: Item) -> Mapping[str, Any]:
    return {**_settings(item.data), "subnet_group": _subnet_group(item)}


def _serverless(_client: RegionClient, one: Mapping[str, Any]) -> Item | None:
    # The API writes the states of these in small letters, its reference in capitals.
    if one["Status"].lower() in {*OVER, "create-failed"}:
        return None
    return Item(one["ARN"], one["ServerlessCacheName"], one)


def _serverless_listed(_client: RegionClient, item: Item) -> Mapping[str, Any]:
    return {
        "memcached": item.data["Engine"] == "memcached",
        "user_group": bool(item.data.get("UserGroupId")),
        "public": item.data.get("ConnectionType") == "public",
        "own_key": bool(item.data.get("KmsKeyId")),
        "snapshot_days": item.data.get("SnapshotRetentionLimit", 0),
    }


GROUPS = AssetCollector(
    asset_type=CacheGroup,
    regional=True,
    calls=(GROUPS_CALL,),
    items=listing(GROUPS_CALL, "ReplicationGroups", _group),
    listed=_group_listed,
    transition=in_state(*CHANGING, path=("Status",)),
    reads=(Read(facts=("subnet_group",), calls=(CLUSTERS_CALL,), run=_group_subnets),),
)

MEMCACHED = AssetCollector(
    asset_type=MemcachedCluster,
    regional=True,
    calls=(CLUSTERS_CALL,),
    items=_memcached,
    transition=in_state(*CHANGING, path=("CacheClusterStatus",)),
    listed=_memcached_listed,
)

SINGLE = AssetCollector(
    asset_type=SingleCluster,
    regional=True,
    calls=(CLUSTERS_CALL,),
    items=_single,
    transition=in_state(*CHANGING, path=("CacheClusterStatus",)),
    listed=_single_listed,
)

SERVERLESS = AssetCollector(
    asset_type=ServerlessCache,
    regional=True,
    calls=(SERVERLESS_CALL,),
    items=listing(SERVERLESS_CALL, "ServerlessCaches", _serverless),
    transition=in_state(*CHANGING, *map(str.upper, CHANGING), path=("Status",)),
    listed=_serverless_listed,
)

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (GROUPS, MEMCACHED, SINGLE, SERVERLESS)

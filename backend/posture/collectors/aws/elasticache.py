"""Collector of Amazon ElastiCache: replication groups and Memcached clusters."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

from posture.collectors.aws.collecting import RegionClient, listing
from posture.collectors.collecting import Ask, AssetCollector, Item, Read, in_state
from posture.collectors.errors import ContradictionError
from posture.domain.aws.assets.elasticache import CacheGroup, MemcachedCluster
from posture.domain.evidence import Fact, contradiction

GROUPS_CALL = "elasticache:DescribeReplicationGroups"
CLUSTERS_CALL = "elasticache:DescribeCacheClusters"
OVER = frozenset({"deleting"})
CHANGING = ("creating", "modifying")


def _group(_client: RegionClient, one: Mapping[str, Any]) -> Item | None:
    if one["Status"] in OVER:
        return None
    return Item(one["ARN"], one["ReplicationGroupId"], one)


def _group_listed(_client: RegionClient, item: Item) -> Mapping[str, Any]:
    one = item.data
    tls = one.get("TransitEncryptionEnabled", False)
    return {
        # In the mode `preferred`, clients without TLS are accepted too.
        "tls_required": tls and one.get("TransitEncryptionMode", "required") == "required",
        "encrypted": one.get("AtRestEncryptionEnabled", False),
        "authenticated": one.get("AuthTokenEnabled", False) or bool(one.get("UserGroupIds")),
        "snapshot_days": one.get("SnapshotRetentionLimit", 0),
        "failover": one.get("AutomaticFailover") in {"enabled", "enabling"},
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


async def _memcached(client: RegionClient, _ask: Ask) -> AsyncIterator[Item]:
    for one in await client.shared_pages(CLUSTERS_CALL, "CacheClusters"):
        if one["Engine"] == "memcached" and one["CacheClusterStatus"] not in OVER:
            yield Item(one["ARN"], one["CacheClusterId"], one)


def _memcached_listed(_client: RegionClient, item: Item) -> Mapping[str, Any]:
    group: Fact[str] = item.data.get("CacheSubnetGroupName") or contradiction(
        "a cluster without a subnet group", CLUSTERS_CALL
    )
    return {"tls": item.data.get("TransitEncryptionEnabled", False), "subnet_group": group}


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

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (GROUPS, MEMCACHED)

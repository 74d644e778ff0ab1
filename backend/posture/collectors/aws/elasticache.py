"""Collector of Amazon ElastiCache: replication groups and Memcached clusters."""

from collections.abc import Mapping
from typing import Any

from posture.collectors.aws.collecting import RegionClient, listing
from posture.collectors.collecting import AssetCollector, Item, in_state
from posture.domain.aws.assets.elasticache import CacheGroup, MemcachedCluster

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


def _memcached(_client: RegionClient, one: Mapping[str, Any]) -> Item | None:
    if one["Engine"] != "memcached" or one["CacheClusterStatus"] in OVER:
        return None
    return Item(one["ARN"], one["CacheClusterId"], one)


GROUPS = AssetCollector(
    asset_type=CacheGroup,
    regional=True,
    calls=(GROUPS_CALL,),
    items=listing(GROUPS_CALL, "ReplicationGroups", _group),
    listed=_group_listed,
    transition=in_state(*CHANGING, path=("Status",)),
)

MEMCACHED = AssetCollector(
    asset_type=MemcachedCluster,
    regional=True,
    calls=(CLUSTERS_CALL,),
    items=listing(CLUSTERS_CALL, "CacheClusters", _memcached),
    transition=in_state(*CHANGING, path=("CacheClusterStatus",)),
    listed=lambda _client, item: {"tls": item.data.get("TransitEncryptionEnabled", False)},
)

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (GROUPS, MEMCACHED)

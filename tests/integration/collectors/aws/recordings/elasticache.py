"""ElastiCache: bare replication groups, one in transition to TLS, clusters in none, serverless."""

from tests.emulator.account.account import ACCOUNT_ID, HOME
from tests.emulator.recorded import Recording

PLACE = f"arn:aws:elasticache:{HOME}:{ACCOUNT_ID}"
LISTINGS = {
    "elasticache:DescribeReplicationGroups",
    "elasticache:DescribeCacheClusters",
    "elasticache:DescribeServerlessCaches",
}


def _group(name: str, more: str = "") -> str:
    return (
        f"<ReplicationGroup><ReplicationGroupId>{name}</ReplicationGroupId>"
        f"<Status>available</Status><ARN>{PLACE}:replicationgroup:{name}</ARN>{more}"
        "</ReplicationGroup>"
    )


def _cluster(name: str, engine: str, subnets: str, group: str = "") -> str:
    return (
        f"<CacheCluster><CacheClusterId>{name}</CacheClusterId><Engine>{engine}</Engine>"
        f"<CacheClusterStatus>available</CacheClusterStatus><ARN>{PLACE}:cluster:{name}</ARN>"
        f"<CacheSubnetGroupName>{subnets}</CacheSubnetGroupName>"
        f"<ReplicationGroupId>{group}</ReplicationGroupId>"
        "<TransitEncryptionEnabled>false</TransitEncryptionEnabled></CacheCluster>"
    )


def _serverless(name: str, engine: str, more: str = "", status: str = "available") -> str:
    return (
        f"<member><ServerlessCacheName>{name}</ServerlessCacheName><Engine>{engine}</Engine>"
        f"<Status>{status}</Status><ARN>{PLACE}:serverlesscache:{name}</ARN>{more}</member>"
    )


GOOD = (
    "<TransitEncryptionEnabled>true</TransitEncryptionEnabled>"
    "<TransitEncryptionMode>preferred</TransitEncryptionMode>"
    "<AtRestEncryptionEnabled>true</AtRestEncryptionEnabled>"
    "<UserGroupIds><member>app</member></UserGroupIds>"
    "<SnapshotRetentionLimit>7</SnapshotRetentionLimit>"
    "<AutomaticFailover>enabled</AutomaticFailover>"
    "<AutoMinorVersionUpgrade>true</AutoMinorVersionUpgrade>"
)


def _answer(operation: str, members: str) -> str:
    return (
        f"<{operation}Response><{operation}Result>{members}</{operation}Result>"
        f"</{operation}Response>"
    )


GROUPS = f"<ReplicationGroups>{_group('bare')}{_group('moving', GOOD)}</ReplicationGroups>"
MEMBERS = (
    _cluster("pages", "memcached", "default")
    + _cluster("alone", "redis", "default")
    + _cluster("bare-1", "redis", "default", "bare")
    + _cluster("moving-1", "redis", "private", "moving")
)
CLUSTERS = f"<CacheClusters>{MEMBERS}</CacheClusters>"
KEPT = (
    "<UserGroupId>app</UserGroupId><SnapshotRetentionLimit>7</SnapshotRetentionLimit>"
    f"<KmsKeyId>arn:aws:kms:{HOME}:{ACCOUNT_ID}:key/1</KmsKeyId>"
    "<ConnectionType>vpc</ConnectionType>"
)
SERVERLESS = "".join(
    (
        "<ServerlessCaches>",
        _serverless("open", "valkey", "<ConnectionType>public</ConnectionType>"),
        _serverless("kept", "valkey", KEPT),
        _serverless("pages", "memcached"),
        _serverless("going", "valkey", status="DELETING"),
        "</ServerlessCaches>",
    )
)
ANSWERS: dict[str, Recording] = {
    "elasticache:DescribeReplicationGroups": _answer("DescribeReplicationGroups", GROUPS),
    "elasticache:DescribeCacheClusters": _answer("DescribeCacheClusters", CLUSTERS),
    "elasticache:DescribeServerlessCaches": _answer("DescribeServerlessCaches", SERVERLESS),
}
TLS = "elasticache_replication_group_tls_required"
SUBNETS = "elasticache_cache_in_own_subnet_group"
FAILED = {
    f"{PLACE}:replicationgroup:bare": {
        TLS,
        "elasticache_replication_group_encrypted",
        "elasticache_replication_group_clients_authenticated",
        "elasticache_replication_group_snapshots_kept",
        "elasticache_replication_group_failover_enabled",
        "elasticache_replication_group_upgraded_automatically",
        SUBNETS,
    },
    f"{PLACE}:replicationgroup:moving": {TLS},
    f"{PLACE}:cluster:alone": {
        TLS,
        "elasticache_replication_group_encrypted",
        "elasticache_replication_group_clients_authenticated",
        "elasticache_replication_group_snapshots_kept",
        "elasticache_replication_group_upgraded_automatically",
        SUBNETS,
    },
    f"{PLACE}:cluster:pages": {"elasticache_memcached_tls_required", SUBNETS},
    f"{PLACE}:serverlesscache:open": {
        "elasticache_serverless_not_public",
        "elasticache_serverless_clients_authenticated",
        "elasticache_serverless_snapshots_kept",
        "elasticache_serverless_encrypted_with_own_key",
    },
    f"{PLACE}:serverlesscache:kept": set(),
    f"{PLACE}:serverlesscache:pages": {
        "elasticache_serverless_snapshots_kept",
        "elasticache_serverless_encrypted_with_own_key",
    },
}
CALLS: dict[str, int] = {}

"""Cases of ElastiCache's checks: replication groups, clusters that are in none, serverless."""

from posture.domain.aws.assets.elasticache import (
    CacheGroup,
    MemcachedCluster,
    ServerlessCache,
    SingleCluster,
)
from tests.unit.checks.evaluating import FAIL, NOT_APPLICABLE, PASS, Compliant, Row, rows

SAFE = {
    "tls_required": True,
    "encrypted": True,
    "authenticated": True,
    "snapshot_days": 7,
    "minor_upgrades": True,
    "subnet_group": "private",
}
COMPLIANT: Compliant = {
    CacheGroup: SAFE | {"failover": True},
    SingleCluster: SAFE,
    MemcachedCluster: {"tls": True, "subnet_group": "private"},
    ServerlessCache: {
        "memcached": False,
        "user_group": True,
        "public": False,
        "own_key": True,
        "snapshot_days": 7,
    },
}
REDIS: list[Row] = [
    ("replication_group_tls_required", {"tls_required": False}, FAIL),
    ("replication_group_encrypted", {"encrypted": False}, FAIL),
    ("replication_group_clients_authenticated", {"authenticated": False}, FAIL),
    ("replication_group_snapshots_kept", {"snapshot_days": 0}, FAIL),
    ("replication_group_snapshots_kept", {"snapshot_days": 1}, PASS),
    ("replication_group_upgraded_automatically", {"minor_upgrades": False}, FAIL),
]
CACHES: list[Row] = [
    ("replication_group_failover_enabled", {"failover": False}, FAIL),
    ("memcached_tls_required", {"tls": False}, FAIL),
]
SUBNETS: list[Row] = [("cache_in_own_subnet_group", {"subnet_group": "default"}, FAIL)]
WITHOUT_USERS = {"memcached": True, "user_group": False}
SERVERLESS: list[Row] = [
    ("serverless_not_public", {"public": True}, FAIL),
    ("serverless_clients_authenticated", {"user_group": False}, FAIL),
    ("serverless_clients_authenticated", WITHOUT_USERS, NOT_APPLICABLE),
    ("serverless_snapshots_kept", {"snapshot_days": 0}, FAIL),
    ("serverless_snapshots_kept", {"snapshot_days": 1}, PASS),
    ("serverless_encrypted_with_own_key", {"own_key": False}, FAIL),
]
CASES = [
    *rows("aws_elasticache", SERVERLESS),
    *rows("aws_elasticache", CACHES),
    *rows("aws_elasticache", REDIS, kind=CacheGroup),
    *rows("aws_elasticache", REDIS, kind=SingleCluster),
    *rows("aws_elasticache", SUBNETS, kind=CacheGroup),
    *rows("aws_elasticache", SUBNETS, kind=SingleCluster),
    *rows("aws_elasticache", SUBNETS, kind=MemcachedCluster),
]

"""Assets of Amazon ElastiCache: replication groups and Memcached clusters."""

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset
from posture.domain.evidence import Fact


class Cache(AwsAsset, frozen=True, kw_only=True):
    """A replication group, or a cluster of Memcached.

    Attributes:
        subnet_group: the name of the group of its subnets.
    """

    service = "elasticache"
    family = Family.DATABASE
    arn = ArnShape("elasticache", ("replicationgroup:", "cluster:"))

    subnet_group: Fact[str]


class CacheGroup(Cache, frozen=True, kw_only=True):
    """A replication group of Redis OSS or Valkey.

    Attributes:
        tls_required: whether it accepts connections over TLS only.
        encrypted: whether its data is encrypted on disks.
        authenticated: whether clients need a token or a user.
        snapshot_days: how many days its snapshots are kept; 0 without snapshots.
        failover: whether a replica takes over when the primary fails.
        minor_upgrades: whether it takes minor versions by itself.
    """

    arn = ArnShape("elasticache", "replicationgroup:")

    tls_required: bool
    encrypted: bool
    authenticated: bool
    snapshot_days: int
    failover: bool
    minor_upgrades: bool


class MemcachedCluster(Cache, frozen=True, kw_only=True):
    """A cluster of Memcached.

    Attributes:
        tls: whether it accepts connections over TLS only.
    """

    arn = ArnShape("elasticache", "cluster:")

    tls: bool

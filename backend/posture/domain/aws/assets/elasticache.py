"""Assets of Amazon ElastiCache: replication groups, clusters in none, serverless caches."""

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset
from posture.domain.evidence import Fact


class Cache(AwsAsset, frozen=True, kw_only=True):
    """A replication group, or a cluster of its own.

    Attributes:
        subnet_group: the name of the group of its subnets.
    """

    service = "elasticache"
    family = Family.DATABASE
    arn = ArnShape("elasticache", ("replicationgroup:", "cluster:"))

    subnet_group: Fact[str]


class RedisCache(Cache, frozen=True, kw_only=True):
    """A cache of Redis OSS or Valkey.

    Attributes:
        tls_required: whether it accepts connections over TLS only.
        encrypted: whether its data is encrypted on disks.
        authenticated: whether clients need a token or a user.
        snapshot_days: how many days its snapshots are kept; 0 without snapshots.
        minor_upgrades: whether it takes minor versions by itself.
    """

    tls_required: bool
    encrypted: bool
    authenticated: bool
    snapshot_days: int
    minor_upgrades: bool


class CacheGroup(RedisCache, frozen=True, kw_only=True):
    """A replication group.

    Attributes:
        failover: whether a replica takes over when the primary fails.
    """

    arn = ArnShape("elasticache", "replicationgroup:")

    failover: bool


class SingleCluster(RedisCache, frozen=True, kw_only=True):
    """A cluster of Redis OSS or Valkey that is in no replication group."""

    arn = ArnShape("elasticache", "cluster:")


class MemcachedCluster(Cache, frozen=True, kw_only=True):
    """A cluster of Memcached.

    Attributes:
        tls: whether it accepts connections over TLS only.
    """

    arn = ArnShape("elasticache", "cluster:")

    tls: bool


class ServerlessCache(AwsAsset, frozen=True, kw_only=True):
    """A serverless cache, which always requires TLS and encrypts its data on disks.

    Attributes:
        memcached: whether its engine is Memcached, which has no users.
        user_group: whether clients need a user of a group.
        public: whether it has an endpoint on the internet.
        own_key: whether its data is encrypted with a customer managed key.
        snapshot_days: how many days its snapshots are kept; 0 without snapshots.
    """

    service = "elasticache"
    family = Family.DATABASE
    arn = ArnShape("elasticache", "serverlesscache:")

    memcached: bool
    user_group: bool
    public: bool
    own_key: bool
    snapshot_days: int

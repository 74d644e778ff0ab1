"""Checks of Amazon ElastiCache: encryption, clients, snapshots and failover."""

from posture.domain.asset import Family
from posture.domain.aws.assets.elasticache import Cache, CacheGroup, MemcachedCluster, RedisCache
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, passed

DOCS = "https://docs.aws.amazon.com/AmazonElastiCache/latest/dg"
MODIFY = "aws elasticache modify-replication-group --replication-group-id GROUP {}"
DEFAULT_GROUP = "default"
LEAST_SNAPSHOT_DAYS = 1


@check(
    severity=Severity.HIGH,
    finding_title="Redis or Valkey cache accepts connections without TLS",
    remediation="Require encryption in transit; make a group of a cluster that is in none.",
    cli=MODIFY.format("--transit-encryption-enabled --transit-encryption-mode required"),
    terraform="""
        resource "aws_elasticache_replication_group" "this" {
          transit_encryption_enabled = true
          transit_encryption_mode    = "required"
        }
    """,
    reference=f"{DOCS}/in-transit-encryption.html",
    family=Family.NETWORK,
)
def aws_elasticache_replication_group_tls_required(cache: RedisCache) -> Verdict:
    """Redis or Valkey cache requires TLS.

    Sessions and tokens that applications cache cross the network in plain text otherwise.
    """
    return passed() if cache.tls_required else failed("Connections without TLS are accepted.")


@check(
    severity=Severity.MEDIUM,
    finding_title="Redis or Valkey cache is not encrypted on disks",
    remediation="Restore a snapshot into a new group with encryption at rest.",
    terraform="""
        resource "aws_elasticache_replication_group" "this" {
          at_rest_encryption_enabled = true
        }
    """,
    reference=f"{DOCS}/at-rest-encryption.html",
    family=Family.STORAGE,
)
def aws_elasticache_replication_group_encrypted(cache: RedisCache) -> Verdict:
    """Redis or Valkey cache is encrypted on disks.

    Snapshots and swapped memory hold the cached data.
    """
    return passed() if cache.encrypted else failed("Encryption at rest is off.")


@check(
    severity=Severity.HIGH,
    finding_title="Redis or Valkey cache serves clients without a password",
    remediation="Set a user group, or an AUTH token for old versions; clusters need a group first.",
    cli=MODIFY.format("--user-group-ids-to-add USERS"),
    terraform="""
        resource "aws_elasticache_replication_group" "this" {
          user_group_ids = [aws_elasticache_user_group.app.user_group_id]
        }
    """,
    reference=f"{DOCS}/Clusters.RBAC.html",
    family=Family.IAM,
)
def aws_elasticache_replication_group_clients_authenticated(cache: RedisCache) -> Verdict:
    """Redis or Valkey cache serves users and holders of its token only.

    Otherwise every client that reaches the port can read and change everything.
    """
    if cache.authenticated:
        return passed()
    return failed("It has neither a user group nor an AUTH token.")


@check(
    severity=Severity.MEDIUM,
    finding_title="Redis or Valkey cache keeps no snapshots",
    remediation="Keep daily snapshots, unless everything in the cache can be computed again.",
    cli=MODIFY.format("--snapshot-retention-limit 7"),
    terraform="""
        resource "aws_elasticache_replication_group" "this" {
          snapshot_retention_limit = 7
        }
    """,
    reference=f"{DOCS}/backups-automatic.html",
)
def aws_elasticache_replication_group_snapshots_kept(cache: RedisCache) -> Verdict:
    """Redis or Valkey cache keeps automatic snapshots.

    Without one, what was deleted or changed by mistake is lost.
    """
    if cache.snapshot_days >= LEAST_SNAPSHOT_DAYS:
        return passed()
    return failed("Automatic snapshots are off.")


@check(
    severity=Severity.MEDIUM,
    finding_title="Replication group of ElastiCache has no automatic failover",
    remediation="Add a replica in another zone, and turn on automatic failover.",
    cli=MODIFY.format("--automatic-failover-enabled --multi-az-enabled"),
    terraform="""
        resource "aws_elasticache_replication_group" "this" {
          automatic_failover_enabled = true
          multi_az_enabled           = true
        }
    """,
    reference=f"{DOCS}/AutoFailover.html",
)
def aws_elasticache_replication_group_failover_enabled(group: CacheGroup) -> Verdict:
    """Replication group of ElastiCache has automatic failover.

    When the primary node fails, a replica takes over within seconds.
    """
    return passed() if group.failover else failed("Automatic failover is off.")


@check(
    severity=Severity.MEDIUM,
    finding_title="Redis or Valkey cache does not take minor versions",
    remediation="Turn on automatic minor version upgrades.",
    cli=MODIFY.format("--auto-minor-version-upgrade"),
    terraform="""
        resource "aws_elasticache_replication_group" "this" {
          auto_minor_version_upgrade = true
        }
    """,
    reference=f"{DOCS}/VersionManagement.html",
    family=Family.COMPUTE,
)
def aws_elasticache_replication_group_upgraded_automatically(cache: RedisCache) -> Verdict:
    """Redis or Valkey cache takes minor versions by itself.

    Minor versions have the fixes of known flaws.
    """
    return passed() if cache.minor_upgrades else failed("Automatic upgrades are off.")


@check(
    severity=Severity.MEDIUM,
    finding_title="Memcached cluster accepts connections without TLS",
    remediation="Make a new cluster with encryption in transit.",
    terraform="""
        resource "aws_elasticache_cluster" "this" {
          transit_encryption_enabled = true
        }
    """,
    reference=f"{DOCS}/in-transit-encryption-mc.html",
    family=Family.NETWORK,
)
def aws_elasticache_memcached_tls_required(cluster: MemcachedCluster) -> Verdict:
    """Memcached cluster requires TLS.

    Memcached has no passwords here: without TLS nothing protects what is cached on its way.
    """
    return passed() if cluster.tls else failed("Encryption in transit is off.")


@check(
    severity=Severity.MEDIUM,
    finding_title="Cache of ElastiCache is in the default subnet group",
    remediation="Make a cache in a subnet group of private subnets, and move the data to it.",
    terraform="""
        resource "aws_elasticache_replication_group" "this" {
          subnet_group_name = aws_elasticache_subnet_group.private.name
        }
    """,
    reference="https://docs.aws.amazon.com/securityhub/latest/userguide/elasticache-controls.html#elasticache-7",
    family=Family.NETWORK,
)
def aws_elasticache_cache_in_own_subnet_group(cache: Cache) -> Verdict:
    """Cache of ElastiCache is in a subnet group of its own.

    The default group has all subnets of the default VPC, which are public.
    """
    if known(cache.subnet_group) == DEFAULT_GROUP:
        return failed("It is in the default subnet group.")
    return passed()

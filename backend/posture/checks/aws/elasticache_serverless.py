"""Checks of the serverless caches of Amazon ElastiCache: endpoints, clients, snapshots, keys."""

from posture.domain.asset import Family
from posture.domain.aws.assets.elasticache import ServerlessCache
from posture.domain.check import Severity, check
from posture.domain.verdict import Verdict, failed, not_applicable, passed

DOCS = "https://docs.aws.amazon.com/AmazonElastiCache/latest/dg"
MODIFY = "aws elasticache modify-serverless-cache --serverless-cache-name NAME {}"
LEAST_SNAPSHOT_DAYS = 1


@check(
    severity=Severity.MEDIUM,
    finding_title="Serverless cache has an endpoint on the internet",
    remediation="Make a cache of the connection type vpc, and move the clients into its network.",
    cli="""
        aws elasticache create-serverless-cache --serverless-cache-name NAME --engine valkey \\
          --connection-type vpc --subnet-ids SUBNETS --security-group-ids GROUPS
    """,
    terraform="""
        resource "aws_elasticache_serverless_cache" "this" {
          subnet_ids         = aws_subnet.private[*].id
          security_group_ids = [aws_security_group.cache.id]
        }
    """,
    reference=f"{DOCS}/serverless-public-endpoints-chapter.html",
    family=Family.NETWORK,
)
def aws_elasticache_serverless_not_public(cache: ServerlessCache) -> Verdict:
    """Serverless cache is reachable from its VPC alone.

    No security group protects an endpoint on the internet: one stolen credential is enough.
    """
    return failed("Its connection type is public.") if cache.public else passed()


@check(
    severity=Severity.HIGH,
    finding_title="Serverless cache of Redis or Valkey serves clients without a password",
    remediation="Set a user group; serverless caches have no AUTH token.",
    cli=MODIFY.format("--user-group-id USERS"),
    terraform="""
        resource "aws_elasticache_serverless_cache" "this" {
          user_group_id = aws_elasticache_user_group.app.user_group_id
        }
    """,
    reference=f"{DOCS}/Clusters.RBAC.html",
    family=Family.IAM,
)
def aws_elasticache_serverless_clients_authenticated(cache: ServerlessCache) -> Verdict:
    """Serverless cache of Redis or Valkey serves the users of a group only.

    Otherwise every client that reaches the port can read and change everything.
    """
    if cache.memcached:
        return not_applicable("Memcached has no users.")
    return passed() if cache.user_group else failed("It has no user group.")


@check(
    severity=Severity.MEDIUM,
    finding_title="Serverless cache keeps no snapshots",
    remediation="Keep daily snapshots, unless everything in the cache can be computed again.",
    cli=MODIFY.format("--snapshot-retention-limit 7"),
    terraform="""
        resource "aws_elasticache_serverless_cache" "this" {
          snapshot_retention_limit = 7
        }
    """,
    reference=f"{DOCS}/backups-automatic.html",
)
def aws_elasticache_serverless_snapshots_kept(cache: ServerlessCache) -> Verdict:
    """Serverless cache keeps automatic snapshots.

    Without one, what was deleted or changed by mistake is lost.
    """
    if cache.snapshot_days >= LEAST_SNAPSHOT_DAYS:
        return passed()
    return failed("Automatic snapshots are off.")


@check(
    severity=Severity.LOW,
    finding_title="Serverless cache is encrypted with AWS's own key",
    remediation="Make a cache with a customer managed key from a snapshot.",
    cli="""
        aws elasticache create-serverless-cache --serverless-cache-name NAME --engine valkey \\
          --kms-key-id KEY --snapshot-arns-to-restore SNAPSHOT
    """,
    terraform="""
        resource "aws_elasticache_serverless_cache" "this" {
          kms_key_id = aws_kms_key.this.arn
        }
    """,
    reference=f"{DOCS}/at-rest-encryption.html",
    family=Family.SECRETS,
)
def aws_elasticache_serverless_encrypted_with_own_key(cache: ServerlessCache) -> Verdict:
    """Serverless cache is encrypted with a customer managed key.

    Only your own key can be revoked, and shows each of its uses.
    """
    return passed() if cache.own_key else failed("The key is AWS's own.")

"""Checks of the data in Amazon S3 buckets: encryption, versions, replicas, logs."""

from posture.domain.asset import Family
from posture.domain.aws.assets.s3 import S3Bucket
from posture.domain.check import Severity, check
from posture.domain.evidence import Unread, known
from posture.domain.verdict import Verdict, failed, passed

DOCS = "https://docs.aws.amazon.com/AmazonS3/latest/userguide"
KMS_ALGORITHMS = frozenset({"aws:kms", "aws:kms:dsse"})


@check(
    severity=Severity.MEDIUM,
    finding_title="S3 bucket has versioning off",
    remediation="Enable versioning.",
    cli="""
        aws s3api put-bucket-versioning --bucket BUCKET --versioning-configuration Status=Enabled
    """,
    terraform="""
        resource "aws_s3_bucket_versioning" "this" {
          bucket = aws_s3_bucket.this.id
          versioning_configuration { status = "Enabled" }
        }
    """,
    reference=f"{DOCS}/Versioning.html",
)
def aws_s3_bucket_versioning_enabled(bucket: S3Bucket) -> Verdict:
    """S3 bucket has versioning on.

    Without versions, a deleted or overwritten object is lost.
    """
    return passed() if known(bucket.versioning) else failed("Versioning is not enabled.")


@check(
    severity=Severity.MEDIUM,
    finding_title="S3 bucket deletes object versions without MFA",
    remediation="Enable MFA Delete, signed in as the root user.",
    cli="""
        aws s3api put-bucket-versioning --bucket BUCKET --mfa "SERIAL CODE" \\
          --versioning-configuration Status=Enabled,MFADelete=Enabled
    """,
    reference=f"{DOCS}/MultiFactorAuthenticationDelete.html",
)
def aws_s3_bucket_mfa_delete_enabled(bucket: S3Bucket) -> Verdict:
    """S3 bucket requires MFA to delete object versions permanently.

    Versions protect against mistakes, but an attacker with stolen credentials can delete them too.
    """
    return passed() if known(bucket.mfa_delete) else failed("MFA Delete is not enabled.")


@check(
    severity=Severity.MEDIUM,
    finding_title="S3 bucket has no default encryption",
    remediation="Enable default encryption.",
    cli="""
        aws s3api put-bucket-encryption --bucket BUCKET --server-side-encryption-configuration \\
          '{"Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}]}'
    """,
    terraform="""
        resource "aws_s3_bucket_server_side_encryption_configuration" "this" {
          bucket = aws_s3_bucket.this.id
          rule {
            apply_server_side_encryption_by_default { sse_algorithm = "AES256" }
          }
        }
    """,
    reference=f"{DOCS}/default-bucket-encryption.html",
)
def aws_s3_bucket_encrypted(bucket: S3Bucket) -> Verdict:
    """S3 bucket encrypts new objects by default.

    Encryption protects data on disks that leave the data center.
    """
    encryption = known(bucket.encryption)
    if encryption is None:
        return failed("No default encryption is set.")
    return passed(f"Encrypted with {encryption.algorithm}.")


@check(
    severity=Severity.MEDIUM,
    finding_title="S3 bucket does not encrypt with a KMS key by default",
    remediation="Set a KMS key as default encryption, and enable bucket keys.",
    cli="""
        aws s3api put-bucket-encryption --bucket BUCKET --server-side-encryption-configuration \\
          '{"Rules": [{"ApplyServerSideEncryptionByDefault":
            {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": "KEY"}, "BucketKeyEnabled": true}]}'
    """,
    terraform="""
        resource "aws_s3_bucket_server_side_encryption_configuration" "this" {
          bucket = aws_s3_bucket.this.id
          rule {
            bucket_key_enabled = true
            apply_server_side_encryption_by_default {
              sse_algorithm     = "aws:kms"
              kms_master_key_id = aws_kms_key.data.arn
            }
          }
        }
    """,
    reference=f"{DOCS}/UsingKMSEncryption.html",
)
def aws_s3_bucket_encrypted_with_kms(bucket: S3Bucket) -> Verdict:
    """S3 bucket encrypts new objects with a KMS key by default.

    With S3's own keys, anyone who may read an object gets its content. A KMS key requires a second
    permission, whose use is logged and which can be revoked.
    """
    encryption = known(bucket.encryption)
    if encryption and encryption.algorithm in KMS_ALGORITHMS:
        return passed()
    return failed(f"Default encryption: {encryption.algorithm if encryption else 'none'}.")


@check(
    severity=Severity.MEDIUM,
    finding_title="S3 bucket accepts encryption with customer-provided keys",
    remediation="Block SSE-C in the bucket's encryption settings.",
    cli="""
        aws s3api put-bucket-encryption --bucket BUCKET --server-side-encryption-configuration \\
          '{"Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"},
            "BlockedEncryptionTypes": {"EncryptionType": ["SSE-C"]}}]}'
    """,
    terraform="""
        resource "aws_s3_bucket_server_side_encryption_configuration" "this" {
          bucket = aws_s3_bucket.this.id
          rule { blocked_encryption_types = ["SSE-C"] }
        }
    """,
    reference=f"{DOCS}/blocking-unblocking-s3-c-encryption-gpb.html",
)
def aws_s3_bucket_customer_provided_keys_blocked(bucket: S3Bucket) -> Verdict:
    """S3 bucket blocks encryption with customer-provided keys (SSE-C).

    Attackers with a stolen write permission have encrypted whole buckets with keys of their own, so
    that only they can read the data.
    """
    encryption = known(bucket.encryption)
    if encryption and encryption.sse_c_blocked:
        return passed()
    return failed("Requests with SSE-C are accepted.")


@check(
    severity=Severity.MEDIUM,
    finding_title="S3 bucket does not log access",
    remediation="Log access to the bucket in another bucket.",
    cli="""
        aws s3api put-bucket-logging --bucket BUCKET --bucket-logging-status \\
          '{"LoggingEnabled": {"TargetBucket": "LOGS", "TargetPrefix": "BUCKET/"}}'
    """,
    terraform="""
        resource "aws_s3_bucket_logging" "this" {
          bucket        = aws_s3_bucket.this.id
          target_bucket = aws_s3_bucket.logs.id
          target_prefix = "this/"
        }
    """,
    reference=f"{DOCS}/ServerLogs.html",
    family=Family.LOGGING,
)
def aws_s3_bucket_access_logged(bucket: S3Bucket) -> Verdict:
    """S3 bucket logs access to its objects.

    After a leak the log shows which objects were taken. By default CloudTrail does not record reads
    of objects.
    """
    target = known(bucket.logging_target)
    return passed(f"Logged in {target}.") if target else failed("Access is not logged.")


@check(
    severity=Severity.LOW,
    finding_title="S3 bucket has no lifecycle rule",
    remediation="Set a lifecycle rule, at least for old versions and incomplete uploads.",
    cli="""
        aws s3api put-bucket-lifecycle-configuration --bucket BUCKET \\
          --lifecycle-configuration file://lifecycle.json
    """,
    terraform="""
        resource "aws_s3_bucket_lifecycle_configuration" "this" {
          bucket = aws_s3_bucket.this.id
          rule {
            id     = "old-versions"
            status = "Enabled"
            noncurrent_version_expiration { noncurrent_days = 90 }
          }
        }
    """,
    reference=f"{DOCS}/object-lifecycle-mgmt.html",
)
def aws_s3_bucket_lifecycle_configured(bucket: S3Bucket) -> Verdict:
    """S3 bucket has a lifecycle rule.

    Data that is no longer needed costs money, and leaks with the rest.
    """
    return passed() if known(bucket.lifecycle) else failed("No lifecycle rule is enabled.")


@check(
    severity=Severity.LOW,
    finding_title="S3 bucket has Object Lock off",
    remediation="Enable Object Lock with a default retention.",
    cli="""
        aws s3api put-object-lock-configuration --bucket BUCKET --object-lock-configuration \\
          '{"ObjectLockEnabled": "Enabled",
            "Rule": {"DefaultRetention": {"Mode": "GOVERNANCE", "Days": 30}}}'
    """,
    terraform="""
        resource "aws_s3_bucket_object_lock_configuration" "this" {
          bucket = aws_s3_bucket.this.id
          rule {
            default_retention {
              mode = "GOVERNANCE"
              days = 30
            }
          }
        }
    """,
    reference=f"{DOCS}/object-lock.html",
)
def aws_s3_bucket_object_lock_enabled(bucket: S3Bucket) -> Verdict:
    """S3 bucket has Object Lock on.

    Object Lock keeps backups and logs from being changed or deleted, even by an attacker with
    administrator permissions.
    """
    return passed() if known(bucket.object_lock) else failed("Object Lock is not enabled.")


@check(
    severity=Severity.LOW,
    finding_title="S3 bucket sends no event notifications",
    remediation="Send the bucket's events to EventBridge, or to a queue, topic or function.",
    cli="""
        aws s3api put-bucket-notification-configuration --bucket BUCKET \\
          --notification-configuration '{"EventBridgeConfiguration": {}}'
    """,
    terraform="""
        resource "aws_s3_bucket_notification" "this" {
          bucket      = aws_s3_bucket.this.id
          eventbridge = true
        }
    """,
    reference=f"{DOCS}/EventNotifications.html",
    family=Family.LOGGING,
)
def aws_s3_bucket_event_notifications_enabled(bucket: S3Bucket) -> Verdict:
    """S3 bucket sends event notifications when its objects change.

    An unexpected deletion is then noticed within seconds, not when the object is missed.
    """
    targets = known(bucket.notified)
    return passed(f"Sent to {', '.join(targets)}.") if targets else failed("No event is sent.")


@check(
    severity=Severity.LOW,
    finding_title="S3 bucket is not replicated to another region",
    remediation="Replicate the bucket to one in another region.",
    cli="""
        aws s3api put-bucket-replication --bucket BUCKET \\
          --replication-configuration file://replication.json
    """,
    terraform="""
        resource "aws_s3_bucket_replication_configuration" "this" {
          bucket = aws_s3_bucket.this.id
          role   = aws_iam_role.replication.arn
          rule {
            status = "Enabled"
            destination { bucket = aws_s3_bucket.elsewhere.arn }
          }
        }
    """,
    reference=f"{DOCS}/replication.html",
)
def aws_s3_bucket_replicated_to_other_region(bucket: S3Bucket) -> Verdict:
    """S3 bucket is replicated to another region.

    A region can be unavailable for hours, and data that exists in one region only can be lost with
    it.
    """
    if not known(bucket.versioning):
        return failed("Versioning is off, so nothing is replicated.")
    replicas = known(bucket.replicas)
    if not replicas:
        return failed("No replication rule is enabled.")
    whole = [one for one in replicas if not one.partial]
    if not whole:
        return failed("Only objects with some prefixes or tags are replicated.")
    encryption = known(bucket.encryption)
    if encryption and encryption.algorithm in KMS_ALGORITHMS:
        whole = [one for one in whole if one.with_kms]
    if not whole:
        return failed("New objects are encrypted with a KMS key, and such are not replicated.")
    regions = [one.region for one in whole]
    elsewhere = [one for one in regions if not isinstance(one, Unread) and one != bucket.region]
    if elsewhere:
        return passed(f"Replicated to {', '.join(sorted(set(elsewhere)))}.")
    return failed(f"Replicated within {', '.join(sorted({known(one) for one in regions}))} only.")

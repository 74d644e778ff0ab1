"""Checks of buckets."""

from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.gcp.assets.storage import StorageBucket
from posture.domain.gcp.iam import public_grants
from posture.domain.verdict import Verdict, failed, not_applicable, passed

DOCS = "https://cloud.google.com/storage/docs"
ENFORCED = "enforced"
PREVENTED = "Public access is prevented, so the grants have no effect."
PREVENT_HCL = """
    resource "google_storage_bucket" "this" {
      public_access_prevention = "enforced"
    }
"""
UNIFORM_HCL = """
    resource "google_storage_bucket" "this" {
      uniform_bucket_level_access = true
    }
"""


def _prevented(bucket: StorageBucket) -> bool:
    return known(bucket.prevention) == ENFORCED or known(bucket.prevented_above)


@check(
    severity=Severity.CRITICAL,
    finding_title="Bucket is public",
    remediation="Enforce public access prevention, and remove the grants to everyone.",
    cli="gcloud storage buckets update gs://NAME --public-access-prevention",
    terraform=PREVENT_HCL,
    reference=f"{DOCS}/public-access-prevention",
)
def gcp_storage_bucket_not_public(bucket: StorageBucket) -> Verdict:
    """Bucket is not public, by its policy or its access control list.

    allAuthenticatedUsers is everyone with an account of Google. Single objects of a bucket without
    uniform access can be public all the same, and are not looked at.
    """
    found = list(public_grants(known(bucket.policy)))
    if not known(bucket.uniform):
        found += [f"access control list: {one}" for one in sorted(known(bucket.public_acl))]
    if not found:
        return passed()
    return passed(PREVENTED) if _prevented(bucket) else failed(f"Granted: {'; '.join(found)}.")


@check(
    severity=Severity.MEDIUM,
    finding_title="Bucket's objects can have access of their own",
    remediation="Enable uniform bucket-level access.",
    cli="gcloud storage buckets update gs://NAME --uniform-bucket-level-access",
    terraform=UNIFORM_HCL,
    reference=f"{DOCS}/uniform-bucket-level-access",
)
def gcp_storage_bucket_uniform_access(bucket: StorageBucket) -> Verdict:
    """Bucket's policy alone decides about its objects.

    Otherwise each object has an access list of its own, and there is no view of all of them.
    """
    return passed() if known(bucket.uniform) else failed("Access control lists are in force.")


@check(
    severity=Severity.MEDIUM,
    finding_title="Bucket can be made public",
    remediation="Enforce public access prevention, for the bucket or by organization policy.",
    cli="gcloud storage buckets update gs://NAME --public-access-prevention",
    terraform=PREVENT_HCL,
    reference=f"{DOCS}/public-access-prevention",
)
def gcp_storage_bucket_public_access_prevented(bucket: StorageBucket) -> Verdict:
    """Bucket prevents public access, by itself or by organization policy.

    Then one wrong grant exposes nothing.
    """
    return passed() if _prevented(bucket) else failed("Public access prevention is not enforced.")


@check(
    severity=Severity.HIGH,
    finding_title="New objects of the bucket are public",
    remediation="Enable uniform access, or remove everyone from the default list.",
    cli="gcloud storage buckets update gs://NAME --uniform-bucket-level-access",
    terraform=UNIFORM_HCL,
    reference=f"{DOCS}/access-control/lists",
)
def gcp_storage_bucket_default_object_acl_not_public(bucket: StorageBucket) -> Verdict:
    """Bucket does not make its new objects public.

    The default list gives each new object to everyone, whatever it contains.
    """
    if known(bucket.uniform):
        return not_applicable("Access control lists have no effect.")
    found = sorted(known(bucket.public_default_acl))
    if not found:
        return passed()
    return passed(PREVENTED) if _prevented(bucket) else failed(f"Granted to {', '.join(found)}.")


@check(
    severity=Severity.LOW,
    finding_title="Bucket keeps no earlier versions of objects",
    remediation="Enable versioning.",
    cli="gcloud storage buckets update gs://NAME --versioning",
    terraform="""
        resource "google_storage_bucket" "this" {
          versioning {
            enabled = true
          }
        }
    """,
    reference=f"{DOCS}/object-versioning",
)
def gcp_storage_bucket_versioning_enabled(bucket: StorageBucket) -> Verdict:
    """Bucket keeps earlier versions of objects, or forbids overwriting them.

    Overwritten data can be restored.
    """
    if known(bucket.versioning):
        return passed()
    if known(bucket.retention_days):
        return passed("A retention policy forbids to overwrite objects.")
    return failed("Versioning is off.")


@check(
    severity=Severity.LOW,
    finding_title="Bucket does not keep deleted objects",
    remediation="Keep deleted objects for 7 days or more.",
    cli="gcloud storage buckets update gs://NAME --soft-delete-duration=7d",
    terraform="""
        resource "google_storage_bucket" "this" {
          soft_delete_policy {
            retention_duration_seconds = 604800
          }
        }
    """,
    reference=f"{DOCS}/soft-delete",
)
def gcp_storage_bucket_soft_delete_enabled(bucket: StorageBucket) -> Verdict:
    """Bucket keeps deleted objects for a while.

    Otherwise a mistake or an attacker deletes data for good.
    """
    return passed() if known(bucket.soft_delete_days) else failed("Deleted objects are not kept.")


@check(
    severity=Severity.LOW,
    finding_title="Bucket is encrypted with a key of Google",
    remediation="Set a default key of Cloud KMS.",
    cli="gcloud storage buckets update gs://NAME --default-encryption-key=KEY",
    terraform="""
        resource "google_storage_bucket" "this" {
          encryption {
            default_kms_key_name = google_kms_crypto_key.this.id
          }
        }
    """,
    reference=f"{DOCS}/encryption/customer-managed-keys",
)
def gcp_storage_bucket_customer_managed_key(bucket: StorageBucket) -> Verdict:
    """Bucket encrypts new objects with a key of the customer.

    Only then can the customer take the key away, and see who uses it.
    """
    return passed() if known(bucket.customer_key) else failed("It has no default key.")


@check(
    severity=Severity.LOW,
    finding_title="Bucket does not log its use",
    remediation="Enable audit logs for access to data, or usage logs of the bucket.",
    cli="gcloud storage buckets update gs://NAME --log-bucket=gs://LOGS",
    terraform="""
        resource "google_storage_bucket" "this" {
          logging {
            log_bucket = "LOGS"
          }
        }
    """,
    reference=f"{DOCS}/access-logs",
)
def gcp_storage_bucket_usage_logged(bucket: StorageBucket) -> Verdict:
    """Bucket logs who used it.

    Anonymous requests are in these logs alone.
    """
    return passed() if known(bucket.usage_logged) else failed("It has no usage logs.")


@check(
    severity=Severity.MEDIUM,
    finding_title="Exported logs can be deleted",
    remediation="Set a retention policy on the bucket, and lock it.",
    cli="gcloud storage buckets update gs://NAME --retention-period=1y --lock-retention-period",
    terraform="""
        resource "google_storage_bucket" "this" {
          retention_policy {
            retention_period = 31536000
            is_locked        = true
          }
        }
    """,
    reference=f"{DOCS}/bucket-lock",
)
def gcp_storage_bucket_log_retention_locked(bucket: StorageBucket) -> Verdict:
    """Bucket that gets exported logs has a locked retention policy.

    Without the lock, an attacker shortens the policy and deletes the logs.
    """
    if not known(bucket.log_sinks):
        return not_applicable("No log sink of the project exports to it.")
    if not known(bucket.retention_days):
        return failed("It has no retention policy.")
    return passed() if known(bucket.retention_locked) else failed("The policy is not locked.")

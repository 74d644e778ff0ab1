"""Checks of access to Amazon S3 buckets: by the public, by other accounts, without TLS."""

from posture.domain.aws.assets.s3 import S3Account, S3Bucket
from posture.domain.aws.policy import Policy, Statement
from posture.domain.aws.policy_model import (
    ORGANIZATION_KEYS,
    foreign_accounts,
    public,
    requires_tls,
)
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, passed

BLOCK_DOCS = (
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html"
)
WRITES = (
    "s3:PutObject",
    "s3:PutObjectAcl",
    "s3:DeleteObject",
    "s3:DeleteObjectVersion",
    "s3:PutBucketAcl",
    "s3:PutBucketPolicy",
    "s3:PutLifecycleConfiguration",
    "s3:PutReplicationConfiguration",
    "s3:DeleteBucket",
)
WRITING_GRANTS = frozenset({"WRITE", "WRITE_ACP", "FULL_CONTROL"})


@check(
    severity=Severity.HIGH,
    finding_title="S3 bucket does not block public access",
    remediation="Enable all four Block Public Access settings, on the bucket or on its account.",
    cli="""
        aws s3api put-public-access-block --bucket BUCKET --public-access-block-configuration \\
          BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true
    """,
    terraform="""
        resource "aws_s3_bucket_public_access_block" "this" {
          bucket                  = aws_s3_bucket.this.id
          block_public_acls       = true
          ignore_public_acls      = true
          block_public_policy     = true
          restrict_public_buckets = true
        }
    """,
    reference=BLOCK_DOCS,
)
def aws_s3_bucket_public_access_blocked(bucket: S3Bucket) -> Verdict:
    """S3 bucket blocks public access, by its own settings or its account's.

    Without the block, one ACL or one bucket policy is enough to expose every object.
    """
    block = known(bucket.public_access_block)
    if block.off():
        block |= known(bucket.account_public_access_block)
    if off := block.off():
        return failed(f"Not enabled: {', '.join(off)}.")
    return passed()


@check(
    severity=Severity.HIGH,
    finding_title="AWS account does not block public access to its S3 buckets",
    remediation="Enable all four Block Public Access settings for the whole account.",
    cli="""
        aws s3control put-public-access-block --account-id ACCOUNT \\
          --public-access-block-configuration \\
          BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true
    """,
    terraform="""
        resource "aws_s3_account_public_access_block" "this" {
          block_public_acls       = true
          ignore_public_acls      = true
          block_public_policy     = true
          restrict_public_buckets = true
        }
    """,
    reference=BLOCK_DOCS,
)
def aws_s3_account_public_access_blocked(account: S3Account) -> Verdict:
    """AWS account blocks public access for all of its S3 buckets.

    The settings of the account apply to every bucket, including future ones, regardless of who
    creates it.
    """
    if off := known(account.public_access_block).off():
        return failed(f"Not enabled: {', '.join(off)}.")
    return passed()


@check(
    severity=Severity.CRITICAL,
    finding_title="S3 bucket policy grants access to the public",
    remediation="Remove the statements that allow everyone, or limit them to named callers.",
    cli="aws s3api delete-bucket-policy --bucket BUCKET",
    reference="https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies.html",
)
def aws_s3_bucket_policy_not_public(bucket: S3Bucket) -> Verdict:
    """S3 bucket policy grants no access to the public.

    Anyone on the internet can use what such a statement allows, without credentials.
    """
    granted = _public(bucket, known(bucket.policy))
    if not granted:
        return passed()
    if known(bucket.public_access_block).restrict_public_buckets:
        return passed("RestrictPublicBuckets blocks the public.")
    if known(bucket.account_public_access_block).restrict_public_buckets:
        return passed("The account's RestrictPublicBuckets blocks the public.")
    writes = any(one.covers_any(WRITES) for one in granted)
    return failed(f"The policy lets everyone {'write' if writes else 'read'}.")


@check(
    severity=Severity.CRITICAL,
    finding_title="S3 bucket ACL grants access to everyone",
    remediation="Remove the grants to AllUsers and AuthenticatedUsers, or disable ACLs.",
    cli="aws s3api put-bucket-acl --bucket BUCKET --acl private",
    terraform="""
        resource "aws_s3_bucket_ownership_controls" "this" {
          bucket = aws_s3_bucket.this.id
          rule { object_ownership = "BucketOwnerEnforced" }
        }
    """,
    reference="https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html",
)
def aws_s3_bucket_acl_not_public(bucket: S3Bucket) -> Verdict:
    """S3 bucket ACL grants no access to everyone or to all AWS accounts.

    A grant to AllUsers requires no credentials; AuthenticatedUsers means anyone with an AWS
    account.
    """
    public = [grant for grant in known(bucket.grants) if grant.public]
    if not public:
        return passed()
    if known(bucket.public_access_block).ignore_public_acls:
        return passed("IgnorePublicAcls disables the public grants.")
    if known(bucket.account_public_access_block).ignore_public_acls:
        return passed("The account's IgnorePublicAcls disables the public grants.")
    return failed(
        f"Public permissions: {', '.join(sorted({grant.permission for grant in public}))}."
    )


@check(
    severity=Severity.CRITICAL,
    finding_title="S3 bucket lets everyone write",
    remediation="Remove public write access from the policy and from the ACL.",
    cli="""
        aws s3api delete-bucket-policy --bucket BUCKET
        aws s3api put-bucket-acl --bucket BUCKET --acl private
    """,
    reference=BLOCK_DOCS,
)
def aws_s3_bucket_public_write_denied(bucket: S3Bucket) -> Verdict:
    """S3 bucket lets nobody write publicly, neither by its policy nor by its ACL.

    Strangers can store malware under a trusted name, overwrite data, or store files at the owner's
    cost.
    """
    policy = bool(_public(bucket, known(bucket.policy), WRITES))
    acl = any(one.public and one.permission in WRITING_GRANTS for one in known(bucket.grants))
    if not policy and not acl:
        return passed()
    block = known(bucket.public_access_block)
    if (policy and not block.restrict_public_buckets) or (acl and not block.ignore_public_acls):
        block |= known(bucket.account_public_access_block)
    ways = {
        "policy": policy and not block.restrict_public_buckets,
        "ACL": acl and not block.ignore_public_acls,
    }
    if by := [way for way, is_open in ways.items() if is_open]:
        return failed(f"Everyone may write, allowed by: {', '.join(by)}.")
    return passed("Block Public Access blocks the public.")


@check(
    severity=Severity.MEDIUM,
    finding_title="S3 bucket has ACLs enabled",
    remediation="Disable ACLs: set Object Ownership to bucket owner enforced.",
    cli="""
        aws s3api put-bucket-ownership-controls --bucket BUCKET \\
          --ownership-controls 'Rules=[{ObjectOwnership=BucketOwnerEnforced}]'
    """,
    terraform="""
        resource "aws_s3_bucket_ownership_controls" "this" {
          bucket = aws_s3_bucket.this.id
          rule { object_ownership = "BucketOwnerEnforced" }
        }
    """,
    reference="https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html",
)
def aws_s3_bucket_acls_disabled(bucket: S3Bucket) -> Verdict:
    """S3 bucket has ACLs disabled.

    With ACLs, the writer of an object can share it with others, which no policy shows.
    """
    ownership = known(bucket.object_ownership)
    if ownership == "BucketOwnerEnforced":
        return passed()
    return failed(f"Object Ownership is {ownership or 'not set'}.")


@check(
    severity=Severity.HIGH,
    finding_title="S3 bucket policy grants access outside the organization",
    remediation="Remove the other accounts from the policy, or limit them to your organization.",
    cli="aws s3api put-bucket-policy --bucket BUCKET --policy file://policy.json",
    reference="https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-walkthroughs-managing-access-example2.html",
)
def aws_s3_bucket_policy_other_accounts_absent(bucket: S3Bucket) -> Verdict:
    """S3 bucket policy grants no access to accounts outside the organization.

    The other account decides which of its users can read the bucket, and its mistakes expose your
    data.
    """
    found = known(bucket.policy)
    if _public(bucket, found):
        return failed("The policy grants access to every account.")
    accounts = foreign_accounts(
        found, bucket.account_id, resources=_resources(bucket), keys=ORGANIZATION_KEYS
    )
    if accounts:
        return failed(f"The policy grants access to: {', '.join(sorted(accounts))}.")
    return passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="S3 bucket accepts requests without TLS",
    remediation="Deny every action to everyone when aws:SecureTransport is false.",
    cli="aws s3api put-bucket-policy --bucket BUCKET --policy file://policy.json",
    terraform="""
        data "aws_iam_policy_document" "tls_only" {
          statement {
            effect    = "Deny"
            actions   = ["s3:*"]
            resources = [aws_s3_bucket.this.arn, "${aws_s3_bucket.this.arn}/*"]
            principals {
              type        = "*"
              identifiers = ["*"]
            }
            condition {
              test     = "Bool"
              variable = "aws:SecureTransport"
              values   = ["false"]
            }
          }
        }
    """,
    reference="https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html",
)
def aws_s3_bucket_tls_required(bucket: S3Bucket) -> Verdict:
    """S3 bucket policy denies requests without TLS.

    Requests over plain HTTP can be read and changed in transit.
    """
    if requires_tls(known(bucket.policy), actions=("s3:*",), resources=_resources(bucket)):
        return passed()
    return failed("The policy does not deny every request without TLS.")


def _resources(bucket: S3Bucket) -> tuple[str, ...]:
    """Return patterns of the bucket and its objects."""
    return bucket.resource_id, f"{bucket.resource_id}/*"


def _public(
    bucket: S3Bucket, policy: Policy | None, actions: tuple[str, ...] = ("*",)
) -> list[Statement]:
    return public(policy, actions=actions, resources=_resources(bucket))

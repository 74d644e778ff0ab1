"""Rules about who reaches Amazon S3's buckets: the public, other accounts, and how."""

from posture.domain.aws.assets.s3 import S3Account, S3Bucket
from posture.domain.aws.policy import Statement
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
# Conditions that keep a grant to other accounts within one's own organization.
ORGANIZATION = ("aws:PrincipalOrgID", "aws:PrincipalOrgPaths")


@check(
    severity=Severity.HIGH,
    remediation="Turn on all four Block Public Access settings, on the bucket or on its account.",
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
    remediation="Turn on all four Block Public Access settings for the whole account.",
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

    The account's block holds for every bucket there is and will be, whoever creates it.
    """
    if off := known(account.public_access_block).off():
        return failed(f"Not enabled: {', '.join(off)}.")
    return passed()


@check(
    severity=Severity.CRITICAL,
    remediation="Remove the statements that grant to everyone, or name the callers they are for.",
    cli="aws s3api delete-bucket-policy --bucket BUCKET",
    reference="https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies.html",
)
def aws_s3_bucket_policy_not_public(bucket: S3Bucket) -> Verdict:
    """S3 bucket policy grants nothing to the public.

    Anybody on the internet can use what such a statement grants, without any credentials.
    """
    found = known(bucket.policy)
    public = [*found.public] if found else []
    if not public:
        return passed()
    if known(bucket.public_access_block).restrict_public_buckets:
        return passed("RestrictPublicBuckets keeps the public out.")
    if known(bucket.account_public_access_block).restrict_public_buckets:
        return passed("The account's RestrictPublicBuckets keeps the public out.")
    writes = any(one.covers_any(WRITES) for one in public)
    return failed(f"The policy lets everyone {'write' if writes else 'read'}.")


@check(
    severity=Severity.CRITICAL,
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
    """S3 bucket ACL grants nothing to everyone or to every AWS account.

    An ACL grant to AllUsers needs no credentials; AuthenticatedUsers is anybody with any account.
    """
    public = [grant for grant in known(bucket.grants) if grant.public]
    if not public:
        return passed()
    if known(bucket.public_access_block).ignore_public_acls:
        return passed("IgnorePublicAcls makes the grants void.")
    if known(bucket.account_public_access_block).ignore_public_acls:
        return passed("The account's IgnorePublicAcls makes the grants void.")
    return failed(f"Public: {', '.join(sorted({grant.permission for grant in public}))}.")


@check(
    severity=Severity.CRITICAL,
    remediation="Remove what lets everyone write, from the policy and from the ACL.",
    cli="""
        aws s3api delete-bucket-policy --bucket BUCKET
        aws s3api put-bucket-acl --bucket BUCKET --acl private
    """,
    reference=BLOCK_DOCS,
)
def aws_s3_bucket_public_write_denied(bucket: S3Bucket) -> Verdict:
    """S3 bucket lets nobody in the world write, neither by its policy nor by its ACL.

    Strangers can plant malware under a trusted name, encrypt what is there, or store at the
    owner's cost.
    """
    found = known(bucket.policy)
    policy = any(one.covers_any(WRITES) for one in found.public) if found else False
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
        return failed(f"Everyone may write by: {', '.join(by)}.")
    return passed("Block Public Access keeps the public out.")


@check(
    severity=Severity.MEDIUM,
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

    With ACLs, each object can be opened by whoever wrote it, where no policy shows it.
    """
    ownership = known(bucket.object_ownership)
    if ownership == "BucketOwnerEnforced":
        return passed()
    return failed(f"Object Ownership is {ownership or 'not set'}.")


@check(
    severity=Severity.HIGH,
    remediation="Remove the other accounts from the policy, or limit them to your organization.",
    cli="aws s3api put-bucket-policy --bucket BUCKET --policy file://policy.json",
    reference="https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-walkthroughs-managing-access-example2.html",
)
def aws_s3_bucket_policy_other_accounts_absent(bucket: S3Bucket) -> Verdict:
    """S3 bucket policy grants nothing to accounts outside the organization.

    Another account's own mistakes become this bucket's: whom it lets in, is in.
    """
    found = known(bucket.policy)
    accounts: set[str] = set()
    for one in found.allowing if found else ():
        if one.public:
            return failed("The policy grants to every account.")
        if not any(map(one.condition, ORGANIZATION)):
            accounts |= one.foreign_accounts(bucket.account_id)
    if accounts:
        return failed(f"The policy grants to: {', '.join(sorted(accounts))}.")
    return passed()


@check(
    severity=Severity.MEDIUM,
    remediation="Deny everyone every action for which aws:SecureTransport is false.",
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
    """S3 bucket policy refuses requests without TLS.

    Requests over plain HTTP can be read and changed on their way.
    """
    found = known(bucket.policy)
    if any(map(_refuses_plain_http, found.statements if found else ())):
        return passed()
    return failed("No statement denies reading and writing without TLS.")


def _refuses_plain_http(statement: Statement) -> bool:
    asked = {
        value.lower()
        for operator, keys in statement.conditions.items()
        if operator.lower() in {"bool", "boolifexists"}
        for key, values in keys.items()
        if key.lower() == "aws:securetransport"
        for value in values
    }
    return (
        statement.effect == "Deny"
        and statement.for_anyone
        and asked == {"false"}
        and statement.covers("s3:PutObject")
        and statement.covers("s3:GetObject")
    )

"""Checks of buckets of Amazon S3 Tables and S3 Vectors."""

from posture.domain.asset import Family
from posture.domain.aws.assets.s3tables import TableBucket
from posture.domain.aws.assets.s3vectors import VectorBucket
from posture.domain.aws.public_policy import not_public
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, passed

DOCS = "https://docs.aws.amazon.com/AmazonS3/latest/userguide"
OWN_KEY = "aws:kms"


@check(
    severity=Severity.HIGH,
    finding_title="Table bucket's policy grants access to the public",
    remediation="Name the principals that use the tables.",
    cli="""
        aws s3tables put-table-bucket-policy --table-bucket-arn ARN \\
          --resource-policy file://policy.json
    """,
    terraform="""
        resource "aws_s3tables_table_bucket_policy" "this" {
          table_bucket_arn = aws_s3tables_table_bucket.this.arn
          resource_policy  = data.aws_iam_policy_document.readers.json
        }
    """,
    reference=f"{DOCS}/s3-tables-table-bucket-policy.html",
    family=Family.IAM,
)
def aws_s3tables_bucket_policy_not_public(bucket: TableBucket) -> Verdict:
    """Table bucket's policy grants no access to the public.

    Anyone with an AWS account can read or change the tables of an analysis.
    """
    return not_public(known(bucket.policy), bucket.resource_id, f"{bucket.resource_id}/*")


@check(
    severity=Severity.CRITICAL,
    finding_title="Vector bucket's policy grants access to the public",
    remediation="Name the principals that use the vectors.",
    cli="""
        aws s3vectors put-vector-bucket-policy --vector-bucket-arn ARN --policy file://policy.json
    """,
    terraform="""
        resource "aws_s3vectors_vector_bucket_policy" "this" {
          vector_bucket_arn = aws_s3vectors_vector_bucket.this.vector_bucket_arn
          policy            = data.aws_iam_policy_document.readers.json
        }
    """,
    reference=f"{DOCS}/s3-vectors-bucket-policy.html",
    family=Family.IAM,
)
def aws_s3vectors_bucket_policy_not_public(bucket: VectorBucket) -> Verdict:
    """Vector bucket's policy grants no access to the public.

    Vectors and their metadata tell what the documents say that they were made from.
    """
    return not_public(known(bucket.policy), bucket.resource_id, f"{bucket.resource_id}/*")


@check(
    severity=Severity.LOW,
    finding_title="Vector bucket is not encrypted with a KMS key of the account",
    remediation="Create a bucket with a KMS key, and write the vectors to it.",
    terraform="""
        resource "aws_s3vectors_vector_bucket" "this" {
          encryption_configuration {
            sse_type    = "aws:kms"
            kms_key_arn = aws_kms_key.this.arn
          }
        }
    """,
    reference=f"{DOCS}/s3-vectors-data-encryption.html",
)
def aws_s3vectors_bucket_encrypted_with_own_key(bucket: VectorBucket) -> Verdict:
    """Vector bucket is encrypted with a KMS key of the account.

    With such a key, each use is recorded, and access to the data can be ended by the key.
    """
    found = known(bucket.encryption)
    return passed() if found == OWN_KEY else failed(f"It is encrypted with {found}.")

"""Rules about the ways to Amazon S3's buckets: access points, and names anybody can foresee."""

from posture.domain.aws.assets.s3 import (
    S3AccessPoint,
    S3MultiRegionAccessPoint,
    S3PredictableName,
)
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, passed


@check(
    severity=Severity.HIGH,
    remediation="Create the access point anew with all four Block Public Access settings.",
    cli="""
        aws s3control create-access-point --account-id ACCOUNT --name NAME --bucket BUCKET \\
          --public-access-block-configuration \\
          BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true
    """,
    terraform="""
        resource "aws_s3_access_point" "this" {
          public_access_block_configuration {
            block_public_acls       = true
            ignore_public_acls      = true
            block_public_policy     = true
            restrict_public_buckets = true
          }
        }
    """,
    reference="https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-bpa-settings.html",
)
def aws_s3_access_point_public_access_blocked(point: S3AccessPoint) -> Verdict:
    """S3 access point blocks public access.

    The settings are fixed when an access point is made: one left open stays open, whatever the
    bucket's owner decides later.
    """
    if off := known(point.public_access_block).off():
        return failed(f"Not enabled for {known(point.bucket)}: {', '.join(off)}.")
    return passed()


@check(
    severity=Severity.HIGH,
    remediation="Create the Multi-Region Access Point anew with all four settings.",
    terraform="""
        resource "aws_s3control_multi_region_access_point" "this" {
          details {
            public_access_block {
              block_public_acls       = true
              ignore_public_acls      = true
              block_public_policy     = true
              restrict_public_buckets = true
            }
          }
        }
    """,
    reference="https://docs.aws.amazon.com/AmazonS3/latest/userguide/multi-region-access-point-block-public-access.html",
)
def aws_s3_multi_region_access_point_public_access_blocked(
    point: S3MultiRegionAccessPoint,
) -> Verdict:
    """S3 Multi-Region Access Point blocks public access.

    It stands before the buckets of all of its regions at once.
    """
    if off := point.public_access_block.off():
        return failed(f"Not enabled: {', '.join(off)}.")
    return passed()


@check(
    severity=Severity.HIGH,
    remediation="Let no service of yours use the bucket, and tell AWS of it.",
    reference="https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-owner-condition.html",
)
def aws_s3_predictable_name_owned(name: S3PredictableName) -> Verdict:
    """Bucket that a service of AWS would look for under a foreseeable name is the account's own.

    Whoever made a bucket of that name first is given what the service stores there, and can hand
    it scripts that run with the account's roles.
    """
    if name.own:
        return passed()
    return failed(f"Somebody else has the bucket that {name.of_service} would use.")

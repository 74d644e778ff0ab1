"""Checks of access points to Amazon S3 buckets, and of predictable bucket names."""

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
    finding_title="S3 access point does not block public access",
    remediation="Create the access point again with all four Block Public Access settings.",
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

    The settings cannot be changed after the access point is created, whatever the bucket's owner
    decides later.
    """
    if off := known(point.public_access_block).off():
        return failed(f"Not enabled for {known(point.bucket)}: {', '.join(off)}.")
    return passed()


@check(
    severity=Severity.HIGH,
    finding_title="S3 Multi-Region Access Point does not block public access",
    remediation=(
        "Create the Multi-Region Access Point again with all four Block Public Access settings."
    ),
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

    It gives access to the buckets of all its regions at once.
    """
    if off := point.public_access_block.off():
        return failed(f"Not enabled: {', '.join(off)}.")
    return passed()


@check(
    severity=Severity.HIGH,
    finding_title="Bucket that an AWS service expects belongs to another account",
    remediation="Do not let any service use the bucket, and report it to AWS.",
    reference="https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-owner-condition.html",
)
def aws_s3_predictable_name_owned(name: S3PredictableName) -> Verdict:
    """Bucket with a name that an AWS service predicts belongs to the account itself.

    Anyone who creates a bucket with that name first receives what the service stores there, and can
    place scripts in it that run with the account's roles.
    """
    if name.own:
        return passed()
    return failed(f"The bucket that {name.of_service} would use belongs to another account.")

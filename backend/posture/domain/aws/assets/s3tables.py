"""Assets of Amazon S3 Tables: buckets of tables."""

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset
from posture.domain.aws.policy import Policy
from posture.domain.evidence import Fact


class TableBucket(AwsAsset, frozen=True, kw_only=True):
    """A bucket of tables.

    Attributes:
        policy: None if it has no policy.
    """

    service = "s3tables"
    family = Family.STORAGE
    arn = ArnShape("s3tables", "bucket/")

    policy: Fact[Policy | None]

"""Assets of Amazon S3 Vectors: buckets of vectors."""

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset
from posture.domain.aws.policy import Policy
from posture.domain.evidence import Fact


class VectorBucket(AwsAsset, frozen=True, kw_only=True):
    """A bucket of vectors.

    Attributes:
        policy: None if it has no policy.
        encryption: `aws:kms` with a key of the account, or `AES256`.
    """

    service = "s3vectors"
    family = Family.STORAGE
    arn = ArnShape("s3vectors", "bucket/")

    policy: Fact[Policy | None]
    encryption: Fact[str]

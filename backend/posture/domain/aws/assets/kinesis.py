"""Assets of Amazon Kinesis Data Streams."""

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset
from posture.domain.aws.policy import Policy
from posture.domain.evidence import Fact


class KinesisStream(AwsAsset, frozen=True, kw_only=True):
    """A data stream.

    Attributes:
        encrypted: whether its records are encrypted by a key of KMS.
        retention_hours: how long its records are kept.
        policy: its resource policy; None without one.
    """

    service = "kinesis"
    family = Family.DATABASE
    arn = ArnShape("kinesis", "stream/")

    encrypted: Fact[bool]
    retention_hours: Fact[int]
    policy: Fact[Policy | None]

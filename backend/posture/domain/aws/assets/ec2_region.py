"""The settings of a region for everything that Amazon EC2 creates in it."""

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset
from posture.domain.evidence import Fact


class Ec2Region(AwsAsset, frozen=True, kw_only=True):
    """The account's EC2 settings in one region.

    Attributes:
        ebs_default_key: the KMS key of new volumes that name none; an alias for AWS's own key.
        imds_tokens: `required` or `optional` for new instances; None if it is not set.
        snapshot_block: `block-all-sharing`, `block-new-sharing` or `unblocked`.
        image_block: `block-new-sharing` or `unblocked`.
        internet_block: `off`, `block-ingress` or `block-bidirectional`.
        allowed_images: `enabled`, `audit-mode` or `disabled`.
    """

    service = "ec2"
    family = Family.COMPUTE
    arn = ArnShape("ec2", "account")

    ebs_encrypted: Fact[bool]
    ebs_default_key: Fact[str]
    imds_tokens: Fact[str | None]
    snapshot_block: Fact[str]
    image_block: Fact[str]
    serial_console: Fact[bool]
    internet_block: Fact[str]
    allowed_images: Fact[str]

"""Volumes and snapshots of Amazon EBS."""

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset
from posture.domain.evidence import Fact


class EbsVolume(AwsAsset, frozen=True, kw_only=True):
    """A volume.

    Attributes:
        age_days: days since its creation.
        has_snapshot: whether this account has a snapshot of it.
        backed_up: whether AWS Backup has a recovery point of it.
    """

    service = "ec2"
    family = Family.STORAGE
    arn = ArnShape("ec2", "volume/")

    encrypted: bool
    attached: bool
    age_days: int
    has_snapshot: Fact[bool]
    backed_up: Fact[bool]


class EbsSnapshot(AwsAsset, frozen=True, kw_only=True):
    """A snapshot of a volume.

    Attributes:
        age_days: days since its creation.
        public: whether every AWS account may create a volume from it.
    """

    service = "ec2"
    family = Family.STORAGE
    arn = ArnShape("ec2", "snapshot/")

    encrypted: bool
    age_days: int
    public: Fact[bool]

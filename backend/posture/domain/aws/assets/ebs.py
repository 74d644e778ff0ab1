"""Volumes and snapshots of Amazon EBS."""

from dataclasses import dataclass

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset
from posture.domain.evidence import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class EbsVolume(AwsAsset):
    """A disk.

    Attributes:
        age_days: since it was made.
        has_snapshot: whether this account holds a snapshot of it.
        backed_up: whether AWS Backup holds a recovery point of it.
    """

    service = "ec2"
    family = Family.STORAGE
    arn = ArnShape("ec2", "volume/")

    encrypted: bool
    attached: bool
    age_days: int
    has_snapshot: Fact[bool]
    backed_up: Fact[bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class EbsSnapshot(AwsAsset):
    """A copy of a disk at one time.

    Attributes:
        age_days: since it was begun.
        public: whether every AWS account may make a disk of it.
    """

    service = "ec2"
    family = Family.STORAGE
    arn = ArnShape("ec2", "snapshot/")

    encrypted: bool
    age_days: int
    public: Fact[bool]

"""Instances of Amazon EC2, and what a region sets for all of them."""

from dataclasses import dataclass

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset
from posture.domain.evidence import Fact
from posture.domain.network import Ports


@dataclass(frozen=True, slots=True)
class MetadataOptions:
    """How an instance's metadata service answers: on or off, with or without a session token."""

    enabled: bool = True
    token_required: bool = False
    hop_limit: int = 1


@dataclass(frozen=True, slots=True)
class Door:
    """A way in from the internet that group, network ACL, route and public address leave open.

    Attributes:
        address: the public address it is reached at.
        group_id: the security group that opens it.
        protocol: `tcp` or `udp`.
    """

    address: str
    group_id: str
    protocol: str
    ports: Ports

    def __str__(self) -> str:
        return f"{self.protocol}/{self.ports} at {self.address} by {self.group_id}"


@dataclass(frozen=True, slots=True)
class ImageFacts:
    """The image an instance was started from.

    Attributes:
        owner_alias: `amazon`, `aws-marketplace`, `self`; empty for another account's.
        deprecated_days: days since its owner called it out of date; None while it is not.
    """

    owner_alias: str
    public: bool
    deprecated_days: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Instance(AwsAsset):
    """A virtual machine that is not terminated.

    Attributes:
        age_days: since its last start.
        stopped_days: since it was stopped; None while it is not, or when AWS does not say.
        public_addresses: of all its interfaces, of both IP versions.
        interface_types: of its interfaces, as AWS names them.
        doors: the ways in from the internet.
        secrets_in_user_data: what kinds of secrets, on which lines; never the secrets.
    """

    service = "ec2"
    family = Family.COMPUTE
    arn = ArnShape("ec2", "instance/")

    state: str
    age_days: int
    stopped_days: int | None
    metadata: MetadataOptions
    public_ip: str
    public_addresses: tuple[str, ...]
    interface_types: tuple[str, ...]
    profile_arn: str
    detailed_monitoring: bool
    ebs_optimized: bool
    ebs_optimized_by_default: Fact[bool]
    virtualization: str
    vpc_id: str
    in_default_vpc: Fact[bool]
    doors: Fact[tuple[Door, ...]]
    image: Fact[ImageFacts | None]
    managed_by_ssm: Fact[bool]
    termination_protected: Fact[bool]
    secrets_in_user_data: Fact[tuple[str, ...]]

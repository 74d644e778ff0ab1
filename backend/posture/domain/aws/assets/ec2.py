"""Instances of Amazon EC2."""

from msgspec import Struct

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset
from posture.domain.evidence import Fact
from posture.domain.network import Ports


class MetadataOptions(Struct, frozen=True):
    """The options of an instance's metadata service."""

    enabled: bool = True
    token_required: bool = False
    hop_limit: int = 1


class InternetPath(Struct, frozen=True):
    """A path from the internet that group, network ACL, route and public address leave open.

    Attributes:
        address: the public address.
        group_id: the security group that opens it.
        protocol: `tcp` or `udp`.
    """

    address: str
    group_id: str
    protocol: str
    ports: Ports

    def __str__(self) -> str:
        return f"{self.protocol}/{self.ports} at {self.address} by {self.group_id}"


class ImageFacts(Struct, frozen=True):
    """The image that an instance was started from.

    Attributes:
        owner_alias: `amazon`, `aws-marketplace` or `self`; empty for another account.
        deprecated_days: days since its deprecation; None if it is not deprecated.
    """

    owner_alias: str
    public: bool
    deprecated_days: int | None


class Instance(AwsAsset, frozen=True, kw_only=True):
    """An instance that is not terminated.

    Attributes:
        age_days: days since its last start.
        stopped_days: days since it was stopped; None if it is not, or if AWS does not report it.
        public_addresses: the public addresses of all its interfaces, of both IP versions.
        interface_types: the types of its interfaces, in AWS's words.
        internet_paths: the paths from the internet to it.
        secrets_in_user_data: kinds and lines of the secrets, never their values.
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
    internet_paths: Fact[tuple[InternetPath, ...]]
    image: Fact[ImageFacts | None]
    managed_by_ssm: Fact[bool]
    termination_protected: Fact[bool]
    secrets_in_user_data: Fact[tuple[str, ...]]

"""What instances are started from: launch templates and machine images of Amazon EC2."""

from msgspec import Struct

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset
from posture.domain.evidence import Fact


class TemplateVersion(Struct, frozen=True):
    """The default or the latest version of a launch template.

    Attributes:
        http_tokens: `required` or `optional`; None if the setting of the region decides.
        metadata_off: whether the metadata service is off.
        public_ip: whether it requests a public address.
        unencrypted_disks: device names of the disks that it does not encrypt.
    """

    number: int
    http_tokens: str | None
    metadata_off: bool
    public_ip: bool
    unencrypted_disks: tuple[str, ...]


class LaunchTemplate(AwsAsset, frozen=True, kw_only=True):
    """A launch template.

    Attributes:
        versions: the default and the latest version.
        region_tokens: the setting of the region for session tokens; None if it is not set.
        region_encrypts: whether the region encrypts every new disk.
        secrets: kinds of secrets in the user data of any version, never their values.
    """

    service = "ec2"
    family = Family.COMPUTE
    arn = ArnShape("ec2", "launch-template/")

    versions: Fact[tuple[TemplateVersion, ...]]
    region_tokens: Fact[str | None]
    region_encrypts: Fact[bool]
    secrets: Fact[tuple[str, ...]]


class MachineImage(AwsAsset, frozen=True, kw_only=True):
    """A machine image of this account.

    Attributes:
        public: whether every AWS account may start instances from it.
        imdsv2: whether instances started from it require IMDSv2 by default.
        unencrypted_disks: device names of its disks whose snapshots are not encrypted.
    """

    service = "ec2"
    family = Family.COMPUTE
    arn = ArnShape("ec2", "image/")

    public: bool
    imdsv2: bool
    unencrypted_disks: Fact[tuple[str, ...]]

"""Assets of Amazon EFS: file systems and the access points into them."""

from dataclasses import dataclass

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset
from posture.domain.aws.policy import Policy
from posture.domain.evidence import Fact


@dataclass(frozen=True, slots=True)
class MountTarget:
    """Where a network reaches a file system: in a subnet, public or not."""

    subnet: str
    zone: str
    public: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class EfsFileSystem(AwsAsset):
    """A file system.

    Attributes:
        one_zone: the availability zone that holds all its data; None where several do.
        own_key: whether a key of the account encrypts it.
        policy: None without one, which lets in every client of its networks.
        backed_up: whether AWS Backup takes its data by itself.
    """

    service = "efs"
    family = Family.STORAGE
    arn = ArnShape("elasticfilesystem", "file-system/")

    account_id: str
    encrypted: bool
    one_zone: str | None
    own_key: Fact[bool]
    policy: Fact[Policy | None]
    backed_up: Fact[bool]
    mount_targets: Fact[tuple[MountTarget, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class EfsAccessPoint(AwsAsset):
    """A door into a file system.

    Attributes:
        user: the POSIX user that everybody becomes who comes through it; None for whoever they say.
        path: the directory that they see as the root.
    """

    service = "efs"
    family = Family.STORAGE
    arn = ArnShape("elasticfilesystem", "access-point/")

    user: int | None
    path: str

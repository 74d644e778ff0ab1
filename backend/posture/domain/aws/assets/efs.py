"""Assets of Amazon EFS: file systems and the access points into them."""

from msgspec import Struct

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset
from posture.domain.aws.policy import Policy
from posture.domain.evidence import Fact


class MountTarget(Struct, frozen=True):
    """A mount target of a file system, in a public or private subnet."""

    subnet: str
    zone: str
    public: bool


class EfsFileSystem(AwsAsset, frozen=True, kw_only=True):
    """A file system.

    Attributes:
        one_zone: the availability zone of a One Zone file system; None for a regional one.
        own_key: whether a customer managed key encrypts it.
        policy: None without one: every client in its networks is allowed.
        backed_up: whether automatic backups are on.
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


class EfsAccessPoint(AwsAsset, frozen=True, kw_only=True):
    """An access point of a file system.

    Attributes:
        user: the id of the POSIX user that it enforces; None if clients choose their own.
        path: the directory that clients see as the root.
    """

    service = "efs"
    family = Family.STORAGE
    arn = ArnShape("elasticfilesystem", "access-point/")

    user: int | None
    path: str

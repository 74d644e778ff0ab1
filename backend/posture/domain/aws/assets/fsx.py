"""Assets of Amazon FSx: file systems."""

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset
from posture.domain.evidence import Fact


class FsxFileSystem(AwsAsset, frozen=True, kw_only=True):
    """A file system of Windows, Lustre, ONTAP or OpenZFS.

    Attributes:
        backup_days: how many days automatic backups are kept, 0 without any; None where FSx
            cannot make any.
    """

    service = "fsx"
    family = Family.STORAGE
    arn = ArnShape("fsx", "file-system/")

    backup_days: Fact[int | None]

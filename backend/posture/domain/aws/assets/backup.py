"""Assets of AWS Backup: vaults and plans."""

from dataclasses import dataclass

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset
from posture.domain.aws.policy import Policy
from posture.domain.evidence import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupVault(AwsAsset):
    """A vault of recovery points.

    Attributes:
        locked: whether recovery points cannot be deleted before their time.
        empty: whether it has no recovery points.
        own_key: whether its key is customer managed.
        policy: None if only its own account may use it.
    """

    service = "backup"
    family = Family.STORAGE
    arn = ArnShape("backup", "backup-vault:")

    locked: bool
    empty: bool
    own_key: Fact[bool]
    policy: Fact[Policy | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupPlan(AwsAsset):
    """A plan of backups.

    Attributes:
        selections: names of its selections of resources.
    """

    service = "backup"
    family = Family.STORAGE
    arn = ArnShape("backup", "backup-plan:")

    selections: Fact[tuple[str, ...]]

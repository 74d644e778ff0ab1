"""Assets of AWS Backup: vaults and plans."""

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset
from posture.domain.aws.policy import Policy
from posture.domain.evidence import Fact


class BackupVault(AwsAsset, frozen=True, kw_only=True):
    """A vault of recovery points.

    Attributes:
        locked: whether recovery points cannot be deleted before their time.
        empty: whether it has no recovery points.
        own_key: whether its key is customer managed.
        plain_sources: ARNs of what recovery points without encryption were made of.
        policy: None if only its own account may use it.
    """

    service = "backup"
    family = Family.STORAGE
    arn = ArnShape("backup", "backup-vault:")

    locked: bool
    empty: bool
    own_key: Fact[bool]
    plain_sources: Fact[tuple[str, ...]]
    policy: Fact[Policy | None]


class BackupPlan(AwsAsset, frozen=True, kw_only=True):
    """A plan of backups.

    Attributes:
        selections: names of its selections of resources.
    """

    service = "backup"
    family = Family.STORAGE
    arn = ArnShape("backup", "backup-plan:")

    selections: Fact[tuple[str, ...]]

"""Assets of Amazon WorkSpaces: desktops."""

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset


class Workspace(AwsAsset, frozen=True, kw_only=True):
    """A desktop of a user.

    Attributes:
        plain_volumes: its volumes that are not encrypted: `root`, `user`.
    """

    service = "workspaces"
    family = Family.STORAGE
    arn = ArnShape("workspaces", "workspace/")

    plain_volumes: tuple[str, ...]

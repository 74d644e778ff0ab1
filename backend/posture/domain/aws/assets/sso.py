"""Assets of IAM Identity Center: sets of permissions that people get in accounts."""

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset
from posture.domain.evidence import Fact


class PermissionSet(AwsAsset, frozen=True, kw_only=True):
    """Permissions that users and groups get in accounts.

    Attributes:
        session_minutes: how long a session lasts.
        administrator: whether AWS's policy for administrators or one of its own grants everything.
        single_users: how often it is assigned to a user instead of a group.
    """

    service = "ssoadmin"
    family = Family.IAM
    arn = ArnShape("sso", "permissionSet/")

    session_minutes: Fact[int]
    administrator: Fact[bool]
    single_users: Fact[int]

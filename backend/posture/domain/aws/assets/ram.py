"""Assets of AWS Resource Access Manager: shares of resources."""

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset
from posture.domain.evidence import Fact


class ResourceShare(AwsAsset, frozen=True, kw_only=True):
    """Resources that other accounts can use.

    Attributes:
        external: whether accounts outside of the organization can be added to it.
        of_policy: whether AWS made it for the policy of a resource.
    """

    service = "ram"
    family = Family.IAM
    arn = ArnShape("ram", "resource-share/")

    external: Fact[bool]
    of_policy: bool

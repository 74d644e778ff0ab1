"""Assets of AWS Systems Manager: parameters; their values are never read."""

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset


class SsmParameter(AwsAsset, frozen=True, kw_only=True):
    """A parameter of Parameter Store.

    Attributes:
        kind: `String`, `StringList` or `SecureString`.
    """

    service = "ssm"
    family = Family.SECRETS
    arn = ArnShape("ssm", "parameter/")

    kind: str

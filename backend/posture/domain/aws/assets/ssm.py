"""Assets of AWS Systems Manager: parameters; their values are never read."""

from dataclasses import dataclass

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset


@dataclass(frozen=True, slots=True, kw_only=True)
class SsmParameter(AwsAsset):
    """A parameter of Parameter Store.

    Attributes:
        kind: `String`, `StringList` or `SecureString`.
    """

    service = "ssm"
    family = Family.SECRETS
    arn = ArnShape("ssm", "parameter/")

    kind: str

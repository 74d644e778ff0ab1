"""Assets of AWS Lambda: layers, which hold code that functions share."""

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset
from posture.domain.aws.policy import Policy
from posture.domain.evidence import Fact


class LambdaLayer(AwsAsset, frozen=True, kw_only=True):
    """The latest version of a layer.

    Attributes:
        policy: who else can use it; None for nobody.
    """

    service = "lambda"
    family = Family.IAM
    arn = ArnShape("lambda", "layer:")

    policy: Fact[Policy | None]

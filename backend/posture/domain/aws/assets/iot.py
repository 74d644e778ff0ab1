"""Assets of AWS IoT Core: policies of devices."""

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset
from posture.domain.aws.policy import Policy
from posture.domain.evidence import Fact


class IotPolicy(AwsAsset, frozen=True, kw_only=True):
    """A policy that devices have by their certificates.

    Attributes:
        policy: its default version.
    """

    service = "iot"
    family = Family.IAM
    arn = ArnShape("iot", "policy/")

    policy: Fact[Policy]

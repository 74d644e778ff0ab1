"""Assets of Amazon Route 53: domains that are registered with it."""

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset
from posture.domain.evidence import Fact


class RegisteredDomain(AwsAsset, frozen=True, kw_only=True):
    """A registered domain.

    Attributes:
        locked: whether it cannot be transferred to another registrar.
        renewed: whether its registration is renewed automatically.
    """

    service = "route53domains"
    family = Family.NETWORK
    arn = ArnShape("route53domains", "domain/")

    locked: Fact[bool]
    renewed: Fact[bool]

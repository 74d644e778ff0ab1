"""Assets of Amazon VPC Lattice: services that other networks call."""

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset
from posture.domain.aws.policy import Policy
from posture.domain.evidence import Fact


class LatticeService(AwsAsset, frozen=True, kw_only=True):
    """A service that clients in associated networks call.

    Attributes:
        signed: whether callers must sign with IAM.
        policy: who may call; None without a policy.
    """

    service = "vpclattice"
    family = Family.IAM
    arn = ArnShape("vpc-lattice", "service/")

    signed: Fact[bool]
    policy: Fact[Policy | None]

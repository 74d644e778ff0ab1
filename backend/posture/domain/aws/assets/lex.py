"""Assets of Amazon Lex: bots."""

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset
from posture.domain.aws.policy import Policy
from posture.domain.evidence import Fact


class LexBot(AwsAsset, frozen=True, kw_only=True):
    """A bot of the second version of Lex.

    Attributes:
        policy: None if it has no policy.
    """

    service = "lex"
    family = Family.IAM
    arn = ArnShape("lex", "bot/")

    policy: Fact[Policy | None]

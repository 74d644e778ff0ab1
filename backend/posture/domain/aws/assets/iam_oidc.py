"""Assets of AWS IAM: providers of identities by OpenID Connect."""

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset
from posture.domain.evidence import Fact


class OidcProvider(AwsAsset, frozen=True, kw_only=True):
    """A provider whose tokens roles accept.

    Attributes:
        audiences: the audiences that a token must be for.
    """

    service = "iam"
    family = Family.IAM
    arn = ArnShape("iam", "oidc-provider/")

    audiences: Fact[tuple[str, ...]]

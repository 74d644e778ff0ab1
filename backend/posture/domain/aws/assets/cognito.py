"""Assets of Amazon Cognito: user pools and identity pools."""

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset
from posture.domain.evidence import Fact


class UserPool(AwsAsset, frozen=True, kw_only=True):
    """A directory of the users of applications.

    Attributes:
        mfa: `ON`, `OPTIONAL` or `OFF`.
        weak_password: what its password policy lacks.
        threats: what it does about stolen passwords: `ENFORCED`, `AUDIT` or `OFF`.
        deletion_protection: whether it cannot be deleted by mistake.
    """

    service = "cognito"
    family = Family.IAM
    arn = ArnShape("cognito-idp", "userpool/")

    mfa: Fact[str]
    weak_password: Fact[tuple[str, ...]]
    threats: Fact[str]
    deletion_protection: Fact[bool]


class IdentityPool(AwsAsset, frozen=True, kw_only=True):
    """A pool that gives credentials of AWS to users of applications.

    Attributes:
        guests: whether it gives them to everyone.
        classic_flow: whether users choose the permissions of a session themselves.
    """

    service = "cognito"
    family = Family.IAM
    arn = ArnShape("cognito-identity", "identitypool/")

    guests: Fact[bool]
    classic_flow: Fact[bool]

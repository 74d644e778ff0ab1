"""Assets of Amazon Cognito: user pools with their clients, and identity pools."""

from msgspec import Struct

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset
from posture.domain.evidence import Fact


class PoolClient(Struct, frozen=True, kw_only=True):
    """An application that signs in the users of a pool.

    Attributes:
        implicit_grant: whether it gets tokens in the address of a page.
        password_flow: whether it can send passwords as they are, without credentials of AWS.
        hides_users: whether its errors are the same for users who exist and who do not.
        revocable: whether its refresh tokens can be revoked.
    """

    name: str
    implicit_grant: bool
    password_flow: bool
    hides_users: bool
    revocable: Fact[bool]


class UserPool(AwsAsset, frozen=True, kw_only=True):
    """A directory of the users of applications.

    Attributes:
        mfa: `ON`, `OPTIONAL` or `OFF`.
        weak_password: what its password policy lacks.
        threats: what it does about stolen passwords: `ENFORCED`, `AUDIT` or `OFF`.
        deletion_protection: whether it cannot be deleted by mistake.
        self_registration: whether everyone can register as a user.
        clients: the applications that sign in its users.
    """

    service = "cognito"
    family = Family.IAM
    arn = ArnShape("cognito-idp", "userpool/")

    mfa: Fact[str]
    weak_password: Fact[tuple[str, ...]]
    threats: Fact[str]
    deletion_protection: Fact[bool]
    self_registration: Fact[bool]
    clients: Fact[tuple[PoolClient, ...]]


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

"""Assets of AWS Amplify: applications."""

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset
from posture.domain.evidence import Fact


class AmplifyApp(AwsAsset, frozen=True, kw_only=True):
    """An application that Amplify builds and serves.

    Attributes:
        secrets: places of secrets in its variables and its build.
        branch_secrets: the same of its branches.
    """

    service = "amplify"
    family = Family.SECRETS
    arn = ArnShape("amplify", "apps/")

    secrets: tuple[str, ...]
    branch_secrets: Fact[tuple[str, ...]]

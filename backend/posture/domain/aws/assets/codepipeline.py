"""Assets of AWS CodePipeline: pipelines."""

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset
from posture.domain.evidence import Fact


class Pipeline(AwsAsset, frozen=True, kw_only=True):
    """A pipeline.

    Attributes:
        secrets: places of secrets in the settings of its actions.
        by_token: names of its sources that GitHub is read by with a personal token.
    """

    service = "codepipeline"
    family = Family.SECRETS
    arn = ArnShape("codepipeline", "")

    secrets: Fact[tuple[str, ...]]
    by_token: Fact[tuple[str, ...]]

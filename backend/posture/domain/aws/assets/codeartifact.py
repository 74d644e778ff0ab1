"""Assets of AWS CodeArtifact: domains and their repositories."""

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset
from posture.domain.aws.policy import Policy
from posture.domain.evidence import Fact


class ArtifactDomain(AwsAsset, frozen=True, kw_only=True):
    """A domain of repositories.

    Attributes:
        policy: who may use it; None if only its own account may.
    """

    service = "codeartifact"
    family = Family.IAM
    arn = ArnShape("codeartifact", "domain/")

    policy: Fact[Policy | None]


class ArtifactRepository(AwsAsset, frozen=True, kw_only=True):
    """A repository of packages.

    Attributes:
        policy: who may use it; None if only its own account may.
    """

    service = "codeartifact"
    family = Family.IAM
    arn = ArnShape("codeartifact", "repository/")

    policy: Fact[Policy | None]

"""Assets of AWS App Runner: services."""

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset
from posture.domain.evidence import Fact


class AppRunnerService(AwsAsset, frozen=True, kw_only=True):
    """A service that App Runner runs.

    Attributes:
        secrets: places of secrets in its plain variables and its start command.
        public: whether the internet reaches it.
        web_acl: whether a web ACL protects it.
    """

    service = "apprunner"
    family = Family.COMPUTE
    arn = ArnShape("apprunner", "service/")

    secrets: Fact[tuple[str, ...]]
    public: Fact[bool]
    web_acl: Fact[bool]

"""Assets of AWS Elastic Beanstalk: environments."""

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset
from posture.domain.evidence import Fact


class BeanstalkEnvironment(AwsAsset, frozen=True, kw_only=True):
    """An environment that runs an application.

    Attributes:
        updates_managed: whether it takes updates of its platform by itself.
        health_enhanced: whether it reports health of instances and requests.
        logs_streamed: whether its instances send their logs to CloudWatch.
        secrets: places of secrets in its variables.
    """

    service = "elasticbeanstalk"
    family = Family.COMPUTE
    arn = ArnShape("elasticbeanstalk", "environment/")

    updates_managed: Fact[bool]
    health_enhanced: Fact[bool]
    logs_streamed: Fact[bool]
    secrets: Fact[tuple[str, ...]]

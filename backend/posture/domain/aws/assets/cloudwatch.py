"""Assets of Amazon CloudWatch: alarms."""

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset
from posture.domain.evidence import Fact


class Alarm(AwsAsset, frozen=True, kw_only=True):
    """An alarm on a metric, or on other alarms.

    Attributes:
        actions_enabled: whether its actions run.
        actions: what it calls when it goes off.
        in_composite: whether the rule of another alarm names it; only read without actions.
    """

    service = "cloudwatch"
    family = Family.LOGGING
    arn = ArnShape("cloudwatch", "alarm:")

    actions_enabled: bool
    actions: tuple[str, ...]
    in_composite: Fact[bool]

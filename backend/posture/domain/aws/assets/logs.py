"""Assets of Amazon CloudWatch Logs: log groups and destinations; events are never read."""

from collections.abc import Mapping

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset
from posture.domain.aws.policy import Policy
from posture.domain.evidence import Fact


class LogGroup(AwsAsset, frozen=True, kw_only=True):
    """A log group.

    Attributes:
        retention_days: None if its events never expire.
        kms_key: the key that encrypts its events; None where CloudWatch's own key does.
        delivery: whether it is of the class that only forwards events, with a fixed retention.
    """

    service = "logs"
    family = Family.LOGGING
    arn = ArnShape("logs", "log-group:")

    retention_days: int | None
    kms_key: str | None
    delivery: bool


class LogsRegion(AwsAsset, frozen=True, kw_only=True):
    """Settings of CloudWatch Logs in a region.

    Attributes:
        policies: the resource policies by name; each applies to all log groups that it names.
    """

    service = "logs"
    family = Family.IAM
    arn = ArnShape("logs", "resource-policies")

    policies: Fact[Mapping[str, Policy]]


class LogDestination(AwsAsset, frozen=True, kw_only=True):
    """A destination to which other accounts send their log events.

    Attributes:
        policy: who may send; None for nobody.
    """

    service = "logs"
    family = Family.IAM
    arn = ArnShape("logs", "destination:")

    policy: Policy | None

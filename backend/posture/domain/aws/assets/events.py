"""Assets of Amazon EventBridge: buses, rules and schedules."""

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset
from posture.domain.aws.policy import Policy
from posture.domain.evidence import Fact


class EventBus(AwsAsset, frozen=True, kw_only=True):
    """An event bus.

    Attributes:
        account_id: its owner.
        policy: None if only its own account may use it.
    """

    service = "events"
    family = Family.IAM
    arn = ArnShape("events", "event-bus/")

    account_id: str
    policy: Policy | None


class EventRule(AwsAsset, frozen=True, kw_only=True):
    """A rule that no AWS service manages.

    Attributes:
        enabled: whether it sends events.
        foreign_targets: ARNs of targets in other accounts.
        secrets: places of secrets in the constant inputs of its targets.
    """

    service = "events"
    family = Family.IAM
    arn = ArnShape("events", "rule/")

    enabled: bool
    foreign_targets: Fact[tuple[str, ...]]
    secrets: Fact[tuple[str, ...]]


class Schedule(AwsAsset, frozen=True, kw_only=True):
    """A schedule of EventBridge Scheduler.

    Attributes:
        secrets: places of secrets in the input of its target.
    """

    service = "scheduler"
    family = Family.SECRETS
    arn = ArnShape("scheduler", "schedule/")

    secrets: Fact[tuple[str, ...]]

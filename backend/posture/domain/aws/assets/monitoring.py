"""Assets of the monitoring of an account: classes of events that alarms watch, or should watch."""

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset
from posture.domain.evidence import Fact


class MonitoredEvents(AwsAsset, frozen=True, kw_only=True):
    """A class of events of an account.

    Attributes:
        title: what the events are.
        gap: what is missing so that an alarm reaches people; None if nothing is.
    """

    service = "cloudwatch"
    family = Family.LOGGING
    arn = ArnShape("cloudwatch", "monitoring/")

    title: str
    gap: Fact[str | None]

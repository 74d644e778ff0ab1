"""Monitoring: root usage has an alarm that reaches people, two classes only a part of it."""

from posture.domain.aws.monitored_events import EVENT_CLASSES
from tests.emulator.account.account import ACCOUNT_ID, HOME
from tests.emulator.recorded import Body, Recording

KINDS = {"MonitoredEvents"}
PLACE = f"arn:aws:cloudwatch::{ACCOUNT_ID}:monitoring"
TRAIL = f"arn:aws:cloudtrail:{HOME}:{ACCOUNT_ID}:trail/all"
TOPICS = f"arn:aws:sns:{HOME}:{ACCOUNT_ID}"
# The emulated account has a trail with a log group.
LISTINGS = {
    "cloudtrail:DescribeTrails",
    "cloudtrail:GetTrailStatus",
    "logs:DescribeMetricFilters",
}
EACH = {"cloudtrail:GetTrailStatus"}


def _filter(name: str) -> Body:
    pattern = " || ".join(f"($.eventName = {word})" for word in EVENT_CLASSES[name].words)
    return {
        "filterName": name,
        "logGroupName": "trail",
        "filterPattern": f"{{ {pattern} }}",
        "metricTransformations": [{"metricName": name, "metricNamespace": "CIS"}],
    }


def _alarm(name: str, topic: str) -> Body:
    return {
        "AlarmName": name,
        "AlarmArn": f"arn:x:{name}",
        "Namespace": "CIS",
        "MetricName": name,
        "ActionsEnabled": True,
        "AlarmActions": [f"{TOPICS}:{topic}"],
    }


ANSWERS: dict[str, Recording] = {
    "cloudtrail:DescribeTrails": {
        "trailList": [
            {
                "Name": "all",
                "TrailARN": TRAIL,
                "HomeRegion": HOME,
                "IsMultiRegionTrail": True,
                "CloudWatchLogsLogGroupArn": f"arn:aws:logs:{HOME}:{ACCOUNT_ID}:log-group:trail:*",
            }
        ]
    },
    "cloudtrail:GetTrailStatus": {"IsLogging": True},
    "logs:DescribeMetricFilters": {
        "metricFilters": [_filter(one) for one in ("root_usage", "vpcs", "config")]
    },
    "cloudwatch:DescribeAlarms": {
        "MetricAlarms": [_alarm("root_usage", "read"), _alarm("vpcs", "unread")]
    },
    "sns:ListSubscriptions": (
        "<ListSubscriptionsResponse><ListSubscriptionsResult><Subscriptions>"
        f"<member><TopicArn>{TOPICS}:read</TopicArn>"
        f"<SubscriptionArn>{TOPICS}:read:1</SubscriptionArn></member>"
        f"<member><TopicArn>{TOPICS}:unread</TopicArn>"
        "<SubscriptionArn>PendingConfirmation</SubscriptionArn></member>"
        "</Subscriptions></ListSubscriptionsResult></ListSubscriptionsResponse>"
    ),
}
FAILED: dict[str, set[str]] = {
    f"{PLACE}/{name}": set() if name == "root_usage" else {"cloudwatch_events_alarmed"}
    for name in EVENT_CLASSES
}
CALLS: dict[str, int] = {}

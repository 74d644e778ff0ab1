"""Collector of the monitoring of an account: trails, metric filters, alarms, subscribers.

Events of all regions reach the log group of a trail for all regions. A metric filter of the log
group counts those of a class, an alarm goes off on the metric, and a topic tells people.
"""

from collections.abc import AsyncIterator, Iterable, Mapping
from itertools import chain
from typing import Any, NamedTuple

from posture.collectors.aws.cloudtrail import STATUS_CALL, TRAILS_CALL, logging_here
from posture.collectors.aws.collecting import RegionClient
from posture.collectors.collecting import Ask, AssetCollector, Item, Read
from posture.collectors.stepping import together
from posture.domain.aws.arn import locate
from posture.domain.aws.assets.monitoring import MonitoredEvents
from posture.domain.aws.monitored_events import EVENT_CLASSES, EventClass
from posture.domain.evidence import OTHER_ACCOUNT, Unread

FILTERS_CALL = "logs:DescribeMetricFilters"
ALARMS_CALL = "cloudwatch:DescribeAlarms"
SUBSCRIPTIONS_CALL = "sns:ListSubscriptions"
NO_TRAIL = "No trail for all regions that logs sends its events to a log group."


class Watch(NamedTuple):
    """What watches the log group of one trail.

    Attributes:
        filters: the metric filters of the log group.
        alarms: the alarms of its region.
        subscribed: topics with a subscriber that has confirmed.
    """

    filters: list[Mapping[str, Any]]
    alarms: list[Mapping[str, Any]]
    subscribed: frozenset[str]


async def _classes(client: RegionClient, _ask: Ask) -> AsyncIterator[Item]:
    for name, one in EVENT_CLASSES.items():
        arn = client.arn("cloudwatch", f"monitoring/{name}", region="")
        yield Item(arn, name, {"title": one.title})


async def _watches(client: RegionClient) -> tuple[list[Watch], bool]:
    """Return what watches the events, and whether another account keeps some of them."""
    groups = {
        one["CloudWatchLogsLogGroupArn"]
        for one in await logging_here(client)
        if one.get("IsMultiRegionTrail") and one.get("CloudWatchLogsLogGroupArn")
    }
    places = {group: locate(group) for group in sorted(groups)}
    own = {
        group: place.region
        for group, place in places.items()
        if place and place.account == client.account_id
    }
    found = await together(_watch(client.at(region), group) for group, region in own.items())
    return found, len(own) < len(groups)


async def _watch(client: RegionClient, group: str) -> Watch:
    name = group.partition(":log-group:")[2].removesuffix(":*")
    filters = await client.shared_pages(FILTERS_CALL, "metricFilters", logGroupName=name)
    if not filters:
        return Watch([], [], frozenset())
    alarms, subscriptions = await together(
        (
            client.shared_pages(ALARMS_CALL, "MetricAlarms", AlarmTypes=["MetricAlarm"]),
            client.shared_pages(SUBSCRIPTIONS_CALL, "Subscriptions"),
        )
    )
    # A subscription that waits for its confirmation has no ARN.
    subscribed = {one["TopicArn"] for one in subscriptions if ":" in one["SubscriptionArn"]}
    return Watch(filters, alarms, frozenset(subscribed))


async def _gap(client: RegionClient, item: Item) -> str | Unread | None:
    watches, elsewhere = await client.once("monitoring", lambda: _watches(client))
    gaps = [_gap_of(EVENT_CLASSES[item.name], one, client.account_id) for one in watches]
    if None in gaps:
        return None
    if elsewhere:  # the organization's trail is watched, or not, in its account
        return Unread(OTHER_ACCOUNT, FILTERS_CALL)
    return next(iter(gaps), NO_TRAIL)


def _gap_of(events: EventClass, watch: Watch, account_id: str) -> str | None:
    metrics = {
        (one["metricNamespace"], one["metricName"])
        for each in watch.filters
        if events.watched_by(each.get("filterPattern", ""))
        for one in each["metricTransformations"]
    }
    if not metrics:
        return "No metric filter names all of these events."
    alarms = [
        one for one in watch.alarms if (one.get("Namespace"), one.get("MetricName")) in metrics
    ]
    if not alarms:
        return "No alarm watches the metric."
    actions = chain.from_iterable(
        one.get("AlarmActions", ()) for one in alarms if one["ActionsEnabled"]
    )
    return None if _reaches_people(actions, watch, account_id) else "The alarm reaches nobody."


def _reaches_people(actions: Iterable[str], watch: Watch, account_id: str) -> bool:
    """Return whether an action is no topic, a topic with subscribers, or one elsewhere."""
    return any(
        f":sns:{arn.split(':')[3]}:{account_id}:" not in arn or arn in watch.subscribed
        for arn in actions
    )


EVENTS = AssetCollector(
    asset_type=MonitoredEvents,
    regional=False,
    calls=(TRAILS_CALL,),
    items=_classes,
    listed=lambda _client, item: item.data,
    reads=(
        Read(
            facts=("gap",),
            calls=(TRAILS_CALL, STATUS_CALL, FILTERS_CALL, ALARMS_CALL, SUBSCRIPTIONS_CALL),
            run=_gap,
        ),
    ),
)

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (EVENTS,)

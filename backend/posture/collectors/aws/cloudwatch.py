"""Collector of Amazon CloudWatch: alarms on metrics and on other alarms."""

import re
from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Any

from posture.collectors.aws.collecting import RegionClient
from posture.collectors.collecting import Ask, AssetCollector, Item, Read
from posture.collectors.errors import ContradictionError
from posture.domain.aws.assets.cloudwatch import Alarm

CALL = "cloudwatch:DescribeAlarms"
BOTH = "[MetricAlarms, CompositeAlarms][]"
TYPES = ["MetricAlarm", "CompositeAlarm"]
LARGEST_PAGE = 100
# An alarm in the rule of another one, by name or by ARN: ALARM("cpu"), OK('arn:…:alarm:cpu').
IN_RULE = re.compile(r"""\b(?:ALARM|OK|INSUFFICIENT_DATA)\(\s*["']?([^"')]+?)["']?\s*\)""")


def _item(one: Mapping[str, Any] | None) -> Item:
    if one is None:
        raise ContradictionError("alarms without metric or composite ones", CALL)
    return Item(one["AlarmArn"], one["AlarmName"], one)


async def _alarms(client: RegionClient, _ask: Ask) -> AsyncIterator[Item]:
    async for one in client.pages(CALL, BOTH, AlarmTypes=TYPES, MaxRecords=LARGEST_PAGE):
        yield _item(one)


async def _named(client: RegionClient, arns: Iterable[str]) -> AsyncIterator[Item]:
    names = sorted(arn.partition(":alarm:")[2] for arn in arns)
    for first in range(0, len(names), LARGEST_PAGE):
        chunk = names[first : first + LARGEST_PAGE]
        async for one in client.pages(CALL, BOTH, AlarmTypes=TYPES, AlarmNames=chunk):
            yield _item(one)


def _listed(_client: RegionClient, item: Item) -> Mapping[str, Any]:
    return {
        "actions_enabled": item.data.get("ActionsEnabled", False),
        "actions": tuple(item.data.get("AlarmActions", ())),
    }


async def _in_composite(client: RegionClient, item: Item) -> bool:
    if item.data.get("AlarmActions"):
        return False
    found = await client.shared_pages(CALL, "CompositeAlarms", AlarmTypes=["CompositeAlarm"])
    named = {name for one in found for name in IN_RULE.findall(one["AlarmRule"])}
    return bool({item.name, item.resource_id} & named)


ALARMS = AssetCollector(
    asset_type=Alarm,
    regional=True,
    calls=(CALL,),
    items=_alarms,
    find=_named,
    listed=_listed,
    reads=(Read(facts=("in_composite",), calls=(CALL,), run=_in_composite),),
)

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (ALARMS,)

"""Collector of Amazon EventBridge: buses, the rules of each bus, and schedules."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

from posture.collectors.aws.collecting import RegionClient, Response, listing, read
from posture.collectors.collecting import Ask, AssetCollector, Item, Read
from posture.domain.aws.arn import locate
from posture.domain.aws.assets.events import EventBus, EventRule, Schedule
from posture.domain.aws.policy import policy
from posture.domain.secrets import secret_variables

BUSES_CALL = "events:ListEventBuses"
RULES_CALL = "events:ListRules"
TARGETS_CALL = "events:ListTargetsByRule"
SCHEDULES_CALL = "scheduler:ListSchedules"
SCHEDULE_CALL = "scheduler:GetSchedule"
INPUT = "Input"


async def _buses(client: RegionClient, _ask: Ask) -> AsyncIterator[Item]:
    for one in await client.shared_pages(BUSES_CALL, "EventBuses"):
        yield Item(one["Arn"], one["Name"], one)


def _bus(client: RegionClient, item: Item) -> Mapping[str, Any]:
    document = item.data.get("Policy")
    return {
        "account_id": client.account_id,
        "policy": policy(document) if document else None,
    }


async def _rules(client: RegionClient, _ask: Ask) -> AsyncIterator[Item]:
    for bus in await client.shared_pages(BUSES_CALL, "EventBuses"):
        async for one in client.pages(RULES_CALL, "Rules", EventBusName=bus["Name"]):
            if not one.get("ManagedBy"):
                yield Item(one["Arn"], one["Name"], one | {"EventBusName": bus["Name"]})


def _rule(_client: RegionClient, item: Item) -> Mapping[str, Any]:
    return {"enabled": item.data["State"] != "DISABLED"}


async def _targets(client: RegionClient, item: Item) -> Mapping[str, Any]:
    asked = {"Rule": item.name, "EventBusName": item.data["EventBusName"]}
    targets = [one async for one in client.pages(TARGETS_CALL, "Targets", **asked)]
    found = {one["Arn"]: locate(one["Arn"]) for one in targets}
    inputs = {one["Id"]: one.get(INPUT, "") for one in targets}
    return {
        "foreign_targets": tuple(
            arn
            for arn, place in found.items()
            if place and place.account not in {"", client.account_id}
        ),
        "secrets": tuple(
            f"{target}: {secret}"
            for target, value in inputs.items()
            for secret in secret_variables({INPUT: value})
        ),
    }


def _schedule_item(_client: RegionClient, one: Mapping[str, Any]) -> Item:
    return Item(one["Arn"], one["Name"], one)


def _schedule(item: Item) -> Mapping[str, Any]:
    return {"Name": item.name, "GroupName": item.data["GroupName"]}


def _secrets(response: Response) -> tuple[str, ...]:
    return secret_variables({INPUT: response["Target"].get(INPUT, "")})


BUSES = AssetCollector(
    asset_type=EventBus, regional=True, calls=(BUSES_CALL,), items=_buses, listed=_bus
)

RULES = AssetCollector(
    asset_type=EventRule,
    regional=True,
    calls=(BUSES_CALL, RULES_CALL),
    items=_rules,
    listed=_rule,
    gone=frozenset({"ResourceNotFoundException"}),
    reads=(Read(facts=("foreign_targets", "secrets"), calls=(TARGETS_CALL,), run=_targets),),
)

SCHEDULES = AssetCollector(
    asset_type=Schedule,
    regional=True,
    calls=(SCHEDULES_CALL,),
    items=listing(SCHEDULES_CALL, "Schedules", _schedule_item),
    gone=frozenset({"ResourceNotFoundException"}),
    reads=(read("secrets", SCHEDULE_CALL, by=_schedule, of=_secrets),),
)

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (BUSES, RULES, SCHEDULES)

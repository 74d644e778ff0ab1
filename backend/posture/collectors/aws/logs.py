"""Collector of Amazon CloudWatch Logs: log groups and resource policies, never their events."""

from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Any

from posture.collectors.aws.collecting import RegionClient, listing
from posture.collectors.collecting import Ask, AssetCollector, Item, Read
from posture.domain.aws.assets.logs import LogDestination, LogGroup, LogsRegion
from posture.domain.aws.policy import Policy, policy

LIST_CALL = "logs:DescribeLogGroups"
POLICIES_CALL = "logs:DescribeResourcePolicies"
DESTINATIONS_CALL = "logs:DescribeDestinations"
LARGEST_PAGE = 50
# The other ARN of a group names its streams.
STREAMS = ":*"


def _item(one: Mapping[str, Any]) -> Item:
    arn = one.get("logGroupArn") or one["arn"].removesuffix(STREAMS)
    return Item(arn, one["logGroupName"], one)


async def _groups(client: RegionClient, _ask: Ask) -> AsyncIterator[Item]:
    async for one in client.pages(LIST_CALL, "logGroups", limit=LARGEST_PAGE):
        yield _item(one)


async def _named(client: RegionClient, arns: Iterable[str]) -> AsyncIterator[Item]:
    """Find groups by the start of their names: other groups can begin with the same."""
    for arn in arns:
        name = arn.partition(":log-group:")[2].removesuffix(STREAMS)
        found = client.pages(LIST_CALL, "logGroups", limit=LARGEST_PAGE, logGroupNamePrefix=name)
        async for one in found:
            if one["logGroupName"] == name:
                yield Item(arn, name, one)
                break


def _listed(_client: RegionClient, item: Item) -> Mapping[str, Any]:
    return {
        "retention_days": item.data.get("retentionInDays"),
        "kms_key": item.data.get("kmsKeyId") or None,
        "delivery": item.data.get("logGroupClass") == "DELIVERY",
    }


GROUPS = AssetCollector(
    asset_type=LogGroup,
    regional=True,
    calls=(LIST_CALL,),
    items=_groups,
    find=_named,
    listed=_listed,
)


async def _region(client: RegionClient, _ask: Ask) -> AsyncIterator[Item]:
    yield Item(client.arn("logs", "resource-policies"), client.region, {})


async def _policies(client: RegionClient, _item: Item) -> Mapping[str, Policy]:
    found = client.pages(POLICIES_CALL, "resourcePolicies")
    return {one["policyName"]: policy(one["policyDocument"]) async for one in found}


REGIONS = AssetCollector(
    asset_type=LogsRegion,
    regional=True,
    calls=(POLICIES_CALL,),
    items=_region,
    reads=(Read(facts=("policies",), calls=(POLICIES_CALL,), run=_policies),),
)


def _destination(_client: RegionClient, one: Mapping[str, Any]) -> Item:
    return Item(one["arn"], one["destinationName"], one)


def _destination_listed(_client: RegionClient, item: Item) -> Mapping[str, Any]:
    # Without a policy nobody can send.
    document = item.data.get("accessPolicy")
    return {"policy": policy(document) if document else None}


DESTINATIONS = AssetCollector(
    asset_type=LogDestination,
    regional=True,
    calls=(DESTINATIONS_CALL,),
    items=listing(DESTINATIONS_CALL, "destinations", _destination, limit=LARGEST_PAGE),
    listed=_destination_listed,
)

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (GROUPS, REGIONS, DESTINATIONS)

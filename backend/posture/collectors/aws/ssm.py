"""Collector of AWS Systems Manager: names and types of parameters, never their values."""

from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Any

from posture.collectors.aws.collecting import RegionClient
from posture.collectors.collecting import Ask, AssetCollector, Item
from posture.domain.aws.assets.ssm import SsmParameter

LIST_CALL = "ssm:DescribeParameters"
LARGEST_PAGE = 50
LARGEST_FILTER = 50


def _item(client: RegionClient, one: Mapping[str, Any]) -> Item:
    name = one["Name"]
    # A name that is a path begins with the slash of the ARN.
    arn = one.get("ARN") or client.arn("ssm", f"parameter/{name.removeprefix('/')}")
    return Item(arn, name, one)


async def _parameters(client: RegionClient, _ask: Ask) -> AsyncIterator[Item]:
    async for one in client.pages(LIST_CALL, "Parameters", MaxResults=LARGEST_PAGE):
        yield _item(client, one)


async def _named(client: RegionClient, arns: Iterable[str]) -> AsyncIterator[Item]:
    """Find parameters by their names: an ARN does not say whether its name begins with a slash."""
    names = [arn.partition(":parameter/")[2] for arn in arns]
    both = [each for name in names for each in (name, f"/{name}")]
    for start in range(0, len(both), LARGEST_FILTER):
        values = both[start : start + LARGEST_FILTER]
        only = [{"Key": "Name", "Option": "Equals", "Values": values}]
        found = client.pages(
            LIST_CALL, "Parameters", MaxResults=LARGEST_PAGE, ParameterFilters=only
        )
        async for one in found:
            yield _item(client, one)


def _listed(_client: RegionClient, item: Item) -> Mapping[str, Any]:
    return {"kind": item.data["Type"]}


PARAMETERS = AssetCollector(
    asset_type=SsmParameter,
    regional=True,
    calls=(LIST_CALL,),
    items=_parameters,
    find=_named,
    listed=_listed,
)

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (PARAMETERS,)

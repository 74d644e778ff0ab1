"""Collector of Amazon Managed Workflows for Apache Airflow: environments."""

from collections.abc import AsyncIterator, Iterable
from typing import Any

from posture.collectors.aws.collecting import RegionClient, Response, listing, read
from posture.collectors.collecting import AssetCollector, Item
from posture.collectors.errors import InTransitionError
from posture.domain.aws.assets.mwaa import AirflowEnvironment

LIST_CALL = "mwaa:ListEnvironments"
ONE_CALL = "mwaa:GetEnvironment"
CHANGING = frozenset({"CREATING", "CREATING_SNAPSHOT", "UPDATING", "PENDING"})


def _item(client: RegionClient, name: str) -> Item:
    return Item(client.arn("airflow", f"environment/{name}"), name, {})


async def _named(_client: RegionClient, arns: Iterable[str]) -> AsyncIterator[Item]:
    """Yield an item for each ARN; the following read finds out whether it exists."""
    for arn in arns:
        yield Item(arn, arn.rpartition("/")[2], {})


def _access(response: Response) -> str:
    one = response["Environment"]
    if one["Status"] in CHANGING:
        raise InTransitionError(one["Status"], ONE_CALL)
    return str(one["WebserverAccessMode"])


ENVIRONMENTS = AssetCollector(
    asset_type=AirflowEnvironment,
    regional=True,
    calls=(LIST_CALL,),
    items=listing(LIST_CALL, "Environments", _item),
    find=_named,
    gone=frozenset({"ResourceNotFoundException"}),
    reads=(read("access", ONE_CALL, by=lambda item: {"Name": item.name}, of=_access),),
)

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (ENVIRONMENTS,)

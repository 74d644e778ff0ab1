"""Collector of AWS Transfer Family: servers, never their users or files."""

from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Any

from posture.collectors.aws.collecting import RegionClient, Response, listing, read
from posture.collectors.collecting import AssetCollector, Item
from posture.collectors.errors import InTransitionError
from posture.domain.aws.assets.transfer import TransferServer

LIST_CALL = "transfer:ListServers"
ONE_CALL = "transfer:DescribeServer"
GONE = frozenset({"ResourceNotFoundException", "ServerNotFound"})
CHANGING = frozenset({"STARTING"})


def _item(_client: RegionClient, one: Mapping[str, Any]) -> Item:
    return Item(one["Arn"], one["ServerId"], {})


async def _named(_client: RegionClient, arns: Iterable[str]) -> AsyncIterator[Item]:
    """Yield an item for each ARN; the following read finds out whether the server exists."""
    for arn in arns:
        yield Item(arn, arn.rpartition("/")[2], {})


def _described(response: Response) -> Mapping[str, Any]:
    one = response["Server"]
    if one.get("State") in CHANGING:
        raise InTransitionError(one["State"], ONE_CALL)
    return {
        "protocols": tuple(one["Protocols"]),
        "in_vpc": one.get("EndpointType", "PUBLIC") != "PUBLIC",
        "policy": one.get("SecurityPolicyName", ""),
        "logged": bool(one.get("StructuredLogDestinations") or one.get("LoggingRole")),
    }


SERVERS = AssetCollector(
    asset_type=TransferServer,
    regional=True,
    calls=(LIST_CALL,),
    items=listing(LIST_CALL, "Servers", _item),
    find=_named,
    gone=GONE,
    reads=(
        read(
            ("protocols", "in_vpc", "policy", "logged"),
            ONE_CALL,
            by=lambda item: {"ServerId": item.name},
            of=_described,
        ),
    ),
)

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (SERVERS,)

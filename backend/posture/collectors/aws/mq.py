"""Collector of Amazon MQ: brokers, never their users or messages."""

from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Any

from posture.collectors.aws.collecting import RegionClient, Response, listing, read
from posture.collectors.collecting import AssetCollector, Item
from posture.collectors.errors import InTransitionError
from posture.domain.aws.assets.mq import MqBroker

LIST_CALL = "mq:ListBrokers"
ONE_CALL = "mq:DescribeBroker"
GONE = frozenset({"NotFoundException"})
CHANGING = frozenset({"CREATION_IN_PROGRESS", "REBOOT_IN_PROGRESS"})
DELETED = "DELETION_IN_PROGRESS"


def _item(_client: RegionClient, one: Mapping[str, Any]) -> Item | None:
    if one["BrokerState"] == DELETED:
        return None
    return Item(one["BrokerArn"], one["BrokerName"], {"BrokerId": one["BrokerId"]})


async def _named(_client: RegionClient, arns: Iterable[str]) -> AsyncIterator[Item]:
    """Yield an item for each ARN; the following read finds out whether the broker exists."""
    for arn in arns:
        *_, name, broker_id = arn.split(":")
        yield Item(arn, name, {"BrokerId": broker_id})


def _described(response: Response) -> Mapping[str, Any]:
    if response["BrokerState"] in CHANGING:
        raise InTransitionError(response["BrokerState"], ONE_CALL)
    logs = response.get("Logs") or {}
    kinds = ("General",) if response["EngineType"].upper() == "RABBITMQ" else ("General", "Audit")
    return {
        "public": response["PubliclyAccessible"],
        "missing_logs": tuple(kind.lower() for kind in kinds if not logs.get(kind)),
        "minor_upgrades": response.get("AutoMinorVersionUpgrade", False),
    }


BROKERS = AssetCollector(
    asset_type=MqBroker,
    regional=True,
    calls=(LIST_CALL,),
    items=listing(LIST_CALL, "BrokerSummaries", _item),
    find=_named,
    gone=GONE,
    reads=(
        read(
            ("public", "missing_logs", "minor_upgrades"),
            ONE_CALL,
            by=lambda item: item.data,
            of=_described,
        ),
    ),
)

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (BROKERS,)

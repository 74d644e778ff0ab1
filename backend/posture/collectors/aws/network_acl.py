"""Collector of the network ACLs of Amazon VPC."""

from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Any

from posture.collectors.aws.collecting import Ask, AssetCollector, Item, Place
from posture.collectors.aws.ec2_network import by_ids
from posture.collectors.aws.ec2_routing import Acl, acl, acls
from posture.domain.aws.assets.network_acl import NetworkAcl

ACLS_CALL = "ec2:DescribeNetworkAcls"


async def _acls(place: Place, _ask: Ask) -> AsyncIterator[Item]:
    for one in await acls(place):
        yield _item(place, one)


async def _named(place: Place, arns: Iterable[str]) -> AsyncIterator[Item]:
    async for one in by_ids(place, ACLS_CALL, "NetworkAcls", "network-acl-id", arns):
        yield _item(place, acl(one))


def _item(place: Place, one: Acl) -> Item:
    return Item(place.arn("ec2", f"network-acl/{one.id}"), one.name, one._asdict())


def _listed(_place: Place, item: Item) -> Mapping[str, Any]:
    return {name: item.data[name] for name in ("default", "subnet_ids", "entries")}


ACLS = AssetCollector(
    asset_type=NetworkAcl,
    regional=True,
    calls=(ACLS_CALL,),
    items=_acls,
    find=_named,
    listed=_listed,
)

COLLECTORS: tuple[AssetCollector[Any], ...] = (ACLS,)

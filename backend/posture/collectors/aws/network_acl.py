"""Collector of the network ACLs of Amazon VPC."""

from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Any

from posture.collectors.aws.collecting import RegionClient, owned
from posture.collectors.aws.ec2_network import by_ids
from posture.collectors.aws.ec2_routing import Acl, acl, acls
from posture.collectors.collecting import Ask, AssetCollector, Item
from posture.domain.aws.assets.network_acl import NetworkAcl
from posture.domain.evidence import contradiction

ACLS_CALL = "ec2:DescribeNetworkAcls"


async def _acls(client: RegionClient, _ask: Ask) -> AsyncIterator[Item]:
    for one in await acls(client):
        if owned(client, one.owner_id):
            yield _item(client, one)


async def _named(client: RegionClient, arns: Iterable[str]) -> AsyncIterator[Item]:
    async for one in by_ids(client, ACLS_CALL, "NetworkAcls", "network-acl-id", arns):
        if owned(client, one.get("OwnerId")):
            yield _item(client, acl(one))


def _item(client: RegionClient, one: Acl) -> Item:
    return Item(client.arn("ec2", f"network-acl/{one.id}"), one.name, one._asdict())


def _listed(_client: RegionClient, item: Item) -> Mapping[str, Any]:
    # Even an ACL without rules has the entry that denies everything else.
    entries = item.data["entries"] or contradiction(f"{item.data['id']} has no entries", ACLS_CALL)
    return {name: item.data[name] for name in ("default", "subnet_ids")} | {"entries": entries}


ACLS = AssetCollector(
    asset_type=NetworkAcl,
    regional=True,
    calls=(ACLS_CALL,),
    items=_acls,
    find=_named,
    listed=_listed,
)

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (ACLS,)

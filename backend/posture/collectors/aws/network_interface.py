"""Collector of the network interfaces and Elastic IP addresses of Amazon EC2."""

from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Any

from posture.collectors.aws.collecting import RegionClient, owned
from posture.collectors.aws.ec2_network import Interface, by_ids, interface, interfaces, name_of
from posture.collectors.collecting import Ask, AssetCollector, Item
from posture.domain.aws.assets.network_interface import ElasticIp, NetworkInterface

INTERFACES_CALL = "ec2:DescribeNetworkInterfaces"
ADDRESSES_CALL = "ec2:DescribeAddresses"
# The domain of addresses of EC2-Classic, which have no allocation.
EC2_CLASSIC = "standard"


async def _interfaces(client: RegionClient, _ask: Ask) -> AsyncIterator[Item]:
    for one in await interfaces(client):
        if owned(client, one.owner_id):
            yield _interface(client, one)


async def _named_interfaces(client: RegionClient, arns: Iterable[str]) -> AsyncIterator[Item]:
    found = by_ids(client, INTERFACES_CALL, "NetworkInterfaces", "network-interface-id", arns)
    async for one in found:
        if owned(client, one.get("OwnerId")):
            yield _interface(client, interface(one))


def _interface(client: RegionClient, one: Interface) -> Item:
    return Item(client.arn("ec2", f"network-interface/{one.id}"), one.name, one._asdict())


def _interface_listed(_client: RegionClient, item: Item) -> Mapping[str, Any]:
    names = ("attached", "requester_managed", "instance_id", "source_dest_check")
    return {name: item.data[name] for name in names}


async def _addresses(client: RegionClient, _ask: Ask) -> AsyncIterator[Item]:
    async for one in client.pages(ADDRESSES_CALL, "Addresses"):
        if one.get("Domain") != EC2_CLASSIC:
            yield _address(client, one)


async def _named_addresses(client: RegionClient, arns: Iterable[str]) -> AsyncIterator[Item]:
    async for one in by_ids(client, ADDRESSES_CALL, "Addresses", "allocation-id", arns):
        yield _address(client, one)


def _address(client: RegionClient, one: Mapping[str, Any]) -> Item:
    arn = client.arn("ec2", f"elastic-ip/{one['AllocationId']}")
    return Item(arn, name_of(one, one.get("PublicIp", one["AllocationId"])), one)


def _address_listed(_client: RegionClient, item: Item) -> Mapping[str, Any]:
    return {
        "public_ip": item.data.get("PublicIp", ""),
        "associated": bool(item.data.get("AssociationId")),
    }


INTERFACES = AssetCollector(
    asset_type=NetworkInterface,
    regional=True,
    calls=(INTERFACES_CALL,),
    items=_interfaces,
    find=_named_interfaces,
    listed=_interface_listed,
)

ADDRESSES = AssetCollector(
    asset_type=ElasticIp,
    regional=True,
    calls=(ADDRESSES_CALL,),
    items=_addresses,
    find=_named_addresses,
    listed=_address_listed,
)

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (INTERFACES, ADDRESSES)

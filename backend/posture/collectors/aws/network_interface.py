"""Collector of the network interfaces and Elastic IP addresses of Amazon EC2."""

from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Any

from posture.collectors.aws.collecting import Ask, AssetCollector, Item, Place
from posture.collectors.aws.ec2_network import Interface, by_ids, interface, interfaces, name_of
from posture.domain.aws.assets.network_interface import ElasticIp, NetworkInterface

INTERFACES_CALL = "ec2:DescribeNetworkInterfaces"
ADDRESSES_CALL = "ec2:DescribeAddresses"


async def _interfaces(place: Place, _ask: Ask) -> AsyncIterator[Item]:
    for one in await interfaces(place):
        yield _interface(place, one)


async def _named_interfaces(place: Place, arns: Iterable[str]) -> AsyncIterator[Item]:
    found = by_ids(place, INTERFACES_CALL, "NetworkInterfaces", "network-interface-id", arns)
    async for one in found:
        yield _interface(place, interface(one))


def _interface(place: Place, one: Interface) -> Item:
    return Item(place.arn("ec2", f"network-interface/{one.id}"), one.name, one._asdict())


def _interface_listed(_place: Place, item: Item) -> Mapping[str, Any]:
    names = ("attached", "requester_managed", "instance_id", "source_dest_check")
    return {name: item.data[name] for name in names}


async def _addresses(place: Place, _ask: Ask) -> AsyncIterator[Item]:
    async for one in place.pages(ADDRESSES_CALL, "Addresses"):
        if "AllocationId" in one:
            yield _address(place, one)


async def _named_addresses(place: Place, arns: Iterable[str]) -> AsyncIterator[Item]:
    async for one in by_ids(place, ADDRESSES_CALL, "Addresses", "allocation-id", arns):
        yield _address(place, one)


def _address(place: Place, one: Mapping[str, Any]) -> Item:
    arn = place.arn("ec2", f"elastic-ip/{one['AllocationId']}")
    return Item(arn, name_of(one, one.get("PublicIp", one["AllocationId"])), one)


def _address_listed(_place: Place, item: Item) -> Mapping[str, Any]:
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

COLLECTORS: tuple[AssetCollector[Any], ...] = (INTERFACES, ADDRESSES)

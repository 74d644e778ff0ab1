"""Collects network security groups and subnets."""

from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Any

from posture.collectors.azure.collecting import SubscriptionClient, listing, named, resource
from posture.collectors.azure.properties import members, part, text, value
from posture.collectors.collecting import Ask, AssetCollector, Item
from posture.domain.azure.assets.network import NetworkSecurityGroup, VirtualSubnet
from posture.domain.azure.security_rules import ANY, SecurityRule
from posture.domain.network import ALL_PORTS, WORLD, Ports, prefix_length

GROUPS_CALL = "network:ListSecurityGroups"
GROUP_CALL = "network:GetSecurityGroup"
NETWORKS_CALL = "network:ListVirtualNetworks"
INTERNET = frozenset({ANY, "internet", "any"})
# Destinations that are everything that the group protects.
EVERYTHING = frozenset({ANY, "virtualnetwork", "0.0.0.0/0"})


def _rules(_client: SubscriptionClient, item: Item) -> Mapping[str, Any]:
    properties = item.data["properties"]
    found = [*members(properties, "securityRules"), *members(properties, "defaultSecurityRules")]
    inbound = (one for one in found if text(one["properties"], "direction") == "inbound")
    return {"rules": tuple(map(_rule, inbound))}


def _rule(rule: Mapping[str, Any]) -> SecurityRule:
    properties = rule["properties"]
    access = text(properties, "access")
    if access not in {"allow", "deny"}:
        raise ValueError(access)
    priority = value(properties, "priority", int)
    if priority is None:
        raise TypeError("priority")
    return SecurityRule(
        name=str(rule["name"]),
        priority=priority,
        allows=access == "allow",
        protocol=text(properties, "protocol"),
        ports=tuple(map(_ports, _several(properties, "destinationPortRange"))),
        sources=_sources(_several(properties, "sourceAddressPrefix")),
        whole=_whole(properties),
    )


def _several(properties: Mapping[str, Any], name: str) -> list[str]:
    """Return what stands in a property and in its plural."""
    plural = f"{name}es" if name.endswith("x") else f"{name}s"
    one = value(properties, name, str)
    return [*([one] if one else []), *map(str, value(properties, plural, list) or [])]


def _ports(found: str) -> Ports:
    if found == ANY:
        return ALL_PORTS
    first, _, last = found.partition("-")
    return Ports(int(first), int(last or first))


def _sources(found: Iterable[str]) -> frozenset[str]:
    """Return the ranges of sources; other tags than `Internet` are no part of it.

    Raises:
        ValueError: a range is none.
    """
    prefixes = frozenset(one.lower() for one in found)
    ranges = frozenset(one for one in prefixes if "/" in one)
    for one in ranges:
        prefix_length(one)
    return WORLD if prefixes & INTERNET else ranges


def _whole(properties: Mapping[str, Any]) -> bool:
    ports = _several(properties, "sourcePortRange")
    destinations = {one.lower() for one in _several(properties, "destinationAddressPrefix")}
    return ANY in ports and bool(destinations & EVERYTHING)


async def _subnets(client: SubscriptionClient, _ask: Ask) -> AsyncIterator[Item]:
    async for network in client.pages(NETWORKS_CALL):
        of = resource(network)
        for one in members(of.data["properties"], "subnets"):
            yield Item(one["id"], f"{of.name}/{one['name']}", one, of.region)


def _subnet(_client: SubscriptionClient, item: Item) -> Mapping[str, Any]:
    group = part(item.data["properties"], "networkSecurityGroup")
    return {"security_group_id": value(group, "id", str)}


GROUPS = AssetCollector(
    asset_type=NetworkSecurityGroup,
    regional=False,
    scattered=True,
    calls=(GROUPS_CALL, GROUP_CALL),
    items=listing(GROUPS_CALL),
    find=named(GROUP_CALL),
    listed=_rules,
)

SUBNETS = AssetCollector(
    asset_type=VirtualSubnet,
    regional=False,
    scattered=True,
    calls=(NETWORKS_CALL,),
    items=_subnets,
    listed=_subnet,
)

COLLECTORS: tuple[AssetCollector[SubscriptionClient, Any], ...] = (GROUPS, SUBNETS)

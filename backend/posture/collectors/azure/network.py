"""Collects virtual networks, network security groups and subnets."""

from collections.abc import AsyncIterator, Iterable, Mapping
from functools import partial
from typing import Any

from posture.collectors.azure.collecting import (
    ArmCollector,
    Collectors,
    SubscriptionClient,
    listing,
    named,
    parents,
    resource,
)
from posture.collectors.azure.properties import flag, members, part, text, value
from posture.collectors.collecting import Ask, Item, Read
from posture.collectors.stepping import together
from posture.domain.azure.arm import key
from posture.domain.azure.assets.network import (
    FlowLog,
    NetworkSecurityGroup,
    VirtualNetwork,
    VirtualSubnet,
)
from posture.domain.azure.security_rules import ANY, SecurityRule
from posture.domain.network import ALL_PORTS, WORLD, Ports, prefix_length

GROUPS_CALL = "network:ListSecurityGroups"
GROUP_CALL = "network:GetSecurityGroup"
NETWORKS_CALL = "network:ListVirtualNetworks"
WATCHERS_CALL = "network:ListWatchers"
FLOW_LOGS_CALL = "network:ListFlowLogs"
INTERNET = frozenset({ANY, "internet", "any"})
# A rule with another value, or without one, would match nothing, and so protect nobody in silence.
DIRECTIONS = frozenset({"inbound", "outbound"})
ACCESSES = frozenset({"allow", "deny"})
PROTOCOLS = frozenset({ANY, "ah", "esp", "icmp", "tcp", "udp"})
# Destinations that are everything that the group protects.
EVERYTHING = frozenset({ANY, "virtualnetwork", "0.0.0.0/0"})


def _rules(_client: SubscriptionClient, item: Item) -> Mapping[str, Any]:
    return {"rules": inbound_rules(item.data["properties"])}


def inbound_rules(properties: Mapping[str, Any]) -> tuple[SecurityRule, ...]:
    """Return the inbound rules of a group, the default ones included.

    Raises:
        LookupError, TypeError, ValueError: a rule is not as documented.
    """
    # A group without a rule of its own has the default ones, so an answer without is no evidence.
    if not isinstance(properties.get("securityRules"), list):
        raise TypeError("securityRules")
    found = [*members(properties, "securityRules"), *members(properties, "defaultSecurityRules")]
    return tuple(_rule(one) for one in found if _is_inbound(one["properties"]))


def _is_inbound(rule: Mapping[str, Any]) -> bool:
    return _one_of(text(rule, "direction"), DIRECTIONS) == "inbound"


def _one_of(found: str, known: frozenset[str]) -> str:
    """Return a text that has to be one of a few; raises `ValueError`."""
    if found not in known:
        raise ValueError(found)
    return found


def _rule(rule: Mapping[str, Any]) -> SecurityRule:
    properties = rule["properties"]
    access = _one_of(text(properties, "access"), ACCESSES)
    ports = _several(properties, "destinationPortRange")
    if not ports:
        raise TypeError("destinationPortRange")
    priority = value(properties, "priority", int)
    if priority is None:
        raise TypeError("priority")
    return SecurityRule(
        name=str(rule["name"]),
        priority=priority,
        allows=access == "allow",
        protocol=_one_of(text(properties, "protocol"), PROTOCOLS),
        ports=tuple(map(_ports, ports)),
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


async def _watched(client: SubscriptionClient, item: Item) -> bool:
    watchers = map(resource, await client.shared(WATCHERS_CALL))
    return any(one.region == item.region for one in watchers)


async def _flows_logged(client: SubscriptionClient, item: Item) -> bool:
    logged = await _logged_ids(client, item.region)
    subnets = members(item.data["properties"], "subnets")
    return key(item.resource_id) in logged or (
        bool(subnets) and all(_subnet_ids(one) & logged for one in subnets)
    )


def _subnet_ids(subnet: Mapping[str, Any]) -> set[str]:
    """Return the ids under which the flows of a subnet may be logged: its own, or its group's."""
    group = part(subnet["properties"], "networkSecurityGroup")
    return {key(one) for one in (subnet["id"], value(group, "id", str)) if one}


async def _logged_ids(client: SubscriptionClient, region: str | None) -> set[str]:
    """Return the ids of all whose flows an enabled log of the region contains."""
    make = partial(_logged_in, client, region)
    found: set[str] = await client.once(f"flows logged in {region}", make)
    return found


async def _logged_in(client: SubscriptionClient, region: str | None) -> set[str]:
    watchers = map(resource, await client.shared(WATCHERS_CALL))
    there = [one for one in watchers if one.region == region]
    return {
        text(one["properties"], "targetResourceId")
        for logs in await _logs_of(client, there)
        for one in logs
        if flag(one["properties"], "enabled")
    }


async def _logs_of(client: SubscriptionClient, watchers: Iterable[Item]) -> list[list[Any]]:
    """Return the flow logs of each network watcher; a region has one."""
    return await together(client.shared(FLOW_LOGS_CALL, id=one.resource_id) for one in watchers)


async def _flow_logs(client: SubscriptionClient, ask: Ask) -> AsyncIterator[Item]:
    watchers = parents(await client.shared(WATCHERS_CALL), ask)
    for of, logs in zip(watchers, await _logs_of(client, watchers), strict=True):
        for found in logs:
            yield Item(found["id"], f"{of.name}/{found['name']}", found, of.region)


def _flow_log(_client: SubscriptionClient, item: Item) -> Mapping[str, Any]:
    properties = item.data["properties"]
    retention = part(properties, "retentionPolicy")
    kept = flag(retention, "enabled")
    return {
        "enabled": flag(properties, "enabled"),
        "kept_days": (value(retention, "days", int) or 0) if kept else 0,
    }


GROUPS = ArmCollector(
    asset_type=NetworkSecurityGroup,
    calls=(GROUPS_CALL, GROUP_CALL),
    items=listing(GROUPS_CALL),
    find=named(GROUP_CALL),
    listed=_rules,
)

SUBNETS = ArmCollector(
    asset_type=VirtualSubnet,
    calls=(NETWORKS_CALL,),
    items=_subnets,
    listed=_subnet,
)

NETWORKS = ArmCollector(
    asset_type=VirtualNetwork,
    calls=(NETWORKS_CALL,),
    items=listing(NETWORKS_CALL),
    reads=(
        Read(facts=("watched",), calls=(WATCHERS_CALL,), run=_watched),
        Read(facts=("flows_logged",), calls=(WATCHERS_CALL, FLOW_LOGS_CALL), run=_flows_logged),
    ),
)

FLOW_LOGS = ArmCollector(
    asset_type=FlowLog,
    calls=(WATCHERS_CALL, FLOW_LOGS_CALL),
    items=_flow_logs,
    listed=_flow_log,
)

COLLECTORS: Collectors = (
    GROUPS,
    SUBNETS,
    NETWORKS,
    FLOW_LOGS,
)

"""Collects what faces the internet: network interfaces and application gateways."""

from collections.abc import Iterable, Mapping
from typing import Any

from posture.collectors.azure.collecting import SubscriptionClient, listing, named
from posture.collectors.azure.errors import GONE
from posture.collectors.azure.network import GROUPS_CALL, NETWORKS_CALL, inbound_rules
from posture.collectors.azure.properties import flag, members, part, text, value
from posture.collectors.collecting import AssetCollector, Item, Read
from posture.collectors.errors import ContradictionError
from posture.domain.azure.arm import key
from posture.domain.azure.assets.network import (
    ApplicationGateway,
    Firewall,
    NetworkInterface,
    PublicInterface,
)
from posture.domain.azure.security_rules import SecurityRule

INTERFACES_CALL = "network:ListInterfaces"
INTERFACE_CALL = "network:GetInterface"
ADDRESSES_CALL = "network:ListPublicAddresses"
GATEWAYS_CALL = "network:ListApplicationGateways"
GATEWAY_CALL = "network:GetApplicationGateway"
POLICIES_CALL = "network:ListFirewallPolicies"
PREVENTION = "prevention"


def _interface(_client: SubscriptionClient, item: Item) -> Mapping[str, Any]:
    return {"forwarding": flag(item.data["properties"], "enableIPForwarding")}


async def _public(client: SubscriptionClient, item: Item) -> PublicInterface | None:
    properties = item.data["properties"]
    addresses, subnets = set(), set()
    for one in members(properties, "ipConfigurations"):
        configuration = part(one, "properties")
        address = value(part(configuration, "publicIPAddress"), "id", str)
        subnet = value(part(configuration, "subnet"), "id", str)
        if address:
            addresses.add(key(address))
            if subnet:
                subnets.add(key(subnet))
    if not addresses:
        return None
    groups = {_id_of(properties)} | {await _group_of(client, one) for one in subnets}
    rules = [await _rules(client, one) for one in sorted(filter(None, groups))]
    basic = await _any_basic(client, addresses)
    return PublicInterface(basic, tuple(rules))


def _id_of(properties: Mapping[str, Any]) -> str:
    """Return the id of the group of an interface or subnet; empty if it has none."""
    return text(part(properties, "networkSecurityGroup"), "id")


async def _group_of(client: SubscriptionClient, subnet_id: str) -> str:
    for network in await client.shared(NETWORKS_CALL):
        for subnet in members(network["properties"], "subnets"):
            if key(subnet["id"]) == subnet_id:
                return _id_of(subnet["properties"])
    raise ContradictionError(f"subnet {subnet_id} is not listed", NETWORKS_CALL)


async def _rules(client: SubscriptionClient, group_id: str) -> tuple[SecurityRule, ...]:
    for found in await client.shared(GROUPS_CALL):
        if key(found["id"]) == group_id:
            return tuple(sorted(inbound_rules(found["properties"]), key=lambda one: one.priority))
    raise ContradictionError(f"group {group_id} is not listed", GROUPS_CALL)


async def _any_basic(client: SubscriptionClient, addresses: Iterable[str]) -> bool:
    tiers = {
        key(one["id"]): text(part(one, "sku"), "name", default="basic")
        for one in await client.shared(ADDRESSES_CALL)
    }
    return any(tiers.get(one, "basic") == "basic" for one in addresses)


async def _firewall(client: SubscriptionClient, item: Item) -> Firewall | None:
    properties = item.data["properties"]
    policy = text(part(properties, "firewallPolicy"), "id")
    if policy:
        for found in await client.shared(POLICIES_CALL):
            if key(found["id"]) == policy:
                settings = part(found["properties"], "policySettings")
                enabled = text(settings, "state", default="enabled") == "enabled"
                return Firewall(enabled, text(settings, "mode") == PREVENTION)
        raise ContradictionError(f"policy {policy} is not listed", POLICIES_CALL)
    own = properties.get("webApplicationFirewallConfiguration")
    if own is None:
        return None
    own = part(properties, "webApplicationFirewallConfiguration")
    return Firewall(flag(own, "enabled"), text(own, "firewallMode") == PREVENTION)


INTERFACES = AssetCollector(
    asset_type=NetworkInterface,
    regional=False,
    scattered=True,
    calls=(INTERFACES_CALL, INTERFACE_CALL),
    items=listing(INTERFACES_CALL),
    find=named(INTERFACE_CALL),
    listed=_interface,
    gone=GONE,
    reads=(
        Read(
            facts=("public",),
            calls=(NETWORKS_CALL, GROUPS_CALL, ADDRESSES_CALL),
            run=_public,
        ),
    ),
)

GATEWAYS = AssetCollector(
    asset_type=ApplicationGateway,
    regional=False,
    scattered=True,
    calls=(GATEWAYS_CALL, GATEWAY_CALL),
    items=listing(GATEWAYS_CALL),
    find=named(GATEWAY_CALL),
    gone=GONE,
    reads=(Read(facts=("firewall",), calls=(POLICIES_CALL,), run=_firewall),),
)

COLLECTORS: tuple[AssetCollector[SubscriptionClient, Any], ...] = (INTERFACES, GATEWAYS)

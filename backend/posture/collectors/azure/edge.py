"""Collects what faces the internet: network interfaces and application gateways."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from posture.collectors.azure.collecting import SubscriptionClient, by_id, listing, named
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
BASIC = "basic"


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
    tiers = await client.once("tier of each public address", partial(_tiers, client))
    basic = any(tiers.get(one, BASIC) == BASIC for one in addresses)
    return PublicInterface(basic, tuple(rules))


def _id_of(properties: Mapping[str, Any]) -> str:
    """Return the id of the group of an interface or subnet; empty if it has none."""
    return text(part(properties, "networkSecurityGroup"), "id")


async def _group_of(client: SubscriptionClient, subnet_id: str) -> str:
    groups: dict[str, str] = await client.once("group of each subnet", partial(_groups, client))
    if subnet_id not in groups:
        raise ContradictionError(f"subnet {subnet_id} is not listed", NETWORKS_CALL)
    return groups[subnet_id]


async def _groups(client: SubscriptionClient) -> dict[str, str]:
    """Return the ids of the groups of all subnets."""
    return {
        key(subnet["id"]): _id_of(subnet["properties"])
        for network in await client.shared(NETWORKS_CALL)
        for subnet in members(network["properties"], "subnets")
    }


async def _rules(client: SubscriptionClient, group_id: str) -> tuple[SecurityRule, ...]:
    async def sorted_rules() -> tuple[SecurityRule, ...]:
        found = (await by_id(client, GROUPS_CALL)).get(group_id)
        if found is None:
            raise ContradictionError(f"group {group_id} is not listed", GROUPS_CALL)
        return tuple(sorted(inbound_rules(found["properties"]), key=lambda one: one.priority))

    rules: tuple[SecurityRule, ...] = await client.once(f"rules of {group_id}", sorted_rules)
    return rules


async def _tiers(client: SubscriptionClient) -> dict[str, str]:
    """Return the tiers of all public addresses."""
    found = await client.shared(ADDRESSES_CALL)
    return {key(one["id"]): text(part(one, "sku"), "name", default=BASIC) for one in found}


async def _firewall(client: SubscriptionClient, item: Item) -> Firewall | None:
    properties = item.data["properties"]
    policy = text(part(properties, "firewallPolicy"), "id")
    if policy:
        found = (await by_id(client, POLICIES_CALL)).get(policy)
        if found is None:
            raise ContradictionError(f"policy {policy} is not listed", POLICIES_CALL)
        settings = part(found["properties"], "policySettings")
        enabled = text(settings, "state", default="enabled") == "enabled"
        return Firewall(enabled, text(settings, "mode") == PREVENTION)
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

"""Collects what faces the internet: network interfaces and application gateways."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from posture.collectors.azure.collecting import (
    ArmCollector,
    Collectors,
    SubscriptionClient,
    by_id,
    listing,
    named,
)
from posture.collectors.azure.errors import GONE
from posture.collectors.azure.guards import CALLS as GUARDS_CALLS
from posture.collectors.azure.guards import guards
from posture.collectors.azure.properties import flag, group_id, members, part, text, value
from posture.collectors.collecting import Item, Read
from posture.collectors.errors import ContradictionError
from posture.domain.azure.arm import key
from posture.domain.azure.assets.network import (
    ApplicationGateway,
    Firewall,
    NetworkInterface,
    PublicInterface,
)

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
    rules = await guards(client, group_id(properties), subnets)
    tiers = await client.once("tier of each public address", partial(_tiers, client))
    basic = any(tiers.get(one, BASIC) == BASIC for one in addresses)
    return PublicInterface(basic, rules)


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


INTERFACES = ArmCollector(
    asset_type=NetworkInterface,
    calls=(INTERFACES_CALL, INTERFACE_CALL),
    items=listing(INTERFACES_CALL),
    find=named(INTERFACE_CALL),
    listed=_interface,
    gone=GONE,
    reads=(
        Read(
            facts=("public",),
            calls=(*GUARDS_CALLS, ADDRESSES_CALL),
            run=_public,
        ),
    ),
)

GATEWAYS = ArmCollector(
    asset_type=ApplicationGateway,
    calls=(GATEWAYS_CALL, GATEWAY_CALL),
    items=listing(GATEWAYS_CALL),
    find=named(GATEWAY_CALL),
    gone=GONE,
    reads=(Read(facts=("firewall",), calls=(POLICIES_CALL,), run=_firewall),),
)

COLLECTORS: Collectors = (INTERFACES, GATEWAYS)

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
    """Return the firewall of a gateway, as weak as that of its weakest listener or path."""
    properties = item.data["properties"]
    policy = text(part(properties, "firewallPolicy"), "id")
    if policy:
        whole = await _of_policy(client, policy)
    elif properties.get("webApplicationFirewallConfiguration") is not None:
        own = part(properties, "webApplicationFirewallConfiguration")
        whole = Firewall(flag(own, "enabled"), text(own, "firewallMode") == PREVENTION)
    else:
        return None
    every = [whole, *[await _of_policy(client, one) for one in sorted(_narrower(properties))]]
    return Firewall(all(one.enabled for one in every), all(one.prevents for one in every))


async def _of_policy(client: SubscriptionClient, policy: str) -> Firewall:
    found = (await by_id(client, POLICIES_CALL)).get(policy)
    if found is None:
        raise ContradictionError(f"policy {policy} is not listed", POLICIES_CALL)
    settings = part(found["properties"], "policySettings")
    enabled = text(settings, "state", default="enabled") == "enabled"
    return Firewall(enabled, text(settings, "mode") == PREVENTION)


def _narrower(properties: Mapping[str, Any]) -> set[str]:
    """Return the ids of the policies that replace the gateway's for a listener or a path."""
    maps = [part(one, "properties") for one in members(properties, "urlPathMaps")]
    places = [
        *members(properties, "httpListeners"),
        *(rule for one in maps for rule in members(one, "pathRules")),
    ]
    found = {text(part(part(one, "properties"), "firewallPolicy"), "id") for one in places}
    return found - {""}


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

"""Collects scale sets of virtual machines."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from posture.collectors.azure.collecting import (
    ArmCollector,
    Collectors,
    SubscriptionClient,
    listing,
    named,
)
from posture.collectors.azure.compute import identity_roles, machine_settings
from posture.collectors.azure.errors import GONE
from posture.collectors.azure.guards import CALLS as GUARDS_CALLS
from posture.collectors.azure.guards import group_of, guards
from posture.collectors.azure.iam import ASSIGNMENTS_CALL
from posture.collectors.azure.network import NETWORKS_CALL
from posture.collectors.azure.properties import group_id, members, part, text, value
from posture.collectors.collecting import Item, Read
from posture.domain.azure.assets.compute import ScaleSet
from posture.domain.azure.assets.network import PublicInterface

SETS_CALL = "compute:ListScaleSets"
SET_CALL = "compute:GetScaleSet"
PROFILE = "virtualMachineProfile"
BASIC = "basic"


class Interface(NamedTuple):
    """An interface of each machine; ids are in lower case.

    Attributes:
        group: the id of its security group; empty if it has none.
        tiers: the tiers of its public addresses.
    """

    name: str
    group: str
    subnets: frozenset[str]
    tiers: tuple[str, ...]


def _interfaces(item: Item) -> Iterator[Interface]:
    network = part(part(item.data["properties"], PROFILE), "networkProfile")
    for one in members(network, "networkInterfaceConfigurations"):
        properties = part(one, "properties")
        addresses = [part(at, "properties") for at in members(properties, "ipConfigurations")]
        subnets = (text(part(at, "subnet"), "id") for at in addresses)
        public = (at for at in addresses if at.get("publicIPAddressConfiguration") is not None)
        yield Interface(
            name=value(one, "name", str) or "",
            group=group_id(properties),
            subnets=frozenset(filter(None, subnets)),
            tiers=tuple(_tier(part(at, "publicIPAddressConfiguration")) for at in public),
        )


def _tier(address: Mapping[str, Any]) -> str:
    return text(part(address, "sku"), "name", default=BASIC)


def _settings(_client: SubscriptionClient, item: Item) -> Mapping[str, Any]:
    profile = part(item.data["properties"], PROFILE)
    return {"settings": machine_settings(profile) if profile else None}


async def _public(client: SubscriptionClient, item: Item) -> tuple[PublicInterface, ...]:
    found = []
    for one in _interfaces(item):
        if one.tiers:
            rules = await guards(client, one.group, sorted(one.subnets))
            found.append(PublicInterface(BASIC in one.tiers, rules))
    return tuple(found)


async def _unguarded(client: SubscriptionClient, item: Item) -> tuple[str, ...]:
    found = []
    for one in _interfaces(item):
        groups = [await group_of(client, subnet) for subnet in sorted(one.subnets)]
        if not one.group and not (groups and all(groups)):
            found.append(one.name)
    return tuple(found)


SETS = ArmCollector(
    asset_type=ScaleSet,
    calls=(SETS_CALL, SET_CALL),
    items=listing(SETS_CALL),
    find=named(SET_CALL),
    listed=_settings,
    gone=GONE,
    reads=(
        Read(facts=("public",), calls=GUARDS_CALLS, run=_public),
        Read(facts=("unguarded",), calls=(NETWORKS_CALL,), run=_unguarded),
        Read(facts=("roles",), calls=(ASSIGNMENTS_CALL,), run=identity_roles),
    ),
)

COLLECTORS: Collectors = (SETS,)

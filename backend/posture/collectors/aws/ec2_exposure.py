"""Paths from the internet: security group, network ACL, route and public address all allow them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from posture.collectors.aws.collecting import RegionClient
from posture.collectors.aws.ec2_network import (
    GROUPS_CALL,
    PREFIX_LIST_CALL,
    Group,
    groups,
    prefix_list_ranges,
)
from posture.collectors.aws.ec2_routing import ACLS_CALL, TABLES_CALL, Acl, acls, routing
from posture.collectors.errors import ContradictionError
from posture.domain.aws.assets.ec2 import InternetPath
from posture.domain.aws.assets.network_acl import open_to
from posture.domain.aws.firewall import ANY_PROTOCOL, open_to_internet
from posture.domain.network import ALL_PORTS, Ports, is_ipv6

INSTANCES_CALL = "ec2:DescribeInstances"
EXPOSURE_CALLS = (GROUPS_CALL, TABLES_CALL, ACLS_CALL, PREFIX_LIST_CALL)
PROTOCOLS = ("tcp", "udp")


async def internet_paths(
    client: RegionClient, interface: Mapping[str, Any], addresses: Sequence[str]
) -> list[InternetPath]:
    """Return the paths from the internet to an instance's interface.

    Without public addresses, make no call; stop as soon as one call decides.
    """
    if not addresses:
        return []
    table = (await routing(client)).of(interface["SubnetId"], interface.get("VpcId", ""))
    found: list[InternetPath] = []
    for everything in ("0.0.0.0/0", "::/0"):
        here = [one for one in addresses if is_ipv6(one) == is_ipv6(everything)]
        if not here or not table.reaches_internet(everything):
            continue
        if not interface.get("Groups"):
            raise ContradictionError("an interface has no security group", INSTANCES_CALL)
        for attached in interface["Groups"]:
            if (group := (await groups(client)).get(attached["GroupId"])) is None:
                raise ContradictionError(f"{attached['GroupId']} is not listed", GROUPS_CALL)
            acl = (await _acl_by_subnet(client)).get(interface["SubnetId"])
            if acl and not acl.entries:
                raise ContradictionError(f"{acl.id} has no entries", ACLS_CALL)
            for protocol, ports in await _openings(client, group, acl, everything):
                found += (InternetPath(address, group.id, protocol, ports) for address in here)
    return found


async def _openings(
    client: RegionClient, group: Group, acl: Acl | None, everything: str
) -> list[tuple[str, Ports]]:
    """Return the ports that a group and the subnet's ACL both open to the whole internet."""
    named = {name for rule in group.ingress for name in rule.prefix_lists}
    lists = await prefix_list_ranges(client, named)
    allowed = {
        one
        for rule in open_to_internet(group.ingress, lists, frozenset({everything}))
        for one in _protocols(rule.protocol, rule.ports)
    }
    return sorted(
        (protocol, both)
        for protocol, ports in allowed
        for passed in (open_to(acl.entries, everything, protocol) if acl else (ALL_PORTS,))
        if (both := ports.common(passed))
    )


def _protocols(protocol: str, ports: Ports | None) -> Iterator[tuple[str, Ports]]:
    if protocol == ANY_PROTOCOL:
        yield from ((one, ALL_PORTS) for one in PROTOCOLS)
    elif protocol in PROTOCOLS and ports is not None:
        yield protocol, ports


async def _acl_by_subnet(client: RegionClient) -> Mapping[str, Acl]:
    async def make() -> dict[str, Acl]:
        return {subnet: one for one in await acls(client) for subnet in one.subnet_ids}

    index: Mapping[str, Acl] = await client.once("ec2 acls by subnet", make)
    return index

"""Rules of network security groups, and what they let in from the internet.

Rules are evaluated in the order of their priorities, and the first that matches decides.
Source: https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview
"""

from collections.abc import Iterable
from typing import NamedTuple

from posture.domain.network import ALL_PORTS, WORLD, Ports, covered

ANY = "*"
# Ports over which machines are managed.
MANAGEMENT = {22: "SSH", 3389: "RDP"}


class SecurityRule(NamedTuple):
    """An inbound rule.

    Attributes:
        priority: a lower number is evaluated first.
        allows: whether it allows what matches; otherwise it denies it.
        protocol: `tcp`, `udp`, `icmp`, `esp`, `ah` or `*`, in lower case.
        ports: the destination ports.
        sources: addresses and ranges; the tag `Internet` and `*` are all of the internet.
        whole: whether it matches every source port and every destination of the group.
    """

    name: str
    priority: int
    allows: bool
    protocol: str
    ports: tuple[Ports, ...]
    sources: frozenset[str]
    whole: bool = True

    def matches(self, protocol: str, port: int) -> bool:
        """Return whether the rule is about a port of a protocol."""
        return self.protocol in {ANY, protocol} and any(port in one for one in self.ports)


def open_ports(rules: Iterable[SecurityRule], protocol: str) -> tuple[Ports, ...]:
    """Return the ports that the internet reaches, as merged ranges in ascending order."""
    ordered = sorted(rules, key=lambda one: one.priority)
    starts = {ALL_PORTS.first}
    for rule in ordered:
        for one in rule.ports:
            starts |= {one.first, one.last + 1}
    borders = sorted(one for one in starts if one <= ALL_PORTS.last)
    found: list[Ports] = []
    for first, following in zip(borders, [*borders[1:], ALL_PORTS.last + 1], strict=True):
        if not is_open(ordered, protocol, first):
            continue
        if found and found[-1].last == first - 1:
            found[-1] = Ports(found[-1].first, following - 1)
        else:
            found.append(Ports(first, following - 1))
    return tuple(found)


def is_open(ordered: Iterable[SecurityRule], protocol: str, port: int) -> bool:
    """Return whether the internet reaches a port, by rules in the order of their priorities.

    A rule that denies a part of the sources leaves the rest open, so only rules count that
    together deny the whole internet. Rules that allow parts of the internet count together, too.
    """
    allowed: set[str] = set()
    denied: set[str] = set()
    for rule in ordered:
        if not rule.matches(protocol, port):
            continue
        if not rule.allows:
            if rule.whole:
                denied |= rule.sources
            if covered(denied) >= WORLD:
                return False
            continue
        allowed |= rule.sources
        if covered(allowed) - covered(denied):
            return True
    return False

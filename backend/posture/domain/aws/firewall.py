"""Rules of security groups and network ACLs."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace

from posture.domain.network import WORLD, Ports, covered

ANY_PROTOCOL = "-1"
# Security groups name protocols, network ACLs number them.
PROTOCOL_NAMES = {"6": "tcp", "17": "udp", "1": "icmp", "58": "icmpv6"}


class FirewallRule(Struct, frozen=True, kw_only=True):
    """A rule of a firewall that allows traffic.

    Attributes:
        protocol: `tcp`, `udp`, `icmp`, `icmpv6`, a protocol's number, or `-1` for all of them.
        ports: destination ports; None if the protocol has none.
        ranges: addresses at the other end, in CIDR notation.
        prefix_lists: ids of prefix lists of such addresses.
        groups: ids of security groups at the other end.
    """

    protocol: str
    ports: Ports | None = None
    ranges: tuple[str, ...] = ()
    prefix_lists: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()

    @property
    def every_port(self) -> bool:
        """Return whether the rule opens every port of its protocol."""
        if self.protocol == ANY_PROTOCOL:
            return True
        return self.protocol in {"tcp", "udp"} and self.ports is not None and self.ports.all

    def covers(self, protocol: str, port: int) -> bool:
        """Return whether the rule applies to a port of `tcp` or `udp`."""
        if self.protocol == ANY_PROTOCOL:
            return True
        return self.protocol == protocol and self.ports is not None and port in self.ports

    def __str__(self) -> str:
        if self.protocol == ANY_PROTOCOL:
            return "all traffic"
        return f"{self.protocol}/{self.ports}" if self.ports is not None else self.protocol


def open_to_internet(
    rules: Iterable[FirewallRule],
    prefix_lists: Mapping[str, tuple[str, ...]],
    everything: frozenset[str] = WORLD,
) -> list[FirewallRule]:
    """Return the rules that apply to the whole internet, alone or together with others.

    Rules for parts of the internet that are together the whole become one rule, for the ports that
    they have in common.

    Args:
        rules: of one firewall.
        prefix_lists: the ranges of each prefix list in the rules.
        everything: `0.0.0.0/0`, `::/0` or both, one of which is enough.
    """
    found: list[FirewallRule] = []
    parts: list[FirewallRule] = []
    for rule in rules:
        listed = (one for name in rule.prefix_lists for one in prefix_lists.get(name, ()))
        ranges = (*rule.ranges, *listed)
        if covered(ranges) & everything:
            found.append(rule)
        elif ranges:
            parts.append(replace(rule, ranges=ranges))
    if _cover(parts, everything):
        found += _joined(parts, everything)
    return found


def _joined(parts: list[FirewallRule], everything: frozenset[str]) -> Iterator[FirewallRule]:
    for protocol in sorted({one.protocol for one in parts}):
        same = [one for one in parts if one.protocol in {protocol, ANY_PROTOCOL}]
        with_ports = [one.ports for one in same if one.ports is not None]
        if not with_ports:
            if _cover(same, everything):
                yield FirewallRule(protocol=protocol, ranges=tuple(everything))
            continue
        ends = sorted({edge for one in with_ports for edge in (one.first, one.last + 1)})
        for first, after in pairwise(ends):
            here = [one for one in same if one.ports is None or first in one.ports]
            if _cover(here, everything):
                yield FirewallRule(
                    protocol=protocol, ports=Ports(first, after - 1), ranges=tuple(everything)
                )


def _cover(rules: Iterable[FirewallRule], everything: frozenset[str]) -> bool:
    return bool(covered(one for rule in rules for one in rule.ranges) & everything)

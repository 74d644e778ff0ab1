"""Network: the addresses, ports and protocols that firewalls speak of."""

import ipaddress
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

WORLD = frozenset({"0.0.0.0/0", "::/0"})
ANY_PROTOCOL = "-1"
LAST_PORT = 65535
# Port 0 cannot be connected to: a rule from port 1 on leaves nothing closed.
FIRST_USABLE_PORT = 1
# Security groups name protocols, network ACLs number them.
PROTOCOL_NAMES = {"6": "tcp", "17": "udp", "1": "icmp", "58": "icmpv6"}


class Ports(NamedTuple):
    """A range of ports, both ends included."""

    first: int
    last: int

    def __contains__(self, port: object) -> bool:
        return isinstance(port, int) and self.first <= port <= self.last

    def __str__(self) -> str:
        return str(self.first) if self.first == self.last else f"{self.first}-{self.last}"

    @property
    def all(self) -> bool:
        """Return whether no usable port is outside of it."""
        return self.first <= FIRST_USABLE_PORT and self.last >= LAST_PORT

    def without(self, others: Iterable["Ports"]) -> Iterator["Ports"]:
        """Stream what is left of it when other ranges are taken away."""
        first = self.first
        for other in sorted(others):
            if other.last < first:
                continue
            if other.first > self.last:
                break
            if other.first > first:
                yield Ports(first, other.first - 1)
            first = other.last + 1
        if first <= self.last:
            yield Ports(first, self.last)

    def common(self, other: "Ports") -> "Ports | None":
        """Return what two ranges share."""
        first, last = max(self.first, other.first), min(self.last, other.last)
        return Ports(first, last) if first <= last else None


ALL_PORTS = Ports(0, LAST_PORT)


@dataclass(frozen=True, slots=True, kw_only=True)
class FirewallRule:
    """Traffic that a firewall lets through.

    Attributes:
        protocol: `tcp`, `udp`, `icmp`, `icmpv6`, a protocol's number, or `-1` for all of them.
        ports: destination ports; None where the protocol has none.
        ranges: addresses at the other end, in CIDR notation.
        prefix_lists: ids of lists of such addresses.
        groups: ids of security groups at the other end.
    """

    protocol: str
    ports: Ports | None = None
    ranges: tuple[str, ...] = ()
    prefix_lists: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()

    @property
    def world(self) -> tuple[str, ...]:
        """Return those of its ranges that are the whole internet."""
        return tuple(one for one in self.ranges if one in WORLD)

    @property
    def every_port(self) -> bool:
        """Return whether it leaves no port of its protocol closed."""
        if self.protocol == ANY_PROTOCOL:
            return True
        return self.protocol in {"tcp", "udp"} and self.ports is not None and self.ports.all

    def covers(self, protocol: str, port: int) -> bool:
        """Return whether it speaks of a port of `tcp` or `udp`."""
        if self.protocol == ANY_PROTOCOL:
            return True
        return self.protocol == protocol and self.ports is not None and port in self.ports

    def __str__(self) -> str:
        if self.protocol == ANY_PROTOCOL:
            return "all traffic"
        return f"{self.protocol}/{self.ports}" if self.ports is not None else self.protocol


@lru_cache(maxsize=4096)
def prefix_length(cidr: str) -> int:
    """Return how many bits of an address range are fixed; raises `ValueError` when it is none."""
    return ipaddress.ip_network(cidr, strict=False).prefixlen


@lru_cache(maxsize=4096)
def is_public(cidr: str) -> bool:
    """Return whether a range (or a single address) belongs to the internet, wholly."""
    return ipaddress.ip_network(cidr, strict=False).is_global


def is_ipv6(cidr: str) -> bool:
    """Return whether an address or a range is one of IP version 6."""
    return ":" in cidr

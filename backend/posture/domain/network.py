"""Addresses, ports and protocols of firewall rules."""

import ipaddress
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

WORLD = frozenset({"0.0.0.0/0", "::/0"})
LAST_PORT = 65535
# Nothing can connect to port 0, so a rule from port 1 on opens every port.
FIRST_USABLE_PORT = 1
# Security groups use names for protocols, network ACLs use numbers.
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
        """Return whether the range contains every usable port."""
        return self.first <= FIRST_USABLE_PORT and self.last >= LAST_PORT

    def without(self, others: Iterable["Ports"]) -> Iterator["Ports"]:
        """Yield the parts of the range that are not in the other ranges."""
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
        """Return the intersection of two ranges; None if it is empty."""
        first, last = max(self.first, other.first), min(self.last, other.last)
        return Ports(first, last) if first <= last else None


ALL_PORTS = Ports(0, LAST_PORT)


@lru_cache(maxsize=4096)
def prefix_length(cidr: str) -> int:
    """Return the prefix length of an address range; raises `ValueError` if it is not a range."""
    return ipaddress.ip_network(cidr, strict=False).prefixlen


@lru_cache(maxsize=4096)
def is_public(cidr: str) -> bool:
    """Return whether a range (or a single address) is entirely public."""
    return ipaddress.ip_network(cidr, strict=False).is_global


def is_ipv6(cidr: str) -> bool:
    """Return whether an address or a range is IPv6."""
    return ":" in cidr

"""Addresses, ports and protocols of firewall rules."""

import ipaddress
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

WORLD = frozenset({"0.0.0.0/0", "::/0"})
PRIVATE_IPV4 = tuple(
    map(
        ipaddress.IPv4Network,
        (
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.168.0.0/16",
            "224.0.0.0/3",
        ),
    )
)
# The part of the addresses of version 6 that is in use on the internet.
UNICAST_IPV6 = "2000::/3"
# Ranges that leave out no more than this part of the internet are the whole internet.
SMALL_PART = 256
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


def covered(ranges: Iterable[str]) -> frozenset[str]:
    """Return which of `0.0.0.0/0` and `::/0` the ranges cover together, or nearly so.

    Private addresses do not count, and what is not a range is ignored.
    """
    return _covered(frozenset(ranges))


@lru_cache(maxsize=4096)
def _covered(ranges: frozenset[str]) -> frozenset[str]:
    found = WORLD & ranges
    parts = [one for one in ranges - found if "/" in one]
    return found | {one for one in WORLD - found if parts and _together(parts, one)}


def _together(ranges: Iterable[str], everything: str) -> bool:
    """Return whether ranges are together all of the internet in one version of IP."""
    if is_ipv6(everything):
        whole = ipaddress.IPv6Network(UNICAST_IPV6)
        of_6 = (ipaddress.IPv6Network(one, strict=False) for one in ranges if is_ipv6(one))
        inside = (one for one in ipaddress.collapse_addresses(of_6) if one.overlaps(whole))
        count = sum(min(one.num_addresses, whole.num_addresses) for one in inside)
        return _nearly(count, whole.num_addresses)
    of_4 = (ipaddress.IPv4Network(one, strict=False) for one in ranges if not is_ipv6(one))
    merged = ipaddress.collapse_addresses([*of_4, *PRIVATE_IPV4])
    return _nearly(
        sum(one.num_addresses for one in merged), ipaddress.IPv4Network(everything).num_addresses
    )


def _nearly(count: int, whole: int) -> bool:
    return count >= whole - whole // SMALL_PART

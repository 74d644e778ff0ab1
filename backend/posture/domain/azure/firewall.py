"""Firewall rules of database servers: ranges of addresses that may connect.

Source: https://learn.microsoft.com/azure/azure-sql/database/firewall-configure
"""

from collections.abc import Iterable
from ipaddress import IPv4Address
from typing import NamedTuple

# As many addresses as a /8 has; rules that together let in as many are open to the internet.
OPEN_SIZE = 2**24


class AddressRange(NamedTuple):
    """A rule: the first and the last address that it lets in."""

    first: IPv4Address
    last: IPv4Address

    def __str__(self) -> str:
        return str(self.first) if self.first == self.last else f"{self.first}-{self.last}"

    @property
    def is_for_azure(self) -> bool:
        """Return whether it is the rule that lets in every service of Azure, of any customer."""
        return self == AZURE_SERVICES


AZURE_SERVICES = AddressRange(IPv4Address(0), IPv4Address(0))


def is_open(rules: Iterable[AddressRange]) -> bool:
    """Return whether the rules together let in as many addresses as a /8 has."""
    size, end = 0, -1
    for rule in sorted(rules):
        first, last = int(rule.first), int(rule.last)
        size += max(0, last - max(first, end + 1) + 1)
        end = max(end, last)
    return size >= OPEN_SIZE

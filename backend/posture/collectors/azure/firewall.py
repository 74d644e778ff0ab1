"""Reads the firewall rules of database servers."""

from ipaddress import IPv4Address
from typing import Any

from posture.collectors.azure.collecting import SubscriptionClient, read_all
from posture.collectors.azure.properties import value
from posture.collectors.collecting import Read
from posture.domain.azure.firewall import AddressRange


def firewall(call: str) -> Read[SubscriptionClient]:
    """Declare the read of a server's rules."""
    return read_all("firewall", call, of=_rules)


def _rules(found: list[Any]) -> tuple[AddressRange, ...]:
    return tuple(_rule(one["properties"]) for one in found)


def _rule(properties: dict[str, Any]) -> AddressRange:
    ends = (value(properties, name, str) for name in ("startIpAddress", "endIpAddress"))
    first, last = (IPv4Address(one or "") for one in ends)
    return AddressRange(first, last)

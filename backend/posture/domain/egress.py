"""Egress policy: which addresses a URL that a caller chose may lead to.

A caller who chooses where a server connects to could use the server to reach internal networks. So
only public addresses are allowed, and those others that the operator allows. Host names are not
checked here: the addresses that they resolve to are checked when a connection is made
(`posture.outbound`).
"""

import re
from collections.abc import Iterable
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from typing import Final, TypeAlias
from urllib.parse import urlsplit

Address: TypeAlias = IPv4Address | IPv6Address
Network: TypeAlias = IPv4Network | IPv6Network

# IANA's registries of special-purpose addresses, copied here: the results of `ipaddress` differ
# between the supported versions of Python.
SPECIAL: Final[dict[str, tuple[Network, ...]]] = {
    word: tuple(ip_network(one) for one in networks.split())
    for word, networks in {
        "unspecified": "0.0.0.0/8 ::/128",
        "loopback": "127.0.0.0/8 ::1/128",
        # Where clouds offer credentials to their instances: link-local ones, and `metadata`.
        "link-local": "169.254.0.0/16 fe80::/10",
        "metadata": "fd00:ec2::254/128 168.63.129.16/32 100.100.100.200/32 192.0.0.192/32",
        "private": "10.0.0.0/8 172.16.0.0/12 192.168.0.0/16 100.64.0.0/10 fc00::/7 fec0::/10",
        "multicast": "224.0.0.0/4 ff00::/8",
        "reserved": (
            "192.0.0.0/24 192.0.2.0/24 192.88.99.0/24 198.18.0.0/15 198.51.100.0/24 "
            "203.0.113.0/24 240.0.0.0/4 2001::/23 2001:db8::/32 3fff::/20"
        ),
    }.items()
}
# All IPv6 addresses that IANA has assigned as public so far; anything outside is refused.
GLOBAL_UNICAST: Final = IPv6Network("2000::/3")
# An IPv6 address that carries an IPv4 address is checked by both. The number says where
# in its bits the IPv4 address ends.
CARRIERS: Final = (
    (IPv6Network("::ffff:0:0/96"), 0),
    (IPv6Network("64:ff9b::/96"), 0),
    (IPv6Network("2002::/16"), 80),
)
LONGEST_HOST: Final = 253
LABEL: Final = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)", re.IGNORECASE)
# A host whose last label is a number is an IPv4 address, not a name.
NUMBER: Final = re.compile(r"[0-9]+|0[xX][0-9a-fA-F]*")
IPV4_BITS: Final = 0xFFFF_FFFF
IPV4_PARTS: Final = 4
BYTE: Final = 256


class EgressPolicy:
    """The addresses that may be connected to: all public ones, and the networks allowed."""

    def __init__(self, allowed: Iterable[str] = ()) -> None:
        self._allowed = tuple(ip_network(one) for one in allowed)

    def refusal(self, address: str) -> str | None:
        """Return in a word why an address is not allowed; None if it is allowed.

        Args:
            address: in any form that an operating system accepts.
        """
        found = _address(address)
        if found is None:
            return "malformed"
        carried = _carried(found)
        if self._allows(found) or (carried is not None and self._allows(carried)):
            return None
        return _special(found if carried is None else carried)

    def refusal_of_url(self, url: str) -> str | None:
        """Return why a URL is not allowed, as far as is known without resolving its host."""
        host = _host(url)
        if host == "localhost" or host.endswith(".localhost"):
            host = "127.0.0.1"
        return None if _address(host) is None else self.refusal(host)

    def _allows(self, address: Address) -> bool:
        return any(address in network for network in self._allowed)


def unusable(url: str) -> str | None:
    """Return in a sentence why no connection can use a URL; None if one can."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        return f"It is not a URL: {str(error).lower()}."
    if port == 0:
        return "It is not a URL: no connection can use port 0."
    fault = _fault_of_host(parts.hostname or "", in_brackets=parts.netloc.startswith("["))
    return fault and f"It is not a URL: {fault}."


def _fault_of_host(host: str, *, in_brackets: bool) -> str | None:
    labels = host.removesuffix(".").split(".")
    if in_brackets:
        return None if _is_ipv6(host) else "the host is no IPv6 address"
    if len(host) > LONGEST_HOST or not all(LABEL.fullmatch(one) for one in labels):
        return "the host is no name of DNS"
    if NUMBER.fullmatch(labels[-1]) and _address(host) is None:
        return "the host is no IPv4 address"
    return None


def _is_ipv6(text: str) -> bool:
    try:
        IPv6Address(text)
    except ValueError:
        return False
    return True


def _special(address: Address) -> str | None:
    for word, networks in SPECIAL.items():
        if any(address in network for network in networks):
            return word
    outside = isinstance(address, IPv6Address) and address not in GLOBAL_UNICAST
    return "reserved" if outside else None


def _carried(address: Address) -> IPv4Address | None:
    if isinstance(address, IPv6Address):
        for network, end in CARRIERS:
            if address in network:
                return IPv4Address(int(address) >> end & IPV4_BITS)
    return None


def _host(url: str) -> str:
    """Return the host of a URL in the form that the API accepts: no user, no query."""
    authority = url.partition("://")[2].partition("/")[0]
    if authority.startswith("["):
        return authority[1:].partition("]")[0]
    return authority.partition(":")[0].rstrip(".").lower()


def _address(text: str) -> Address | None:
    """Parse an address, also in the old forms that resolvers accept, such as `0x7f.1`."""
    try:
        return ip_address(text)
    except ValueError:
        pass
    try:
        *bytes_, last = (_number(part) for part in text.split("."))
    except ValueError:
        return None
    left = IPV4_PARTS - len(bytes_)
    if left < 1 or last >= BYTE**left or any(one >= BYTE for one in bytes_):
        return None
    return IPv4Address(sum(one * BYTE ** (3 - i) for i, one in enumerate(bytes_)) + last)


def _number(text: str) -> int:
    if not text.isalnum() or not text.isascii():
        raise ValueError(text)
    if text[:2].lower() == "0x":
        return int(text[2:] or "0", 16)
    return int(text, 8 if text.startswith("0") else 10)

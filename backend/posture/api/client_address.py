"""Client address: of the connection, or what trusted proxies say of the caller behind them.

Each proxy adds the address that it sees at the end of a header. So the list is read from right to
left as long as the address before is that of a trusted proxy: what a caller wrote is never
reached.
"""

import re
from collections.abc import Iterable, Iterator
from ipaddress import IPv6Address, ip_address, ip_network
from itertools import islice
from typing import Final

from posture.settings import Settings

# An IPv4 address, or an IPv6 address in brackets; either may have a port, or a made-up name of one.
NODE: Final = re.compile(
    r"(?:\[(?P<ipv6>[^\]]+)\]|(?P<ipv4>[0-9.]+))(?::(?:\d{1,5}|_[A-Za-z0-9._-]+))?"
)
ESCAPED: Final = re.compile(r"\\(.)")
MOST_HOPS: Final = 32
# Of a header with hops; what proxies have added last is at its end.
LONGEST: Final = 8_192


class ClientAddress:
    """Finds the address of a request's caller."""

    def __init__(self, settings: Settings) -> None:
        self._trusted = tuple(ip_network(one) for one in settings.trusted_proxies.split())
        self._header = settings.trusted_proxy_header.encode()

    def find(self, peer: str | None, headers: Iterable[tuple[bytes, bytes]]) -> str | None:
        """Return the caller's address; None where a trusted proxy names none."""
        if not self._trusted or peer is None or not self.is_trusted(peer):
            return peer
        listed = b",".join(value for name, value in headers if name == self._header)
        found: str | None = peer
        for hop in self._hops(listed.decode("latin-1")[-LONGEST:]):
            found = _address(hop)
            if found is None or not self.is_trusted(found):
                break
        return found

    def _hops(self, text: str) -> Iterable[str]:
        """Yield the hops, the last one first."""
        is_plain = self._header != b"forwarded"
        parts = reversed(text.split(",")) if is_plain else _split_from_right(text, ",")
        for part in islice((one.strip() for one in parts if one.strip()), MOST_HOPS):
            yield part if is_plain else _forwarded_for(part)

    def is_trusted(self, address: str) -> bool:
        """Return whether an address is that of a trusted proxy."""
        try:
            found = ip_address(address)
        except ValueError:
            return False
        if isinstance(found, IPv6Address) and found.ipv4_mapped:
            found = found.ipv4_mapped
        return any(found in network for network in self._trusted)


def _forwarded_for(element: str) -> str:
    """Return who an element of `Forwarded` (RFC 7239) is for; nothing if that is not clear."""
    pairs = (pair.partition("=") for pair in _split_from_right(element, ";"))
    found = [value.strip() for name, _, value in pairs if name.strip().lower() == "for"]
    if len(found) != 1:
        return ""
    value = found[0]
    is_quoted = len(value) > 1 and value[0] == value[-1] == '"'
    return ESCAPED.sub(r"\1", value[1:-1]) if is_quoted else value


def _split_from_right(text: str, separator: str) -> Iterator[str]:
    """Yield the parts between separators outside of quoted strings, the last one first.

    What a caller wrote is on the left: a quote that it does not close changes no part of a proxy.
    """
    end, is_quoted = len(text), False
    for i in range(len(text) - 1, -1, -1):
        if text[i] == '"':
            escapes = 0
            while escapes < i and text[i - escapes - 1] == "\\":
                escapes += 1
            is_quoted ^= escapes % 2 == 0
        elif text[i] == separator and not is_quoted:
            yield text[i + 1 : end]
            end = i
    yield text[:end]


def _address(node: str) -> str | None:
    found = NODE.fullmatch(node)
    text = (found["ipv6"] or found["ipv4"]) if found else node
    try:
        # The zone of an IPv6 address is any text, and of no use on another machine.
        return None if "%" in text else str(ip_address(text))
    except ValueError:
        return None

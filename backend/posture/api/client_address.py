"""Client address: of the connection, or what trusted proxies say of the caller behind them.

Each proxy adds the address that it sees at the end of a header. So the list is read from right to
left as long as the address before is that of a trusted proxy: what a caller wrote is never
reached.
"""

import re
from collections.abc import Iterable, Sequence
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Final

from posture.settings import Settings

# With a port, or an IPv6 address in brackets.
NODE: Final = re.compile(r"\[(?P<ipv6>[^\]]+)\](?::\d{1,5})?|(?P<ipv4>[0-9.]+)(?::\d{1,5})?")
FORWARDED_FOR: Final = re.compile(
    r'(?:^|;)\s*for\s*=\s*(?:"(?P<quoted>[^"]*)"|(?P<plain>[^;\s]*))', re.IGNORECASE
)
MOST_HOPS: Final = 32


class ClientAddress:
    """Finds the address of a request's caller."""

    def __init__(self, settings: Settings) -> None:
        self._trusted = tuple(ip_network(one) for one in settings.trusted_proxies.split())
        self._header = settings.trusted_proxy_header.encode()

    def find(self, peer: str | None, headers: Iterable[tuple[bytes, bytes]]) -> str | None:
        """Return the caller's address; None where a trusted proxy names none."""
        if not self._trusted or peer is None or not self._is_trusted(peer):
            return peer
        listed = b",".join(value for name, value in headers if name == self._header)
        found: str | None = peer
        for hop in reversed(self._hops(listed.decode("latin-1"))):
            found = _address(hop)
            if found is None or not self._is_trusted(found):
                break
        return found

    def _hops(self, text: str) -> Sequence[str]:
        parts = [part.strip() for part in text.split(",") if part.strip()][-MOST_HOPS:]
        if self._header != b"forwarded":
            return parts
        return [_forwarded_for(part) for part in parts]

    def _is_trusted(self, address: str) -> bool:
        try:
            found = ip_address(address)
        except ValueError:
            return False
        if isinstance(found, IPv6Address) and found.ipv4_mapped:
            found = found.ipv4_mapped
        return any(found in network for network in self._trusted)


def _forwarded_for(element: str) -> str:
    found = FORWARDED_FOR.search(element)
    return "" if found is None else found["quoted"] or found["plain"] or ""


def _address(node: str) -> str | None:
    found = NODE.fullmatch(node)
    text = (found["ipv6"] or found["ipv4"]) if found else node
    try:
        return str(ip_address(text))
    except ValueError:
        return None

"""Rules of security groups and network ACLs."""

from dataclasses import dataclass

from posture.domain.network import WORLD, Ports

ANY_PROTOCOL = "-1"
# Security groups name protocols, network ACLs number them.
PROTOCOL_NAMES = {"6": "tcp", "17": "udp", "1": "icmp", "58": "icmpv6"}


@dataclass(frozen=True, slots=True, kw_only=True)
class FirewallRule:
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
    def world(self) -> tuple[str, ...]:
        """Return the ranges that are the whole internet."""
        return tuple(one for one in self.ranges if one in WORLD)

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

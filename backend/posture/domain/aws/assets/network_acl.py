"""Network ACLs of Amazon VPC: stateless, ordered rules for the traffic of subnets."""

from collections.abc import Iterable

from msgspec import Struct

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset
from posture.domain.aws.firewall import ANY_PROTOCOL, FirewallRule, open_to_internet
from posture.domain.evidence import Fact
from posture.domain.network import ALL_PORTS, Ports


class AclEntry(Struct, frozen=True, kw_only=True):
    """One numbered entry; the matching entry with the lowest number decides."""

    number: int
    egress: bool
    allow: bool
    rule: FirewallRule


def open_to(entries: Iterable[AclEntry], everything: str, protocol: str) -> tuple[Ports, ...]:
    """Return the ports that the entries open to the whole internet.

    Entries that allow parts of the internet count together. An entry that denies a part is ignored.

    Args:
        entries: of one network ACL.
        everything: `0.0.0.0/0` or `::/0`.
        protocol: `tcp` or `udp`.
    """
    decided: list[Ports] = []
    allowed: list[Ports] = []
    parts: list[FirewallRule] = []
    for entry in sorted(entries, key=lambda one: one.number):
        if entry.egress or entry.rule.protocol not in {ANY_PROTOCOL, protocol}:
            continue
        ports = ALL_PORTS if entry.rule.protocol == ANY_PROTOCOL else entry.rule.ports or ALL_PORTS
        if everything not in entry.rule.ranges:
            parts += (
                FirewallRule(protocol=protocol, ports=one, ranges=entry.rule.ranges)
                for one in ports.without(decided)
                if entry.allow
            )
            continue
        if entry.allow:
            allowed += ports.without(decided)
        decided.append(ports)
    joined = open_to_internet(parts, {}, frozenset({everything}))
    more = [left for rule in joined if rule.ports for left in rule.ports.without(allowed)]
    return tuple(sorted([*allowed, *more]))


class NetworkAcl(AwsAsset, frozen=True, kw_only=True):
    """A network ACL.

    Attributes:
        default: whether it is the default network ACL of its VPC, which cannot be deleted.
        subnet_ids: the subnets that it is associated with.
    """

    service = "ec2"
    family = Family.NETWORK
    arn = ArnShape("ec2", "network-acl/")

    default: bool
    subnet_ids: tuple[str, ...]
    entries: Fact[tuple[AclEntry, ...]]

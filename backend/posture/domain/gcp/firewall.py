"""Firewalls of VPC networks: rules of every kind, and what they together let in from the internet.

Rules come in layers: the policies of organization and folders, the rules of the network, and the
policies of the network. A layer that does not decide leaves the decision to the next, and the last
decision is to deny. In a layer, the lowest priority decides, and of equal ones the denial.
Source: https://cloud.google.com/firewall/docs/firewall-policies-overview
"""

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple, TypeAlias

from posture.domain.network import ALL_PORTS, WORLD, Ports, covered, is_ipv6

ANY = "all"


class Action(StrEnum):
    """What a rule does with what it matches."""

    ALLOW = "allow"
    DENY = "deny"
    NEXT = "goto_next"


class Traffic(NamedTuple):
    """A protocol in lower case, `all` for every one, and ports of it."""

    protocol: str
    ports: tuple[Ports, ...] = (ALL_PORTS,)


class FirewallRule(NamedTuple):
    """A rule for incoming traffic.

    Attributes:
        sources: address ranges.
        narrowed: whether it has further conditions on the source, such as countries or threat
            lists, so that it matches a part of its ranges.
        target_tags: the network tags of the instances that it is for; empty for all.
        target_accounts: the service accounts of the instances that it is for; empty for all.
    """

    name: str
    priority: int
    action: Action
    traffic: tuple[Traffic, ...]
    sources: frozenset[str]
    narrowed: bool = False
    target_tags: frozenset[str] = frozenset()
    target_accounts: frozenset[str] = frozenset()

    def matches(self, protocol: str, port: int) -> bool:
        """Return whether the rule is about a port of a protocol."""
        return any(
            one.protocol in {ANY, protocol} and any(port in ports for ports in one.ports)
            for one in self.traffic
        )

    def is_for(self, tags: frozenset[str], account: str) -> bool:
        """Return whether the rule is for an instance with these tags and this account."""
        if not self.target_tags and not self.target_accounts:
            return True
        return bool(self.target_tags & tags) or account in self.target_accounts


Layer: TypeAlias = tuple[FirewallRule, ...]


def for_instance(layers: Iterable[Layer], tags: frozenset[str], account: str) -> tuple[Layer, ...]:
    """Return the layers with the rules that are for one instance."""
    return tuple(tuple(one for one in layer if one.is_for(tags, account)) for layer in layers)


def with_tags(
    layers: Iterable[Layer], tags: frozenset[str], account: str, *, secure: str
) -> Iterator[tuple[Layer, ...]]:
    """Yield the layers for an instance whose secure tags are not known, as open and as closed.

    A rule that allows can only open, and one that denies can only close, so the extremes of all
    choices of tags are those that have all rules of one kind and none of the other. A rule that
    leaves traffic to the next layer can do both, so each of them is taken alone, too.

    Args:
        layers: all rules.
        tags: the network tags of the instance.
        account: its service account.
        secure: how the names of secure tags begin.
    """
    known = tuple(layers)

    def tagged(rule: FirewallRule) -> bool:
        return any(one.startswith(secure) for one in rule.target_tags)

    passing = [
        rule for layer in known for rule in layer if tagged(rule) and rule.action is Action.NEXT
    ]
    for chosen in ([], passing, *([one] for one in passing[1:])):
        for action in (Action.ALLOW, Action.DENY):
            yield tuple(
                tuple(
                    one
                    for one in layer
                    if one.is_for(tags, account)
                    or (tagged(one) and (one.action is action or one in chosen))
                )
                for layer in known
            )


def open_ports(layers: Sequence[Layer], protocol: str) -> tuple[Ports, ...]:
    """Return the ports that the internet reaches, as merged ranges in ascending order."""
    ordered = [_ordered(layer) for layer in layers]
    starts = {ALL_PORTS.first}
    for layer in ordered:
        for rule in layer:
            for traffic in rule.traffic:
                for ports in traffic.ports:
                    starts |= {ports.first, ports.last + 1}
    borders = sorted(one for one in starts if one <= ALL_PORTS.last)
    found: list[Ports] = []
    for first, following in zip(borders, [*borders[1:], ALL_PORTS.last + 1], strict=True):
        if not _is_open(ordered, protocol, first):
            continue
        if found and found[-1].last == first - 1:
            found[-1] = Ports(found[-1].first, following - 1)
        else:
            found.append(Ports(first, following - 1))
    return tuple(found)


def is_open(layers: Sequence[Layer], protocol: str, port: int) -> bool:
    """Return whether the internet reaches a port."""
    return _is_open([_ordered(layer) for layer in layers], protocol, port)


def _all_of(source: str) -> str:
    """Return the range of all addresses of the version of a range."""
    return "::/0" if is_ipv6(source) else "0.0.0.0/0"


def _ordered(layer: Layer) -> Layer:
    return tuple(sorted(layer, key=lambda one: (one.priority, one.action is not Action.DENY)))


def _is_open(layers: Iterable[Layer], protocol: str, port: int) -> bool:
    """Return whether the internet as a whole reaches a port, through all layers.

    Ranges that a rule denies, or leaves to the next layer, count only where it has no further
    conditions. Rules that allow parts of the internet count together, in all layers: what one
    layer allows, no later one decides.
    """
    denied: set[str] = set()
    allowed: set[str] = set()
    for layer in layers:
        passed: set[str] = set()
        for rule in layer:
            if not rule.matches(protocol, port):
                continue
            if rule.action is Action.ALLOW:
                allowed |= rule.sources
                if covered(allowed) - covered(denied | passed):
                    return True
            elif rule.action is Action.NEXT and not rule.narrowed:
                passed |= rule.sources
            elif not rule.narrowed:
                # What an earlier rule left to the next layer is not denied in this one.
                denied |= {one for one in rule.sources if _all_of(one) not in covered(passed)}
        if covered(denied) >= WORLD:
            return False
    return False

"""Reads firewall rules of every kind."""

from collections.abc import Iterable

from posture.collectors.gcp.collecting import Record
from posture.collectors.gcp.properties import flag, members, number, ports, text, texts
from posture.domain.gcp.firewall import ANY, Action, FirewallRule, Layer, Traffic
from posture.domain.network import ALL_PORTS, PROTOCOL_NAMES, WORLD

INGRESS = frozenset({"", "INGRESS"})
DEFAULT_PRIORITY = 1_000
EVERYWHERE = frozenset({"0.0.0.0/0"})
# Protocols that have ports; of others, a rule is about all.
WITH_PORTS = frozenset({"tcp", "udp", "sctp", ANY})
ACTIONS = {
    "allow": Action.ALLOW,
    "deny": Action.DENY,
    "goto_next": Action.NEXT,
    # Inspection lets through what it finds no fault in.
    "apply_security_profile_group": Action.ALLOW,
}
# Conditions on the source beside its ranges.
NARROWING = (
    "srcRegionCodes",
    "srcFqdns",
    "srcThreatIntelligences",
    "srcAddressGroups",
    "srcSecureTags",
    "srcNetworks",
)
FROM_INSIDE = frozenset({"INTRA_VPC", "NON_INTERNET", "VPC_NETWORKS"})


def network_rule(record: Record) -> FirewallRule | None:
    """Return a rule of a network; None if it is not about incoming traffic.

    Raises:
        TypeError, ValueError: it is not as documented.
    """
    if text(record, "direction") not in INGRESS:
        return None
    denied = members(record, "denied")
    ranges = frozenset(texts(record, "sourceRanges"))
    others = texts(record, "sourceTags") or texts(record, "sourceServiceAccounts")
    # Ranges and tags are alternatives; a rule without any source is for all addresses.
    sources = ranges if ranges or others else EVERYWHERE
    traffic = denied or members(record, "allowed")
    priority = number(record, "priority") if "priority" in record else DEFAULT_PRIORITY
    return FirewallRule(
        name=text(record, "name"),
        priority=priority,
        action=Action.DENY if denied else Action.ALLOW,
        traffic=tuple(_traffic(text(one, "IPProtocol"), texts(one, "ports")) for one in traffic),
        sources=sources,
        target_tags=frozenset(texts(record, "targetTags")),
        target_accounts=frozenset(texts(record, "targetServiceAccounts")),
    )


def network_rules(records: Iterable[Record]) -> Layer:
    """Return the rules of a network for incoming traffic that are not disabled."""
    found = (network_rule(one) for one in records if not flag(one, "disabled"))
    return tuple(one for one in found if one is not None)


def policy_rules(records: Iterable[Record]) -> Layer:
    """Return the rules of a policy for incoming traffic that are not disabled.

    Raises:
        TypeError, ValueError, LookupError: one is not as documented.
    """
    return tuple(
        _policy_rule(one)
        for one in records
        if text(one, "direction") in INGRESS and not flag(one, "disabled")
    )


def _policy_rule(record: Record) -> FirewallRule:
    from_inside = text(record, "match.srcNetworkContext") or text(record, "match.srcNetworkType")
    narrowed = any(texts(record, f"match.{one}") for one in NARROWING if one != "srcSecureTags")
    tagged = bool(members(record, "match.srcSecureTags"))
    ranges = frozenset(texts(record, "match.srcIpRanges"))
    # Without ranges and other conditions, a rule is for all addresses of both versions.
    sources = ranges if ranges or narrowed or tagged else WORLD
    if from_inside in FROM_INSIDE:
        sources = frozenset()
    layers = members(record, "match.layer4Configs")
    return FirewallRule(
        name=text(record, "ruleName") or str(number(record, "priority")),
        priority=number(record, "priority"),
        action=ACTIONS[text(record, "action")],
        traffic=tuple(_traffic(text(one, "ipProtocol"), texts(one, "ports")) for one in layers),
        sources=sources,
        narrowed=narrowed,
        target_tags=frozenset(
            f"secure:{text(one, 'name')}" for one in members(record, "targetSecureTags")
        ),
        target_accounts=frozenset(texts(record, "targetServiceAccounts")),
    )


def _traffic(protocol: str, written: tuple[str, ...]) -> Traffic:
    name = PROTOCOL_NAMES.get(protocol, protocol.lower())
    return Traffic(name, ports(written) if name in WITH_PORTS else (ALL_PORTS,))

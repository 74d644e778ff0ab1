"""Assets of AWS Network Firewall: firewalls and their policies."""

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset
from posture.domain.evidence import Fact


class NetworkFirewall(AwsAsset, frozen=True, kw_only=True):
    """A firewall in a network.

    Attributes:
        logs: the types of its logs that have a destination: `ALERT`, `FLOW`, `TLS`.
        unprotected: what can be changed without turning off a protection first.
    """

    service = "networkfirewall"
    family = Family.NETWORK
    arn = ArnShape("network-firewall", "firewall/")

    logs: Fact[tuple[str, ...]]
    unprotected: Fact[tuple[str, ...]]


class FirewallPolicy(AwsAsset, frozen=True, kw_only=True):
    """What firewalls do with packets.

    Attributes:
        rule_groups: how many groups of rules it has.
        passing: the packets without a stateless rule that it lets pass: `full`, `fragmented`.
        inspected: whether such packets can reach the stateful rules.
        drops: whether it drops packets that no stateful rule names.
    """

    service = "networkfirewall"
    family = Family.NETWORK
    arn = ArnShape("network-firewall", "firewall-policy/")

    rule_groups: Fact[int]
    passing: Fact[tuple[str, ...]]
    inspected: Fact[bool]
    drops: Fact[bool]

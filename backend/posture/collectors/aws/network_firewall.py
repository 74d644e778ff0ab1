"""Collector of AWS Network Firewall: firewalls and their policies."""

from collections.abc import Mapping
from typing import Any

from posture.collectors.aws.collecting import RegionClient, Response, listing, owned, read
from posture.collectors.collecting import AssetCollector, Item
from posture.domain.aws.arn import locate
from posture.domain.aws.assets.network_firewall import FirewallPolicy, NetworkFirewall

FIREWALLS_CALL = "network-firewall:ListFirewalls"
FIREWALL_CALL = "network-firewall:DescribeFirewall"
LOGGING_CALL = "network-firewall:DescribeLoggingConfiguration"
POLICIES_CALL = "network-firewall:ListFirewallPolicies"
POLICY_CALL = "network-firewall:DescribeFirewallPolicy"
GONE = frozenset({"ResourceNotFoundException"})
LARGEST_PAGE = 100
PASS = "aws:pass"  # noqa: S105  # an action
FORWARD = "aws:forward_to_sfe"
DROP = "aws:drop"
STRICT = "STRICT_ORDER"
PROTECTIONS = {
    "DeleteProtection": "the firewall",
    "SubnetChangeProtection": "its subnets",
}
PACKETS = {
    "full": "StatelessDefaultActions",
    "fragmented": "StatelessFragmentDefaultActions",
}


def _own(client: RegionClient, arn: str, name: str) -> Item | None:
    """Return an item of this account; None for one that another account shares."""
    place = locate(arn)
    return Item(arn, name, {}) if place and owned(client, place.account) else None


def _firewall(client: RegionClient, one: Mapping[str, Any]) -> Item | None:
    return _own(client, one["FirewallArn"], one["FirewallName"])


def _policy(client: RegionClient, one: Mapping[str, Any]) -> Item | None:
    return _own(client, one["Arn"], one["Name"])


def _logs(response: Response) -> tuple[str, ...]:
    # Without any log there is no configuration.
    found = response.get("LoggingConfiguration") or {}
    return tuple(sorted({one["LogType"] for one in found.get("LogDestinationConfigs", ())}))


def _unprotected(response: Response) -> tuple[str, ...]:
    one = response["Firewall"]
    return tuple(what for member, what in PROTECTIONS.items() if not one.get(member))


def _described(response: Response) -> Mapping[str, Any]:
    one = response["FirewallPolicy"]
    actions = {packets: one[member] for packets, member in PACKETS.items()}
    groups = ("StatefulRuleGroupReferences", "StatelessRuleGroupReferences")
    order = (one.get("StatefulEngineOptions") or {}).get("RuleOrder")
    return {
        "rule_groups": sum(len(one.get(member) or ()) for member in groups),
        "passing": tuple(packets for packets, found in actions.items() if PASS in found),
        "inspected": any(DROP not in found for found in actions.values()),
        # In the default order nothing is dropped that no rule names.
        "drops": order == STRICT
        and any(each.startswith(DROP) for each in one.get("StatefulDefaultActions") or ()),
    }


FIREWALLS = AssetCollector(
    asset_type=NetworkFirewall,
    regional=True,
    calls=(FIREWALLS_CALL,),
    items=listing(FIREWALLS_CALL, "Firewalls", _firewall, MaxResults=LARGEST_PAGE),
    gone=GONE,
    reads=(
        read("logs", LOGGING_CALL, by=lambda item: {"FirewallArn": item.resource_id}, of=_logs),
        read(
            "unprotected",
            FIREWALL_CALL,
            by=lambda item: {"FirewallArn": item.resource_id},
            of=_unprotected,
        ),
    ),
)

POLICIES = AssetCollector(
    asset_type=FirewallPolicy,
    regional=True,
    calls=(POLICIES_CALL,),
    items=listing(POLICIES_CALL, "FirewallPolicies", _policy, MaxResults=LARGEST_PAGE),
    gone=GONE,
    reads=(
        read(
            ("rule_groups", "passing", "inspected", "drops"),
            POLICY_CALL,
            by=lambda item: {"FirewallPolicyArn": item.resource_id},
            of=_described,
        ),
    ),
)

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (FIREWALLS, POLICIES)

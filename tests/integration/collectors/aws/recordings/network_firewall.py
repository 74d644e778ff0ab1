"""Network Firewall: one that only exists, one that is well kept, and policies of each kind."""

from typing import Any

from tests.emulator.account.account import ACCOUNT_ID, HOME
from tests.emulator.recorded import Recording, by_name

HERE = f"arn:aws:network-firewall:{HOME}:{ACCOUNT_ID}"
SHARED = HERE.replace(ACCOUNT_ID, "999988887777")
SERVICES = {"networkfirewall"}
LISTINGS = {"network-firewall:ListFirewalls", "network-firewall:ListFirewallPolicies"}


def _firewall(name: str, *, protected: bool) -> dict[str, Any]:
    return {
        "Firewall": {
            "FirewallName": name,
            "DeleteProtection": protected,
            "SubnetChangeProtection": protected,
        }
    }


def _policy(full: str, fragmented: str, **more: object) -> dict[str, Any]:
    actions = {
        "StatelessDefaultActions": [full],
        "StatelessFragmentDefaultActions": [fragmented],
    }
    return {"UpdateToken": "t", "FirewallPolicyResponse": {}, "FirewallPolicy": actions | more}


GROUPS = {"StatefulRuleGroupReferences": [{"ResourceArn": f"{HERE}:stateful-rulegroup/r"}]}
ANSWERS: dict[str, Recording] = {
    "network-firewall:ListFirewalls": {
        "Firewalls": [
            {"FirewallName": "bare", "FirewallArn": f"{HERE}:firewall/bare"},
            {"FirewallName": "kept", "FirewallArn": f"{HERE}:firewall/kept"},
            {"FirewallName": "shared", "FirewallArn": f"{SHARED}:firewall/shared"},
        ]
    },
    "network-firewall:DescribeFirewall": by_name(
        {
            "bare": _firewall("bare", protected=False),
            "kept": _firewall("kept", protected=True),
        }
    ),
    "network-firewall:DescribeLoggingConfiguration": by_name(
        {
            "bare": {"FirewallArn": f"{HERE}:firewall/bare"},
            "kept": {"LoggingConfiguration": {"LogDestinationConfigs": [{"LogType": "ALERT"}]}},
        }
    ),
    "network-firewall:ListFirewallPolicies": {
        "FirewallPolicies": [
            {"Name": name, "Arn": f"{HERE}:firewall-policy/{name}"}
            for name in ("open", "strict", "closed")
        ]
    },
    "network-firewall:DescribeFirewallPolicy": by_name(
        {
            "open": _policy("aws:forward_to_sfe", "aws:pass"),
            "strict": _policy(
                "aws:forward_to_sfe",
                "aws:forward_to_sfe",
                StatefulEngineOptions={"RuleOrder": "STRICT_ORDER"},
                StatefulDefaultActions=["aws:drop_established", "aws:alert_established"],
                **GROUPS,
            ),
            "closed": _policy("aws:drop", "aws:drop", **GROUPS),
        }
    ),
}
FAILED: dict[str, set[str]] = {
    f"{HERE}:firewall/bare": {
        "networkfirewall_firewall_logged",
        "networkfirewall_firewall_changes_prevented",
    },
    f"{HERE}:firewall/kept": set(),
    f"{HERE}:firewall-policy/open": {
        "networkfirewall_policy_has_rules",
        "networkfirewall_policy_default_not_pass",
        "networkfirewall_policy_drops_by_default",
    },
    f"{HERE}:firewall-policy/strict": set(),
    f"{HERE}:firewall-policy/closed": set(),
}
CALLS = {
    "network-firewall:DescribeFirewall": 2,
    "network-firewall:DescribeLoggingConfiguration": 2,
    "network-firewall:DescribeFirewallPolicy": 3,
}

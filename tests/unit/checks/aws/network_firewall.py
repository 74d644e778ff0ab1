"""Cases of Network Firewall's checks."""

from posture.domain.aws.assets.network_firewall import FirewallPolicy, NetworkFirewall
from tests.unit.checks.evaluating import DENIED, FAIL, PASS, UNKNOWN, Compliant, Row, rows

COMPLIANT: Compliant = {
    NetworkFirewall: {"logs": ("ALERT",), "unprotected": ()},
    FirewallPolicy: {"rule_groups": 1, "passing": (), "inspected": True, "drops": True},
}
FIREWALLS: list[Row] = [
    ("logged", {"logs": ()}, FAIL),
    ("logged", {"logs": DENIED}, UNKNOWN),
    ("changes_prevented", {"unprotected": ("the firewall",)}, FAIL),
]
POLICIES: list[Row] = [
    ("has_rules", {"rule_groups": 0}, FAIL),
    ("default_not_pass", {"passing": ("fragmented",)}, FAIL),
    ("drops_by_default", {"drops": False}, FAIL),
    # Nothing reaches the stateful rules.
    ("drops_by_default", {"drops": False, "inspected": False}, PASS),
]
CASES = [
    *rows("aws_networkfirewall_firewall", FIREWALLS),
    *rows("aws_networkfirewall_policy", POLICIES),
]

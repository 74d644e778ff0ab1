"""Cases of the checks of virtual networks, interfaces and application gateways."""

from typing import Any

from posture.domain.azure.assets.network import (
    ApplicationGateway,
    Firewall,
    FlowLog,
    NetworkInterface,
    PublicInterface,
    VirtualNetwork,
)
from posture.domain.azure.security_rules import SecurityRule
from posture.domain.network import WORLD, Ports
from tests.unit.checks.evaluating import FAIL, NOT_APPLICABLE, PASS, Case, Compliant, Row, rows

SSH = SecurityRule("ssh", 100, allows=True, protocol="tcp", ports=(Ports(22, 22),), sources=WORLD)
NOTHING: tuple[SecurityRule, ...] = ()
COMPLIANT: Compliant = {
    VirtualNetwork: {"watched": True, "flows_logged": True},
    FlowLog: {"enabled": True, "kept_days": 90},
    NetworkInterface: {"forwarding": False, "public": PublicInterface(basic=False, groups=())},
    ApplicationGateway: {"firewall": Firewall(enabled=True, prevents=True)},
}


def public(*groups: tuple[SecurityRule, ...], basic: bool = False) -> dict[str, Any]:
    return {"public": PublicInterface(basic, groups)}


NETWORKS: list[Row] = [
    ("vnet_watched", {"watched": False}, FAIL),
    ("vnet_flow_logged", {"flows_logged": False}, FAIL),
    ("flow_log_retained_90_days", {"enabled": False}, FAIL),
    ("flow_log_retained_90_days", {"kept_days": 0}, PASS),
    ("flow_log_retained_90_days", {"kept_days": 30}, FAIL),
    ("interface_management_not_public", {"public": None}, NOT_APPLICABLE),
    ("interface_management_not_public", public((SSH,)), FAIL),
    ("interface_management_not_public", public((SSH,), (SSH,)), FAIL),
    ("interface_management_not_public", public((SSH,), NOTHING), PASS),
    ("interface_management_not_public", public(basic=True), FAIL),
    ("interface_ip_forwarding_disabled", {"forwarding": True}, FAIL),
    ("application_gateway_waf_enabled", {"firewall": None}, FAIL),
    (
        "application_gateway_waf_enabled",
        {"firewall": Firewall(enabled=False, prevents=True)},
        FAIL,
    ),
    (
        "application_gateway_waf_enabled",
        {"firewall": Firewall(enabled=True, prevents=False)},
        FAIL,
    ),
]
CASES: list[Case] = [*rows("azure_network", NETWORKS)]

"""Cases of the checks of network security groups and subnets."""

from posture.domain.azure.assets.network import NetworkSecurityGroup, VirtualSubnet
from posture.domain.azure.security_rules import SecurityRule
from posture.domain.network import ALL_PORTS, WORLD, Ports
from tests.unit.checks.evaluating import FAIL, NOT_APPLICABLE, PASS, Case, Compliant, Row, rows


def rule(
    priority: int,
    *ports: int,
    allows: bool = True,
    protocol: str = "tcp",
    sources: frozenset[str] = WORLD,
    whole: bool = True,
) -> SecurityRule:
    ranges = tuple(Ports(one, one) for one in ports) or (ALL_PORTS,)
    return SecurityRule(f"r{priority}", priority, allows, protocol, ranges, sources, whole)


DENY_ALL = rule(65500, allows=False, protocol="*")
COMPLIANT: Compliant = {
    NetworkSecurityGroup: {"rules": (DENY_ALL,)},
    VirtualSubnet: {"name": "net/web", "security_group_id": "/subscriptions/x/nsg"},
}


def rules(*found: SecurityRule) -> dict[str, object]:
    return {"rules": (*found, DENY_ALL)}


OFFICE = frozenset({"203.0.113.0/24"})
GROUPS: list[Row] = [
    ("ssh_not_public", rules(rule(100, 22)), FAIL),
    ("ssh_not_public", rules(rule(100, 22, protocol="*")), FAIL),
    ("ssh_not_public", rules(rule(100, 22, protocol="udp")), PASS),
    ("ssh_not_public", rules(rule(100, 22, sources=OFFICE)), PASS),
    ("ssh_not_public", rules(rule(200, 22), rule(100, 22, allows=False)), PASS),
    ("ssh_not_public", rules(rule(100, 22), rule(200, 22, allows=False)), FAIL),
    # A denied part of the internet leaves the rest open.
    ("ssh_not_public", rules(rule(200, 22), rule(100, 22, allows=False, sources=OFFICE)), FAIL),
    # A rule for one destination or source port does not protect the others.
    ("ssh_not_public", rules(rule(200, 22), rule(100, 22, allows=False, whole=False)), FAIL),
    (
        "ssh_not_public",
        rules(
            rule(100, 22, sources=frozenset({"0.0.0.0/1"})),
            rule(110, 22, sources=frozenset({"128.0.0.0/1"})),
        ),
        FAIL,
    ),
    ("rdp_not_public", rules(rule(100, 3389)), FAIL),
    ("http_not_public", rules(rule(100, 443)), FAIL),
    ("http_not_public", rules(rule(100, 8443)), PASS),
    ("udp_not_public", rules(rule(100, 53, protocol="udp")), FAIL),
    ("udp_not_public", rules(rule(100, 53)), PASS),
    ("databases_not_public", rules(rule(100, 5432)), FAIL),
    ("all_ports_not_public", rules(rule(100)), FAIL),
    ("all_ports_not_public", rules(rule(100), rule(90, 22, allows=False)), PASS),
]
SUBNETS: list[Row] = [
    ("has_security_group", {"security_group_id": None}, FAIL),
    ("has_security_group", {"security_group_id": None, "name": "n/GatewaySubnet"}, NOT_APPLICABLE),
    ("has_security_group", {"security_group_id": None, "name": "n/AzureBastionSubnet"}, FAIL),
]
CASES: list[Case] = [
    *rows("azure_network_security_group", GROUPS),
    *rows("azure_network_subnet", SUBNETS),
]

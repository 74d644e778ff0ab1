"""Cases of the checks of firewalls, networks, load balancers and DNS zones."""

from typing import Any

from posture.domain.gcp.assets.network import (
    BackendService,
    DnsZone,
    HttpsProxy,
    VpcFirewall,
    VpcFirewallPolicy,
    VpcNetwork,
    VpcSubnetwork,
)
from posture.domain.gcp.firewall import Action, FirewallRule, Traffic
from posture.domain.network import Ports
from tests.unit.checks.evaluating import (
    DENIED,
    FAIL,
    NOT_APPLICABLE,
    PASS,
    UNKNOWN,
    Case,
    Compliant,
    Row,
    rows,
)

WORLD = frozenset({"0.0.0.0/0"})
HALVES = frozenset({"0.0.0.0/1", "128.0.0.0/1"})


def rule(
    *ports: int,
    protocol: str = "tcp",
    sources: frozenset[str] = WORLD,
    action: Action = Action.ALLOW,
    priority: int = 1000,
    **more: Any,  # noqa: ANN401  # parts of every type
) -> FirewallRule:
    ranges = tuple(Ports(one, one) for one in ports) or (Ports(0, 65535),)
    traffic = (Traffic(protocol, ranges),)
    return FirewallRule("r", priority, action, traffic, sources, **more)


IAP = rule(22, 3389, sources=frozenset({"35.235.240.0/20"}))
COMPLIANT: Compliant = {
    VpcFirewall: {"disabled": False, "logged": True, "rule": IAP},
    VpcFirewallPolicy: {"associated": True, "rules": (IAP,)},
    VpcNetwork: {"name": "shop", "automatic": False, "legacy": False, "dns_logged": True},
    VpcSubnetwork: {"purpose": "PRIVATE", "flow_logs": True, "private_google_access": True},
    HttpsProxy: {"least_tls": "TLS_1_2", "profile": "MODERN", "custom_ciphers": frozenset()},
    BackendService: {"external": True, "logged": True, "guarded": True},
    DnsZone: {"public": True, "dnssec": "on", "algorithms": (("keySigning", "rsasha256"),)},
}
OFF = {"disabled": True, "rule": rule(22)}
FIREWALLS: list[Row] = [
    ("all_ports_closed", {"rule": rule()}, FAIL),
    ("all_ports_closed", {"rule": rule(protocol="all", sources=HALVES)}, FAIL),
    ("all_ports_closed", {"rule": rule(22)}, PASS),
    ("all_ports_closed", {"rule": None}, NOT_APPLICABLE),
    ("all_ports_closed", {"rule": rule(), "disabled": True}, NOT_APPLICABLE),
    ("ssh_closed", {"rule": rule(22)}, FAIL),
    ("ssh_closed", {"rule": rule(22, sources=frozenset({"::/0"}))}, FAIL),
    ("ssh_closed", {"rule": rule(22, protocol="udp")}, PASS),
    ("ssh_closed", {"rule": rule(22, action=Action.DENY)}, PASS),
    ("ssh_closed", {"rule": rule(22, sources=frozenset())}, PASS),
    ("ssh_closed", OFF, NOT_APPLICABLE),
    ("ssh_closed", {"rule": rule(22), "disabled": DENIED}, UNKNOWN),
    ("ssh_closed", {"rule": rule(22, sources=HALVES)}, FAIL),
    ("ssh_closed", {"rule": rule(22, sources=frozenset({"0.0.0.0/1"}))}, PASS),
    ("rdp_closed", {"rule": rule(3389)}, FAIL),
    ("database_ports_closed", {"rule": rule(5432)}, FAIL),
    ("admin_ports_closed", {"rule": rule(445)}, FAIL),
    ("admin_ports_closed", {"rule": rule(443)}, PASS),
    ("logged", {"logged": False}, FAIL),
    ("logged", {"logged": False, "disabled": True}, NOT_APPLICABLE),
]
DENIAL = rule(22, action=Action.DENY, priority=1)
POLICIES: list[Row] = [
    ("rules_not_open", {"rules": (rule(22),)}, FAIL),
    ("rules_not_open", {"rules": (rule(22, narrowed=True),)}, FAIL),
    ("rules_not_open", {"rules": (rule(22, sources=frozenset(), narrowed=True),)}, PASS),
    ("rules_not_open", {"rules": (rule(22), DENIAL)}, PASS),
    ("rules_not_open", {"rules": (rule(22), DENIAL._replace(narrowed=True))}, FAIL),
    ("rules_not_open", {"rules": (rule(22), DENIAL._replace(action=Action.NEXT))}, PASS),
    ("rules_not_open", {"rules": ()}, PASS),
    ("rules_not_open", {"rules": (rule(22),), "associated": False}, NOT_APPLICABLE),
]
NETWORKS: list[Row] = [
    ("not_default", {"name": "default", "automatic": True}, FAIL),
    ("not_default", {"name": "default"}, PASS),
    ("not_default", {"automatic": DENIED}, PASS),
    ("not_default", {"name": "default", "automatic": DENIED}, UNKNOWN),
    ("not_legacy", {"legacy": True}, FAIL),
    ("dns_logging_enabled", {"dns_logged": False}, FAIL),
]
PROXY = {"purpose": "REGIONAL_MANAGED_PROXY", "flow_logs": False, "private_google_access": False}
SUBNETWORKS: list[Row] = [
    ("flow_logs_enabled", {"flow_logs": False}, FAIL),
    ("flow_logs_enabled", PROXY, NOT_APPLICABLE),
    ("private_google_access_enabled", {"private_google_access": False}, FAIL),
    ("private_google_access_enabled", PROXY, NOT_APPLICABLE),
    ("flow_logs_enabled", PROXY | {"purpose": "PRIVATE_SERVICE_CONNECT"}, NOT_APPLICABLE),
    ("flow_logs_enabled", PROXY | {"purpose": "GLOBAL_MANAGED_PROXY"}, NOT_APPLICABLE),
]
CUSTOM = {"profile": "CUSTOM"}
WEAK = {"custom_ciphers": frozenset({"TLS_RSA_WITH_AES_128_CBC_SHA"})}
PROXIES: list[Row] = [
    ("strong", {"least_tls": None, "profile": None}, FAIL),
    ("strong", {"least_tls": "TLS_1_0"}, FAIL),
    ("strong", {"profile": "COMPATIBLE"}, FAIL),
    ("strong", CUSTOM, PASS),
    ("strong", CUSTOM | WEAK, FAIL),
]
INNER = {"external": False, "logged": False, "guarded": False}
BACKENDS: list[Row] = [
    ("logging_enabled", {"logged": False}, FAIL),
    ("logging_enabled", INNER, NOT_APPLICABLE),
    ("guarded", {"guarded": False}, FAIL),
    ("guarded", INNER, NOT_APPLICABLE),
]
SHA1 = {"algorithms": (("zoneSigning", "rsasha1"),)}
ZONES: list[Row] = [
    ("dnssec_enabled", {"dnssec": "off"}, FAIL),
    ("dnssec_enabled", {"dnssec": "transfer"}, PASS),
    ("dnssec_enabled", {"dnssec": "off", "public": False}, NOT_APPLICABLE),
    ("dnssec_not_sha1", SHA1, FAIL),
    ("dnssec_not_sha1", SHA1 | {"dnssec": "off"}, NOT_APPLICABLE),
]
CASES: list[Case] = [
    *rows("gcp_compute_firewall", FIREWALLS),
    *rows("gcp_compute_firewall_policy", POLICIES),
    *rows("gcp_compute_network", NETWORKS),
    *rows("gcp_compute_subnetwork", SUBNETWORKS),
    *rows("gcp_compute_ssl_policy", PROXIES),
    *rows("gcp_compute_backend_service", BACKENDS),
    *rows("gcp_dns_zone", ZONES),
]

"""Cases of the checks of security groups, and of the ports they open to the internet."""

from typing import Any

from posture.domain.aws.assets.security_group import GroupInterface, SecurityGroup
from posture.domain.aws.firewall import FirewallRule
from posture.domain.network import Ports
from tests.unit.checks.evaluating import (
    CHECKS,
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

OFFICE = "203.0.113.0/24"
ANYONE = "0.0.0.0/0"
LISTED = {"pl-office": ("198.51.100.0/24",), "pl-all": ("10.0.0.0/8", ANYONE)}
MACHINE = GroupInterface("eni-1", "interface", "123456789012")
BALANCER = GroupInterface("eni-2", "interface", "amazon-elb")
ENDPOINT = GroupInterface("eni-3", "vpc_endpoint", "")


COMPLIANT: Compliant = {
    SecurityGroup: {
        "name": "web",
        "vpc_id": "vpc-1",
        "ingress": (),
        "egress": (),
        "prefix_list_ranges": LISTED,
        "interfaces": (MACHINE,),
        "named_by": (),
    }
}


def tcp(first: int, last: int | None = None, *ranges: str, **more: Any) -> FirewallRule:  # noqa: ANN401  # as above
    ports = Ports(first, first if last is None else last)
    return FirewallRule(protocol="tcp", ports=ports, ranges=ranges or (ANYONE,), **more)


def udp(port: int) -> FirewallRule:
    return FirewallRule(protocol="udp", ports=Ports(port, port), ranges=(ANYONE,))


def lets_in(*rules: FirewallRule, **more: Any) -> dict[str, Any]:  # noqa: ANN401  # as above
    return {"ingress": rules, **more}


def listed(prefix_list: str, protocol: str = "tcp") -> FirewallRule:
    return FirewallRule(protocol=protocol, ports=Ports(22, 22), prefix_lists=(prefix_list,))


EVERYTHING = FirewallRule(protocol="-1", ranges=(ANYONE,))
PING = FirewallRule(protocol="icmp", ranges=(ANYONE,))
ALL_PORTS, SSH = "all_ports_closed_to_internet", "ssh_closed_to_internet"
FRONT, NARROW = "internet_ends_at_front", "public_ranges_narrow"
NAMED, EGRESS = "no_public_addresses_admitted", "egress_restricted"
DEFAULT, USED = "default_closed", "in_use"
TABLE: list[Row] = [
    (ALL_PORTS, {}, PASS),
    (ALL_PORTS, lets_in(EVERYTHING), FAIL),
    (ALL_PORTS, lets_in(FirewallRule(protocol="-1", ranges=("::/0",))), FAIL),
    (ALL_PORTS, lets_in(FirewallRule(protocol="-1", ranges=(OFFICE,))), PASS),
    (ALL_PORTS, lets_in(FirewallRule(protocol="-1", groups=("sg-2",))), PASS),
    (ALL_PORTS, lets_in(tcp(0, 65535)), FAIL),
    (ALL_PORTS, lets_in(tcp(1024, 65535)), PASS),
    (ALL_PORTS, lets_in(PING), PASS),
    (ALL_PORTS, lets_in(listed("pl-all", "-1")), FAIL),
    (ALL_PORTS, lets_in(listed("pl-office", "-1")), PASS),
    (ALL_PORTS, lets_in(listed("pl-all", "-1"), prefix_list_ranges=DENIED), UNKNOWN),
    (ALL_PORTS, lets_in(tcp(443), listed("pl-all"), prefix_list_ranges=DENIED), PASS),
    (SSH, {}, PASS),
    (ALL_PORTS, {"prefix_list_ranges": DENIED}, PASS),
    (EGRESS, {"prefix_list_ranges": DENIED}, PASS),
    (FRONT, {"prefix_list_ranges": DENIED, "interfaces": DENIED}, PASS),
    (SSH, lets_in(tcp(22)), FAIL),
    (SSH, lets_in(tcp(22, 22, "::/0")), FAIL),
    (SSH, lets_in(tcp(22, 22, OFFICE)), PASS),
    (SSH, lets_in(tcp(22, 22, OFFICE, "10.0.0.0/8", ANYONE)), FAIL),
    (SSH, lets_in(tcp(20, 30)), FAIL),
    (SSH, lets_in(tcp(23, 65535)), PASS),
    (SSH, lets_in(udp(22)), PASS),
    (SSH, lets_in(EVERYTHING), FAIL),
    (SSH, lets_in(listed("pl-all")), FAIL),
    (SSH, lets_in(listed("pl-office")), PASS),
    (SSH, lets_in(listed("pl-all"), prefix_list_ranges=DENIED), UNKNOWN),
    (SSH, lets_in(tcp(22), listed("pl-all"), prefix_list_ranges=DENIED), FAIL),
    (SSH, lets_in(tcp(443), prefix_list_ranges=DENIED), PASS),
    (FRONT, lets_in(tcp(443)), FAIL),
    (FRONT, lets_in(tcp(443), interfaces=(BALANCER, ENDPOINT)), PASS),
    (FRONT, lets_in(tcp(443), interfaces=(BALANCER, MACHINE)), FAIL),
    (FRONT, lets_in(tcp(443), interfaces=(MACHINE,) * 5), FAIL),
    (FRONT, lets_in(tcp(443), interfaces=()), PASS),
    (FRONT, lets_in(tcp(443, 443, OFFICE)), PASS),
    (FRONT, lets_in(tcp(443), interfaces=DENIED), UNKNOWN),
    (FRONT, lets_in(tcp(443, 443, OFFICE), interfaces=DENIED), PASS),
    (NARROW, lets_in(tcp(22, 22, "8.8.8.0/24", "10.0.0.0/8", ANYONE)), PASS),
    (NARROW, lets_in(tcp(22, 22, "8.8.8.0/23")), FAIL),
    (NARROW, lets_in(tcp(22, 22, "128.0.0.0/1")), FAIL),
    (NARROW, {"egress": (tcp(443, 443, "52.0.0.0/10"),)}, FAIL),
    (NARROW, lets_in(tcp(22, 22, "2a05:d014::/36")), PASS),
    (NARROW, lets_in(tcp(22, 22, "2a00::/12")), FAIL),
    (NAMED, lets_in(tcp(22, 22, "10.1.2.3/32", ANYONE, "::/0")), PASS),
    (NAMED, lets_in(tcp(22, 22, "8.8.8.8/32")), FAIL),
    (NAMED, {"egress": (tcp(443, 443, "8.8.8.8/32"),)}, PASS),
    (EGRESS, {}, PASS),
    (EGRESS, {"egress": (EVERYTHING,)}, FAIL),
    (EGRESS, {"egress": (tcp(443),)}, PASS),
    (EGRESS, {"egress": (listed("pl-all", "-1"),), "prefix_list_ranges": DENIED}, UNKNOWN),
    (DEFAULT, {}, NOT_APPLICABLE),
    (DEFAULT, {"name": "default"}, PASS),
    (DEFAULT, {"name": "default", "egress": (EVERYTHING,)}, FAIL),
    (DEFAULT, {"name": "default", "ingress": (tcp(443, 443, OFFICE),)}, FAIL),
    (USED, {}, PASS),
    (USED, {"name": "default", "interfaces": ()}, NOT_APPLICABLE),
    (USED, {"interfaces": ()}, FAIL),
    (USED, {"interfaces": (), "named_by": ("sg-2",)}, PASS),
    (USED, {"interfaces": (), "named_by": DENIED}, UNKNOWN),
    (USED, {"named_by": DENIED}, PASS),
    (USED, {"interfaces": DENIED}, UNKNOWN),
    ("made_on_purpose", {}, PASS),
    ("made_on_purpose", {"name": "launch-wizard-3"}, FAIL),
    ("rules_reviewable", lets_in(tcp(443, 443, *[OFFICE] * 50)), PASS),
    ("rules_reviewable", lets_in(*[tcp(443, 443, *[OFFICE] * 17)] * 3), FAIL),
    ("rules_reviewable", {"egress": (tcp(443, 443, *[OFFICE] * 51),)}, FAIL),
]
# Of each service one of its ports, and a port beside it that belongs to none of its programs.
SERVICES = {
    "ssh": (tcp(22), tcp(2222)),
    "rdp": (udp(3389), tcp(3390)),
    "remote_control": (tcp(5985), tcp(5990)),
    "telnet": (tcp(23), tcp(24)),
    "ftp": (tcp(21), tcp(19)),
    "windows_files": (tcp(445), udp(445)),
    "unix_files": (tcp(2049), tcp(2050)),
    "directory": (tcp(389), tcp(390)),
    "kubernetes": (tcp(6443), tcp(443)),
    "docker": (tcp(2375), tcp(2374)),
    "mail": (tcp(25), tcp(587)),
    "development": (tcp(8080), tcp(80)),
    "amplifiers": (udp(161), tcp(161)),
    "mysql": (tcp(3306), tcp(3307)),
    "postgresql": (tcp(5432), tcp(5433)),
    "sql_server": (udp(1434), udp(1433)),
    "oracle": (tcp(1521), tcp(1522)),
    "mongodb": (tcp(27017), tcp(27020)),
    "redis": (tcp(6379), tcp(6378)),
    "memcached": (udp(11211), tcp(11212)),
    "cassandra": (tcp(9042), tcp(9043)),
    "search": (tcp(9200), tcp(9201)),
    "kafka": (tcp(9092), tcp(9091)),
    "brokers": (tcp(5672), tcp(5670)),
}


def of_service(service: str, own: FirewallRule, beside: FirewallRule) -> list[Case]:
    """Return the cases of a service: one of its ports open to all, to few, or to a list."""
    rule = CHECKS[f"aws_ec2_security_group_{service}_closed_to_internet"]
    inside = FirewallRule(protocol=own.protocol, ports=own.ports, ranges=("10.0.0.0/8",))
    unread = FirewallRule(protocol=own.protocol, ports=own.ports, prefix_lists=("pl-all",))
    return [
        Case(rule, {}, PASS),
        Case(rule, {"prefix_list_ranges": DENIED}, PASS),
        Case(rule, lets_in(inside, beside), PASS),
        Case(rule, lets_in(unread, prefix_list_ranges=DENIED), UNKNOWN),
        Case(rule, lets_in(own), FAIL, f"Open to the internet: {own}."),
    ]


CASES = [
    *rows("aws_ec2_security_group", TABLE),
    *(case for name, rules in SERVICES.items() for case in of_service(name, *rules)),
]

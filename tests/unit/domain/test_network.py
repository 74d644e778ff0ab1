"""Ports, address ranges and firewall rules, with the semantics of AWS."""

import pytest

from posture.domain.aws.firewall import FirewallRule
from posture.domain.network import ALL_PORTS, Ports, is_public, prefix_length


@pytest.mark.parametrize(
    ("ports", "taken", "left"),
    [
        (Ports(0, 100), [], [Ports(0, 100)]),
        (Ports(0, 100), [Ports(22, 22)], [Ports(0, 21), Ports(23, 100)]),
        (Ports(0, 100), [Ports(0, 100)], []),
        (Ports(0, 100), [Ports(50, 200), Ports(0, 10)], [Ports(11, 49)]),
        (Ports(10, 20), [Ports(30, 40), Ports(0, 5)], [Ports(10, 20)]),
        (Ports(0, 10), [Ports(2, 8), Ports(4, 5)], [Ports(0, 1), Ports(9, 10)]),
    ],
)
def test_ranges_are_subtracted(ports: Ports, taken: list[Ports], left: list[Ports]) -> None:
    assert [*ports.without(taken)] == left


@pytest.mark.parametrize(
    ("one", "other", "common"),
    [
        (Ports(1, 10), Ports(5, 20), Ports(5, 10)),
        (Ports(1, 10), Ports(10, 10), Ports(10, 10)),
        (Ports(1, 10), Ports(11, 20), None),
    ],
)
def test_ranges_are_intersected(one: Ports, other: Ports, common: Ports | None) -> None:
    assert one.common(other) == other.common(one) == common


@pytest.mark.parametrize(
    ("rule", "every_port", "covers_ssh"),
    [
        (FirewallRule(protocol="-1"), True, True),
        (FirewallRule(protocol="tcp", ports=ALL_PORTS), True, True),
        (FirewallRule(protocol="tcp", ports=Ports(1, 65535)), True, True),
        (FirewallRule(protocol="tcp", ports=Ports(2, 65535)), False, True),
        (FirewallRule(protocol="tcp", ports=Ports(20, 22)), False, True),
        (FirewallRule(protocol="tcp", ports=Ports(23, 65535)), False, False),
        (FirewallRule(protocol="udp", ports=ALL_PORTS), True, False),
        (FirewallRule(protocol="icmp"), False, False),
        (FirewallRule(protocol="50"), False, False),
    ],
)
def test_a_rule_covers_its_ports(rule: FirewallRule, *, every_port: bool, covers_ssh: bool) -> None:
    assert (rule.every_port, rule.covers("tcp", 22)) == (every_port, covers_ssh)


@pytest.mark.parametrize(
    ("cidr", "public"),
    [
        ("8.8.8.0/24", True),
        ("8.8.8.8", True),
        ("10.0.0.0/8", False),
        ("172.16.0.0/12", False),
        ("100.64.0.0/10", False),
        ("169.254.169.254", False),
        ("2a05:d014::/36", True),
        ("fd00::/8", False),
    ],
)
def test_public_ranges_are_recognised(cidr: str, *, public: bool) -> None:
    assert is_public(cidr) is public


def test_a_range_with_host_bits_is_valid() -> None:
    assert prefix_length("10.1.2.3/8") == 8

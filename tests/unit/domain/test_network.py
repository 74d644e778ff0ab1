"""Ports, address ranges and firewall rules, with the semantics of AWS."""

import pytest

from posture.domain.aws.assets.network_acl import AclEntry, open_to
from posture.domain.aws.firewall import FirewallRule, open_to_internet
from posture.domain.network import ALL_PORTS, Ports, covered, is_public, prefix_length


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


IPV4, IPV6 = "0.0.0.0/0", "::/0"
HALVES = ("0.0.0.0/1", "128.0.0.0/1")


@pytest.mark.parametrize(
    ("ranges", "whole"),
    [
        ([IPV4], {IPV4}),
        ([IPV4, IPV6], {IPV4, IPV6}),
        ([*HALVES], {IPV4}),
        (["0.0.0.0/1", "128.0.0.0/2", "192.0.0.0/2"], {IPV4}),
        (["1.2.3.4/0"], {IPV4}),
        # All that is not private.
        (["0.0.0.0/1", "128.0.0.0/2", "192.0.0.0/3"], {IPV4}),
        ([f"{first}.0.0.0/8" for first in range(1, 223)], {IPV4}),
        (["2000::/3"], {IPV6}),
        (["2000::/4", "3000::/4"], {IPV6}),
        (["::/1", "8000::/1"], {IPV6}),
        (["0.0.0.0/1"], set()),
        (["0.0.0.0/1", "128.0.0.0/2"], set()),
        (["2000::/4"], set()),
        (["10.0.0.0/8", "fd00::/8"], set()),
        (["128.0.0.0/1", "::/1"], {IPV6}),
        (["pl-1", "", "203.0.113.7/32"], set()),
        ([], set()),
    ],
)
def test_ranges_that_are_together_the_internet(ranges: list[str], whole: set[str]) -> None:
    assert covered(ranges) == whole


def tcp(first: int, last: int, *ranges: str, lists: tuple[str, ...] = ()) -> FirewallRule:
    return FirewallRule(protocol="tcp", ports=Ports(first, last), ranges=ranges, prefix_lists=lists)


@pytest.mark.parametrize(
    ("rules", "opened"),
    [
        ([tcp(22, 22, IPV4)], ["tcp/22"]),
        ([tcp(22, 22, *HALVES)], ["tcp/22"]),
        ([tcp(22, 22, HALVES[0]), tcp(22, 22, HALVES[1])], ["tcp/22"]),
        ([tcp(20, 30, HALVES[0]), tcp(25, 40, HALVES[1])], ["tcp/25-30"]),
        ([tcp(22, 22, lists=("pl-all",))], ["tcp/22"]),
        ([tcp(22, 22, lists=("pl-halves",))], ["tcp/22"]),
        ([tcp(22, 22, HALVES[0], lists=("pl-half",))], ["tcp/22"]),
        (
            [tcp(22, 22, HALVES[0]), FirewallRule(protocol="-1", ranges=HALVES[1:])],
            ["tcp/22"],
        ),
        (
            [FirewallRule(protocol="-1", ranges=(one,)) for one in HALVES],
            ["all traffic"],
        ),
        ([FirewallRule(protocol="icmp", ranges=(one,)) for one in HALVES], ["icmp"]),
        ([tcp(22, 22, HALVES[0]), tcp(23, 23, HALVES[1])], []),
        ([tcp(22, 22, HALVES[0]), FirewallRule(protocol="icmp", ranges=HALVES[1:])], []),
        ([tcp(22, 22, "10.0.0.0/8")], []),
        ([tcp(22, 22, lists=("pl-half",))], []),
        ([tcp(22, 22, lists=("pl-gone",))], []),
        ([FirewallRule(protocol="tcp", ports=Ports(22, 22), groups=("sg-1",))], []),
    ],
)
def test_rules_that_are_together_open_to_the_internet(
    rules: list[FirewallRule], opened: list[str]
) -> None:
    lists = {"pl-all": (IPV4,), "pl-halves": HALVES, "pl-half": HALVES[1:]}
    assert [str(one) for one in open_to_internet(rules, lists)] == opened


def test_rules_are_open_to_one_version_of_ip() -> None:
    rules = [tcp(22, 22, *HALVES), tcp(443, 443, "2000::/3")]
    of_6 = open_to_internet(rules, {}, frozenset({IPV6}))
    assert [str(one) for one in of_6] == ["tcp/443"]


def entry(number: int, *ranges: str, allow: bool = True, ports: Ports = ALL_PORTS) -> AclEntry:
    rule = FirewallRule(protocol="tcp", ports=ports, ranges=ranges)
    return AclEntry(number=number, egress=False, allow=allow, rule=rule)


@pytest.mark.parametrize(
    ("entries", "opened"),
    [
        ([entry(1, HALVES[0]), entry(2, HALVES[1])], (ALL_PORTS,)),
        ([entry(1, HALVES[0])], ()),
        ([entry(1, IPV4, allow=False), entry(2, HALVES[0]), entry(3, HALVES[1])], ()),
        (
            [entry(1, HALVES[0]), entry(2, IPV4, allow=False), entry(3, HALVES[1])],
            (),
        ),
        (
            [
                entry(1, IPV4, allow=False, ports=Ports(22, 22)),
                entry(2, HALVES[0]),
                entry(3, HALVES[1]),
            ],
            (Ports(0, 21), Ports(23, 65535)),
        ),
        ([entry(1, HALVES[0], allow=False), entry(2, IPV4)], (ALL_PORTS,)),
        (
            [entry(1, IPV4, ports=Ports(80, 80)), entry(2, HALVES[0]), entry(3, HALVES[1])],
            (Ports(0, 79), Ports(80, 80), Ports(81, 65535)),
        ),
    ],
)
def test_entries_of_an_acl_that_are_together_open_to_the_internet(
    entries: list[AclEntry], opened: tuple[Ports, ...]
) -> None:
    assert open_to(entries, IPV4, "tcp") == opened

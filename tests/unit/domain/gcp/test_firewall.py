"""What firewalls of all kinds let in together, in the order in which Google evaluates them."""

import pytest

from posture.domain.gcp.firewall import (
    Action,
    FirewallRule,
    Layer,
    Traffic,
    for_instance,
    is_open,
    open_ports,
    with_tags,
)
from posture.domain.network import Ports

WORLD = frozenset({"0.0.0.0/0"})
BOTH = frozenset({"0.0.0.0/0", "::/0"})


def rule(
    action: Action,
    priority: int = 1000,
    sources: frozenset[str] = WORLD,
    port: int = 22,
    *,
    narrowed: bool = False,
) -> FirewallRule:
    traffic = (Traffic("tcp", (Ports(port, port),)),)
    return FirewallRule("r", priority, action, traffic, sources, narrowed=narrowed)


ALLOW, DENY, NEXT = rule(Action.ALLOW), rule(Action.DENY), rule(Action.NEXT)
HALF = frozenset({"0.0.0.0/1"})
OTHER_HALF = frozenset({"128.0.0.0/1"})


@pytest.mark.parametrize(
    ("layers", "is_reached"),
    [
        ([], False),
        ([(ALLOW,)], True),
        ([(ALLOW, DENY)], False),
        ([(ALLOW, rule(Action.DENY, 2000))], True),
        ([(DENY,), (ALLOW,)], False),
        ([(ALLOW,), (DENY,)], True),
        ([(NEXT,), (ALLOW,)], True),
        ([(rule(Action.NEXT, 1), ALLOW), ()], False),
        ([(rule(Action.NEXT, 1), ALLOW), (ALLOW,)], True),
        ([(rule(Action.NEXT, 1), DENY), (ALLOW,)], True),
        ([(rule(Action.DENY, 1, HALF), ALLOW)], True),
        ([(rule(Action.DENY, 1, HALF), rule(Action.DENY, 2, OTHER_HALF), ALLOW)], False),
        ([(rule(Action.ALLOW, 1, HALF), rule(Action.ALLOW, 2, OTHER_HALF))], True),
        ([(rule(Action.ALLOW, 1, HALF),), (rule(Action.ALLOW, 2, OTHER_HALF),)], True),
        ([(rule(Action.ALLOW, 1, HALF), DENY), (rule(Action.ALLOW, 2, OTHER_HALF),)], False),
        ([(rule(Action.ALLOW, 1, HALF),), (rule(Action.ALLOW, 2, HALF),)], False),
        ([(rule(Action.DENY, 1, narrowed=True), ALLOW)], True),
        ([(rule(Action.ALLOW, sources=frozenset({"10.0.0.0/8"})),)], False),
        ([(rule(Action.DENY, 1), rule(Action.ALLOW, 2, BOTH))], True),
        ([(rule(Action.DENY, 1, BOTH), rule(Action.ALLOW, 2, BOTH))], False),
    ],
)
def test_the_first_layer_that_decides_counts(layers: list[Layer], *, is_reached: bool) -> None:
    assert is_open(layers, "tcp", 22) is is_reached
    assert open_ports(layers, "tcp") == ((Ports(22, 22),) if is_reached else ())
    assert open_ports(layers, "udp") == ()


def test_ranges_are_merged_and_a_denied_port_is_cut_out() -> None:
    wide = FirewallRule("w", 2, Action.ALLOW, (Traffic("all"),), WORLD)

    found = open_ports([(wide, rule(Action.DENY, 1, port=25))], "tcp")

    assert found == (Ports(0, 24), Ports(26, 65535))


@pytest.mark.parametrize(
    ("tags", "account", "count"),
    [((), "", 1), (("web",), "", 2), ((), "a@b", 2), (("web",), "a@b", 3)],
)
def test_rules_are_for_the_tags_and_the_account_of_a_machine(
    tags: tuple[str, ...], account: str, count: int
) -> None:
    tagged = ALLOW._replace(target_tags=frozenset({"web"}))
    of_account = ALLOW._replace(target_accounts=frozenset({"a@b"}))

    (layer,) = for_instance([(ALLOW, tagged, of_account)], frozenset(tags), account)

    assert len(layer) == count


TAGGED = frozenset({"secure:a"})
OTHER = frozenset({"secure:b"})
ALLOW_A, DENY_B = ALLOW._replace(target_tags=TAGGED), rule(Action.DENY, 1, BOTH)


@pytest.mark.parametrize(
    ("layers", "decided"),
    [
        ([(ALLOW,)], True),
        ([(ALLOW_A,)], False),
        ([(ALLOW_A, ALLOW)], True),
        # With both tags it is closed, and with one of them alone it is open.
        ([(ALLOW_A, DENY_B._replace(target_tags=OTHER))], False),
        ([(ALLOW_A, DENY_B)], True),
        ([(ALLOW, DENY_B._replace(target_tags=OTHER))], False),
        ([(rule(Action.NEXT, 1)._replace(target_tags=TAGGED), DENY), (ALLOW,)], False),
        ([(rule(Action.NEXT, 1)._replace(target_tags=TAGGED), ALLOW), (ALLOW,)], True),
    ],
)
def test_secure_tags_decide_where_some_choice_of_them_makes_a_difference(
    layers: list[Layer], *, decided: bool
) -> None:
    found = {open_ports(one, "tcp") for one in with_tags(layers, frozenset(), "", secure="secure:")}

    assert (found == {open_ports(for_instance(layers, frozenset(), ""), "tcp")}) is decided

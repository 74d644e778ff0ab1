"""Plans: configured values are planned, unknown values stay unknown, changes may replace."""

from typing import Any

import pytest

from posture_terraform.framework.plan import plan_attributes, replacing
from posture_terraform.framework.schema import (
    BOOL,
    NUMBER,
    STRING,
    STRING_MAP,
    STRINGS,
    Attribute,
    Nested,
)
from posture_terraform.framework.values import State, complete, conform, has_unknown, same
from posture_terraform.unknown import UNKNOWN


def attribute(kind: Any, **flags: Any) -> Attribute:  # noqa: ANN401  # a type and its flags
    return Attribute(type=kind, description="-", **flags)


ATTRIBUTES = {
    "id": attribute(STRING, computed=True, keeps=True),
    "seen_at": attribute(STRING, computed=True),
    "name": attribute(STRING, required=True),
    "place": attribute(STRING, optional=True, replaces=True),
    "size": attribute(NUMBER, optional=True, computed=True),
    "wait": attribute(BOOL, optional=True, default=True),
    "tags": attribute(STRINGS, optional=True),
    "triggers": attribute(STRING_MAP, optional=True, replaces=True),
    "secret": attribute(STRING, optional=True, write_only=True),
    "scope": attribute(
        Nested(
            {"regions": attribute(STRINGS, optional=True), "all": attribute(BOOL, optional=True)}
        ),
        optional=True,
        replaces=True,
    ),
    "source": attribute(
        Nested({"tool": attribute(STRING, optional=True, computed=True, keeps=True)}),
        optional=True,
    ),
}
PRIOR: State = conform(
    ATTRIBUTES,
    {"id": "1", "seen_at": "monday", "name": "a", "size": 3, "wait": True, "tags": ["x", "y"]},
)


def config(**values: Any) -> State:  # noqa: ANN401  # any configuration
    return conform(ATTRIBUTES, {"name": "a", "tags": ["x", "y"]} | values)


def planned(prior: State | None = None, **values: Any) -> State:  # noqa: ANN401  # as config
    return plan_attributes(ATTRIBUTES, config(**values), prior)


def test_a_new_resource_knows_what_is_configured_and_nothing_else() -> None:
    assert planned() == {
        "id": UNKNOWN,
        "seen_at": UNKNOWN,
        "name": "a",
        "place": None,
        "size": UNKNOWN,
        "wait": True,
        "tags": ["x", "y"],
        "triggers": None,
        "secret": None,
        "scope": None,
        "source": None,
    }


def test_nothing_changed_is_nothing_planned() -> None:
    assert planned(PRIOR) == PRIOR


def test_another_order_of_a_set_is_no_change() -> None:
    assert planned(PRIOR, tags=["y", "x"]) == PRIOR


def test_a_change_makes_computed_values_unknown_but_those_that_keep() -> None:
    plan = planned(PRIOR, name="b")
    assert plan == PRIOR | {"name": "b", "seen_at": UNKNOWN, "size": UNKNOWN}


def test_an_unknown_configuration_stays_unknown_and_is_a_change() -> None:
    plan = planned(PRIOR, tags=["x", UNKNOWN], scope=UNKNOWN)
    assert plan["tags"] == ["x", UNKNOWN]
    assert plan["scope"] is UNKNOWN
    assert plan["seen_at"] is UNKNOWN


def test_a_default_fills_in_and_gives_way() -> None:
    assert planned(PRIOR | {"wait": False})["wait"] is True
    assert planned(PRIOR, wait=False)["wait"] is False
    assert planned(wait=UNKNOWN)["wait"] is UNKNOWN


def test_a_value_removed_from_the_configuration_is_removed() -> None:
    assert planned(PRIOR | {"place": "here"})["place"] is None


def test_a_write_only_value_is_never_planned() -> None:
    assert planned(secret="hush")["secret"] is None


def test_an_object_keeps_what_the_provider_filled_in() -> None:
    prior = PRIOR | {"source": {"tool": "terraform"}}
    assert planned(prior, source={}, name="b")["source"] == {"tool": "terraform"}
    assert planned(source={})["source"] == {"tool": UNKNOWN}


@pytest.mark.parametrize(
    ("change", "paths"),
    [
        ({}, []),
        ({"name": "b"}, []),
        ({"place": "there"}, [("place",)]),
        ({"place": UNKNOWN}, [("place",)]),
        ({"scope": {"regions": ["a"]}}, [("scope",)]),
        ({"triggers": {"v": "2"}, "place": "there"}, [("place",), ("triggers",)]),
    ],
)
def test_some_changes_ask_for_a_new_resource(change: State, paths: list[Any]) -> None:
    plan = planned(PRIOR, **change)
    assert replacing(ATTRIBUTES, PRIOR, plan, frozenset()) == paths


def test_after_an_import_attributes_unknown_to_the_server_are_adopted_once() -> None:
    adopted = frozenset({"triggers"})
    first = planned(PRIOR, triggers={"v": "1"})
    assert replacing(ATTRIBUTES, PRIOR, first, adopted) == []
    later = planned(PRIOR | {"triggers": {"v": "1"}}, triggers={"v": "2"})
    before = PRIOR | {"triggers": {"v": "1"}}
    assert replacing(ATTRIBUTES, before, later, adopted) == [("triggers",)]


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        (["a", "b"], ["b", "a"], True),
        (["a"], ["a", "b"], False),
        (None, [], False),
        (None, None, True),
        (["a", UNKNOWN], ["a", UNKNOWN], False),
    ],
)
def test_sets_are_compared_as_sets(one: Any, other: Any, equal: bool) -> None:  # noqa: ANN401, FBT001  # a table
    assert same(STRINGS, one, other) is equal


def test_an_unknown_deep_inside_is_found() -> None:
    assert has_unknown({"a": [{"b": UNKNOWN}]})
    assert not has_unknown({"a": [{"b": None}]})


@pytest.mark.parametrize(
    ("text", "number"),
    [("18446744073709551616", 2**64), ("-1e3", -1000), ("5", 5)],
)
def test_numbers_that_came_as_text_are_numbers(text: str, number: int) -> None:
    read = conform(ATTRIBUTES, {"size": text})["size"]
    assert read == number
    assert isinstance(read, int)


def test_a_precise_number_stays_precise() -> None:
    text = "0.1000000000000000055511151231257827"
    assert str(conform(ATTRIBUTES, {"size": text})["size"]) == text


def test_an_undeclared_value_is_an_error_of_the_provider() -> None:
    with pytest.raises(KeyError, match="no such attribute: colour"):
        complete(ATTRIBUTES, {"colour": "red"})


@pytest.mark.parametrize(
    "flags",
    [
        {},
        {"required": True, "optional": True},
        {"required": True, "computed": True},
        {"computed": True, "default": 1},
    ],
)
def test_an_attribute_that_makes_no_sense_cannot_be_written(flags: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=": -"):
        attribute(NUMBER, **flags)

"""Records: frozen values of which a class declares the fields."""

from typing import Any

import pytest

from posture_terraform.framework.record import Record


class Point(Record, kw_only=False):
    x: int
    y: int = 0


class Named(Point):
    name: str = "-"

    def __post_init__(self) -> None:
        if not self.name:
            raise ValueError("a name is empty")


def test_fields_have_their_values_and_defaults() -> None:
    assert (Point(1).x, Point(1).y, Named(x=1, name="a").name) == (1, 0, "a")
    assert repr(Named(x=1)) == "Named(x=1, y=0, name='-')"


def test_equal_values_are_equal_and_have_one_hash() -> None:
    one, other = Point(1, 2), Point(y=2, x=1)
    assert (one == other, hash(one) == hash(other)) == (True, True)
    assert one != Point(1, 3)
    assert Point(1) != Named(x=1)


def test_a_copy_differs_in_what_was_replaced() -> None:
    one = Named(x=1, name="a")
    assert one.replaced(name="b") == Named(x=1, name="b")
    assert one.name == "a"
    with pytest.raises(ValueError, match="a name is empty"):
        one.replaced(name="")


def test_a_pattern_reads_the_fields_in_their_order() -> None:
    match Point(3, 4):
        case Point(x, y):
            assert (x, y) == (3, 4)


@pytest.mark.parametrize(
    ("values", "named"),
    [((), {}), ((), {"x": 1, "z": 2}), ((1,), {"x": 1}), ((1, 2, 3), {}), ((), {"y": 1})],
)
def test_missing_unknown_and_repeated_fields_are_refused(
    values: tuple[Any, ...], named: dict[str, Any]
) -> None:
    with pytest.raises(TypeError, match=r"^Point: missing, unknown or repeated: "):
        Point(*values, **named)


def test_a_record_cannot_be_changed() -> None:
    point: Any = Point(1)
    with pytest.raises(AttributeError, match=r"^Point\.x cannot be changed$"):
        point.x = 2
    with pytest.raises(AttributeError, match=r"^Point\.x cannot be removed$"):
        del point.x
    assert point.x == 1

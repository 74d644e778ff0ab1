"""Bodies: what JSON may hold, and what the spec's shapes take of it."""

import msgspec
import pytest

from posture.api.request import decode_json


class Shape(msgspec.Struct):
    """A body with an integer within an object, and a number."""

    count: int
    inner: dict[str, int] = {}
    part: float = 0.0


@pytest.mark.parametrize("text", ["65", "65.0", "6.5e1"])
def test_a_number_without_a_fraction_is_an_integer(text: str) -> None:
    found = decode_json(f'{{"count": {text}, "inner": {{"one": {text}}}, "part": 2.0}}', Shape)
    assert found == Shape(count=65, inner={"one": 65}, part=2.0)


@pytest.mark.parametrize("text", ["65.5", '"65"', "1e400", "true", "null", "[65]"])
def test_another_value_is_no_integer(text: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        decode_json(f'{{"count": {text}}}', Shape)

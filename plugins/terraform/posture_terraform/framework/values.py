"""Values with their schema: complete them, compare them, and find unknown ones."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from posture_terraform.framework.schema import Attribute, Collection, Nested, Type, Value
from posture_terraform.unknown import UNKNOWN

State = dict[str, Any]


def conform(attributes: Mapping[str, Attribute], values: Mapping[str, Value]) -> State:
    """Return exactly the attributes of the schema: missing ones are None, others are dropped."""
    return {
        name: _conform(attribute.type, values.get(name)) for name, attribute in attributes.items()
    }


def complete(attributes: Mapping[str, Attribute], values: Mapping[str, Value]) -> State:
    """Return all attributes of the schema.

    Raises:
        KeyError: a value for an attribute that the schema does not have.
    """
    if unexpected := values.keys() - attributes.keys():
        raise KeyError(f"no such attribute: {', '.join(sorted(unexpected))}")
    return conform(attributes, values)


def has_unknown(value: Value) -> bool:
    """Return whether a value, or a value in it, is unknown."""
    if isinstance(value, dict):
        return any(has_unknown(item) for item in value.values())
    if isinstance(value, list):
        return any(has_unknown(item) for item in value)
    return value is UNKNOWN


def alike(attribute: Attribute, one: Value, other: Value) -> bool:
    """Return whether two values of an attribute surely mean the same."""
    if has_unknown(one) or has_unknown(other):
        return False
    if attribute.normal:
        one = None if one is None else attribute.normal(one)
        other = None if other is None else attribute.normal(other)
    return same(attribute.type, one, other)


def in_written_form(
    attributes: Mapping[str, Attribute], values: State, written: Mapping[str, Value]
) -> State:
    """Return values in the form of `written`, wherever both mean the same and neither is null."""
    return {
        name: written[name]
        if value is not None is not written[name] and alike(attributes[name], written[name], value)
        else value
        for name, value in values.items()
    }


def same(kind: Type, one: Value, other: Value) -> bool:
    """Return whether two values are surely equal.

    Sets have no order, and unknown values equal nothing. An object of nulls equals null, unless the
    provider sets one of its members.
    """
    if has_unknown(one) or has_unknown(other):
        return False
    if isinstance(kind, Collection) and kind.kind == "set" and one is not None is not other:
        return sorted(one) == sorted(other)
    if isinstance(kind, Nested) and kind.nesting == "SINGLE":
        fixed = any(attribute.settled_by_provider for attribute in kind.attributes.values())
        if fixed and (one is None or other is None):
            return one is other
        return all(
            alike(attribute, (one or {}).get(name), (other or {}).get(name))
            for name, attribute in kind.attributes.items()
        )
    if isinstance(kind, Nested) and one is not None is not other:
        item = Nested(kind.attributes)
        return len(one) == len(other) and all(map(partial(same, item), one, other))
    return bool(one == other)


def _conform(kind: Type, value: Value) -> Value:
    if value is None or value is UNKNOWN:
        return value
    match kind:
        case Nested(attributes, "SINGLE"):
            return conform(attributes, value)
        case Nested(attributes, _):
            return [item if item is UNKNOWN else conform(attributes, item) for item in value]
        case Collection("map", of):
            return {key: _conform_simple(of, item) for key, item in value.items()}
        case Collection(_, of):
            return [_conform_simple(of, item) for item in value]
        case simple:
            return _conform_simple(simple, value)


def _conform_simple(kind: str, value: Value) -> Value:
    """Return a simple value; numbers that are too large or too precise arrive as text."""
    if kind != "number" or not isinstance(value, str):
        return value
    from decimal import Decimal  # noqa: PLC0415  # such numbers are rare, the import is slow

    number = Decimal(value)
    return int(number) if number == number.to_integral_value() else number

"""Schemas: the attributes, and their description for Terraform."""

import json
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final, Literal, TypeAlias

from posture_terraform.framework.record import Record

Value: TypeAlias = Any
"""A Terraform value: None, bool, int, float, Decimal, str, list, dict or UNKNOWN."""

Validator: TypeAlias = Callable[[Value], str | None]
"""Returns what is wrong with a value, or None. The value is known; elements of it may not be."""


class Collection(Record, kw_only=False):
    """A list, set or map of one simple type."""

    kind: Literal["list", "set", "map"]
    of: str


class Nested(Record, kw_only=False):
    """One object with attributes of its own, or a list of such objects."""

    attributes: "Mapping[str, Attribute]"
    nesting: Literal["SINGLE", "LIST"] = "SINGLE"


Type: TypeAlias = Literal["string", "number", "bool"] | Collection | Nested

STRING: Final = "string"
NUMBER: Final = "number"
BOOL: Final = "bool"
STRINGS: Final = Collection("set", STRING)
STRING_LIST: Final = Collection("list", STRING)
STRING_MAP: Final = Collection("map", STRING)


class Attribute(Record):
    """One attribute.

    Attributes:
        default: the value without a configured one; makes it computed for Terraform.
        replaces: a change of it requires a new resource.
        keeps: computed once: an update does not change it.
        write_only: only in the configuration, never in a plan or a state.
        normal: returns the form in which two values are compared, so that `A` and `a` can be the
            same id; the written form is kept in plans and states.
    """

    type: Type
    description: str
    required: bool = False
    optional: bool = False
    computed: bool = False
    sensitive: bool = False
    write_only: bool = False
    replaces: bool = False
    keeps: bool = False
    default: Value = None
    normal: Callable[[Value], Value] | None = None
    validators: tuple[Validator, ...] = ()

    def __post_init__(self) -> None:
        if self.required == (self.optional or self.computed):
            raise ValueError(f"required, or optional and computed in any mix: {self.description}")
        if self.default is not None and not self.optional:
            raise ValueError(f"only an optional attribute has a default: {self.description}")

    @property
    def settled_by_provider(self) -> bool:
        """Return whether the provider sets a value if the configuration does not."""
        return self.computed or self.default is not None


class Schema(Record):
    """The attributes of a resource, data source or provider.

    Attributes:
        version: the version of the state; raise it together with an upgrade from the one before.
    """

    description: str
    attributes: Mapping[str, Attribute] = MappingProxyType({})
    version: int = 0


def message(schema: Schema) -> dict[str, Any]:
    """Return a schema as the protocol's message `Schema`."""
    return {
        "version": schema.version,
        "block": {
            "attributes": _attributes(schema.attributes),
            "description": schema.description,
            "description_kind": "MARKDOWN",
        },
    }


def _attributes(attributes: Mapping[str, Attribute]) -> list[dict[str, Any]]:
    return [_attribute(name, attribute) for name, attribute in sorted(attributes.items())]


def _attribute(name: str, attribute: Attribute) -> dict[str, Any]:
    described: dict[str, Any] = {
        "name": name,
        "description": attribute.description,
        "description_kind": "MARKDOWN",
        "required": attribute.required,
        "optional": attribute.optional,
        "computed": attribute.settled_by_provider,
        "sensitive": attribute.sensitive,
        "write_only": attribute.write_only,
    }
    kind = attribute.type
    if isinstance(kind, Nested):
        described["nested_type"] = {
            "attributes": _attributes(kind.attributes),
            "nesting": kind.nesting,
        }
        return described
    simple = [kind.kind, kind.of] if isinstance(kind, Collection) else kind
    return described | {"type": json.dumps(simple).encode()}

"""Base classes of the generated structs of the API."""

from typing import TypeVar

from msgspec import UNSET, Struct, UnsetType

T = TypeVar("T")


class Body(Struct, kw_only=True, gc=False):
    """A JSON object of a response."""


class ClosedBody(Struct, kw_only=True, gc=False, forbid_unknown_fields=True):
    """A JSON object of a request: an unknown member is refused."""


def slugs_of(shape: type[ClosedBody]) -> dict[str, str]:
    """Return the error slug of each member, for structs where it is `invalid_<name>`."""
    return {name: f"invalid_{name}" for name in shape.__struct_fields__}


def unset_to_none(value: T | UnsetType) -> T | None:
    """Return the value, or None if the caller left it out."""
    return None if value is UNSET else value

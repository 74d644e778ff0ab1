"""What the generated structs of the API stand on."""

from typing import TypeVar

from msgspec import UNSET, Struct, UnsetType

T = TypeVar("T")


class Body(Struct, kw_only=True, gc=False):
    """A JSON object that is sent."""


class ClosedBody(Struct, kw_only=True, gc=False, forbid_unknown_fields=True):
    """A JSON object that is received: a member that means nothing is refused."""


def slugs_of(shape: type[ClosedBody]) -> dict[str, str]:
    """Return what a fault of each member is called where it is `invalid_<name>`."""
    return {name: f"invalid_{name}" for name in shape.__struct_fields__}


def given(value: T | UnsetType) -> T | None:
    """Return what the caller gave, or None."""
    return None if value is UNSET else value

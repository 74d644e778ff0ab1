"""Frozen values with named fields, which are cheap to define.

A dataclass writes and compiles source for each class, and its module imports `inspect`. Terraform
starts the provider three times for a plan and waits each time, so a definition must cost nothing.
"""

from collections.abc import Mapping
from typing import Any, ClassVar, Self, dataclass_transform


@dataclass_transform(frozen_default=True, kw_only_default=True)
class Record:
    """A frozen value; its fields are the annotations of its class and of the classes above."""

    _fields: ClassVar[tuple[str, ...]] = ()
    _defaults: ClassVar[Mapping[str, Any]] = {}

    def __init_subclass__(cls, *, kw_only: bool = True) -> None:
        """Learn the fields of a class; `kw_only` is for the type checker."""
        super().__init_subclass__()
        own = [name for name in cls.__annotations__ if name not in cls._fields]
        cls._fields = (*cls._fields, *own)
        setattr(cls, "__match_args__", cls._fields)  # noqa: B010  # of each class its own
        defaults = {name: vars(cls)[name] for name in own if name in vars(cls)}
        cls._defaults = {**cls._defaults, **defaults}

    def __init__(self, *values: Any, **named: Any) -> None:  # noqa: ANN401  # those of the fields
        given = {**dict(zip(self._fields, values, strict=False)), **named}
        found = {**self._defaults, **given}
        if len(given) != len(values) + len(named) or found.keys() != set(self._fields):
            wrong = sorted(found.keys() ^ set(self._fields)) or list(self._fields)
            raise TypeError(f"{type(self).__name__}: missing, unknown or repeated: {wrong}")
        vars(self).update(found)
        self.__post_init__()

    def __post_init__(self) -> None:
        """Raise ValueError if the fields do not fit together."""

    def replaced(self, **changes: Any) -> Self:  # noqa: ANN401  # those of the fields
        """Return a copy with other values of some fields."""
        return type(self)(**{**vars(self), **changes})

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__}.{name} cannot be changed")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"{type(self).__name__}.{name} cannot be removed")

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return vars(self) == vars(other)

    def __hash__(self) -> int:
        return hash((type(self), *(vars(self)[name] for name in self._fields)))

    def __repr__(self) -> str:
        fields = ", ".join(f"{name}={vars(self)[name]!r}" for name in self._fields)
        return f"{type(self).__name__}({fields})"

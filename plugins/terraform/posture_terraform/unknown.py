"""UNKNOWN: a value that is only known after the apply."""

from typing import Final, final


@final
class Unknown:
    """The type of UNKNOWN, which is equal to nothing but itself."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "UNKNOWN"

    def __bool__(self) -> bool:
        raise TypeError("an unknown value is neither true nor false")


UNKNOWN: Final = Unknown()

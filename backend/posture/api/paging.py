"""Paging: a cursor is the place of the last row shown, unreadable to those who need not know."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from struct import Struct
from typing import Final, NamedTuple, TypeVar
from uuid import UUID

from msgspec import UNSET, UnsetType

from posture.api.call import Call

NO_ID: Final = "00000000-0000-0000-0000-000000000000"

R = TypeVar("R")


class Place(NamedTuple):
    """Where a row stands in its list: the number it is sorted by, then its id."""

    number: int
    id: str = NO_ID


# Eight bytes of number and sixteen of id are exactly 32 characters: any such text is a place.
_PLACE: Final = Struct(">q16s")


def cursor_of(place: Place) -> str:
    """Write a place as a cursor."""
    return urlsafe_b64encode(_PLACE.pack(place.number, UUID(place.id).bytes)).decode()


def place_of(cursor: str | UnsetType) -> Place | None:
    """Read a cursor that has the shape of one; none is the start of the list."""
    if cursor is UNSET:
        return None
    number, identity = _PLACE.unpack(urlsafe_b64decode(cursor))
    return Place(number, str(UUID(bytes=identity)))


class Page(NamedTuple):
    """How much of a list to ask for; `paged` says whether the caller knows of cursors."""

    limit: int
    paged: bool

    @property
    def rows(self) -> int:
        """How many rows to read: one more tells whether there are more."""
        return self.limit + 1 if self.paged else self.limit

    def cut(
        self, rows: Sequence[R], place: Callable[[R], Place]
    ) -> tuple[Sequence[R], str | UnsetType | None]:
        """Return the rows to show and the `next_cursor` to show with them."""
        if not self.paged:
            return rows, UNSET
        shown = rows[: self.limit]
        return shown, cursor_of(place(shown[-1])) if len(rows) > self.limit else None


def page_of(call: Call, limit: int) -> Page:
    """Return how much of a list the caller asks for."""
    return Page(limit, paged=any(name in {"limit", "cursor"} for name, _ in call.given()))

"""Paging: a cursor is the position of the last row of a page, as opaque text."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from struct import Struct
from typing import Final, NamedTuple, TypeVar
from uuid import UUID

from msgspec import UNSET, UnsetType

from posture.api.request import ApiRequest

NO_ID: Final = "00000000-0000-0000-0000-000000000000"

R = TypeVar("R")


class Cursor(NamedTuple):
    """The position of a row in its list: the number it is sorted by, then its id."""

    number: int
    id: str = NO_ID


# Eight bytes of number and sixteen of id are exactly 32 characters: any such text is a cursor.
_PACKED: Final = Struct(">q16s")


def encode_cursor(cursor: Cursor) -> str:
    """Return the text of a cursor."""
    return urlsafe_b64encode(_PACKED.pack(cursor.number, UUID(cursor.id).bytes)).decode()


def decode_cursor(text: str | UnsetType) -> Cursor | None:
    """Parse a cursor of valid shape; None is the start of the list."""
    if text is UNSET:
        return None
    number, identity = _PACKED.unpack(urlsafe_b64decode(text))
    return Cursor(number, str(UUID(bytes=identity)))


class Page(NamedTuple):
    """The size of a page; `paged` is true if the caller uses `limit` or `cursor`."""

    limit: int
    paged: bool

    @property
    def rows(self) -> int:
        """Return how many rows to read: an extra one shows that there are more."""
        return self.limit + 1 if self.paged else self.limit

    def cut(
        self, rows: Sequence[R], cursor: Callable[[R], Cursor]
    ) -> tuple[Sequence[R], str | UnsetType | None]:
        """Return the rows of the page and its `next_cursor`."""
        if not self.paged:
            return rows, UNSET
        shown = rows[: self.limit]
        return shown, encode_cursor(cursor(shown[-1])) if len(rows) > self.limit else None


def page_of(request: ApiRequest, limit: int) -> Page:
    """Return the page that the caller asks for."""
    return Page(limit, paged=any(name in {"limit", "cursor"} for name, _ in request.query_pairs()))

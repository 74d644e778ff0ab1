"""Paging: a cursor is the position of the last row of a page, as opaque text."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from struct import Struct
from typing import Final, NamedTuple, TypeVar
from urllib.parse import urlencode
from uuid import UUID

from msgspec import UNSET, UnsetType
from msgspec import Struct as MsgspecStruct

from posture.api.request import ApiRequest
from posture.api.responses import Header

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


class Listed(NamedTuple):
    """A page as it is sent, and the cursor of the rows that follow; None at the end."""

    content: MsgspecStruct
    following: str | None


class Page(NamedTuple):
    """The size of a page; `paged` is true if the caller uses `limit` or `cursor`."""

    limit: int
    paged: bool

    @property
    def rows(self) -> int:
        """Return how many rows to read: an extra one shows that there are more."""
        return self.limit + 1

    def cut(
        self, rows: Sequence[R], cursor: Callable[[R], Cursor]
    ) -> tuple[Sequence[R], str | None]:
        """Return the rows of the page, and the cursor of those that follow."""
        shown = rows[: self.limit]
        return shown, encode_cursor(cursor(shown[-1])) if len(rows) > self.limit else None

    def next_cursor(self, following: str | None) -> str | UnsetType | None:
        """Return the member of the page: only callers who use `limit` or `cursor` get it."""
        return following if self.paged else UNSET


def page_of(request: ApiRequest, limit: int) -> Page:
    """Return the page that the caller asks for."""
    return Page(limit, paged=any(name in {"limit", "cursor"} for name, _ in request.query_pairs()))


def next_link(request: ApiRequest, following: str | None) -> list[Header]:
    """Return the header that leads to the rows that follow, for every caller."""
    if following is None:
        return []
    kept = [(name, text) for name, text in request.query_pairs() if name != "cursor"]
    query = urlencode([*kept, ("cursor", following)])
    return [(b"link", f'<{request.scope["path"]}?{query}>; rel="next"'.encode())]

"""Paging: a cursor is the position of the last row of a page, as opaque text.

It also holds a digest of the list, the filters and the sort order that it continues. With others it
would lead to a page that is silently short, so it is refused.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from hashlib import blake2b
from struct import Struct
from typing import Any, Final, NamedTuple, TypeVar
from urllib.parse import urlencode
from uuid import UUID

import msgspec
from msgspec import UNSET, UnsetType
from msgspec import Struct as MsgspecStruct

from posture.api.request import UUID as ANY_UUID
from posture.api.request import ApiRequest
from posture.api.responses import Header
from posture.api.validation import Fault

# Rows that are rendered at a time: about 0.3 ms of findings, in which nothing else is handled.
ROWS_AT_A_TIME: Final = 50
NO_ID: Final = "00000000-0000-0000-0000-000000000000"
ELSEWHERE: Final = (
    "`cursor` is not of this list with these filters and this order. Send it with the parameters "
    "of the request whose response had it, or leave it out to start again."
)
# What may differ between the pages of one list.
OF_A_PAGE: Final = frozenset({"limit", "cursor", "count"})

R = TypeVar("R")
S = TypeVar("S")


class Cursor(NamedTuple):
    """The position of a row in its list: the number it is sorted by, then its id."""

    number: int
    id: str = NO_ID


# Eight bytes of number, sixteen of id and six of digest are exactly 40 characters.
_POSITION: Final = Struct(">q16s")
_DIGEST_BYTES: Final = 6


class Listed(NamedTuple):
    """A page as it is sent, and the cursor of the rows that follow; None at the end."""

    content: MsgspecStruct
    following: str | None


class Page(NamedTuple):
    """A page of a list.

    Attributes:
        limit: the most rows of it.
        paged: whether the caller uses `limit` or `cursor`.
        before: the position after which it begins; None for the start of the list.
        listing: what the cursors of the list belong to: see `_listing`.
    """

    limit: int
    paged: bool
    before: Cursor | None
    listing: Callable[[], bytes]

    @property
    def rows(self) -> int:
        """Return how many rows to read: an extra one shows that there are more."""
        return self.limit + 1

    def cut(
        self, rows: Sequence[R], cursor: Callable[[R], Cursor]
    ) -> tuple[Sequence[R], str | None]:
        """Return the rows of the page, and the cursor of those that follow."""
        shown = rows[: self.limit]
        if len(rows) <= self.limit:
            return shown, None
        return shown, _encoded(cursor(shown[-1]), self.listing())

    def next_cursor(self, following: str | None) -> str | UnsetType | None:
        """Return the member of the page: only callers who use `limit` or `cursor` get it."""
        return following if self.paged else UNSET


async def rendered_rows(
    request: ApiRequest, rows: Sequence[R], render: Callable[[R], S]
) -> list[S]:
    """Render the rows of a page; between pieces of a large one, let other requests go."""
    found = [render(row) for row in rows[:ROWS_AT_A_TIME]]
    for start in range(ROWS_AT_A_TIME, len(rows), ROWS_AT_A_TIME):
        await request.deps.store.shares.rest(request.caller.tenant_id)
        found += [render(row) for row in rows[start : start + ROWS_AT_A_TIME]]
    return found


def page_of(request: ApiRequest, query: Any) -> Page:  # noqa: ANN401  # one with `limit` and `cursor`
    """Return the page that the caller asks for.

    Raises:
        ProblemError: its cursor is of another list, of other filters or of another order.
    """
    limit, cursor = query.limit, query.cursor
    paged = any(name in {"limit", "cursor"} for name, _ in request.query_pairs())

    def listing() -> bytes:
        return _listing(request, query)

    if cursor is UNSET:
        return Page(limit, paged, None, listing)
    before = _decoded(cursor, listing())
    if before is None:
        raise request.refusal(Fault("invalid_cursor", "cursor", ELSEWHERE))
    return Page(limit, paged, before, listing)


def _encoded(cursor: Cursor, listing: bytes) -> str:
    position = _POSITION.pack(cursor.number, bytes.fromhex(cursor.id.replace("-", "")))
    return urlsafe_b64encode(position + _digest(position, listing)).decode()


def _decoded(text: str, listing: bytes) -> Cursor | None:
    """Parse a cursor of valid shape; None if it is of another list."""
    decoded = urlsafe_b64decode(text)
    position, digest = decoded[:-_DIGEST_BYTES], decoded[-_DIGEST_BYTES:]
    if digest != _digest(position, listing):
        return None
    number, identity = _POSITION.unpack(position)
    return Cursor(number, str(UUID(bytes=identity)))


def _digest(position: bytes, listing: bytes) -> bytes:
    """Return what binds a position to its list.

    It needs no secret: whoever computes it gets rows that the list shows anyway.
    """
    return blake2b(position + listing, digest_size=_DIGEST_BYTES).digest()


def _listing(request: ApiRequest, query: MsgspecStruct) -> bytes:
    """Return the tenant, the path and all parameters that decide which rows follow which."""
    found: list[object] = [request.caller.tenant_id, request.scope["path"].lower()]
    for name, value in msgspec.structs.asdict(query).items():
        if name not in OF_A_PAGE and value is not UNSET:
            found += [name, _canonical(value)]
    return msgspec.json.encode(found)


def _canonical(value: object) -> object:
    """Return the one form of values that mean the same."""
    if isinstance(value, list):
        return sorted(set(value))
    if isinstance(value, str) and ANY_UUID.fullmatch(value):
        return value.lower()
    return value


def next_link(request: ApiRequest, following: str | None) -> list[Header]:
    """Return the header that leads to the rows that follow, for every caller."""
    if following is None:
        return []
    kept = [(name, text) for name, text in request.query_pairs() if name != "cursor"]
    others = f"{urlencode(kept)}&" if kept else ""
    # A cursor has no character that a query encodes.
    query = f"{others}cursor={following}"
    return [(b"link", f'<{request.scope["path"]}?{query}>; rel="next"'.encode())]

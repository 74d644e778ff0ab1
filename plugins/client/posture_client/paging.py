"""Paging: the rows of a list, page after page."""

from __future__ import annotations

from posture_client.calls import Calls

TYPE_CHECKING = False  # the name of typing's constant; importing typing takes 20 ms
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

_PAGE = 100
_WITHOUT_PAGES = frozenset({"list_checks", "list_controls", "list_frameworks"})


class PagedCalls(Calls):
    """What lists have in common."""

    def rows(
        self,
        operation: Callable[..., Any],
        *,
        most: int | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        **filters: Any,  # noqa: ANN401  # the operation's own
    ) -> Iterator[dict[str, Any]]:
        """Yield the rows of a list operation, page after page: all, or at most `most`.

        `limit` is the size of a page, `cursor` that of the page to begin with. A list without
        pages is read at once.
        """
        if getattr(operation, "__name__", "") in _WITHOUT_PAGES:
            page = operation(**filters)
            yield from page["data"][: most if most is None else max(most, 0)]
            return
        page_size = limit or _PAGE
        left = most
        while left is None or left > 0:
            size = page_size if left is None else min(page_size, left)
            page = operation(limit=size, cursor=cursor, **filters)
            yield from page["data"]
            cursor = page.get("next_cursor")
            if cursor is None:
                return
            left = None if left is None else left - len(page["data"])

"""Paging: the rows of a list, page after page."""

from __future__ import annotations

from posture_client.calls import Calls

TYPE_CHECKING = False  # the name of typing's constant; importing typing takes 20 ms
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

_PAGE = 100


class PagedCalls(Calls):
    """What lists have in common."""

    def rows(
        self,
        operation: Callable[..., Any],
        *,
        most: int | None = None,
        **filters: Any,  # noqa: ANN401  # the operation's own
    ) -> Iterator[dict[str, Any]]:
        """Yield the rows of a list operation, page after page: all, or at most `most`."""
        cursor: str | None = None
        left = most
        while left is None or left > 0:
            size = _PAGE if left is None else min(_PAGE, left)
            page = operation(limit=size, cursor=cursor, **filters)
            yield from page["data"]
            cursor = page.get("next_cursor")
            if cursor is None:
                return
            left = None if left is None else left - len(page["data"])

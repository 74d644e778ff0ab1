"""Reads that resources share: after a few single ones, one list answers the reads of a kind.

A plan reads every resource of its state. Two hundred single reads would empty the token's bucket
of requests; a list of a hundred rows costs one.
"""

import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from threading import Lock
from typing import Any, Final

from posture_client import Client, PostureError

# So many reads of a kind are single: a small configuration in a large tenant lists nothing.
_SINGLE_READS: Final = 3
# A list has at most so many rows; what is not in it is read by its id.
_MOST_ROWS: Final = 1_000
_FRESH_SECONDS: Final = 60.0

Row = Mapping[str, Any]


class SharedReads:
    """The reads of one provider process, by kind of object; safe to share between threads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = Lock()
        self._kinds: defaultdict[str, _Kind] = defaultdict(_Kind)

    def read(
        self,
        client: Client,
        word: str,
        object_id: str,
        *,
        single: Callable[[Any, str], Row],
        listed: Callable[..., Any],
    ) -> Row:
        """Return the object with an id, from a fresh list if there is one.

        Raises:
            PostureError: the request failed; that of one object, never that of the list.
        """
        with self._lock:
            kind = self._kinds[word]
            kind.read_count += 1
            few = kind.read_count <= _SINGLE_READS
        row = None if few else self._rows(kind, client, listed).get(object_id)
        # Only a read by its id shows that an object is gone.
        return single(client, object_id) if row is None else row

    def changed(self, word: str) -> None:
        """Forget the list of a kind, because one of its objects is being changed."""
        with self._lock:
            kind = self._kinds[word]
            kind.change_count += 1
            kind.rows = None

    def _rows(self, kind: "_Kind", client: Client, listed: Callable[..., Any]) -> Mapping[str, Row]:
        # One thread lists, and the others wait for its rows.
        with kind.listing:
            if kind.cannot_list:
                return {}
            if kind.rows is not None and self._clock() - kind.listed_at < _FRESH_SECONDS:
                return kind.rows
            listed_at, change_count = self._clock(), kind.change_count
            try:
                found = client.rows(lambda **page: listed(client, **page), most=_MOST_ROWS)
                rows = {row["id"]: row for row in found}
            except PostureError:
                kind.cannot_list = True
                return {}
            with self._lock:
                unchanged = change_count == kind.change_count
                kind.listed_at, kind.rows = listed_at, rows if unchanged else None
            return rows if unchanged else {}


class _Kind:
    def __init__(self) -> None:
        self.listing = Lock()
        self.read_count = 0
        self.change_count = 0
        self.rows: Mapping[str, Row] | None = None
        self.listed_at = 0.0
        self.cannot_list = False

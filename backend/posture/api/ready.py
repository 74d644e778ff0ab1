"""Ready bodies: what was rendered for a list stays good until its tenant's revision moves on.

Pollers are most of the traffic; while nothing changes they cost one small read each.
"""

from collections import OrderedDict
from typing import Final, NamedTuple, TypeAlias

Key: TypeAlias = tuple[str, str, bytes]

# A body also occupies its key, its entry and its place in the order.
OVERHEAD_BYTES: Final = 512


class Ready(NamedTuple):
    """A body and the revision it was rendered at, or before."""

    revision: int
    body: bytes


class ReadyBodies:
    """The bodies rendered last, one per tenant, path and query, within a budget of bytes."""

    def __init__(self, *, limit_bytes: int, build: str) -> None:
        self.build = build
        self._limit = limit_bytes
        self._size = 0
        self._bodies: OrderedDict[Key, Ready] = OrderedDict()

    def get(self, key: Key, revision: int) -> bytes | None:
        """Return the body rendered at a revision."""
        found = self._bodies.get(key)
        if found is None or found.revision != revision:
            return None
        self._bodies.move_to_end(key)
        return found.body

    def put(self, key: Key, revision: int, body: bytes) -> None:
        """Keep a body; those asked for least lately make room."""
        if (old := self._bodies.pop(key, None)) is not None:
            self._size -= len(old.body) + OVERHEAD_BYTES
        self._bodies[key] = Ready(revision, body)
        self._size += len(body) + OVERHEAD_BYTES
        while self._size > self._limit:
            _, oldest = self._bodies.popitem(last=False)
            self._size -= len(oldest.body) + OVERHEAD_BYTES

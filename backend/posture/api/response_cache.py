"""Response cache: a rendered list stays valid until its tenant's revision changes.

Pollers are most of the traffic. While nothing changes, each costs one small read.
"""

from collections import OrderedDict, deque
from collections.abc import Container, Iterable
from typing import Final, NamedTuple, TypeAlias

Key: TypeAlias = tuple[str, str, bytes, str]

# Memory that an entry takes besides its body: its key, its tuple and its place in the order.
OVERHEAD_BYTES: Final = 512
# A few MiB.
ENDED_RUNS: Final = 4_096


class CachedBody(NamedTuple):
    """A body, its headers, and the revision at which it was rendered; the body may be newer."""

    revision: int
    body: bytes
    headers: tuple[tuple[bytes, bytes], ...] = ()

    @property
    def size(self) -> int:
        """Return the bytes of it."""
        return len(self.body) + sum(len(value) for _, value in self.headers)


class EndedRuns:
    """The ended runs rendered last, as JSON, by id: lists contain the same runs again and again.

    The row of an ended run does not change any more, so an entry is never out of date. `ids` may be
    used by other threads.
    """

    def __init__(self, most: int = ENDED_RUNS) -> None:
        self._most = most
        self._bodies: OrderedDict[str, bytes] = OrderedDict()
        self._changing: OrderedDict[Key, None] = OrderedDict()

    def __contains__(self, run_id: object) -> bool:
        return run_id in self._bodies

    def __getitem__(self, run_id: str) -> bytes:
        self._bodies.move_to_end(run_id)
        return self._bodies[run_id]

    @property
    def ids(self) -> Container[str]:
        """Return the ids of all runs that are known; they stay up to date."""
        return self._bodies.keys()

    def several(self, run_ids: Iterable[str]) -> list[bytes]:
        """Return runs; raises `KeyError` if one of them is not known. It is all done by C code.

        While most of the room is free, nothing is dropped soon, and the order can stay.
        """
        wanted = [*run_ids]
        found = [*map(self._bodies.__getitem__, wanted)]
        if len(self._bodies) * 4 > self._most * 3:
            deque(map(self._bodies.move_to_end, wanted), maxlen=0)
        return found

    def get(self, run_id: str) -> bytes | None:
        """Return a run that is known."""
        return self[run_id] if run_id in self._bodies else None

    def put(self, run_id: str, body: bytes) -> None:
        """Keep a run; the least recently used ones are dropped."""
        self._bodies[run_id] = body
        if len(self._bodies) > self._most:
            self._bodies.popitem(last=False)

    def is_changing(self, key: Key) -> bool:
        """Return whether the rows of a list were mostly not those of known runs, the last time."""
        return key in self._changing

    def note(self, key: Key, *, is_changing: bool) -> None:
        """Note that for the next time."""
        self._changing.pop(key, None)
        if is_changing:
            self._changing[key] = None
            if len(self._changing) > self._most:
                self._changing.popitem(last=False)


class ResponseCache:
    """The bodies rendered last, within a limit of bytes.

    There is one for each tenant, path, query and content coding.
    """

    def __init__(self, *, limit_bytes: int, build: str) -> None:
        self.build = build
        self.ended_runs = EndedRuns()
        self._limit = limit_bytes
        self._size = 0
        self._bodies: OrderedDict[Key, CachedBody] = OrderedDict()

    def get(self, key: Key, revision: int) -> CachedBody | None:
        """Return the body rendered at a revision, if it is in the cache."""
        found = self._bodies.get(key)
        if found is None or found.revision != revision:
            return None
        self._bodies.move_to_end(key)
        return found

    def put(self, key: Key, body: CachedBody) -> None:
        """Keep a body; the least recently used ones are dropped to make room."""
        if (old := self._bodies.pop(key, None)) is not None:
            self._size -= old.size + OVERHEAD_BYTES
        self._bodies[key] = body
        self._size += body.size + OVERHEAD_BYTES
        while self._size > self._limit:
            _, oldest = self._bodies.popitem(last=False)
            self._size -= oldest.size + OVERHEAD_BYTES

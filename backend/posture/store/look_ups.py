"""Look-ups: one read for all requests that ask for the same and came before it began.

Each request looks up who sent it, and those of one client often come together: after a commit that
they shared, or while they wait for their turns. A read that began after a request came finds
nothing older than the request's own read would. For requests that come later nothing is kept.
"""

import asyncio
import math
import time
from collections.abc import Awaitable, Callable
from typing import Any, Final, TypeAlias, TypeVar

import msgspec

# Whose turn the read takes, and what is looked up.
Key: TypeAlias = tuple[str | None, str]
C = TypeVar("C")
T = TypeVar("T")

# As many credentials as can be in use at the same time; beyond it the oldest read is forgotten.
MOST_KEYS: Final = 1_000


class LookUp(msgspec.Struct, eq=False):
    """A read of one key.

    Attributes:
        begun_ns: when it began, by `time.perf_counter_ns`; infinite before.
        found: what it found.
        has_ended: whether it has found it; False also where it failed.
        ended: done when it has ended or failed, where others wait for that.
    """

    begun_ns: float = math.inf
    found: Any = None
    has_ended: bool = False
    ended: asyncio.Future[None] | None = None

    async def wait(self) -> None:
        """Wait until the read has ended or failed."""
        if self.ended is None:
            self.ended = asyncio.get_running_loop().create_future()
        await asyncio.shield(self.ended)


class LookUps:
    """The latest read of each key."""

    def __init__(self) -> None:
        self._latest: dict[Key, LookUp] = {}

    def __len__(self) -> int:
        return len(self._latest)

    def find_at_once(self, key: Key, since_ns: float, read: Callable[[C], T], connection: C) -> T:
        """Return what a read over a connection finds that begins after `since_ns`; do not wait.

        Its rule is that of `find`; it has a form of its own because every request executes it where
        reads need no thread, and one `LookUp` without a task or a future serves read after read.
        """
        latest = self._latest.get(key)
        if latest is None or not latest.has_ended:
            latest = LookUp(-math.inf, has_ended=True)
            self._note(key, latest)
        found: T
        if latest.begun_ns >= since_ns:
            found = latest.found
            return found
        begun_ns = time.perf_counter_ns()
        latest.found = found = read(connection)
        latest.begun_ns = begun_ns
        return found

    async def find(self, key: Key, since_ns: float, read: Callable[[LookUp], Awaitable[T]]) -> T:
        """Return what a read finds that begins after `since_ns`; wait for one in progress.

        `read` sets `begun_ns` before it looks. When the read of another request fails, each of
        those that waited for it reads by itself.
        """
        latest = self._latest.get(key)
        if latest is None or latest.begun_ns < since_ns:
            return await self._read(key, read)
        if not latest.has_ended:
            await latest.wait()
        found: T = latest.found if latest.has_ended else await read(LookUp())
        return found

    async def _read(self, key: Key, read: Callable[[LookUp], Awaitable[T]]) -> T:
        own = LookUp()
        self._note(key, own)
        try:
            own.found = found = await read(own)
            own.has_ended = True
        except BaseException:
            if self._latest.get(key) is own:
                del self._latest[key]
            raise
        finally:
            if own.ended is not None:
                own.ended.set_result(None)
        return found

    def _note(self, key: Key, own: LookUp) -> None:
        if len(self._latest) >= MOST_KEYS and key not in self._latest:
            del self._latest[next(iter(self._latest))]
        self._latest[key] = own

"""The readers: threads of reading connections, which tenants share in turn.

A tenant can only have some of them at a time, so that its long reads leave one for another tenant,
and one more to look up its tokens. One that uses much of the process's time waits while requests of
one that uses little are in progress (`posture.shares`).
"""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import NamedTuple, TypeVar

from posture.shares import Shares
from posture.store.backend import ConnectionThread
from posture.store.errors import UnavailableError
from posture.store.statement import Connection
from posture.store.tenancy import EVERY_TENANT, Tenancy
from posture.turns import Turns

T = TypeVar("T")


class _Line(NamedTuple):
    """A tenant or address that reads, and whether the read looks up who sent a request."""

    owner: Tenancy
    is_look_up: bool


class Readers:
    """Runs units of reading, each in a thread that is free.

    Args:
        threads: the connections.
        per_tenant: how many of them a tenant can have at a time; with 0, half of them.
        shares: who has used how much of the process's time.
    """

    def __init__(
        self, threads: Sequence[ConnectionThread], *, per_tenant: int, shares: Shares
    ) -> None:
        self._shares = shares
        shares.on_change(self._hand_out)
        self._free = list(threads)
        self._most = per_tenant or max(1, len(threads) // 2)
        self._waiting: Turns[_Line, tuple[_Line, asyncio.Future[ConnectionThread]]] = Turns()
        self._busy: Counter[_Line] = Counter()
        self._ending: set[asyncio.Task[None]] = set()

    async def read(
        self, work: Callable[[Connection], T], tenancy: Tenancy, *, turn: str | None = None
    ) -> T:
        """Run a unit of work that only reads, when it is the turn of its tenant.

        A unit that looks up who sent a request has `turn`: the tenant or address whose turn it
        takes.

        Raises:
            UnavailableError: the database cannot be read.
        """
        owner = turn or tenancy
        line = _Line(owner, turn is not None)
        thread = await self._taken(line)
        # The time that it waits for the thread is not its use.
        seconds = 0.0

        def timed(connection: Connection) -> T:
            nonlocal seconds
            begun = time.perf_counter()
            try:
                return work(connection)
            finally:
                seconds = time.perf_counter() - begun

        try:
            found = await thread.read(timed, tenancy)
        except asyncio.CancelledError:
            # The thread is busy until the work ends, although nothing waits for its result.
            ending = asyncio.create_task(self._end(line, thread), name="end of a read")
            self._ending.add(ending)
            ending.add_done_callback(self._ending.discard)
            raise
        except BaseException:
            self._give_back(line, thread)
            raise
        if isinstance(owner, str):
            self._shares.charge(owner, seconds)
        self._give_back(line, thread)
        return found

    async def _taken(self, line: _Line) -> ConnectionThread:
        if self._free and self._is_allowed(line) and line not in self._waiting:
            self._begin(line)
            return self._free.pop()
        future: asyncio.Future[ConnectionThread] = asyncio.get_running_loop().create_future()
        self._waiting.put(line, (line, future))
        try:
            return await future
        except asyncio.CancelledError:
            if future.done() and not future.cancelled():  # the thread came at the same moment
                self._give_back(line, future.result())
            raise

    async def _end(self, line: _Line, thread: ConnectionThread) -> None:
        try:
            with suppress(UnavailableError):
                await thread.read(lambda _: None, EVERY_TENANT)
        finally:
            self._give_back(line, thread)

    def _begin(self, line: _Line) -> None:
        self._busy[line] += 1
        if isinstance(line.owner, str):
            self._shares.begin_piece(line.owner)

    def _give_back(self, line: _Line, thread: ConnectionThread) -> None:
        self._busy[line] -= 1
        if not self._busy[line]:
            del self._busy[line]
        self._free.append(thread)
        if isinstance(line.owner, str):
            self._shares.end_piece(line.owner)
        self._hand_out()

    def _hand_out(self) -> None:
        while self._free:
            following = self._waiting.take(self._is_allowed)
            if following is None:
                return
            line, future = following
            if not future.cancelled():
                self._begin(line)
                future.set_result(self._free.pop())

    def _is_allowed(self, line: _Line) -> bool:
        owner, busy = line.owner, self._busy[line]
        if busy >= (1 if line.is_look_up else self._most):
            return False
        # An address looks up its token within a request that has waited already.
        if not isinstance(owner, str) or not self._shares.is_tenant(owner):
            return True
        return not (busy and self._shares.is_crowding(owner)) and not self._shares.must_wait(owner)

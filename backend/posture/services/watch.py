"""Watch: many listeners wait for the next change of a run, and one task per process looks for it.

The task reads each watched tenant's revision at most once per interval, and at once after a write
of this process. Only if the revision changed are the tenant's watched runs read, each once,
however many listeners it has. The listeners of a run share one future, so a change costs each of
them one wake-up.
"""

import asyncio
from types import TracebackType
from typing import Self

import msgspec
import structlog

from posture.domain.run import FINAL, RunStatus
from posture.services.errors import (
    RunNotFoundError,
    TooManyListenersError,
    UnavailableError,
)
from posture.settings import Settings
from posture.store import runs, tenants
from posture.store.engine import Store
from posture.store.runs import RunEventRow, RunRow
from posture.store.statement import Connection

# Steps are rare, so a second read almost never meets one; retention may have deleted the steps.
READS = 3
log = structlog.get_logger()


class Seen(msgspec.Struct, frozen=True):
    """A run as it was read at a moment, with the steps of its life.

    `revision` is the tenant's and was read first: the run may be newer, never older. The ids of the
    steps count within the run: those of the database tell of other tenants' traffic.
    """

    revision: int
    at: int
    row: RunRow
    steps: tuple[RunEventRow, ...]

    @property
    def ended(self) -> bool:
        """Whether the run has ended."""
        return RunStatus(self.row.status) in FINAL

    @property
    def last_step(self) -> int:
        """The id of the newest step; 0 if the steps were deleted."""
        return self.steps[-1].id if self.steps else 0


class _Channel:
    """What all listeners of one run share: its last read, and a future for its next change."""

    __slots__ = ("changed", "listeners", "seen")

    def __init__(self, changed: asyncio.Future[None]) -> None:
        self.changed = changed
        self.listeners = 0
        self.seen: Seen | None = None

    def first(self, seen: Seen) -> Seen:
        """Keep the first read of the run, and return it."""
        if self.seen is None:
            self.seen = seen
        return self.seen

    def update(self, seen: Seen) -> None:
        """Keep a new read of the run, and wake all listeners if the run has changed."""
        if self.seen is not None and (seen.row, seen.steps) == (self.seen.row, self.seen.steps):
            return
        self.seen = seen
        self.wake()

    def wake(self) -> None:
        """Wake all listeners."""
        changed, self.changed = self.changed, self.changed.get_loop().create_future()
        changed.set_result(None)


class Listener:
    """A listener of one run, until `leave`."""

    __slots__ = ("_channel", "_key", "_watch", "seen")

    def __init__(self, watch: "Watch", key: tuple[str, str], channel: _Channel, seen: Seen) -> None:
        self._watch = watch
        self._key = key
        self._channel = channel
        self.seen = seen

    @property
    def dismissed(self) -> bool:
        """Whether the process stops, so that no change will be reported any more."""
        return self._watch.closing

    async def next(self, seconds: float, *, or_: "asyncio.Future[None] | None" = None) -> bool:
        """Wait for a change; return whether there is one. `or_` ends the wait early."""
        if self._channel.seen is self.seen and not self._watch.closing:
            wanted = {self._channel.changed} | ({or_} if or_ is not None else set())
            await asyncio.wait(wanted, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        newest = self._channel.seen
        if newest is None or newest is self.seen:
            return False
        self.seen = newest
        return True

    def leave(self) -> None:
        """Stop listening."""
        self._watch.leave(self._key)


class Watch:
    """The listeners of one process, inside `async with`."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self.closing = False
        self._store = store
        self._settings = settings
        self._channels: dict[tuple[str, str], _Channel] = {}
        self._revisions: dict[str, int] = {}
        self._wake = asyncio.Event()
        self._alone = asyncio.Event()
        self._group = asyncio.TaskGroup()

    async def __aenter__(self) -> Self:
        self._store.on_write(self._wake.set)
        await self._group.__aenter__()
        self._group.create_task(self._serve(), name="watch")
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
        await self._wait_for_listeners()
        await self._group.__aexit__(kind, error, trace)

    @property
    def listeners(self) -> int:
        """The number of listeners."""
        return sum(channel.listeners for channel in self._channels.values())

    def close(self) -> None:
        """Wake all listeners for the last time, and refuse new ones."""
        self.closing = True
        self._wake.set()
        for channel in self._channels.values():
            channel.wake()

    async def join(self, *, tenant_id: str, run_id: str) -> Listener:
        """Listen to a run.

        Raises:
            RunNotFoundError: the tenant has none with that id.
            TooManyListenersError: the process has as many listeners as it may.
            UnavailableError: the process stops.
        """
        if self.closing:
            raise UnavailableError("The service is shutting down.")
        if self.listeners >= self._settings.stream_listeners:
            raise TooManyListenersError
        key = (tenant_id, run_id)
        channel = self._channels.get(key)
        if channel is None:
            channel = _Channel(asyncio.get_running_loop().create_future())
            self._channels[key] = channel
        channel.listeners += 1
        try:
            seen = channel.seen or channel.first(await self._read(tenant_id, run_id))
        except BaseException:
            self.leave(key)
            raise
        # The task waits without a timeout while there is no listener.
        self._wake.set()
        return Listener(self, key, channel, seen)

    def leave(self, key: tuple[str, str]) -> None:
        """Remove one listener of a run."""
        channel = self._channels[key]
        channel.listeners -= 1
        if not channel.listeners:
            del self._channels[key]
        if not self._channels:
            self._alone.set()

    async def _serve(self) -> None:
        loop = asyncio.get_running_loop()
        looked_at = loop.time()
        while not self.closing:
            await self._rest()
            pause = looked_at + self._settings.stream_gap_seconds - loop.time()
            if pause > 0:
                await asyncio.sleep(pause)
            self._wake.clear()
            looked_at = loop.time()
            try:
                await self._look()
            except UnavailableError as error:
                log.warning("watch.waits", reason=str(error))

    async def _rest(self) -> None:
        """Wait for a write or the poll interval; without listeners, for a write or a listener."""
        try:
            async with asyncio.timeout(
                self._settings.stream_poll_seconds if self._channels else None
            ):
                await self._wake.wait()
        except TimeoutError:
            return

    async def _look(self) -> None:
        watched: dict[str, list[str]] = {}
        for tenant_id, run_id in self._channels:
            watched.setdefault(tenant_id, []).append(run_id)
        self._revisions = {one: self._revisions.get(one, -1) for one in watched}
        for tenant_id, run_ids in watched.items():
            revision = await self._store.read_inline(
                lambda connection, of=tenant_id: tenants.revision(connection, of),  # type: ignore[misc]  # mypy infers no default arguments
                tenant_id=tenant_id,
            )
            if revision == self._revisions[tenant_id]:
                continue
            for run_id in run_ids:
                await self._update(tenant_id, run_id)
            self._revisions[tenant_id] = revision

    async def _update(self, tenant_id: str, run_id: str) -> None:
        try:
            seen = await self._read(tenant_id, run_id)
        except RunNotFoundError:  # retention deleted it, long after its end was reported
            return
        if (channel := self._channels.get((tenant_id, run_id))) is not None:
            channel.update(seen)

    async def _read(self, tenant_id: str, run_id: str) -> Seen:
        at = self._store.now()
        return await self._store.read_inline(
            lambda connection: _see(connection, tenant_id, run_id, at), tenant_id=tenant_id
        )

    async def _wait_for_listeners(self) -> None:
        """Give the listeners time to end their responses."""
        if not self._channels:
            return
        self._alone.clear()
        try:
            async with asyncio.timeout(self._settings.stream_close_seconds):
                await self._alone.wait()
        except TimeoutError:
            log.warning("watch.left_listening", listeners=self.listeners)


def _see(
    connection: Connection, tenant_id: str, run_id: str, at: int, *, reads: int = READS
) -> Seen:
    revision = tenants.revision(connection, tenant_id)
    found = runs.events(connection, run_id)
    steps = [msgspec.structs.replace(step, id=number) for number, step in enumerate(found, 1)]
    row = runs.get(connection, tenant_id=tenant_id, run_id=run_id)
    if row is None:
        raise RunNotFoundError
    # A step may happen between two statements; then the row's status is not that of the last step.
    if reads == 1 or (steps and steps[-1].to_status == row.status):
        return Seen(revision, at, row, tuple(steps))
    return _see(connection, tenant_id, run_id, at, reads=reads - 1)

"""Watch: many listeners wait for the next change of a run or a tenant; one task looks for it.

The task of a process reads each watched tenant's revision at most once per interval, and at once
after a write of this process. Only if the revision changed is what the tenant's listeners watch
read, each once, however many listeners it has. The listeners of a run or of a tenant share one
future, so a change costs each of them one wake-up.
"""

import asyncio
from collections import Counter
from types import TracebackType
from typing import Any, Generic, NamedTuple, Self, TypeVar

import structlog

from posture.services.changes import Changes, read_changes
from posture.services.errors import (
    RunNotFoundError,
    TooManyListenersError,
    UnavailableError,
)
from posture.services.run_life import Seen, read_run
from posture.settings import Settings
from posture.store import tenants
from posture.store.engine import Store

log = structlog.get_logger()


W = TypeVar("W", bound=Seen | Changes)


class Topic(NamedTuple):
    """What is watched: a run, or without one the whole tenant."""

    tenant_id: str
    run_id: str | None = None


class _Channel:
    """What all listeners of a topic share: its last read, and a future for its next change."""

    __slots__ = ("changed", "listeners", "seen")

    def __init__(self, changed: asyncio.Future[None]) -> None:
        self.changed = changed
        self.listeners = 0
        # `Seen` of a run, `Changes` of a tenant: the topic says which.
        self.seen: Any = None

    def first(self, seen: Seen | Changes) -> None:
        """Keep the first read, unless another listener's was there before it."""
        if self.seen is None:
            self.seen = seen

    def update(self, seen: Seen | Changes) -> None:
        """Keep a new read, and wake all listeners if there is something to report."""
        if self.seen is not None and not seen.differs(self.seen):
            return
        self.seen = seen
        self.wake()

    def wake(self) -> None:
        """Wake all listeners."""
        changed, self.changed = self.changed, self.changed.get_loop().create_future()
        changed.set_result(None)


class Listener(Generic[W]):
    """A listener of one topic, until `leave`."""

    __slots__ = ("_channel", "_token_id", "_topic", "_watch", "seen")

    def __init__(
        self, watch: "Watch", topic: Topic, channel: _Channel, seen: W, token_id: str | None
    ) -> None:
        self._watch = watch
        self._topic = topic
        self._channel = channel
        self._token_id = token_id
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
        self._watch.leave(self._topic, self._token_id)


class Watch:
    """The listeners of one process, inside `async with`.

    Attributes:
        closing: whether the process stops.
        listeners: the number of listeners.
    """

    def __init__(self, store: Store, settings: Settings) -> None:
        self.closing = False
        self._store = store
        self._settings = settings
        self._channels: dict[Topic, _Channel] = {}
        self.listeners = 0
        # Listeners by tenant, and those to a whole tenant by token.
        self._tenants: Counter[str] = Counter()
        self._tokens: Counter[str] = Counter()
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

    def close(self) -> None:
        """Wake all listeners for the last time, and refuse new ones."""
        self.closing = True
        self._wake.set()
        for channel in self._channels.values():
            channel.wake()

    async def join(self, *, tenant_id: str, run_id: str) -> Listener[Seen]:
        """Listen to a run.

        Raises:
            RunNotFoundError: the tenant has none with that id.
            TooManyListenersError: the process or the tenant has as many listeners as it may.
            UnavailableError: the process stops.
        """
        topic = Topic(tenant_id, run_id)
        channel = await self._joined(topic)
        return Listener(self, topic, channel, channel.seen, None)

    async def join_tenant(self, *, tenant_id: str, token_id: str) -> Listener[Changes]:
        """Listen to a whole tenant; raises as `join` does, also for too many of one token."""
        if self._tokens[token_id] >= self._settings.stream_listeners_per_token:
            raise TooManyListenersError
        topic = Topic(tenant_id)
        self._tokens[token_id] += 1
        try:
            channel = await self._joined(topic)
        except BaseException:
            _lower(self._tokens, token_id)
            raise
        return Listener(self, topic, channel, channel.seen, token_id)

    async def _joined(self, topic: Topic) -> _Channel:
        if self.closing:
            raise UnavailableError("The service is shutting down.")
        if (
            self.listeners >= self._settings.stream_listeners
            or self._tenants[topic.tenant_id] >= self._settings.stream_listeners_per_tenant
        ):
            raise TooManyListenersError
        channel = self._channels.get(topic)
        if channel is None:
            channel = _Channel(asyncio.get_running_loop().create_future())
            self._channels[topic] = channel
        channel.listeners += 1
        self.listeners += 1
        self._tenants[topic.tenant_id] += 1
        try:
            if channel.seen is None:
                channel.first(await self._read(topic))
        except BaseException:
            self.leave(topic)
            raise
        # The task waits without a timeout while there is no listener.
        self._wake.set()
        return channel

    def leave(self, topic: Topic, token_id: str | None = None) -> None:
        """Remove one listener of a topic."""
        channel = self._channels[topic]
        channel.listeners -= 1
        if not channel.listeners:
            del self._channels[topic]
        self.listeners -= 1
        _lower(self._tenants, topic.tenant_id)
        if token_id is not None:
            _lower(self._tokens, token_id)
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
        watched: dict[str, list[Topic]] = {}
        for topic in self._channels:
            watched.setdefault(topic.tenant_id, []).append(topic)
        self._revisions = {one: self._revisions.get(one, -1) for one in watched}
        for tenant_id, topics in watched.items():
            revision = await self._store.read_inline(
                lambda connection, of=tenant_id: tenants.revision(connection, of),  # type: ignore[misc]  # mypy infers no default arguments
                tenant_id=tenant_id,
            )
            if revision == self._revisions[tenant_id]:
                continue
            for topic in topics:
                await self._update(topic)
            self._revisions[tenant_id] = revision

    async def _update(self, topic: Topic) -> None:
        try:
            seen = await self._read(topic)
        except RunNotFoundError:  # retention deleted it, long after its end was reported
            return
        if (channel := self._channels.get(topic)) is not None:
            channel.update(seen)

    async def _read(self, topic: Topic) -> Seen | Changes:
        at, (tenant_id, run_id) = self._store.now(), topic
        if run_id is not None:
            return await self._store.read_inline(
                lambda connection: read_run(connection, tenant_id, run_id, at), tenant_id=tenant_id
            )
        channel = self._channels.get(topic)
        before = channel.seen if channel is not None else None
        return await self._store.read_inline(
            lambda connection: read_changes(connection, tenant_id=tenant_id, at=at, before=before),
            tenant_id=tenant_id,
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


def _lower(counter: Counter[str], key: str) -> None:
    """Count one less, and forget a key without any."""
    counter[key] -= 1
    if not counter[key]:
        del counter[key]

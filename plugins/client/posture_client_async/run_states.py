# Generated from posture_client/run_states.py by generate_async.py: do not edit.
"""States of a run, as it changes: read by its events, or else by long polls."""

from __future__ import annotations

import time

from posture_client.backoff import Backoff
from posture_client.errors import (
    ApiError,
    NotFoundError,
    NotPostureError,
    RateLimitedError,
    ServerError,
    UnreachableError,
)
from posture_client.limits import parse_json

TYPE_CHECKING = False  # the name of typing's constant; importing typing takes 20 ms
if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable

    from posture_client.models import Run
    from posture_client_async.events import EventStream
    from posture_client_async.streaming import StreamingResponse

# After this many streams in a row without an event, assume that a proxy blocks streams.
_FRUITLESS_STREAMS = 2
_FIRST_POLL_SECONDS = 0.2
_LARGEST_POLL_SECONDS = 2.0
_POLL_GROWTH = 1.3
_HTTP_NOT_MODIFIED = 304
# The statuses of a server or proxy that offers no streams, or none at the moment.
_NO_STREAMS = frozenset({404, 405, 406, 501})


class FailedRead:
    """A read that failed; it is tried again after some seconds."""

    def __init__(self, error: Exception, again_seconds: float) -> None:
        self.error = error
        self.again_seconds = again_seconds


class RunStates:
    """Reads a run until it has ended, or `stopped` returns true."""

    def __init__(
        self,
        *,
        read: Callable[[], Awaitable[Run]],
        watch: Callable[[str | None], Awaitable[EventStream]],
        hold: Callable[[str | None], Awaitable[StreamingResponse]],
        pause: Callable[[float], Awaitable[object]],
        stopped: Callable[[], bool] = lambda: False,
        opened: Callable[[EventStream | StreamingResponse], object] = lambda _: None,
    ) -> None:
        """Say how to read.

        Args:
            read: reads the run now, with retries while the server restarts.
            watch: opens the events after the event with an id.
            hold: sends a long poll that returns when the run differs from an ETag.
            pause: waits for so many seconds.
            stopped: whether to read no more.
            opened: called with each response that is read as it arrives.
        """
        self._read = read
        self._watch = watch
        self._hold = hold
        self._pause = pause
        self._stopped = stopped
        self._opened = opened
        self._over = False
        self._tag: str | None = None

    async def states(self) -> AsyncGenerator[Run | FailedRead]:
        """Yield the run as often as it changes, and reads that failed; the last is its end."""
        async for seen in self._by_events():
            yield seen
        async for seen in self._by_polls():
            yield seen

    async def _by_events(self) -> AsyncGenerator[Run | FailedRead]:
        """Read the events of the run, until it has ended or streams turn out not to work."""
        last: str | None = None
        fruitless = 0
        streams = True
        while streams and not self._done():
            before = last
            try:
                async with await self._watch(last) as stream:
                    self._opened(stream)
                    async for event in stream:
                        last = event["id"]
                        if event["event"] in {"progress", "end"}:
                            yield parse_json(event["data"])
                        self._over = event["event"] == "end"
                        if self._over:
                            break
                    if not self._done():
                        await self._pause(stream.retry_seconds)
            except (ApiError, NotPostureError, UnreachableError) as error:
                streams = not _no_streams(error) or last != before
            fruitless = fruitless + 1 if last == before else 0
            streams = streams and fruitless < _FRUITLESS_STREAMS
            if streams and not self._done():
                # This read retries while the server restarts, and reports what went wrong.
                seen = await self._read_with_retries()
                yield seen
                await self._pause(getattr(seen, "again_seconds", 0.0))

    async def _by_polls(self) -> AsyncGenerator[Run | FailedRead]:
        polls = Backoff(_FIRST_POLL_SECONDS, _LARGEST_POLL_SECONDS, growth=_POLL_GROWTH, jitter=0)
        while not self._done():
            sent_at = time.monotonic()
            seen = await self._poll()
            if seen is not None:
                yield seen
                await self._pause(getattr(seen, "again_seconds", 0.0))
            if not self._done():
                await self._pause(max(0.0, sent_at + polls.next_seconds() - time.monotonic()))

    def _done(self) -> bool:
        return self._over or self._stopped()

    async def _poll(self) -> Run | FailedRead | None:
        """Return the run when it differs from what was read before, None if it does not."""
        try:
            async with await self._hold(self._tag) as held:
                self._opened(held)
                response = await held.read_all()
        except (UnreachableError, RateLimitedError, ServerError):
            self._tag = None
            return None if self._stopped() else await self._read_with_retries()
        if response.status == _HTTP_NOT_MODIFIED:
            return None
        self._tag = response.headers.get("etag")
        run: Run = response.body  # type: ignore[assignment]  # the operation's model
        self._over = run["status"] != "running"
        return run

    async def _read_with_retries(self) -> Run | FailedRead:
        try:
            run = await self._read()
        except (RateLimitedError, UnreachableError, ServerError) as error:
            after = error.retry_after_seconds if isinstance(error, ApiError) else None
            return FailedRead(error, after or _FIRST_POLL_SECONDS)
        self._over = run["status"] != "running"
        return run


def _no_streams(error: Exception) -> bool:
    """Return whether this server, or a proxy before it, offers no streams."""
    match error:
        case NotFoundError(slug="run_not_found"):
            raise error
        case ServerError(slug="too_many_listeners") | NotPostureError():
            return True
        case ApiError():
            if error.status in _NO_STREAMS:
                return True
            if isinstance(error, (RateLimitedError, ServerError)):
                return False
            raise error
        case _:
            return isinstance(error.__cause__, TimeoutError)

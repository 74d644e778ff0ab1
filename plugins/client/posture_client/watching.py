"""Watch a run: a thread reads it as it changes, by its events or else by long polls.

Reading has its own thread, so that the waiting thread can react to other things: Ctrl-C,
a stop request of Terraform, the end of its time limit.
"""

from __future__ import annotations

import time
from queue import Empty, SimpleQueue
from threading import Event, Thread

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
    from collections.abc import Callable

    from posture_client.events import EventStream
    from posture_client.models import Run
    from posture_client.streaming import StreamingResponse

# After this many streams in a row without an event, assume that a proxy blocks streams.
_FRUITLESS_STREAMS = 2
_FIRST_POLL_SECONDS = 0.2
_LARGEST_POLL_SECONDS = 2.0
_POLL_GROWTH = 1.3
_HTTP_NOT_MODIFIED = 304
# The statuses of a server or proxy that offers no streams, or none at the moment.
_NO_STREAMS = frozenset({404, 405, 406, 501})


class FailedRead:
    """A read that failed; the watcher tries again."""

    def __init__(self, error: Exception) -> None:
        self.error = error


class RunWatcher:
    """Read a run until it has ended or `close` is called; `next` returns what was read."""

    def __init__(
        self,
        *,
        read: Callable[[], Run],
        watch: Callable[[str | None], EventStream],
        hold: Callable[[str | None], StreamingResponse],
    ) -> None:
        """Start to watch a run.

        Args:
            read: reads the run now, with retries while the server restarts.
            watch: opens the events after the event with an id.
            hold: sends a long poll that returns when the run differs from an ETag.
        """
        self._read = read
        self._watch = watch
        self._hold = hold
        self._seen: SimpleQueue[Run | FailedRead | BaseException] = SimpleQueue()
        self._closed = Event()
        self._open: EventStream | StreamingResponse | None = None
        Thread(target=self._watch_run, name="run-watcher", daemon=True).start()

    def next(self, seconds: float) -> Run | FailedRead | BaseException | None:
        """Return what was read next; None if nothing arrives within that time."""
        try:
            return self._seen.get(timeout=seconds)
        except Empty:
            return None

    def close(self) -> None:
        """Stop reading; the thread ends soon after."""
        self._closed.set()
        if (current := self._open) is not None:
            current.close()

    def _watch_run(self) -> None:
        try:
            if not self._by_events():
                self._by_polls()
        except BaseException as error:  # noqa: BLE001  # the waiting thread raises it
            self._seen.put(error)

    def _by_events(self) -> bool:
        """Read the events of the run; return False if streams do not work."""
        last: str | None = None
        fruitless = 0
        while not self._closed.is_set():
            before = last
            try:
                with self._watch(last) as stream:
                    if self._register(stream):
                        return True
                    for event in stream:
                        last = event["id"]
                        if event["event"] in {"progress", "end"}:
                            self._seen.put(parse_json(event["data"]))
                        if event["event"] == "end":
                            return True
                    self._closed.wait(stream.retry_seconds)
            except (ApiError, NotPostureError, UnreachableError) as error:
                if _no_streams(error) and last == before:
                    return False
            fruitless = fruitless + 1 if last == before else 0
            if fruitless >= _FRUITLESS_STREAMS:
                return False
            # This read retries while the server restarts, and reports what went wrong.
            if self._closed.is_set() or self._ended(self._read_with_retries()):
                return True
        return True

    def _by_polls(self) -> None:
        tag: str | None = None
        polls = Backoff(_FIRST_POLL_SECONDS, _LARGEST_POLL_SECONDS, growth=_POLL_GROWTH, jitter=0)
        while not self._closed.is_set():
            asked_at = time.monotonic()
            run, tag = self._poll(tag)
            if self._ended(run):
                return
            self._closed.wait(max(0.0, asked_at + polls.next_seconds() - time.monotonic()))

    def _poll(self, tag: str | None) -> tuple[Run | None, str | None]:
        try:
            with self._hold(tag) as held:
                if self._register(held):
                    return None, None
                response = held.read_all()
        except (UnreachableError, RateLimitedError, ServerError):
            return (None if self._closed.is_set() else self._read_with_retries()), None
        if response.status == _HTTP_NOT_MODIFIED:
            return None, tag
        run: Run = response.body  # type: ignore[assignment]  # the operation's model
        self._seen.put(run)
        return run, response.headers.get("etag")

    def _register(self, response: EventStream | StreamingResponse) -> bool:
        """Register what is about to be read for `close`; return whether it was already called."""
        self._open = response
        return self._closed.is_set()

    def _read_with_retries(self) -> Run | None:
        try:
            run = self._read()
        except (RateLimitedError, UnreachableError, ServerError) as error:
            self._seen.put(FailedRead(error))
            after = error.retry_after_seconds if isinstance(error, ApiError) else None
            self._closed.wait(after or _FIRST_POLL_SECONDS)
            return None
        self._seen.put(run)
        return run

    def _ended(self, run: Run | None) -> bool:
        return run is not None and run["status"] != "running"


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

"""Following a run: a thread reads it as it changes, by its events or else by long polls.

Reading in a thread of its own lets the one who waits be woken by other things: Ctrl-C, Terraform's
wish to stop, the end of its patience.
"""

from __future__ import annotations

import json
import time
from queue import Empty, SimpleQueue
from threading import Event, Thread

from posture_client.errors import (
    ApiError,
    NotFoundError,
    NotPostureError,
    RateLimitedError,
    ServerError,
    UnreachableError,
)

TYPE_CHECKING = False  # what typing calls so; importing typing alone takes 20 ms
if TYPE_CHECKING:
    from collections.abc import Callable

    from posture_client.events import EventStream
    from posture_client.models import Run
    from posture_client.opened import Opened

# Streams that bring nothing, one after the other: then something in between does not let them.
_FRUITLESS_STREAMS = 2
_FIRST_POLL_SECONDS = 0.2
_LAST_POLL_SECONDS = 2.0
_GROWTH = 1.3
_HTTP_NOT_MODIFIED = 304
# What a server, or something before it, answers that has no streams, or none for us now.
_NO_STREAMS = frozenset({404, 405, 406, 501})


class Trouble:
    """The server could not be asked; it is asked again."""

    def __init__(self, error: Exception) -> None:
        self.error = error


class Following:
    """Reads a run until it has ended, or until closed; what it sees is asked for with `next`."""

    def __init__(
        self,
        *,
        read: Callable[[], Run],
        watch: Callable[[str | None], EventStream],
        hold: Callable[[str | None], Opened],
    ) -> None:
        """Follow a run.

        Args:
            read: reads it now, patient with a server that restarts.
            watch: opens its events after the one with an id.
            hold: asks for it as soon as it is another than that of a tag.
        """
        self._read = read
        self._watch = watch
        self._hold = hold
        self._seen: SimpleQueue[Run | Trouble | BaseException] = SimpleQueue()
        self._closed = Event()
        self._open: EventStream | Opened | None = None
        Thread(target=self._follow, name="following", daemon=True).start()

    def next(self, seconds: float) -> Run | Trouble | BaseException | None:
        """Return what was seen next; None when that is nothing for so long."""
        try:
            return self._seen.get(timeout=seconds)
        except Empty:
            return None

    def close(self) -> None:
        """Read no more; the thread ends as soon as it notices."""
        self._closed.set()
        if (held := self._open) is not None:
            held.close()

    def _follow(self) -> None:
        try:
            if not self._by_events():
                self._by_polls()
        except BaseException as error:  # noqa: BLE001  # whoever waits raises it
            self._seen.put(error)

    def _by_events(self) -> bool:
        """Read the run's events; False when that cannot be."""
        last: str | None = None
        fruitless = 0
        while not self._closed.is_set():
            before = last
            try:
                with self._watch(last) as stream:
                    if self._held(stream):
                        return True
                    for event in stream:
                        last = event["id"]
                        if event["event"] in {"progress", "end"}:
                            self._seen.put(json.loads(event["data"]))
                        if event["event"] == "end":
                            return True
                    self._closed.wait(stream.retry_seconds)
            except (ApiError, NotPostureError, UnreachableError) as error:
                if _lasts(error) and last == before:
                    return False
            fruitless = fruitless + 1 if last == before else 0
            if fruitless >= _FRUITLESS_STREAMS:
                return False
            # This one waits for a server that restarts, and tells what went wrong.
            if self._closed.is_set() or self._ended(self._read_patiently()):
                return True
        return True

    def _by_polls(self) -> None:
        tag: str | None = None
        pause = _FIRST_POLL_SECONDS
        while not self._closed.is_set():
            asked_at = time.monotonic()
            run, tag = self._poll(tag)
            if self._ended(run):
                return
            self._closed.wait(max(0.0, asked_at + pause - time.monotonic()))
            pause = min(_LAST_POLL_SECONDS, pause * _GROWTH)

    def _poll(self, tag: str | None) -> tuple[Run | None, str | None]:
        try:
            with self._hold(tag) as held:
                if self._held(held):
                    return None, None
                answer = held.answer()
        except (UnreachableError, RateLimitedError, ServerError):
            return (None if self._closed.is_set() else self._read_patiently()), None
        if answer.status == _HTTP_NOT_MODIFIED:
            return None, tag
        run: Run = answer.body  # type: ignore[assignment]  # the operation's model
        self._seen.put(run)
        return run, answer.headers.get("etag")

    def _held(self, opened: EventStream | Opened) -> bool:
        """Let `close` reach what is about to be read; True when it was called already."""
        self._open = opened
        return self._closed.is_set()

    def _read_patiently(self) -> Run | None:
        try:
            run = self._read()
        except (RateLimitedError, UnreachableError, ServerError) as error:
            self._seen.put(Trouble(error))
            after = error.retry_after_seconds if isinstance(error, ApiError) else None
            self._closed.wait(after or _FIRST_POLL_SECONDS)
            return None
        self._seen.put(run)
        return run

    def _ended(self, run: Run | None) -> bool:
        return run is not None and run["status"] != "running"


def _lasts(error: Exception) -> bool:
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

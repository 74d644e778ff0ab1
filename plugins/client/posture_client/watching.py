"""Watch a run: a thread reads it as it changes.

Reading has its own thread, so that the waiting thread can react to other things: Ctrl-C,
a stop request of Terraform, the end of its time limit.
"""

from __future__ import annotations

from contextlib import suppress
from queue import Empty, Full, Queue
from threading import Event, Thread

from posture_client.run_states import RunStates

TYPE_CHECKING = False  # the name of typing's constant; importing typing takes 20 ms
if TYPE_CHECKING:
    from collections.abc import Callable

    from posture_client.events import EventStream
    from posture_client.models import Run
    from posture_client.run_states import FailedRead
    from posture_client.streaming import StreamingResponse

MOST_SEEN = 100
"""States that wait for a thread that does not fetch them."""


class RunWatcher:
    """Read a run until it has ended or `close` is called; `next` returns what was read."""

    def __init__(
        self,
        *,
        read: Callable[[], Run],
        watch: Callable[[str | None], EventStream],
        hold: Callable[[str | None], StreamingResponse],
    ) -> None:
        """Start to watch a run; the arguments are those of `RunStates`."""
        self._seen: Queue[Run | FailedRead | BaseException] = Queue(MOST_SEEN)
        self._closed = Event()
        self._open: EventStream | StreamingResponse | None = None
        self._run = RunStates(
            read=read,
            watch=watch,
            hold=hold,
            pause=self._closed.wait,
            stopped=self._closed.is_set,
            opened=self._register,
        )
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
            for seen in self._run.states():
                self._put(seen)
        except BaseException as error:  # noqa: BLE001  # the waiting thread raises it
            self._put(error)

    def _put(self, seen: Run | FailedRead | BaseException) -> None:
        """Keep what was read; the oldest goes if nobody fetches it, as newer reads replace it."""
        while True:
            try:
                self._seen.put_nowait(seen)
            except Full:
                with suppress(Empty):
                    self._seen.get_nowait()
            else:
                return

    def _register(self, response: EventStream | StreamingResponse) -> None:
        """Register what is about to be read for `close`, or close it if that was called before."""
        self._open = response
        if self._closed.is_set():
            response.close()

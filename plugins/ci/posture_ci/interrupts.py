"""Handle a cancelled pipeline: a signal ends the gate, but not while a run is being started."""

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class Interrupts:
    """SIGINT and SIGTERM as `KeyboardInterrupt`, deferred while a request needs its response.

    A request that starts a run and is interrupted may have started it, and its id would be unknown,
    so that it could not be cancelled. A second signal is never deferred.
    """

    def __init__(self) -> None:
        self._held = False
        self._came = False

    def listen(self) -> None:
        """Install the handler of both signals."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._arrived)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Defer a signal until the end of the block."""
        self._held = True
        try:
            yield
        finally:
            self._held = False
        if self._came:
            raise KeyboardInterrupt

    def sleep(self, seconds: float) -> None:
        """Pause between two tries of a request; meanwhile a signal is not deferred."""
        held, self._held = self._held, False
        try:
            if self._came:
                raise KeyboardInterrupt
            time.sleep(seconds)
        finally:
            self._held = held

    def _arrived(self, _number: int, _frame: FrameType | None) -> None:
        if self._held and not self._came:
            self._came = True
            return
        raise KeyboardInterrupt

"""A pipeline that is cancelled: its signal ends the gate, but never between a run and its id."""

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class Interrupts:
    """SIGINT and SIGTERM as `KeyboardInterrupt`, put off while a request must see its answer.

    A request that starts a run and is cut off may have started it all the same, and nobody would
    know which to cancel. A second signal waits for nothing.
    """

    def __init__(self) -> None:
        self._held = False
        self._came = False

    def listen(self) -> None:
        """Take both signals of this process."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._arrived)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Put a signal off until the block's end."""
        self._held = True
        try:
            yield
        finally:
            self._held = False
        if self._came:
            raise KeyboardInterrupt

    def sleep(self, seconds: float) -> None:
        """Wait between two tries of a request, when nothing is under way that must be seen."""
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

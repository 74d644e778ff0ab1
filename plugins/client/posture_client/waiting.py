"""Wait for a run: watch it, report its progress, cancel it when the caller stops waiting."""

from __future__ import annotations

import time

from posture_client.errors import ConflictError, WaitStoppedError, WaitTimeoutError
from posture_client.run_states import FailedRead

TYPE_CHECKING = False  # the name of typing's constant; importing typing takes 20 ms
if TYPE_CHECKING:
    from collections.abc import Callable
    from threading import Event

    from posture_client.models import Run
    from posture_client.watching import RunWatcher

# How soon a stop request of the caller is noticed.
_STOP_SECONDS = 0.1


def wait(
    watcher: RunWatcher,
    cancel: Callable[[], object],
    *,
    timeout_seconds: float,
    on_progress: Callable[[Run], None] | None,
    stop: Event | None,
    cancel_on_interrupt: bool,
) -> Run:
    """Watch a run until it has ended; see `Client.wait_for_run`."""
    try:
        return _wait(watcher, cancel, timeout_seconds, on_progress, stop)
    except KeyboardInterrupt:
        if cancel_on_interrupt:
            _cancel(cancel)
        raise
    finally:
        watcher.close()


def _wait(
    watcher: RunWatcher,
    cancel: Callable[[], object],
    timeout_seconds: float,
    on_progress: Callable[[Run], None] | None,
    stop: Event | None,
) -> Run:
    deadline = time.monotonic() + timeout_seconds
    run: Run | None = None
    failed_read: FailedRead | None = None
    while True:
        seen = watcher.next(_pause(deadline))
        if stop and stop.is_set():
            _cancel(cancel)
            raise WaitStoppedError("stopped waiting; the run was asked to cancel", run)
        if isinstance(seen, BaseException):
            raise seen
        if isinstance(seen, FailedRead):
            failed_read = seen
        elif seen is not None:
            run, failed_read = seen, None
            if on_progress:
                on_progress(run)
            if run["status"] != "running":
                return run
        # The run is read at least once, even when the time is already over.
        if time.monotonic() >= deadline and (run or failed_read):
            if failed_read:
                raise failed_read.error
            raise WaitTimeoutError(f"the run has not ended within {timeout_seconds:g} s", run)


def _pause(deadline: float) -> float:
    left = deadline - time.monotonic()
    return min(_STOP_SECONDS, left) if left > 0 else _STOP_SECONDS


def _cancel(cancel: Callable[[], object]) -> None:
    try:
        cancel()
    except ConflictError:
        return

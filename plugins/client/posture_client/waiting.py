"""Waiting for a run: follow it, tell the progress, cancel it when the caller gives up."""

from __future__ import annotations

import time

from posture_client.errors import ConflictError, WaitStoppedError, WaitTimeoutError
from posture_client.following import Following, Trouble

TYPE_CHECKING = False  # what typing calls so; importing typing alone takes 20 ms
if TYPE_CHECKING:
    from collections.abc import Callable
    from threading import Event

    from posture_client.models import Run

# How soon it is noticed that the caller wants to stop.
_STOP_SECONDS = 0.1


def wait(
    following: Following,
    cancel: Callable[[], object],
    *,
    timeout_seconds: float,
    on_progress: Callable[[Run], None] | None,
    stop: Event | None,
    cancel_on_interrupt: bool,
) -> Run:
    """Follow a run until it has ended; see `Client.wait_for_run`."""
    try:
        return _wait(following, cancel, timeout_seconds, on_progress, stop)
    except KeyboardInterrupt:
        if cancel_on_interrupt:
            _cancel(cancel)
        raise
    finally:
        following.close()


def _wait(
    following: Following,
    cancel: Callable[[], object],
    timeout_seconds: float,
    on_progress: Callable[[Run], None] | None,
    stop: Event | None,
) -> Run:
    deadline = time.monotonic() + timeout_seconds
    run: Run | None = None
    trouble: Trouble | None = None
    while True:
        seen = following.next(_pause(deadline))
        if stop and stop.is_set():
            _cancel(cancel)
            raise WaitStoppedError("stopped waiting; the run was asked to cancel", run)
        if isinstance(seen, BaseException):
            raise seen
        if isinstance(seen, Trouble):
            trouble = seen
        elif seen is not None:
            run, trouble = seen, None
            if on_progress:
                on_progress(run)
            if run["status"] != "running":
                return run
        # Whatever the time, the run is asked for once.
        if time.monotonic() >= deadline and (run or trouble):
            if trouble:
                raise trouble.error
            raise WaitTimeoutError(f"the run has not ended within {timeout_seconds:g} s", run)


def _pause(deadline: float) -> float:
    left = deadline - time.monotonic()
    return min(_STOP_SECONDS, left) if left > 0 else _STOP_SECONDS


def _cancel(cancel: Callable[[], object]) -> None:
    try:
        cancel()
    except ConflictError:
        return

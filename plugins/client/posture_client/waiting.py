"""Waiting for a run: poll gently, tell the progress, cancel it when the caller gives up."""

from __future__ import annotations

import time
from threading import Event

from posture_client.errors import (
    ConflictError,
    RateLimitedError,
    ServerError,
    UnreachableError,
    WaitStoppedError,
    WaitTimeoutError,
)

TYPE_CHECKING = False  # what typing calls so; importing typing alone takes 20 ms
if TYPE_CHECKING:
    from collections.abc import Callable

    from posture_client.models import Run

_FIRST_POLL_SECONDS = 0.2
_LAST_POLL_SECONDS = 2.0
_GROWTH = 1.3


def wait(
    read: Callable[[], Run],
    cancel: Callable[[], object],
    *,
    timeout_seconds: float,
    on_progress: Callable[[Run], None] | None,
    stop: Event | None,
    cancel_on_interrupt: bool,
) -> Run:
    """Read a run until it has ended; see `Client.wait_for_run`."""
    deadline = time.monotonic() + timeout_seconds
    pause = _FIRST_POLL_SECONDS
    woken = stop or Event()
    try:
        while True:
            run = _read(read, deadline, woken)
            if run is not None:
                if on_progress:
                    on_progress(run)
                if run["status"] != "running":
                    return run
            if woken.is_set():
                _cancel(cancel)
                raise WaitStoppedError("stopped waiting; the run was asked to cancel", run)
            left = deadline - time.monotonic()
            if left <= 0:
                raise WaitTimeoutError(f"the run has not ended within {timeout_seconds:g} s", run)
            woken.wait(min(pause, left))
            pause = min(_LAST_POLL_SECONDS, pause * _GROWTH)
    except KeyboardInterrupt:
        if cancel_on_interrupt:
            _cancel(cancel)
        raise


def _read(read: Callable[[], Run], deadline: float, woken: Event) -> Run | None:
    """Read the run; a server that restarts or is busy is no reason to give up before the end."""
    try:
        return read()
    except (RateLimitedError, UnreachableError, ServerError) as error:
        left = deadline - time.monotonic()
        if left <= 0 or woken.is_set():
            raise
        if isinstance(error, RateLimitedError):
            woken.wait(min(left, error.retry_after_seconds or 0))
        return None


def _cancel(cancel: Callable[[], object]) -> None:
    try:
        cancel()
    except ConflictError:
        return

"""A run from its start to its end, or to its cancellation when Terraform is told to stop."""

import os
import time
from collections.abc import Mapping
from typing import Any, Final

from posture_client import (
    ConflictError,
    PostureError,
    RateLimitedError,
    WaitStoppedError,
    WaitTimeoutError,
)
from posture_terraform.framework.definition import Context
from posture_terraform.framework.problems import Failure, Problem
from posture_terraform.provider.connection import Configured, StoppedError
from posture_terraform.provider.refusals import explained, spoken_seconds

_GOODBYE_SECONDS: Final = 10.0
_GOODBYE_POLL_SECONDS: Final = 0.25
_LEAST_WAIT_SECONDS: Final = 1.0

Run = Mapping[str, Any]


def started(context: Context[Configured], request: Mapping[str, Any], deadline: float) -> str:
    """Start a run, waiting while the server says that it is too early; answers its id.

    Raises:
        Failure: the server refused, or it will be too early beyond the deadline.
    """
    # One key for all tries: the server starts one run however often it hears of it.
    key = os.urandom(16).hex()
    while True:
        with explained("start the run", *request):
            try:
                accepted = context.meta.start_run(idempotency_key=key, **request)
            except RateLimitedError as limited:
                _wait_for_turn(context, limited, deadline)
                continue
        context.log.write("INFO", "run.started", run_id=accepted["run_id"])
        return accepted["run_id"]


def read(context: Context[Configured], run_id: str) -> Run:
    """Read a run as it stands."""
    with explained("read the run"):
        return context.meta.get_run(run_id)


def ended(context: Context[Configured], run_id: str, deadline: float) -> Run:
    """Wait for the end of a run.

    Raises:
        StoppedError: Terraform was told to stop; the run has not been told yet, or has been.
        Failure: the run takes longer, or the server cannot be asked.
    """

    def note(run: Run) -> None:
        facts = {"phase": run["phase"], "progress": run.get("progress")}
        context.log.write("DEBUG", "run.progress", run_id=run_id, **facts)

    with explained("wait for the run"):
        try:
            return context.meta.wait_for_run(
                run_id,
                timeout_seconds=max(0.0, deadline - time.monotonic()),
                on_progress=note,
                stop=context.stop,
                cancel_on_interrupt=False,
            )
        except WaitStoppedError:
            raise StoppedError from None
        except WaitTimeoutError:
            raise Failure(_too_slow(run_id)) from None


def cancelled(context: Context[Configured], run_id: str) -> Run | None:
    """Cancel a run that nobody waits for any more and see it end; None when that failed."""
    until = time.monotonic() + _GOODBYE_SECONDS
    try:
        try:
            run: Run = context.meta.cancel_run(run_id)
        except ConflictError:
            run = context.meta.get_run(run_id)
        while run["status"] == "running" and time.monotonic() < until:
            time.sleep(_GOODBYE_POLL_SECONDS)
            run = context.meta.get_run(run_id)
    except (PostureError, StoppedError) as error:
        context.log.write("ERROR", "run.not_cancelled", run_id=run_id, reason=str(error))
        return None
    context.log.write("INFO", "run.cancelled", run_id=run_id, status=run["status"])
    return run


def interrupted(run_id: str, run: Run | None) -> Problem:
    """Say what became of the run when Terraform was told to stop."""
    status = run["status"] if run else "running"
    if status == "cancelled":
        said = f"Run {run_id} was cancelled at the server."
    elif status == "running":
        said = f"Run {run_id} may go on; `posture run cancel {run_id}` ends it."
    else:
        said = f"Run {run_id} had just ended as {status}."
    return Problem("Interrupted", f"{said} The next apply starts another run.")


def _wait_for_turn(
    context: Context[Configured], limited: RateLimitedError, deadline: float
) -> None:
    wait = max(_LEAST_WAIT_SECONDS, limited.retry_after_seconds or 0.0)
    if wait > deadline - time.monotonic():
        when = spoken_seconds(wait)
        raise Failure(
            Problem(
                "Too early for another run of this integration",
                f"The server allows the next one in {when}, which is beyond timeouts.create. "
                f"Apply again then, set timeouts.create to more than {when}, start fewer runs "
                '(change triggers less often), or use trigger = "verify", which is not counted.',
                ("integration_id",),
            )
        ) from limited
    context.log.write("WARN", "run.too_early", wait_seconds=wait)
    if context.stop.wait(wait):
        raise StoppedError


def _too_slow(run_id: str) -> Problem:
    return Problem(
        "The run has not ended in time",
        f"Run {run_id} goes on at the server. The next apply cancels it and starts another, so "
        "raise timeouts.create or narrow scope first; or wait for its end, and take it over with "
        "`terraform untaint`.",
        ("timeouts",),
    )

"""The life of a run: start it, wait for its end, cancel it if Terraform is asked to stop."""

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
from posture_terraform.framework.diagnostics import Diagnostic, DiagnosticError
from posture_terraform.provider.api_errors import duration_text, reported
from posture_terraform.provider.connection import Configured, StoppedError

_CANCEL_SECONDS: Final = 10.0
_CANCEL_POLL_SECONDS: Final = 0.25
_LEAST_WAIT_SECONDS: Final = 1.0

Run = Mapping[str, Any]


def started(context: Context[Configured], request: Mapping[str, Any], deadline: float) -> str:
    """Start a run and return its id; wait while the server's limit of runs is reached.

    Raises:
        DiagnosticError: the server refused, or the limit is still reached at the deadline.
    """
    # One key for all attempts: the server starts one run however often the request is sent.
    key = os.urandom(16).hex()
    while True:
        with reported("start the run", *request, *request.get("gate", ())):
            try:
                accepted = context.meta.start_run(idempotency_key=key, **request)
            except RateLimitedError as limited:
                _wait_for_turn(context, limited, deadline)
                continue
        context.log.write("INFO", "run.started", run_id=accepted["run_id"])
        return accepted["run_id"]


def read(context: Context[Configured], run_id: str) -> Run:
    """Read a run."""
    with reported("read the run"):
        return context.meta.get_run(run_id)


def ended(context: Context[Configured], run_id: str, deadline: float) -> Run:
    """Wait for the end of a run.

    Raises:
        StoppedError: Terraform was asked to stop.
        DiagnosticError: the run takes longer, or the server cannot be reached.
    """

    def note(run: Run) -> None:
        facts = {"phase": run["phase"], "progress": run.get("progress")}
        context.log.write("DEBUG", "run.progress", run_id=run_id, **facts)

    with reported("wait for the run"):
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
            raise TooSlowError(run_id) from None


def cancelled(context: Context[Configured], run_id: str) -> Run | None:
    """Cancel a run and wait for its end; return None if that failed."""
    until = time.monotonic() + _CANCEL_SECONDS
    try:
        try:
            run: Run = context.meta.cancel_run(run_id)
        except ConflictError:
            run = context.meta.get_run(run_id)
        while run["status"] == "running" and time.monotonic() < until:
            time.sleep(_CANCEL_POLL_SECONDS)
            run = context.meta.get_run(run_id)
    except (PostureError, StoppedError) as error:
        context.log.write("ERROR", "run.not_cancelled", run_id=run_id, reason=str(error))
        return None
    context.log.write("INFO", "run.cancelled", run_id=run_id, status=run["status"])
    return run


def interrupted(run_id: str, run: Run | None, advice: str) -> Diagnostic:
    """Return the diagnostic for a run whose wait was interrupted, with what to do next."""
    status = run["status"] if run else "running"
    if status == "cancelled":
        fate = f"Run {run_id} was cancelled on the server."
    elif status == "running":
        fate = f"Run {run_id} may continue; `posture run cancel {run_id}` cancels it."
    else:
        fate = f"Run {run_id} had just ended as {status}."
    return Diagnostic("Interrupted", f"{fate} {advice}")


def _wait_for_turn(
    context: Context[Configured], limited: RateLimitedError, deadline: float
) -> None:
    wait = max(_LEAST_WAIT_SECONDS, limited.retry_after_seconds or 0.0)
    if wait > deadline - time.monotonic():
        when = duration_text(wait)
        raise DiagnosticError(
            Diagnostic(
                "Too early for another run of this integration",
                f"The server allows the next one in {when}, which is beyond timeouts.create. "
                f"{limited.limit} Apply again then, set timeouts.create to more than {when}, or "
                "limit scope to the resource_ids that the apply touches, or to few services: such "
                "runs have a limit of their own.",
                ("integration_id",),
            )
        ) from limited
    context.log.write("WARN", "run.too_early", wait_seconds=wait)
    if context.stop.wait(wait):
        raise StoppedError


class TooSlowError(DiagnosticError):
    """A run of a resource has not ended in time."""

    def __init__(self, run_id: str) -> None:
        super().__init__(_too_slow(run_id))
        self.run_id = run_id


def _too_slow(run_id: str) -> Diagnostic:
    return Diagnostic(
        "The run has not ended in time",
        f"Run {run_id} continues on the server. The next apply cancels it and starts another, so "
        "raise timeouts.create or narrow scope first. Or keep it with `terraform untaint ADDRESS`: "
        "then the next apply waits for its end, and fails if it does not pass.",
        ("timeouts",),
    )

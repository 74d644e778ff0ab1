"""What each failure tells whoever reads a job's log, and its exit code."""

from posture_client import (
    ForbiddenError,
    NotFoundError,
    PostureError,
    RateLimitedError,
    UnauthorizedError,
    UnreachableError,
    WaitTimeoutError,
)
from posture_client.exits import CommandError, Exit, exit_of

__all__ = ["CommandError", "Exit", "capped", "failure_of"]


def failure_of(error: PostureError) -> CommandError:
    """Return what an error of the client means to a pipeline."""
    return CommandError(str(error), exit_of(error), advice=_advice(error))


def capped(error: RateLimitedError, code: int) -> CommandError:
    """Return what it means that no further run of the integration is allowed today."""
    return CommandError(
        f"no run was started: {error}",
        code,
        advice="The integration has had all its manual runs for now; the next is allowed in "
        f"{error.spoken_wait}. Let triggers of one commit share a run, or choose what this exits "
        "with by --capped-exit-code.",
    )


def _advice(error: PostureError) -> str:
    match error:
        case WaitTimeoutError(run=run) if run:
            return f"It goes on: `posture run show {run['id']}`."
        case UnreachableError():
            return "Is POSTURE_ENDPOINT right, and may this job reach it?"
        case UnauthorizedError():
            return "POSTURE_TOKEN must hold a token that `posture token create` printed."
        case ForbiddenError():
            return (
                "The token needs the scopes cloud_posture:read, cloud_posture:write and "
                "findings:read, and to be allowed from this address."
            )
        case NotFoundError():
            return "It does not exist, or belongs to another tenant than the token."
        case _:
            return ""

"""The message, the advice and the exit code of each error of a gate."""

from posture_client import (
    ForbiddenError,
    InvalidRequestError,
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
    """Return the error that a pipeline shows for an error of the client."""
    return CommandError(str(error), exit_of(error), advice=_advice(error))


def capped(error: RateLimitedError, code: int) -> CommandError:
    """Return the error for an integration that has reached its limit of runs."""
    return CommandError(
        f"no run was started: {error}",
        code,
        advice="The integration has used its runs of this kind; the next is allowed in "
        f"{error.spoken_wait}. {error.limit} Let triggers of one commit share a run, limit the run "
        "to what a plan touches (--from-plan), or set the exit code of this case with "
        "--capped-exit-code.",
    )


def _advice(error: PostureError) -> str:
    if isinstance(error, InvalidRequestError) and error.slug in {
        "invalid_request",
        "invalid_scope",
    }:
        return (
            "Does the trust of POSTURE_TRUST let in this job? Its tenant's audit log says why not."
        )
    match error:
        case WaitTimeoutError(run=run) if run:
            return f"The run continues: `posture run show {run['id']}`."
        case UnreachableError():
            return "Is POSTURE_ENDPOINT right, and can this job reach it?"
        case UnauthorizedError():
            return "Set POSTURE_TOKEN to a token that `posture token create` printed."
        case ForbiddenError():
            return (
                "The token needs the scopes cloud_posture:read, cloud_posture:write and "
                "findings:read, and to be allowed from this address."
            )
        case NotFoundError():
            return "It does not exist, or belongs to another tenant than the token."
        case _:
            return ""

"""The message, the advice and the exit code of each error of a gate."""

from collections.abc import Mapping
from typing import Final

from posture_client import (
    ApiError,
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


_NOT_TRUSTED: Final = (
    "Does the trust of POSTURE_TRUST let in this job? Its tenant's audit log has the reason."
)
_OF_REFUSALS: Final[Mapping[type[ApiError] | str, str]] = {
    "invalid_request": _NOT_TRUSTED,
    "invalid_scope": _NOT_TRUSTED,
    UnauthorizedError: "Set POSTURE_TOKEN to a token that `posture token create` printed.",
    ForbiddenError: "The token needs the scopes cloud_posture:read, cloud_posture:write and "
    "findings:read, and to be allowed from this address.",
    NotFoundError: "It does not exist, or belongs to another tenant than the token.",
}


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
    match error:
        case WaitTimeoutError(run=run) if run:
            return f"The run continues: `posture run show {run['id']}`."
        case UnreachableError():
            return "Is POSTURE_ENDPOINT right, and can this job reach it?"
        case _:
            return next((text for kind, text in _OF_REFUSALS.items() if _is(error, kind)), "")


def _is(error: PostureError, kind: "type[ApiError] | str") -> bool:
    """Return whether an error is of a class, or has a slug."""
    if isinstance(kind, str):
        return isinstance(error, ApiError) and error.slug == kind
    return isinstance(error, kind)

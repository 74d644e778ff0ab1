"""Exit codes, the command line's own, and what each failure tells whoever reads a job's log."""

from enum import IntEnum

from posture_client import (
    ApiError,
    ForbiddenError,
    NotFoundError,
    PostureError,
    RateLimitedError,
    ServerError,
    UnauthorizedError,
    UnreachableError,
    WaitTimeoutError,
)


class Exit(IntEnum):
    """What a pipeline can tell apart."""

    OK = 0
    GATE = 1
    USAGE = 2
    RUN_FAILED = 3
    TIMEOUT = 4
    UNREACHABLE = 5
    INTERRUPTED = 130


class Failure(Exception):  # noqa: N818  # it is what a job's log says, not only an error
    """A gate that has no verdict: what happened, what to do, and the exit code."""

    def __init__(self, text: str, code: int, *, advice: str = "") -> None:
        self.exit = code
        super().__init__(f"{text}\n  {advice}" if advice else text)


def failure_of(error: PostureError) -> Failure:
    """Answer what an error of the client means to a pipeline."""
    match error:
        case WaitTimeoutError():
            advice = f"It goes on: `posture run show {error.run['id']}`." if error.run else ""
            return Failure(str(error), Exit.TIMEOUT, advice=advice)
        case UnreachableError():
            advice = "Is POSTURE_ENDPOINT right, and may this job reach it?"
            return Failure(str(error), Exit.UNREACHABLE, advice=advice)
        case RateLimitedError() | ServerError():
            return Failure(str(error), Exit.UNREACHABLE)
        case ApiError():
            return Failure(str(error), Exit.USAGE, advice=_advice(error))
        case _:
            return Failure(str(error), Exit.UNREACHABLE)


def capped(error: RateLimitedError, code: int) -> Failure:
    """Answer what it means that no further run of the integration is allowed today."""
    return Failure(
        f"no run was started: {error}",
        code,
        advice="The integration has had all its manual runs for now; the next is allowed in "
        f"{spoken(error.retry_after_seconds or 0)}. Let triggers of one commit share a run, or "
        "choose what this exits with by --capped-exit-code.",
    )


def spoken(seconds: float) -> str:
    """Say a time as people do: 45 s, 12 min, 7 h."""
    for unit, size in (("h", 3600), ("min", 60)):
        if seconds >= 2 * size:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds:.0f} s"


def _advice(error: ApiError) -> str:
    match error:
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

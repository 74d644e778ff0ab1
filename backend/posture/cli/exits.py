"""Exit codes, and what each failure tells its user to do."""

from enum import IntEnum

from posture_client.errors import (
    ApiError,
    NotFoundError,
    PostureError,
    RateLimitedError,
    ServerError,
    UnreachableError,
    WaitTimeoutError,
)


class Exit(IntEnum):
    """What a script can tell apart."""

    OK = 0
    GATE = 1
    USAGE = 2
    RUN_FAILED = 3
    TIMEOUT = 4
    UNREACHABLE = 5
    INTERRUPTED = 130


class Failure(Exception):  # noqa: N818  # it is what a user sees, not only an error
    """A command that cannot go on: what happened, what to do, and the exit code."""

    def __init__(self, text: str, code: Exit, *, advice: str = "") -> None:
        self.exit = code
        super().__init__(f"{text}\n  {advice}" if advice else text)


def failure_of(error: Failure | PostureError) -> Failure:
    """Answer what to tell the user of an error."""
    match error:
        case Failure():
            return error
        case UnreachableError():
            return Failure(
                str(error),
                Exit.UNREACHABLE,
                advice="Is it running (`posture serve`)? Is --endpoint or POSTURE_ENDPOINT right?",
            )
        case WaitTimeoutError():
            advice = f"It goes on: `posture run show {error.run['id']}`." if error.run else ""
            return Failure(str(error), Exit.TIMEOUT, advice=advice)
        case ApiError():
            passing = isinstance(error, (RateLimitedError, ServerError))
            code = Exit.UNREACHABLE if passing else Exit.USAGE
            return Failure(str(error), code, advice=_advice(error))
        case _:
            return Failure(str(error), Exit.UNREACHABLE)


_ADVICE = {
    "missing_token": "Set POSTURE_TOKEN to a token that `posture token create` printed.",
    "invalid_token": "It is unknown or revoked: `posture token create` makes a new one.",
    "expired_token": "It has expired: `posture token create` makes a new one.",
    "missing_scope": "The token lacks a scope: `posture token create --scope …` makes a new one.",
    "run_not_finished": "It still works: `posture gate RUN --wait` waits for its end.",
    "ip_not_allowed": "The token may not be used from this address.",
}


def _advice(error: ApiError) -> str:
    match error:
        case NotFoundError():
            return "It does not exist, or belongs to another tenant than the token."
        case RateLimitedError():
            return f"Try again in {_span(error.retry_after_seconds or 0)}."
        case ServerError():
            return "Try again in a moment; the server's log knows the request by its id."
        case _:
            return _ADVICE.get(error.slug, "")


def _span(seconds: float) -> str:
    """Answer a duration as people say it."""
    for unit, size in (("h", 3600), ("min", 60)):
        if seconds >= 2 * size:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds:.0f} s"

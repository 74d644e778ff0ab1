"""Exit codes of the programs that stand on the client, and which of them an error comes to."""

from enum import IntEnum

from posture_client.errors import (
    ApiError,
    PostureError,
    RateLimitedError,
    ServerError,
    WaitTimeoutError,
)


class Exit(IntEnum):
    """What a script or a pipeline can tell apart."""

    OK = 0
    GATE = 1
    USAGE = 2
    RUN_FAILED = 3
    TIMEOUT = 4
    UNREACHABLE = 5
    INTERRUPTED = 130


class Failure(Exception):  # noqa: N818  # it is what a user sees, not only an error
    """A program that cannot go on: what happened, what to do, and the exit code."""

    def __init__(self, text: str, code: int, *, advice: str = "") -> None:
        self.exit = code
        super().__init__(f"{text}\n  {advice}" if advice else text)


def exit_of(error: PostureError) -> Exit:
    """Return what a program ends with that an error of the client stops."""
    match error:
        case WaitTimeoutError():
            return Exit.TIMEOUT
        case RateLimitedError() | ServerError():
            return Exit.UNREACHABLE
        case ApiError():
            return Exit.USAGE
        case _:
            return Exit.UNREACHABLE

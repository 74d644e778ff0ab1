"""The exit codes of the programs that use the client, and the exit code of each error."""

from enum import IntEnum

from posture_client.errors import (
    ApiError,
    PostureError,
    RateLimitedError,
    ServerError,
    WaitTimeoutError,
)


class Exit(IntEnum):
    """The exit codes that scripts and pipelines can rely on."""

    OK = 0
    GATE = 1
    USAGE = 2
    RUN_FAILED = 3
    TIMEOUT = 4
    UNREACHABLE = 5
    INTERRUPTED = 130


class CommandError(Exception):
    """The error that ends a program: what happened, what to do next, and the exit code."""

    def __init__(self, text: str, code: int, *, advice: str = "") -> None:
        self.exit = code
        super().__init__(f"{text}\n  {advice}" if advice else text)


def exit_of(error: PostureError) -> Exit:
    """Return the exit code of a program that an error of the client stops."""
    match error:
        case WaitTimeoutError():
            return Exit.TIMEOUT
        case RateLimitedError() | ServerError():
            return Exit.UNREACHABLE
        case ApiError():
            return Exit.USAGE
        case _:
            return Exit.UNREACHABLE

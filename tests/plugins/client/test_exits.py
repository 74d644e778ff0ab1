"""The exit code of each error, and its waiting time in words."""

import pytest

from posture_client import (
    NotPostureError,
    PostureError,
    RateLimitedError,
    UnreachableError,
    WaitTimeoutError,
)
from posture_client.errors import error_class
from posture_client.exits import Exit, exit_of


def refused(status: int, *, retry_after_seconds: float | None = None) -> PostureError:
    return error_class(status)(
        status=status, body={}, request_id=None, retry_after_seconds=retry_after_seconds
    )


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (WaitTimeoutError("late", None), Exit.TIMEOUT),
        (UnreachableError("no answer", sent=False, lasting=False), Exit.UNREACHABLE),
        (NotPostureError("a proxy's page"), Exit.UNREACHABLE),
        *((refused(status), Exit.USAGE) for status in (400, 401, 403, 404, 409, 413)),
        *((refused(status), Exit.UNREACHABLE) for status in (429, 500, 503)),
    ],
    ids=repr,
)
def test_an_error_has_its_exit_code(error: PostureError, code: Exit) -> None:
    assert exit_of(error) == code


@pytest.mark.parametrize(
    ("seconds", "message"),
    [(None, "0 s"), (17, "17 s"), (119, "119 s"), (120, "2 min"), (7_200, "2 h"), (25_000, "7 h")],
)
def test_a_wait_is_rendered_for_people(seconds: float | None, message: str) -> None:
    error = refused(429, retry_after_seconds=seconds)
    assert isinstance(error, RateLimitedError)
    assert error.spoken_wait == message

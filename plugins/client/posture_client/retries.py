"""Retries: which error is worth another attempt, and after how long."""

from __future__ import annotations

import time

from posture_client.backoff import Backoff
from posture_client.errors import (
    ApiError,
    PostureError,
    RateLimitedError,
    ServerError,
    UnreachableError,
)

TYPE_CHECKING = False  # the name of typing's constant; importing typing takes 20 ms
if TYPE_CHECKING:
    from posture_client.options import Options
    from posture_client.pace import Pace

RETRIED = (UnreachableError, RateLimitedError, ServerError)
_LARGEST_BACKOFF_SECONDS = 5.0


class Retries:
    """The attempts of one call.

    Before each attempt, wait for the pace with `paced_seconds` and `refusal`, and add what it took
    to `paced_seconds`. After an error of `RETRIED`, `after` says how to go on. A call that is not
    `repeatable` is tried again only if the server has not acted on it for certain.
    """

    def __init__(self, options: Options, pace: Pace | None, *, repeatable: bool = True) -> None:
        self.paced_seconds = 0.0
        self.refusal: RateLimitedError | None = None
        self._options = options
        self._pace = pace
        self._repeatable = repeatable
        self._begun = time.monotonic()
        self._backoff = Backoff(options.backoff_seconds, _LARGEST_BACKOFF_SECONDS)

    def after(self, error: PostureError, *, contacted: bool) -> float | None:
        """Return the seconds until the next attempt, or raise the error; None: the pace decides.

        Args:
            error: what the attempt ended with.
            contacted: whether the server has responded before, to this call or another.
        """
        if not self._repeatable and _may_be_done(error):
            raise error
        if self._pace and isinstance(error, RateLimitedError) and error.of_requests:
            self._pace.refused(error)
            self.refusal = error
            return None
        wait = self._backoff.next_seconds()
        if isinstance(error, ApiError) and error.retry_after_seconds is not None:
            wait = error.retry_after_seconds
        spent = time.monotonic() - self._begun - self.paced_seconds
        lasting = isinstance(error, UnreachableError) and error.lasting
        if lasting or spent + wait > self._patience(error, contacted=contacted):
            raise error
        if self._options.on_wait:
            self._options.on_wait(wait, error)
        return wait

    def _patience(self, error: PostureError, *, contacted: bool) -> float:
        if isinstance(error, UnreachableError) and not contacted:
            return min(self._options.first_contact_seconds, self._options.patience_seconds)
        return self._options.patience_seconds


def _may_be_done(error: PostureError) -> bool:
    """Return whether the server may have done what was requested, in spite of the error."""
    if isinstance(error, UnreachableError):
        return error.sent
    return not isinstance(error, RateLimitedError)

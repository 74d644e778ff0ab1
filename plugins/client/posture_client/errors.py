"""Errors of requests to a posture server: one exception for each way to react."""

from __future__ import annotations

TYPE_CHECKING = False  # the name of typing's constant; importing typing takes 20 ms
if TYPE_CHECKING:
    from typing import Any

    from posture_client.models import Run


class PostureError(Exception):
    """The base of all errors of this package; the text says what happened and contains no token."""


class UnreachableError(PostureError):
    """No response: the name, the connection, TLS or a timeout failed.

    Attributes:
        sent: whether the server may have received the request and acted on it.
        lasting: whether trying again is pointless, as with a certificate that is not trusted.
    """

    def __init__(self, text: str, *, sent: bool, lasting: bool) -> None:
        super().__init__(text)
        self.sent = sent
        self.lasting = lasting


class NotPostureError(PostureError):
    """The response is not from a posture server: a redirect, a page of a proxy, not JSON."""


class ApiError(PostureError):
    """The server refused the request.

    Attributes:
        status: HTTP status.
        slug: the `error` member, `rate_limited` for instance.
        detail: where a body or parameter is wrong, if the server says so.
        scope: the scope that the token lacks, if the server says so.
        request_id: the id of this request in the server's logs.
        retry_after_seconds: when to try again, if the server says so.
        setting: the name of the server's setting that refused it, if the server says so.
        body: the whole response body.
    """

    def __init__(
        self,
        *,
        status: int,
        body: dict[str, Any],
        request_id: str | None,
        retry_after_seconds: float | None,
        scope: str | None = None,
        setting: str | None = None,
    ) -> None:
        self.status = status
        self.body = body
        self.slug = str(body.get("error", ""))
        self.detail = body.get("detail")
        self.scope = scope
        self.request_id = request_id
        self.retry_after_seconds = retry_after_seconds
        self.setting = setting
        super().__init__(self._text())

    def _text(self) -> str:
        text = f"{self.status} {self.slug}"
        if self.detail or self.scope:
            text += f": {self.detail or f'The token lacks the scope `{self.scope}`.'}"
        if self.request_id:
            text += f" (request {self.request_id})"
        return text


class InvalidRequestError(ApiError):
    """400, 405, 406, 413, 415: the request is wrong; a retry will not help."""


class UnauthorizedError(ApiError):
    """401: the token is missing, unknown, revoked or expired."""


class ForbiddenError(ApiError):
    """403: the token's scopes or allowed addresses do not permit it."""


class NotFoundError(ApiError):
    """404: it does not exist, or belongs to another tenant."""


class ConflictError(ApiError):
    """409, 412: the present state of the resource does not allow it."""


class RateLimitedError(ApiError):
    """429: too many requests; `retry_after_seconds` says when the next one is allowed."""

    @property
    def of_requests(self) -> bool:
        """Whether the token's limit of requests refused it, not a limit of one operation."""
        return "window" in self.body

    @property
    def spoken_wait(self) -> str:
        """The time until then, for people: 45 s, 12 min, 7 h."""
        seconds = self.retry_after_seconds or 0
        for unit, size in (("h", 3600), ("min", 60)):
            if seconds >= 2 * size:
                return f"{seconds / size:.0f} {unit}"
        return f"{seconds:.0f} s"

    @property
    def limit(self) -> str:
        """A sentence that names the setting of the limit; empty if the server names none."""
        return f"The limit is the server's setting {self.setting}." if self.setting else ""


class ServerError(ApiError):
    """5xx: the server failed; a retry may succeed."""


class WaitError(PostureError):
    """Waiting ended before the run did; `run` is the last state that was read, if any."""

    def __init__(self, text: str, run: Run | None) -> None:
        super().__init__(text)
        self.run = run


class WaitTimeoutError(WaitError):
    """The run took longer than the caller wanted to wait; it continues on the server."""


class WaitStoppedError(WaitError):
    """The caller stopped waiting; the server was asked to cancel the run."""


_BY_STATUS: dict[int, type[ApiError]] = {
    401: UnauthorizedError,
    403: ForbiddenError,
    404: NotFoundError,
    409: ConflictError,
    412: ConflictError,
    429: RateLimitedError,
}
_FIRST_SERVER_ERROR = 500


def error_class(status: int) -> type[ApiError]:
    """Return the exception for a status of 400 and above."""
    fallback = ServerError if status >= _FIRST_SERVER_ERROR else InvalidRequestError
    return _BY_STATUS.get(status, fallback)

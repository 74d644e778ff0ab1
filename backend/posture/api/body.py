"""Request bodies: read once, counted while they are read, refused over the limit.

A small body is asked for when its request comes, and not only when it is read: the server's own
thread, which gets it, competes with the event loop for the interpreter.
"""

from collections.abc import Awaitable, Mapping
from inspect import iscoroutine
from typing import Final

from litestar.types import Receive, ReceiveMessage, Scope

from posture.api.errors import ProblemError
from posture.api.request_context import RequestContext
from posture.deadlines import Deadlines

# A body of this size mostly arrives with its head, so that the server has it anyway.
AHEAD_BYTES: Final = 8_192
# Enough for any size that a number of 64 bits can say.
SIZE_DIGITS: Final = 20


class Ahead:
    """The messages of a request, of which the first was asked for already."""

    __slots__ = ("_first", "_receive")

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._first: Awaitable[ReceiveMessage] | None = receive()

    def __call__(self) -> Awaitable[ReceiveMessage]:
        """Return the next message."""
        first, self._first = self._first, None
        return self._receive() if first is None else first

    def close(self) -> None:
        """Forget the first message if nothing has read it."""
        if iscoroutine(self._first):
            self._first.close()
        self._first = None


def reads_ahead(headers: Mapping[bytes, bytes]) -> bool:
    """Return whether a request has a small body, and sends it without being asked to go on."""
    declared = _declared_size(headers)
    return declared is not None and 0 < declared <= AHEAD_BYTES and b"expect" not in headers


def needs_reading(scope: Scope, headers: Mapping[bytes, bytes]) -> bool:
    """Return whether a request may have a body that is not empty."""
    if b"transfer-encoding" in headers:
        return True
    declared = headers.get(b"content-length")
    return declared != b"0" and (declared is not None or not scope["http_version"].startswith("1"))


async def read_body(receive: Receive, context: RequestContext, deadlines: Deadlines) -> bytes:
    """Return the whole body of a request, which must arrive within one of the deadlines.

    Raises:
        ProblemError: it is over the limit, with or without a correct `Content-Length`, or it does
            not arrive.
    """
    limit = context.deps.settings.body_limit_bytes
    declared = _declared_size(context.headers)
    if declared is not None and declared > limit:
        raise too_large(limit)
    try:
        with deadlines.limit():
            return await _read(receive, limit, declared)
    except TimeoutError:
        raise _broken("The body did not arrive in time.") from None


def too_large(limit: int) -> ProblemError:
    """Return the error for a body of more than `limit` bytes."""
    return ProblemError("payload_too_large", members={"limit_bytes": limit})


def _broken(detail: str) -> ProblemError:
    """Return the error for broken HTTP, whether or not the operation takes a body."""
    return ProblemError("invalid_request", members={"detail": detail})


def _declared_size(headers: Mapping[bytes, bytes]) -> int | None:
    """Return the size that the request declares, if it is what ends the body."""
    declared = headers.get(b"content-length", b"")
    if b"transfer-encoding" in headers or len(declared) > SIZE_DIGITS or not declared.isdigit():
        return None
    return int(declared)


async def _read(receive: Receive, limit: int, declared: int | None) -> bytes:
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            raise _broken("The body broke off.")
        part = message["body"]
        size += len(part)
        if size > limit:
            raise too_large(limit)
        parts.append(part)
        # The server says in a message of its own that nothing follows; that takes as long again.
        if size == declared or not message["more_body"]:
            return b"".join(parts)

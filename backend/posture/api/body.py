"""Request bodies: read once, counted while they are read, refused over the limit."""

import asyncio
from collections.abc import Mapping

from litestar.types import Receive, Scope

from posture.api.errors import ProblemError
from posture.api.request_context import RequestContext


def needs_reading(scope: Scope, headers: Mapping[bytes, bytes]) -> bool:
    """Return whether a request may have a body that is not empty."""
    if b"transfer-encoding" in headers:
        return True
    declared = headers.get(b"content-length")
    return declared != b"0" and (declared is not None or not scope["http_version"].startswith("1"))


async def read_body(receive: Receive, context: RequestContext) -> bytes:
    """Return the whole body of a request.

    Raises:
        ProblemError: it is over the limit, with or without a correct `Content-Length`, or it does
            not arrive.
    """
    settings = context.deps.settings
    limit = settings.body_limit_bytes
    declared = context.headers.get(b"content-length")
    if declared is not None and declared.isdigit() and int(declared) > limit:
        raise too_large(limit)
    try:
        async with asyncio.timeout(settings.body_timeout_seconds):
            return await _read(receive, limit)
    except TimeoutError:
        raise _broken("The body did not arrive in time.") from None


def too_large(limit: int) -> ProblemError:
    """Return the error for a body of more than `limit` bytes."""
    return ProblemError("payload_too_large", members={"limit_bytes": limit})


def _broken(detail: str) -> ProblemError:
    """Return the error for broken HTTP, whether or not the operation takes a body."""
    return ProblemError("invalid_request", members={"detail": detail})


async def _read(receive: Receive, limit: int) -> bytes:
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
        if not message["more_body"]:
            return b"".join(parts)

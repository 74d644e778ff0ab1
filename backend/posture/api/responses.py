"""Responses: a status, headers and a body, sent as plain ASGI messages."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TypeAlias

import msgspec
from litestar.types import HTTPScope, Receive, Scope, Send

Header: TypeAlias = tuple[bytes, bytes]
# The middleware passes on HTTP requests only.
HTTPApp: TypeAlias = Callable[[HTTPScope, Receive, Send], Awaitable[None]]

JSON: Header = (b"content-type", b"application/json")


class ApiResponse:
    """A response, as an ASGI application that sends it."""

    __slots__ = ("body", "headers", "status")

    def __init__(self, status: int, body: bytes, headers: list[Header]) -> None:
        self.status = status
        self.body = body
        self.headers = headers

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        """Send the response."""
        await send({"type": "http.response.start", "status": self.status, "headers": self.headers})
        await send({"type": "http.response.body", "body": self.body, "more_body": False})

    async def start(self, send: Send) -> None:
        """Send the status and the headers alone."""
        await send({"type": "http.response.start", "status": self.status, "headers": self.headers})


class StreamingResponse(ApiResponse):
    """A response whose body is sent while it is written, until the client disconnects."""

    __slots__ = ("_text",)

    def __init__(self, headers: list[Header], text: AsyncIterator[bytes]) -> None:
        super().__init__(200, b"", headers)
        self._text = text

    async def __call__(self, _scope: Scope, receive: Receive, send: Send) -> None:
        """Send the response; after a disconnect nothing more is written."""
        with client_gone(receive) as gone:
            await self.start(send)
            async for chunk in self._text:
                if gone.done():
                    return
                await send_text(send, chunk)
            await send_text(send, b"", more=False)


async def send_text(send: Send, text: bytes, *, more: bool = True) -> None:
    """Send a part of the body; `more` means that another part follows."""
    await send({"type": "http.response.body", "body": text, "more_body": more})


@contextmanager
def client_gone(receive: Receive) -> "Iterator[asyncio.Future[None]]":
    """Yield a future that is done when the client has disconnected."""
    gone = asyncio.ensure_future(_disconnect(receive))
    try:
        yield gone
    finally:
        gone.cancel()


async def _disconnect(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def body_response(
    body: bytes, content_type: Header = JSON, *, status: int = 200, headers: Iterable[Header] = ()
) -> ApiResponse:
    """Return a response with this body."""
    return ApiResponse(
        status, body, [content_type, (b"content-length", b"%d" % len(body)), *headers]
    )


def json_response(
    content: Any,  # noqa: ANN401  # any JSON
    *,
    status: int = 200,
    headers: Iterable[Header] = (),
) -> ApiResponse:
    """Return a response with a struct or dictionary as JSON."""
    return body_response(msgspec.json.encode(content), status=status, headers=headers)


def created_response(
    content: Any,  # noqa: ANN401  # any JSON
    *,
    at: str,
    headers: Iterable[Header] = (),
) -> ApiResponse:
    """Return 201 with what was created, and its path as `Location`."""
    return json_response(content, status=201, headers=[(b"location", at.encode()), *headers])


def empty_response(status: int, *, headers: Iterable[Header] = ()) -> ApiResponse:
    """Return a response without a body."""
    return ApiResponse(status, b"", list(headers))

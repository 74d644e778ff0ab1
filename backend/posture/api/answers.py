"""Answers: a status, headers and a ready body, sent as two ASGI messages and nothing else."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TypeAlias

import msgspec
from litestar.types import HTTPScope, Receive, Scope, Send

Header: TypeAlias = tuple[bytes, bytes]
# Within the edge there is nothing but HTTP.
HTTPApp: TypeAlias = Callable[[HTTPScope, Receive, Send], Awaitable[None]]

JSON: Header = (b"content-type", b"application/json")


class Answer:
    """An ASGI application that answers one thing."""

    __slots__ = ("body", "headers", "status")

    def __init__(self, status: int, body: bytes, headers: list[Header]) -> None:
        self.status = status
        self.body = body
        self.headers = headers

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        """Send the answer."""
        await self.start(send)
        await send_text(send, self.body, more=False)

    async def start(self, send: Send) -> None:
        """Send the status and the headers."""
        await send({"type": "http.response.start", "status": self.status, "headers": self.headers})


class Streamed(Answer):
    """An ASGI application that answers text as it is written, while somebody listens."""

    __slots__ = ("_text",)

    def __init__(self, headers: list[Header], text: AsyncIterator[bytes]) -> None:
        super().__init__(200, b"", headers)
        self._text = text

    async def __call__(self, _scope: Scope, receive: Receive, send: Send) -> None:
        """Send the answer; text that nobody listens to any more is not written."""
        with client_gone(receive) as gone:
            await self.start(send)
            async for chunk in self._text:
                if gone.done():
                    return
                await send_text(send, chunk)
            await send_text(send, b"", more=False)


async def send_text(send: Send, text: bytes, *, more: bool = True) -> None:
    """Send a part of the body, and say whether more of it comes."""
    await send({"type": "http.response.body", "body": text, "more_body": more})


@contextmanager
def client_gone(receive: Receive) -> "Iterator[asyncio.Future[None]]":
    """Give a future that is done once the client has gone."""
    gone = asyncio.ensure_future(_disconnect(receive))
    try:
        yield gone
    finally:
        gone.cancel()


async def _disconnect(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def body_answer(
    body: bytes, content_type: Header = JSON, *, status: int = 200, headers: Iterable[Header] = ()
) -> Answer:
    """Return bytes that are ready."""
    return Answer(status, body, [content_type, (b"content-length", b"%d" % len(body)), *headers])


def json_answer(content: Any, *, status: int = 200, headers: Iterable[Header] = ()) -> Answer:  # noqa: ANN401  # any JSON
    """Return a struct or dictionary as JSON."""
    return body_answer(msgspec.json.encode(content), status=status, headers=headers)


def created_answer(content: Any, *, at: str) -> Answer:  # noqa: ANN401  # any JSON
    """Return what was made, and the path at which it is."""
    return json_answer(content, status=201, headers=[(b"location", at.encode())])


def empty_answer(status: int, *, headers: Iterable[Header] = ()) -> Answer:
    """Return without a body."""
    return Answer(status, b"", list(headers))

"""Answers: a status, headers and a ready body, sent as two ASGI messages and nothing else."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
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
        await send({"type": "http.response.start", "status": self.status, "headers": self.headers})
        await send({"type": "http.response.body", "body": self.body, "more_body": False})


class Streamed(Answer):
    """An ASGI application that answers text as it is written, while somebody listens."""

    __slots__ = ("_text",)

    def __init__(self, headers: list[Header], text: AsyncIterator[bytes]) -> None:
        super().__init__(200, b"", headers)
        self._text = text

    async def __call__(self, _scope: Scope, receive: Receive, send: Send) -> None:
        """Send the answer; text that nobody listens to any more is not written."""
        gone = asyncio.ensure_future(_gone(receive))
        try:
            await send(
                {"type": "http.response.start", "status": self.status, "headers": self.headers}
            )
            async for chunk in self._text:
                if gone.done():
                    return
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        finally:
            gone.cancel()


async def _gone(receive: Receive) -> None:
    """Wait until the client has gone."""
    while (await receive())["type"] != "http.disconnect":
        pass


def body_answer(
    body: bytes, content_type: Header = JSON, *, status: int = 200, headers: Iterable[Header] = ()
) -> Answer:
    """Answer bytes that are ready."""
    return Answer(status, body, [content_type, (b"content-length", b"%d" % len(body)), *headers])


def json_answer(content: Any, *, status: int = 200, headers: Iterable[Header] = ()) -> Answer:  # noqa: ANN401  # any JSON
    """Answer a struct or dictionary as JSON."""
    return body_answer(msgspec.json.encode(content), status=status, headers=headers)


def empty_answer(status: int, *, headers: Iterable[Header] = ()) -> Answer:
    """Answer without a body."""
    return Answer(status, b"", list(headers))

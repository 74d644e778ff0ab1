"""Answers: a status, headers and a ready body, sent as two ASGI messages and nothing else."""

from collections.abc import Awaitable, Callable, Iterable
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

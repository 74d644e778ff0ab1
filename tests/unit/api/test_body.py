"""Request bodies: how often the server is asked for a message, and when."""

import asyncio
from types import SimpleNamespace
from typing import Any, cast

import pytest

from posture.api.body import AHEAD_BYTES, Ahead, read_body, reads_ahead
from posture.api.errors import ProblemError
from posture.api.request_context import RequestContext
from posture.deadlines import Deadlines
from posture.settings import Settings

pytestmark = pytest.mark.anyio

LIMIT = 10


class Server:
    """Messages of a body, given one after the other; after the last one, none ever comes."""

    def __init__(self, *parts: bytes, is_whole: bool = True) -> None:
        self.asked = 0
        self._messages: list[dict[str, Any]] = [
            {"type": "http.request", "body": part, "more_body": True} for part in parts
        ]
        if is_whole:
            self._messages.append({"type": "http.request", "body": b"", "more_body": False})

    async def receive(self) -> Any:  # noqa: ANN401  # a message of ASGI
        self.asked += 1
        if self.asked > len(self._messages):
            await asyncio.Event().wait()
        return self._messages[self.asked - 1]


async def body_of(server: Server, headers: dict[bytes, bytes], *, seconds: float = 30.0) -> bytes:
    deps = SimpleNamespace(settings=Settings(body_limit_bytes=LIMIT))
    context = RequestContext(
        cast("Any", deps), cast("Any", None), request_id="test", headers=headers, client_ip=None
    )
    return await read_body(server.receive, context, Deadlines(seconds))


async def test_a_body_ends_where_its_head_says() -> None:
    server = Server(b"four", b"five!", is_whole=False)
    assert await body_of(server, {b"content-length": b"9"}) == b"fourfive!"
    assert server.asked == 2


async def test_without_a_declared_size_a_body_ends_where_the_server_says() -> None:
    chunked = {b"content-length": b"4", b"transfer-encoding": b"chunked"}
    for headers in ({}, chunked):
        server = Server(b"four", b"five!")
        assert await body_of(server, headers) == b"fourfive!"
        assert server.asked == 3


async def test_a_body_over_the_limit_is_refused_before_or_while_it_is_read() -> None:
    for headers, asked in (({b"content-length": b"11"}, 0), ({b"transfer-encoding": b"x"}, 2)):
        server = Server(b"fiver", b"sixers")
        with pytest.raises(ProblemError) as refused:
            await body_of(server, headers)
        assert refused.value.slug == "payload_too_large"
        assert server.asked == asked


async def test_a_body_that_does_not_arrive_in_time_is_refused() -> None:
    with pytest.raises(ProblemError) as refused:
        await body_of(Server(is_whole=False), {b"content-length": b"4"}, seconds=0.0)
    assert refused.value.slug == "invalid_request"


async def test_the_first_message_is_asked_for_at_once_and_the_next_one_when_it_is_read() -> None:
    server = Server(b"four", b"five!")
    asked: list[str] = []

    def receive() -> Any:  # noqa: ANN401  # a message of ASGI
        asked.append("asked")
        return server.receive()

    ahead = Ahead(receive)
    assert len(asked) == 1
    assert cast("Any", await ahead())["body"] == b"four"
    assert len(asked) == 1
    assert cast("Any", await ahead())["body"] == b"five!"
    assert len(asked) == 2


@pytest.mark.filterwarnings("error")
async def test_a_first_message_that_nothing_reads_is_forgotten() -> None:
    server = Server(b"four")
    ahead = Ahead(server.receive)
    ahead.close()
    ahead.close()
    del ahead
    assert not server.asked


@pytest.mark.parametrize(
    ("headers", "wanted"),
    [
        ({b"content-length": b"4"}, True),
        ({b"content-length": b"%d" % AHEAD_BYTES}, True),
        ({b"content-length": b"%d" % (AHEAD_BYTES + 1)}, False),
        ({b"content-length": b"0"}, False),
        ({b"content-length": b"-4"}, False),
        ({b"content-length": b"4", b"expect": b"100-continue"}, False),
        ({b"content-length": b"4", b"transfer-encoding": b"chunked"}, False),
        ({}, False),
    ],
)
async def test_only_a_small_body_that_is_on_its_way_is_asked_for(
    headers: dict[bytes, bytes], *, wanted: bool
) -> None:
    assert reads_ahead(headers) is wanted

"""An endpoint that sends more than it should costs little memory and ends as an error."""

import asyncio
import gzip
import tracemalloc
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from posture.collectors.aws.sdk import AwsHttp, Services
from posture.collectors.aws.signing import Keys
from posture.collectors.errors import CallError
from posture.settings import Settings
from tests.promises import promise

pytestmark = pytest.mark.anyio

KEYS = Keys("AKIAEXAMPLE", "secret")
SERVICES = Services()
MIB = 1_048_576
BOMB = gzip.compress(b"<GetCallerIdentityResponse>" + bytes(64 * MIB), compresslevel=1)
Answer = Callable[[asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def endpoint(answer: Answer) -> AsyncIterator[str]:
    """Serve one answer to every request; yields the URL."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await reader.readuntil(b"\r\n\r\n")
            await answer(writer)
        except ConnectionError:
            return
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}"


async def endless(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n\r\n<GetCallerIdentityResponse>")
    while not writer.is_closing():
        writer.write(b" " * MIB)
        await writer.drain()


async def compressed(writer: asyncio.StreamWriter) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n"
    writer.write(head % len(BOMB) + BOMB)
    await writer.drain()


async def entities(writer: asyncio.StreamWriter) -> None:
    lines = [b'<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa">']
    lines += [b'<!ENTITY %c "&%c;&%c;&%c;&%c;">' % (b + 1, b, b, b, b) for b in range(97, 117)]
    body = b"".join(lines) + b"]><GetCallerIdentityResponse>&u;</GetCallerIdentityResponse>"
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
    await writer.drain()


async def deep(writer: asyncio.StreamWriter) -> None:
    body = b"<GetCallerIdentityResponse>" + b"<a>" * 100_000 + b"</a>" * 100_000
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
    await writer.drain()


async def code_of(http: AwsHttp) -> str:
    with pytest.raises(CallError) as caught:
        await http.send("sts:GetCallerIdentity", "us-east-1", {}, KEYS)
    return caught.value.code


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (endless, "AnswerTooLarge"),
        (compressed, "MalformedAnswer"),
        (entities, "MalformedAnswer"),
        (deep, "AnswerTooLarge"),
    ],
)
@promise("limits", "A hostile response of a cloud costs little memory, and is unread")
async def test_a_hostile_answer_is_an_error_and_costs_little_memory(
    answer: Answer, code: str
) -> None:
    settings = Settings(
        cloud_answer_bytes=4 * MIB, cloud_answers_bytes=6 * MIB, cloud_answer_elements=50_000
    )
    async with endpoint(answer) as url:
        http = AwsHttp(SERVICES, settings, endpoint_url=url, endpoint_trusted=True)
        tracemalloc.start()
        try:
            assert await code_of(http) == code
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
            await http.close()
    assert peak < 30 * MIB


async def test_answers_at_the_same_time_share_a_limit() -> None:
    settings = Settings(cloud_answer_bytes=4 * MIB, cloud_answers_bytes=6 * MIB)
    async with endpoint(endless) as url:
        http = AwsHttp(SERVICES, settings, endpoint_url=url, endpoint_trusted=True)
        tracemalloc.start()
        try:
            codes = await asyncio.gather(*(code_of(http) for _ in range(16)))
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
            await http.close()
    assert set(codes) == {"AnswerTooLarge"}
    assert peak < 30 * MIB

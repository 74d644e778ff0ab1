"""Requests without aiohttp's session: the same bytes, and the same errors."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import pytest

from posture.collectors.errors import CallError
from posture.collectors.http import CloudHttp
from posture.collectors.request import PLAIN
from posture.settings import Settings

pytestmark = pytest.mark.anyio

GOOD = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Id: 7\r\n\r\nok"
SIGNED = {"Host": "s3.eu-central-1.amazonaws.com", "X-Amz-Date": "20261129T000000Z"}


class Peer:
    """A server that keeps what it receives, and sends one prepared answer for each request.

    None closes the connection instead.
    """

    def __init__(self, *answers: bytes | None) -> None:
        self.received: list[bytes] = []
        self.connections = 0
        self.answers = list(answers)
        self.url = ""
        self.closed = asyncio.Event()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                length = head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0]
                self.received.append(head + await reader.readexactly(int(length or 0)))
                answer = self.answers.pop(0)
                if answer is None:
                    return
                writer.write(answer)
                await writer.drain()
                if b"close" in answer:
                    return
        except (asyncio.IncompleteReadError, ConnectionError):
            return
        finally:
            self.closed.set()
            writer.close()


@asynccontextmanager
async def listening(*answers: bytes | None) -> AsyncIterator[Peer]:
    peer = Peer(*answers)
    server = await asyncio.start_server(peer.serve, "127.0.0.1", 0)
    async with server:
        peer.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        yield peer


@asynccontextmanager
async def client(settings: Settings | None = None) -> AsyncIterator[CloudHttp]:
    http = CloudHttp(settings or Settings(), guarded=False)
    try:
        yield http
    finally:
        await http.close()


def for_session(url: str) -> str:
    """Return a URL that aiohttp's session requests, without its fragment."""
    assert PLAIN.fullmatch(url)
    assert not PLAIN.fullmatch(f"{url}#fragment")
    return f"{url}#fragment"


async def code_of(http: CloudHttp, method: str, url: str) -> str:
    with pytest.raises(CallError) as caught:
        await http.exchange("s3:Get", method, url, headers={})
    return caught.value.code


@pytest.mark.parametrize(
    ("method", "target", "headers", "body"),
    [
        ("GET", "/", {}, b""),
        ("GET", "/bucket?acl", SIGNED, b""),
        ("GET", "/a%2Fb/c:d;e=f?x=%20&y=1/2?3", {"User-Agent": "posture"}, b""),
        ("GET", "/?", {"Accept": "application/json"}, b""),
        ("HEAD", "/bucket", SIGNED, b""),
        ("POST", "/", {"Content-Type": "application/x-amz-json-1.1"}, b'{"a": 1}'),
        ("POST", "/", SIGNED, b""),
        ("PUT", "/a", {"Authorization": "Bearer token"}, b"text"),
        ("DELETE", "/a", {}, b""),
    ],
)
async def test_a_request_has_the_bytes_that_a_session_sends(
    method: str, target: str, headers: Mapping[str, str], body: bytes
) -> None:
    answer = b"HTTP/1.1 204 No Content\r\nX-Id: 7\r\n\r\n"
    async with listening(answer, answer) as peer, client() as http:
        url = peer.url + target
        found = await http.exchange("s3:Get", method, url, headers=headers, body=body)
        expected = await http.exchange(
            "s3:Get", method, for_session(url), headers=headers, body=body
        )
    ours, theirs = peer.received
    assert ours == theirs
    assert found == expected
    assert peer.connections == 1


@pytest.mark.parametrize(
    "url",
    [
        "http://user:secret@example.com/",
        "http://example.com/a#b",
        "http://example.com",
        "http://example.com/a b",
        "http://example.com/a\r\nX-Header: 1",
        "http://[::1]/",
        "http://example.com/ä",
        "ftp://example.com/",
    ],
)
def test_a_url_that_would_not_be_sent_as_it_is_goes_to_the_session(url: str) -> None:
    assert PLAIN.fullmatch(url) is None


async def test_a_header_cannot_add_another_one() -> None:
    async with listening(GOOD) as peer, client() as http:
        with pytest.raises(ValueError, match="control character"):
            await http.exchange("s3:Get", "GET", peer.url + "/", headers={"X-A": "1\r\nX-B: 2"})
    assert peer.received == []


@pytest.mark.parametrize(
    ("answer", "status", "body"),
    [
        (GOOD, 200, b"ok"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n", 200, b"ok"),
        (b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nuntil the end", 200, b"until the end"),
        (b"HTTP/1.1 103 Early Hints\r\n\r\n" + GOOD, 200, b"ok"),
        (
            b"HTTP/1.1 301 Moved\r\nLocation: http://127.0.0.1:9/\r\nContent-Length: 0\r\n\r\n",
            301,
            b"",
        ),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\nok", 200, b"ok"),
    ],
)
async def test_a_response_is_read_as_it_was_sent(answer: bytes, status: int, body: bytes) -> None:
    async with listening(answer, answer) as peer, client() as http:
        url = peer.url + "/"
        found = await http.exchange("s3:Get", "GET", url, headers={})
        assert found == await http.exchange("s3:Get", "GET", for_session(url), headers={})
    assert (found.status, found.body) == (status, body)


@pytest.mark.parametrize(
    "answer",
    [
        b"SSH-2.0-OpenSSH_9.6\r\n\r\nclose",
        b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\nConnection: close\r\n\r\nok",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\nzz\r\n",
        b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Le",
    ],
)
async def test_half_a_response_or_another_protocol_is_no_response(answer: bytes) -> None:
    async with listening(answer, answer) as peer, client() as http:
        assert await code_of(http, "POST", peer.url + "/") == "Unreachable"


async def test_a_read_is_sent_again_where_its_connection_was_closed() -> None:
    async with listening(GOOD, None, GOOD) as peer, client() as http:
        for _ in range(2):
            found = await http.exchange("s3:Get", "GET", peer.url + "/", headers={})
            assert found.body == b"ok"
    assert (len(peer.received), peer.connections) == (3, 2)


async def test_what_may_not_be_repeated_is_sent_once() -> None:
    async with listening(GOOD, None) as peer, client() as http:
        await http.exchange("s3:Get", "POST", peer.url + "/", headers={})
        assert await code_of(http, "POST", peer.url + "/") == "Unreachable"
    assert len(peer.received) == 2


async def test_a_silent_server_is_a_timeout_and_its_connection_is_closed() -> None:
    settings = Settings(cloud_call_timeout_seconds=0.05)
    async with listening(b"") as peer, client(settings) as http:
        assert await code_of(http, "GET", peer.url + "/") == "Timeout"
        await asyncio.wait_for(peer.closed.wait(), 10)


async def test_an_address_where_nothing_listens_is_unreachable() -> None:
    async with listening() as peer:
        url = peer.url + "/"
    async with client() as http:
        assert await code_of(http, "GET", url) == "Unreachable"

"""Post: one HTTP request to a URL that a tenant chose, with limits on everything.

The guard decides which addresses may be connected to. Time and bytes are limited. No redirect is
followed, no proxy is used, and no connection or cookie is kept for the next request.
"""

import asyncio
import socket
import ssl
from collections.abc import Callable, Mapping
from contextlib import suppress
from io import BytesIO
from typing import TYPE_CHECKING, Final, NamedTuple

import aiohttp
from yarl import URL

from posture.outbound import AddressInfo, AddressRefusedError, Guard

FIRST_FINAL: Final = 200
FIRST_REDIRECT: Final = 300
FIRST_ERROR: Final = 400
GONE: Final = 410
LAST: Final = 599
# A TLS handshake is read from the same socket; certificate chains are seldom over 10 KiB.
HANDSHAKE_BYTES: Final = 65_536


if TYPE_CHECKING:
    from _typeshed import WriteableBuffer


class Outcome(NamedTuple):
    """The result of an attempt: the status of the response, if there was one, and the error."""

    status: int | None
    error: str | None


class Poster:
    """Posts for one process."""

    def __init__(self, guard: Guard, *, timeout_seconds: float, head_bytes: int) -> None:
        self._guard = guard
        self._timeout_seconds = timeout_seconds
        self._head_bytes = head_bytes
        # Reading the certificates of the system takes long, and most processes post nothing.
        self._tls: ssl.SSLContext | None = None

    async def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Outcome:
        """Send a body, and return the outcome; this does not raise."""
        try:
            async with asyncio.timeout(self._timeout_seconds):
                status = await self._post(url, headers, body)
        except (aiohttp.ClientError, OSError, ValueError) as error:
            return Outcome(None, _reason(error))
        if not FIRST_FINAL <= status <= LAST:
            return Outcome(None, "bad_answer")
        return Outcome(status, _error_of(status))

    async def _post(self, url: str, headers: Mapping[str, str], body: bytes) -> int:
        opened: list[socket.socket] = []
        limit = self._head_bytes + (HANDSHAKE_BYTES if url.startswith("https:") else 0)

        def open_socket(info: AddressInfo) -> socket.socket:
            opened.append(_LimitedSocket(self._guard(info), limit))
            return opened[-1]

        try:
            async with (
                self._session(open_socket) as session,
                session.post(
                    URL(url, encoded=True),
                    headers=headers,
                    data=BytesIO(body),
                    allow_redirects=False,
                ) as response,
            ):
                return response.status
        finally:
            # A receiver that does not read or does not close does not delay this process.
            for one in opened:
                with suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)

    def _session(
        self, open_socket: Callable[[AddressInfo], socket.socket]
    ) -> aiohttp.ClientSession:
        if self._tls is None:
            self._tls = ssl.create_default_context()
        return aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                force_close=True, socket_factory=open_socket, ssl=self._tls
            ),
            cookie_jar=aiohttp.DummyCookieJar(),
            max_field_size=self._head_bytes,
            max_line_size=self._head_bytes,
            skip_auto_headers=("Accept", "Accept-Encoding"),
            timeout=aiohttp.ClientTimeout(total=None),
        )


class _LimitedSocket(socket.socket):
    """A socket that reads a limited number of bytes, and then reports the end of the stream."""

    def __init__(self, opened: socket.socket, limit: int) -> None:
        super().__init__(fileno=opened.detach())
        self._left = limit

    def recv(self, bufsize: int, flags: int = 0, /) -> bytes:
        data = super().recv(min(bufsize, self._left), flags) if self._left else b""
        self._left -= len(data)
        return data

    def recv_into(self, buffer: "WriteableBuffer", nbytes: int = 0, flags: int = 0, /) -> int:
        size = min(nbytes or memoryview(buffer).nbytes, self._left)
        count = super().recv_into(buffer, size, flags) if size else 0
        self._left -= count
        return count


def _reason(error: Exception) -> str:
    """Return why there was no response."""
    match error:
        case TimeoutError():
            return "timeout"
        case aiohttp.ClientSSLError():
            return "tls_failed"
        case (
            # A name without an address looks like one with an inner address: a caller must not
            # learn which inner names exist.
            aiohttp.ClientConnectorDNSError()
            | aiohttp.ClientConnectorError(os_error=AddressRefusedError())
            | aiohttp.InvalidURL()
        ):
            return "address_refused"
        case aiohttp.ClientResponseError() | aiohttp.ServerDisconnectedError():
            return "bad_answer"
        case _:
            return "unreachable"


def _error_of(status: int) -> str | None:
    if status < FIRST_REDIRECT:
        return None
    if status < FIRST_ERROR:
        return "redirected"
    return "gone" if status == GONE else "refused"

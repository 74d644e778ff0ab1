"""Requests over the connections of aiohttp's connector, without the work of its session.

The session prepares each request for cookies, redirects, forms, uploads and traces, which no call
to a cloud has. The connector (pool, TLS, names), the protocol and its parser are aiohttp's own,
used as its session uses them; not all of that is public. A test compares the bytes that both send.
"""

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Any, NamedTuple

import aiohttp
from aiohttp.connector import Connection
from aiohttp.http_writer import _serialize_headers
from yarl import URL

# A URL whose parts are sent as they are; the session takes any other.
PLAIN = re.compile(r"(https?://[a-z0-9.-]+(?::\d+)?)(/[!-\"$->@-~]*)(?:\?([!-\"$-~]*))?")
# Requests that may be sent once more if their connection was closed.
IDEMPOTENT = frozenset({"GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE"})
# Those that need no length if they have no body.
BODILESS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
MOST_ORIGINS = 512
OK = 200
SWITCHING = 101


class Opened(NamedTuple):
    """A response whose body is not read yet; its reader must release the connection."""

    status: int
    headers: Mapping[str, str]
    content: aiohttp.StreamReader
    connection: Connection


class _Origin(aiohttp.ClientRequest):
    """What the connector needs to know of a server, whose key for connections never changes."""

    @cached_property
    def connection_key(self) -> Any:  # noqa: ANN401  # aiohttp's, which makes it again for each request
        return super().connection_key


class Requests:
    """Sends requests over a connector.

    Args:
        connector: the connection pool; a session owns it.
        timeout: the limit for connecting a socket; the caller limits the whole request.
    """

    def __init__(self, connector: aiohttp.TCPConnector, timeout: aiohttp.ClientTimeout) -> None:
        self._connector = connector
        self._timeout = timeout
        self._origins: dict[str, _Origin] = {}

    async def send(
        self, method: str, url: re.Match[str], headers: Mapping[str, str], body: bytes
    ) -> Opened:
        """Send a request, as a session would, and return the head of its response.

        Args:
            method: in upper case.
            url: a match of `PLAIN`.
            headers: all headers, except those that a session adds.
            body: the body, or nothing.

        Raises:
            aiohttp.ClientError, OSError, TimeoutError: there is no response.
        """
        origin, path, query = url.groups()
        to = self._origins.get(origin) or self._origin(origin)
        target = f"{path}?{query}" if query else path
        content = _head(method, target, {"Host": to.headers["Host"], **headers}, body) + body
        try:
            return await self._sent(to, method, content)
        except aiohttp.ClientConnectorError:
            raise
        except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError):
            if method not in IDEMPOTENT:
                raise
        return await self._sent(to, method, content)

    def _origin(self, origin: str) -> aiohttp.ClientRequest:
        """Return what the connector needs to know of a server."""
        if len(self._origins) >= MOST_ORIGINS:
            self._origins.clear()
        found = self._origins[origin] = _Origin("GET", URL(origin))
        return found

    async def _sent(self, to: aiohttp.ClientRequest, method: str, content: bytes) -> Opened:
        connection = await self._connector.connect(to, traces=[], timeout=self._timeout)
        try:
            return await _opened(connection, method, content)
        except BaseException:
            connection.close()
            raise


async def _opened(connection: Connection, method: str, content: bytes) -> Opened:
    protocol, transport = connection.protocol, connection.transport
    if protocol is None or transport is None:
        raise aiohttp.ClientConnectionResetError
    protocol.set_response_params(
        skip_payload=method == "HEAD", read_until_eof=True, auto_decompress=False
    )
    transport.write(content)
    while True:
        message, body = await protocol.read()
        # Other statuses below 200 announce that the response follows.
        if message.code >= OK or message.code == SWITCHING:
            return Opened(message.code, message.headers, body, connection)


def _head(method: str, target: str, headers: dict[str, str], body: bytes) -> bytes:
    """Return the first lines of a request; raises `ValueError` for a control character."""
    if "Accept" not in headers:
        headers["Accept"] = "*/*"
    if body or method not in BODILESS:
        headers["Content-Length"] = str(len(body))
    content: bytes = _serialize_headers(f"{method} {target} HTTP/1.1", headers)  # type: ignore[arg-type]  # any mapping is written
    return content

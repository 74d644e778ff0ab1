"""Fetch: one small JSON document from a URL that a tenant, an operator or an issuer chose.

The guard decides which addresses may be connected to. Time and bytes are limited, no redirect is
followed, no proxy is used, and nothing is unpacked.
"""

import asyncio
import ssl
from collections.abc import Mapping
from typing import Any, Final

import aiohttp
import msgspec
from yarl import URL

from posture.identity.errors import IssuerError
from posture.outbound import AddressRefusedError, Guard

OK: Final = 200
CHUNK_BYTES: Final = 16_384
HEAD_BYTES: Final = 16_384


class Fetcher:
    """Fetches documents for one process."""

    def __init__(
        self,
        guard: Guard,
        *,
        timeout_seconds: float,
        limit_bytes: int,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._guard = guard
        self._timeout_seconds = timeout_seconds
        self._limit_bytes = limit_bytes
        self._tls = tls

    async def get(self, url: str) -> dict[str, Any]:
        """Return the JSON object at an `https` URL.

        Raises:
            IssuerError: there is none, or it cannot be read within the limits.
        """
        return await self._object("GET", url)

    async def post(
        self, url: str, form: Mapping[str, str], headers: Mapping[str, str]
    ) -> dict[str, Any]:
        """Send a form to an `https` URL; return the JSON object of the response.

        Raises:
            IssuerError: there is none, or it cannot be read within the limits.
        """
        return await self._object("POST", url, data=form, headers=headers)

    async def _object(self, method: str, url: str, **sent: Any) -> dict[str, Any]:  # noqa: ANN401  # of aiohttp
        try:
            async with asyncio.timeout(self._timeout_seconds):
                content = await self._content(method, url, **sent)
                return msgspec.json.decode(content, type=dict[str, Any])
        except TimeoutError:
            raise IssuerError("timeout") from None
        except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
            raise IssuerError("no_json") from None
        except aiohttp.ClientSSLError:
            raise IssuerError("tls_failed") from None
        except (aiohttp.ClientError, OSError, ValueError) as error:
            refused = isinstance(getattr(error, "os_error", error), AddressRefusedError)
            raise IssuerError("address_refused" if refused else "unreachable") from None

    async def _content(self, method: str, url: str, **sent: Any) -> bytes:  # noqa: ANN401  # as above
        if self._tls is None:
            self._tls = ssl.create_default_context()
        session = aiohttp.ClientSession(
            auto_decompress=False,
            connector=aiohttp.TCPConnector(
                force_close=True, socket_factory=self._guard, ssl=self._tls
            ),
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={"Accept": "application/json", "Accept-Encoding": "identity"},
            max_field_size=HEAD_BYTES,
            max_line_size=HEAD_BYTES,
            read_bufsize=CHUNK_BYTES,
            timeout=aiohttp.ClientTimeout(total=None),
        )
        async with (
            session,
            session.request(method, URL(url), allow_redirects=False, **sent) as response,
        ):
            if response.status != OK:
                raise IssuerError(f"status_{response.status}")
            return await self._body(response)

    async def _body(self, response: aiohttp.ClientResponse) -> bytes:
        if (response.content_length or 0) > self._limit_bytes:
            raise IssuerError("too_large")
        read = bytearray()
        async for chunk in response.content.iter_chunked(CHUNK_BYTES):
            read += chunk
            if len(read) > self._limit_bytes:
                # Without this, closing would wait for the end of the stream.
                response.close()
                raise IssuerError("too_large")
        return bytes(read)

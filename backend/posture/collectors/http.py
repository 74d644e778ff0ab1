"""HTTP to a cloud: one connection pool for one account, and the limits of what is read from it."""

from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
from aiohttp.http_exceptions import HttpProcessingError
from yarl import URL

from posture.collectors.errors import NO_ENDPOINT, TOO_LARGE, CallError
from posture.collectors.request import PLAIN, Requests
from posture.deadlines import Deadlines
from posture.outbound import AddressRefusedError, Guard
from posture.settings import Settings

# What separates the elements of XML and JSON: parsed, an element takes up to thirty times the bytes
# that it has in the response.
ELEMENTS = (b"</", b"/>", b"{", b"[", b",")


class HttpResponse(NamedTuple):
    """A response whose body was read up to the limits."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class CloudHttp:
    """One connection pool; it follows no redirect and accepts no compressed response.

    Args:
        settings: timeouts and limits.
        guarded: whether a caller of the API chose the host: then only the addresses that the
            settings allow are connected, and no proxy is used, because a proxy would connect for us
            without checking the address.
    """

    def __init__(self, settings: Settings, *, guarded: bool) -> None:
        self._guarded = guarded
        self._answer_bytes = settings.cloud_answer_bytes
        self._answer_elements = settings.cloud_answer_elements
        self._answers_bytes = settings.cloud_answers_bytes
        self._held_bytes = 0
        self._proxies = getproxies()
        self._proxy_by_host: dict[tuple[str, str], str | None] = {}
        seconds = settings.cloud_call_timeout_seconds
        self._deadlines = Deadlines(seconds)
        timeout = aiohttp.ClientTimeout(
            total=seconds, sock_connect=settings.cloud_connect_timeout_seconds
        )
        connector = aiohttp.TCPConnector(
            limit=settings.cloud_calls_in_flight,
            socket_factory=_guard(settings) if guarded else None,
        )
        self._requests = Requests(connector, timeout)
        # For proxies, and for what is not a plain URL.
        self._session = aiohttp.ClientSession(
            connector=connector,
            timeout=timeout,
            skip_auto_headers=("User-Agent", "Accept-Encoding", "Content-Type"),
            cookie_jar=aiohttp.DummyCookieJar(),
            # No compressed response is accepted, so a small one cannot become a large one.
            auto_decompress=False,
        )

    async def close(self) -> None:
        """Close the connections."""
        self._deadlines.close()
        await self._session.close()

    def proxy_of(self, url: str) -> str | None:
        """Return the proxy for a URL, by `HTTPS_PROXY` and `NO_PROXY`.

        The environment is searched once: each time, that takes longer than to sign a call.
        """
        if not self._proxies:
            return None
        parts = urlsplit(url)
        key = (parts.scheme, parts.netloc)
        if key not in self._proxy_by_host:
            found = None if proxy_bypass(parts.netloc) else self._proxies.get(parts.scheme)
            self._proxy_by_host[key] = found
        return self._proxy_by_host[key]

    async def exchange(
        self,
        call: str,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str],
        body: bytes = b"",
        proxy: str | None = None,
    ) -> HttpResponse:
        """Send one request, once.

        Args:
            call: `service:Operation`, for errors.
            method: `GET`, `POST` and so on.
            url: the URL, encoded.
            headers: all headers.
            body: the request's body.
            proxy: the proxy for the URL, as of `proxy_of`; metadata of a machine have none.

        Raises:
            CallError: there is no response, or it is larger than the limits.
        """
        used_proxy = None if self._guarded else proxy
        plain = None if used_proxy else PLAIN.fullmatch(url)
        try:
            if plain is None:
                return await self._by_session(
                    call, method, url, headers=headers, body=body, proxy=used_proxy
                )
            with self._deadlines.limit():
                opened = await self._requests.send(method, plain, headers, body)
                try:
                    content = await self._read(call, opened.content)
                except BaseException:
                    opened.connection.close()
                    raise
                opened.connection.release()
                return HttpResponse(opened.status, opened.headers, content)
        except TimeoutError as error:
            raise CallError("Timeout", call) from error
        except aiohttp.ClientConnectorDNSError as error:
            # A caller who chose the host must not learn which inner names exist.
            raise CallError("AddressRefused" if self._guarded else NO_ENDPOINT, call) from error
        except aiohttp.ClientConnectorError as error:
            refused = isinstance(error.os_error, AddressRefusedError)
            raise CallError("AddressRefused" if refused else "Unreachable", call) from error
        except (aiohttp.ClientError, HttpProcessingError, OSError) as error:
            raise CallError("Unreachable", call) from error

    async def _by_session(  # as exchange()
        self,
        call: str,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str],
        body: bytes,
        proxy: str | None,
    ) -> HttpResponse:
        async with self._session.request(
            method,
            URL(url, encoded=True),
            headers=headers,
            data=body or None,
            allow_redirects=False,
            proxy=proxy,
        ) as response:
            try:
                content = await self._read(call, response.content)
            except BaseException:
                response.close()
                raise
            return HttpResponse(response.status, response.headers, content)

    async def _read(self, call: str, content: aiohttp.StreamReader) -> bytes:
        """Read a body, up to the limits of one response and of all that are read at the moment."""
        parts: list[bytes] = []
        size = 0
        try:
            while not content.at_eof():
                part = await content.readany()
                size += len(part)
                self._held_bytes += len(part)
                if size > self._answer_bytes or self._held_bytes > self._answers_bytes:
                    raise CallError(TOO_LARGE, call)
                parts.append(part)
            body = b"".join(parts)
            # No element is shorter than a byte: most responses are too short to count them.
            if size > self._answer_elements and _element_count(body) > self._answer_elements:
                raise CallError(TOO_LARGE, call)
            return body
        finally:
            self._held_bytes -= size


def _guard(settings: Settings) -> Guard:
    from posture.domain.egress import EgressPolicy  # noqa: PLC0415  # 1 ms that most processes do not need

    return Guard(EgressPolicy(settings.endpoint_networks.split()))


def _element_count(body: bytes) -> int:
    return sum(map(body.count, ELEMENTS))

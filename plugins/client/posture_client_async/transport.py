"""Transport: HTTP requests with retries, over the connection pool of an aiohttp session."""

from __future__ import annotations

import asyncio
import json
import ssl
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar
from urllib.parse import urlencode

import aiohttp
from yarl import URL

from posture_client.errors import UnreachableError
from posture_client.options import Options, checked, proxy_of, require_token, unreachable
from posture_client.pace import Pace
from posture_client.responses import JSON, Response
from posture_client.retries import RETRIED, Retries
from posture_client_async.streaming import READ_BYTES, StreamingResponse

T = TypeVar("T")

_FIRST_REFUSAL = 400
_FORM = "application/x-www-form-urlencoded"


class Transport:
    """Sends requests to one server, from the tasks of one event loop."""

    def __init__(self, options: Options, token: Callable[[], Awaitable[str]] | str) -> None:
        """Make a transport; `token` stands in for that of the options."""
        self._options = options
        self._base = checked(options.endpoint)
        if isinstance(token, str):
            require_token(token)
        self._token = token
        self._pace: Pace | None = None
        if options.rate_limit_seconds is not None:
            self._pace = Pace(options.rate_limit_seconds)
        self._session: aiohttp.ClientSession | None = None
        self._proxy: str | None = None
        self._answered = False

    async def send(
        self,
        method: str,
        path: str,
        *,
        body: Any = None,  # noqa: ANN401  # any JSON
        headers: Mapping[str, str] | None = None,
        accept: str = JSON,
        form: Mapping[str, str] | None = None,
        repeatable: bool = True,
    ) -> Response:
        """Send a request and return the response; retry where a retry may help.

        Most requests can be sent again: one that creates something has an `Idempotency-Key`. One
        that is not `repeatable` is sent again only if the server has not acted on it for certain.

        Raises:
            ApiError: the server refused; the subclass depends on the status.
            UnreachableError: no response.
            NotPostureError: the response is not from a posture server.
        """
        wanted = {"Accept": accept, **(headers or {})}
        payload = None if body is None else json.dumps(body).encode()
        if form is not None:
            wanted["Content-Type"], payload = _FORM, urlencode(form).encode()

        async def once() -> Response:
            async with await self._open(method, path, wanted, payload) as opened:
                return await opened.read_all()

        return await self._with_retries(once, repeatable=repeatable)

    async def open_with_retries(self, path: str, headers: Mapping[str, str]) -> StreamingResponse:
        """Open a GET as `open` does; retry until the response begins."""
        return await self._with_retries(lambda: self._accepted(path, headers, None))

    async def open(
        self, path: str, headers: Mapping[str, str], *, first_seconds: float | None = None
    ) -> StreamingResponse:
        """Send a GET once and return when the response begins.

        Args:
            path: the path and query.
            headers: the headers, with `Accept`.
            first_seconds: how long the head and the first line of the response may take.

        Raises:
            ApiError: the server refused; the subclass depends on the status.
            UnreachableError: no response.
            NotPostureError: the response is not from a posture server.
        """
        if self._pace:
            await self._turn(self._pace, Retries(self._options, self._pace))
        return await self._accepted(path, headers, first_seconds)

    async def close(self) -> None:
        """Close the pooled connections."""
        if self._session:
            await self._session.close()

    async def _with_retries(
        self, once: Callable[[], Awaitable[T]], *, repeatable: bool = True
    ) -> T:
        retries = Retries(self._options, self._pace, repeatable=repeatable)
        while True:
            if self._pace:
                await self._turn(self._pace, retries)
            try:
                return await once()
            except RETRIED as error:
                wait = retries.after(error, contacted=self._answered)
            if wait is not None:
                await asyncio.sleep(wait)

    async def _turn(self, pace: Pace, retries: Retries) -> None:
        seconds = pace.turn(retries.paced_seconds, retries.refusal)
        try:
            if seconds:
                await asyncio.sleep(seconds)
        except BaseException:
            pace.give_up_turn()
            raise
        retries.paced_seconds += seconds

    async def _accepted(
        self, path: str, headers: Mapping[str, str], first_seconds: float | None
    ) -> StreamingResponse:
        response = await self._open("GET", path, headers, None, first_seconds)
        if response.status >= _FIRST_REFUSAL:
            async with response:
                await response.read_all()
        return response

    async def _open(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str],
        payload: bytes | None,
        first_seconds: float | None = None,
    ) -> StreamingResponse:
        """Send a request, let the pace learn from its response, and return it unread."""
        number = self._pace.sent() if self._pace else 0
        found: Mapping[str, str] = {}
        try:
            response = await self._request(method, path, headers, payload, first_seconds)
            found = response.headers
        finally:
            if self._pace:
                self._pace.answered(number, found)
        self._answered = True
        return response

    async def _request(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str],
        payload: bytes | None,
        first_seconds: float | None,
    ) -> StreamingResponse:
        bearer = self._token if isinstance(self._token, str) else await self._token()
        own = self._options.headers(bearer, with_body=payload is not None)
        base = self._base.geturl()
        try:
            async with asyncio.timeout(first_seconds):
                response = await self._opened_session().request(
                    method,
                    # As it is written: a path has its parts quoted.
                    URL(base + path, encoded=True),
                    data=payload,
                    headers=own | dict(headers),
                    proxy=self._proxy,
                    allow_redirects=False,
                    read_bufsize=READ_BYTES,
                )
        except (OSError, aiohttp.ClientError) as error:
            sent = not isinstance(error, aiohttp.ClientConnectorError)
            raise self._unreachable(error, sent=sent) from error
        return StreamingResponse(
            response,
            self._options.endpoint,
            first_seconds,
            lambda error: self._unreachable(error, sent=True),
        )

    def _opened_session(self) -> aiohttp.ClientSession:
        if self._session is None:
            options = self._options
            secure = self._base.scheme == "https"
            context = ssl.create_default_context(cafile=options.ca_file) if secure else True
            proxy = proxy_of(self._base)
            self._proxy = proxy.geturl() if proxy else None
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(ssl=context),
                cookie_jar=aiohttp.DummyCookieJar(),
                timeout=aiohttp.ClientTimeout(
                    total=None,
                    sock_connect=options.connect_seconds,
                    sock_read=options.timeout_seconds,
                ),
                # A page is small beside the time that its compression takes.
                skip_auto_headers=("Accept-Encoding",),
            )
        return self._session

    def _unreachable(self, error: Exception, *, sent: bool) -> UnreachableError:
        return unreachable(self._options.endpoint, error, sent=sent)

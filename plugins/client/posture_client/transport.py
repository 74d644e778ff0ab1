"""Transport: HTTP requests with retries, over a pool of connections that threads share.

`http.client`, `ssl` and `json` are imported when the first request is sent: a command that only
shows its help, or a provider that only does its handshake, does not need them.
"""

from __future__ import annotations

import os
import time
from collections import deque
from urllib.parse import urlencode, urlsplit

from posture_client.backoff import Backoff
from posture_client.errors import (
    ApiError,
    NotPostureError,
    PostureError,
    RateLimitedError,
    ServerError,
    UnreachableError,
)
from posture_client.limits import TooLargeError, read_response
from posture_client.pace import Pace
from posture_client.responses import JSON, Response, lower_case_headers, parse_response

TYPE_CHECKING = False  # the name of typing's constant; importing typing takes 20 ms
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from http.client import HTTPConnection, HTTPResponse
    from typing import Any, TypeVar
    from urllib.parse import SplitResult

    from posture_client.streaming import StreamingResponse

    T = TypeVar("T")

_POOLED_CONNECTIONS = 16
_LARGEST_BACKOFF_SECONDS = 5.0
_FIRST_REFUSAL = 400
_FORM = "application/x-www-form-urlencoded"


class Options:
    """How to reach a server and how long to try."""

    def __init__(
        self,
        *,
        endpoint: str,
        token: str | Callable[[], str],
        connect_seconds: float = 10.0,
        timeout_seconds: float = 30.0,
        patience_seconds: float = 30.0,
        rate_limit_seconds: float | None = None,
        first_contact_seconds: float = 2.0,
        backoff_seconds: float = 0.2,
        ca_file: str | None = None,
        user_agent: str = "posture-client",
        trace: Mapping[str, str] | None = None,
        on_wait: Callable[[float, PostureError], None] | None = None,
        sleep: Callable[[float], object] = time.sleep,
    ) -> None:
        """Gather options.

        Args:
            endpoint: the server's base URL, without `/api/v2`.
            token: the bearer token, or what returns it for each request; it is never shown.
            connect_seconds: how long a connection may take.
            timeout_seconds: how long a response may take.
            patience_seconds: how long one call may wait and retry in total; 0 never retries.
            rate_limit_seconds: how long one call may wait for the rate limit of the token, beside
                `patience_seconds`, in turn with the other threads; without it, such a wait is
                part of `patience_seconds`.
            first_contact_seconds: the same until the first response: a wrong address is reported
                soon, but a server that responded before may take time to restart.
            backoff_seconds: about the first pause before a retry; it doubles each time.
            ca_file: PEM file of the authorities to trust instead of the system's.
            user_agent: the name of the program.
            trace: W3C headers to continue, `traceparent` and `tracestate`.
            on_wait: called before each pause with its seconds and its reason.
            sleep: pauses for so many seconds; pass one that can be interrupted to stop a pause.
        """
        self.endpoint = endpoint
        self.token = token
        self.connect_seconds = connect_seconds
        self.timeout_seconds = timeout_seconds
        self.patience_seconds = patience_seconds
        self.rate_limit_seconds = rate_limit_seconds
        self.first_contact_seconds = first_contact_seconds
        self.backoff_seconds = backoff_seconds
        self.ca_file = ca_file
        self.user_agent = user_agent
        self.trace = dict(trace or {})
        self.on_wait = on_wait
        self.sleep = sleep


class Transport:
    """Sends requests to one server; safe to share between threads."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._base = _checked(options.endpoint)
        if isinstance(options.token, str):
            _require_token(options.token)
        self._idle: deque[HTTPConnection] = deque()
        self._pace: Pace | None = None
        if options.rate_limit_seconds is not None:
            self._pace = Pace(options.rate_limit_seconds, sleep=options.sleep)
        self._answered = False
        self._closed = False

    def send(
        self,
        method: str,
        path: str,
        *,
        body: Any = None,  # noqa: ANN401  # any JSON
        headers: Mapping[str, str] | None = None,
        accept: str = JSON,
        form: Mapping[str, str] | None = None,
    ) -> Response:
        """Send a request and return the response; retry where a retry may help.

        Every request can be sent again: one that creates something has an `Idempotency-Key`.

        Raises:
            ApiError: the server refused; the subclass depends on the status.
            UnreachableError: no response.
            NotPostureError: the response is not from a posture server.
        """
        wanted = {"Accept": accept, **(headers or {})}
        if form is not None:
            wanted["Content-Type"], body = _FORM, urlencode(form).encode()
        return self._with_retries(lambda: self._once(method, path, body, wanted))

    def open_with_retries(self, path: str, headers: Mapping[str, str]) -> StreamingResponse:
        """Open a GET as `open` does; retry until the response begins."""
        return self._with_retries(lambda: self._open(path, headers, None))

    def _with_retries(self, once: Callable[[], T]) -> T:
        begun = time.monotonic()
        backoff = Backoff(self._options.backoff_seconds, _LARGEST_BACKOFF_SECONDS)
        paced_seconds = 0.0
        refusal: RateLimitedError | None = None
        while True:
            if self._pace:
                paced_seconds += self._pace.wait(paced_seconds, refusal)
            try:
                return once()
            except (UnreachableError, RateLimitedError, ServerError) as error:
                if self._pace and isinstance(error, RateLimitedError) and error.of_requests:
                    self._pace.refused(error)
                    refusal = error
                    continue
                wait = backoff.next_seconds()
                if isinstance(error, ApiError) and error.retry_after_seconds is not None:
                    wait = error.retry_after_seconds
                over = time.monotonic() - begun - paced_seconds + wait > self._patience(error)
                if over or not _worth_retrying(error):
                    raise
                if self._options.on_wait:
                    self._options.on_wait(wait, error)
            self._options.sleep(wait)

    def open(
        self, path: str, headers: Mapping[str, str], *, first_seconds: float | None = None
    ) -> StreamingResponse:
        """Send a GET once, over a connection of its own, and return when the response begins.

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
            self._pace.wait(0.0, None)
        return self._open(path, headers, first_seconds)

    def _open(
        self, path: str, headers: Mapping[str, str], first_seconds: float | None
    ) -> StreamingResponse:
        response = self._in_turn(
            lambda: self._opened(path, headers, first_seconds), lambda opened: opened.headers
        )
        self._answered = True
        if response.status >= _FIRST_REFUSAL:
            with response:
                response.read_all()
        return response

    def _opened(
        self, path: str, headers: Mapping[str, str], first_seconds: float | None
    ) -> StreamingResponse:
        from http.client import HTTPException  # noqa: PLC0415  # see the module's docstring

        from posture_client.streaming import StreamingResponse  # noqa: PLC0415  # only a watched run needs it

        connection = self._connect()
        connection.sock.settimeout(first_seconds or self._options.timeout_seconds)
        try:
            self._request(connection, "GET", path, None, headers)
            return StreamingResponse(
                connection,
                self._options.endpoint,
                self._options.timeout_seconds,
                lambda error: self._unreachable(error, sent=True),
            )
        except (OSError, HTTPException) as error:
            connection.close()
            raise self._unreachable(error, sent=True) from error

    def close(self) -> None:
        """Close the pooled connections, and pool no more."""
        self._closed = True
        while self._idle:
            self._idle.pop().close()

    def _patience(self, error: PostureError) -> float:
        if isinstance(error, UnreachableError) and not self._answered:
            return min(self._options.first_contact_seconds, self._options.patience_seconds)
        return self._options.patience_seconds

    def _once(
        self,
        method: str,
        path: str,
        body: Any,  # noqa: ANN401  # any JSON
        headers: Mapping[str, str],
    ) -> Response:
        import json  # noqa: PLC0415  # see the module's docstring

        payload = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        response, text = self._in_turn(
            lambda: self._answer(method, path, payload, headers),
            lambda answer: lower_case_headers(answer[0]),
        )
        return parse_response(self._options.endpoint, response, text)

    def _in_turn(self, send: Callable[[], T], headers_of: Callable[[T], Mapping[str, str]]) -> T:
        """Send a request, and let the pace learn from its response."""
        if not self._pace:
            return send()
        headers: Mapping[str, str] = {}
        number = self._pace.sent()
        try:
            response = send()
            headers = headers_of(response)
        finally:
            self._pace.answered(number, headers)
        return response

    def _answer(
        self,
        method: str,
        path: str,
        payload: bytes | None,
        headers: Mapping[str, str],
    ) -> tuple[HTTPResponse, bytes]:
        from http.client import HTTPException  # noqa: PLC0415  # as above

        pooled = self._pooled()
        connection = pooled or self._connect()
        try:
            try:
                response = self._exchange(connection, method, path, payload, headers)
            except ConnectionError:
                connection.close()
                if pooled is None:
                    raise
                # The server had closed the pooled connection: try once over a new one.
                connection = self._connect()
                response = self._exchange(connection, method, path, payload, headers)
            text = read_response(response)
        except (OSError, HTTPException) as error:
            connection.close()
            raise self._unreachable(error, sent=True) from error
        except TooLargeError as error:
            connection.close()
            raise NotPostureError(f"{self._options.endpoint}: {error}") from error
        except BaseException:
            connection.close()
            raise
        self._answered = True
        if response.will_close or len(self._idle) >= _POOLED_CONNECTIONS:
            connection.close()
        else:
            self._idle.append(connection)
            if self._closed:  # meanwhile, by another thread
                self.close()
        return response, text

    def _pooled(self) -> HTTPConnection | None:
        try:
            return self._idle.pop()
        except IndexError:
            return None

    def _exchange(
        self,
        connection: HTTPConnection,
        method: str,
        path: str,
        payload: bytes | None,
        headers: Mapping[str, str],
    ) -> HTTPResponse:
        self._request(connection, method, path, payload, headers)
        return connection.getresponse()

    def _request(
        self,
        connection: HTTPConnection,
        method: str,
        path: str,
        payload: bytes | None,
        headers: Mapping[str, str],
    ) -> None:
        token = self._options.token
        bearer = token if isinstance(token, str) else token()
        own = {
            **({"Authorization": f"Bearer {bearer}"} if bearer else {}),
            "User-Agent": self._options.user_agent,
            **self._options.trace,
        }
        if payload is not None:
            own["Content-Type"] = JSON
        connection.request(method, self._base.path + path, payload, own | dict(headers))

    def _connect(self) -> HTTPConnection:
        connection = self._unconnected()
        try:
            connection.connect()
        except OSError as error:
            connection.close()
            raise self._unreachable(error, sent=False) from error
        connection.sock.settimeout(self._options.timeout_seconds)
        return connection

    def _unreachable(self, error: Exception, *, sent: bool) -> UnreachableError:
        reason = str(error) or type(error).__name__
        return UnreachableError(
            f"cannot reach {self._options.endpoint}: {reason}",
            sent=sent,
            lasting="certificate" in reason.lower(),
        )

    def _unconnected(self) -> HTTPConnection:
        from http.client import HTTPConnection, HTTPSConnection  # noqa: PLC0415  # see the module

        host, port = self._base.hostname or "", self._base.port
        seconds = self._options.connect_seconds
        proxy = _proxy(self._base)
        first, first_port = (proxy.hostname or "", proxy.port) if proxy else (host, port)
        if self._base.scheme == "http":
            connection = HTTPConnection(first, first_port, timeout=seconds)
        else:
            from ssl import create_default_context  # noqa: PLC0415  # see the module

            context = create_default_context(cafile=self._options.ca_file)
            connection = HTTPSConnection(first, first_port, timeout=seconds, context=context)
        if proxy:
            connection.set_tunnel(host, port)
        return connection


def _require_token(token: str) -> None:
    if not token.isascii() or not token.isprintable() or " " in token:
        raise ValueError("the token contains characters that are not allowed in a token")


def _checked(endpoint: str) -> SplitResult:
    base = urlsplit(endpoint.rstrip("/"))
    if base.scheme not in {"http", "https"} or not base.hostname:
        raise ValueError(f"endpoint must be an http:// or https:// URL, not {endpoint!r}")
    if base.username or base.query:
        raise ValueError("endpoint must contain neither credentials nor a query")
    return base


def _proxy(base: SplitResult) -> SplitResult | None:
    if base.scheme != "https" or not any(name.lower() == "https_proxy" for name in os.environ):
        return None
    from urllib.request import getproxies, proxy_bypass  # noqa: PLC0415  # see the module

    url = getproxies().get("https")
    if not url or proxy_bypass(base.hostname or ""):
        return None
    return urlsplit(url if "//" in url else f"http://{url}")


def _worth_retrying(error: PostureError) -> bool:
    match error:
        case UnreachableError():
            return not error.lasting
        case RateLimitedError() | ServerError():
            return True
        case _:
            return False

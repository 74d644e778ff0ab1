"""Transport: HTTP requests with retries, over a pool of connections that threads share.

`http.client`, `ssl` and `json` are imported when the first request is sent: a command that only
shows its help, or a provider that only does its handshake, does not need them.
"""

from __future__ import annotations

from collections import deque
from urllib.parse import urlencode

from posture_client.errors import NotPostureError
from posture_client.limits import TooLargeError, read_response
from posture_client.options import checked, proxy_of, require_token, unreachable
from posture_client.pace import Pace
from posture_client.responses import JSON, Response, lower_case_headers, parse_response
from posture_client.retries import RETRIED, Retries

TYPE_CHECKING = False  # the name of typing's constant; importing typing takes 20 ms
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from http.client import HTTPConnection, HTTPResponse
    from typing import Any, TypeVar

    from posture_client.errors import UnreachableError
    from posture_client.options import Options
    from posture_client.streaming import StreamingResponse

    T = TypeVar("T")

_POOLED_CONNECTIONS = 16
_FIRST_REFUSAL = 400
_FORM = "application/x-www-form-urlencoded"


class Transport:
    """Sends requests to one server; safe to share between threads."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._base = checked(options.endpoint)
        if isinstance(options.token, str):
            require_token(options.token)
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
        if form is not None:
            wanted["Content-Type"], body = _FORM, urlencode(form).encode()
        return self._with_retries(
            lambda: self._once(method, path, body, wanted, repeatable=repeatable),
            repeatable=repeatable,
        )

    def open_with_retries(self, path: str, headers: Mapping[str, str]) -> StreamingResponse:
        """Open a GET as `open` does; retry until the response begins."""
        return self._with_retries(lambda: self._open(path, headers, None))

    def _with_retries(self, once: Callable[[], T], *, repeatable: bool = True) -> T:
        retries = Retries(self._options, self._pace, repeatable=repeatable)
        while True:
            if self._pace:
                retries.paced_seconds += self._pace.wait(retries.paced_seconds, retries.refusal)
            try:
                return once()
            except RETRIED as error:
                wait = retries.after(error, contacted=self._answered)
            if wait is not None:
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

    def _once(
        self,
        method: str,
        path: str,
        body: Any,  # noqa: ANN401  # any JSON
        headers: Mapping[str, str],
        *,
        repeatable: bool = True,
    ) -> Response:
        import json  # noqa: PLC0415  # see the module's docstring

        payload = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        response, text = self._in_turn(
            lambda: self._answer(method, path, payload, headers, repeatable=repeatable),
            lambda answer: lower_case_headers(answer[0]),
        )
        headers = lower_case_headers(response)
        return parse_response(self._options.endpoint, response.status, headers, text)

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
        *,
        repeatable: bool,
    ) -> tuple[HTTPResponse, bytes]:
        from http.client import HTTPException  # noqa: PLC0415  # as above

        # Over a pooled connection, which the server may have closed, nothing is certain.
        pooled = self._pooled() if repeatable else None
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
        own = self._options.headers(bearer, with_body=payload is not None)
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
        return unreachable(self._options.endpoint, error, sent=sent)

    def _unconnected(self) -> HTTPConnection:
        from http.client import HTTPConnection, HTTPSConnection  # noqa: PLC0415  # see the module

        host, port = self._base.hostname or "", self._base.port
        seconds = self._options.connect_seconds
        proxy = proxy_of(self._base)
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

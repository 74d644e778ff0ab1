"""Transport: one HTTP request with its retries, over kept connections that threads share.

`http.client`, `ssl` and `json` are imported when the first request is sent: a command that only
shows its help, or a provider that only shakes hands, does not pay for them.
"""

from __future__ import annotations

import os
import time
from collections import deque
from urllib.parse import urlsplit

from posture_client.answers import JSON, Answer, answer
from posture_client.errors import (
    ApiError,
    PostureError,
    RateLimitedError,
    ServerError,
    UnreachableError,
)

TYPE_CHECKING = False  # what typing calls so; importing typing alone takes 20 ms
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from http.client import HTTPConnection, HTTPResponse
    from typing import Any, TypeVar
    from urllib.parse import SplitResult

    from posture_client.opened import Opened

    T = TypeVar("T")

_KEPT_CONNECTIONS = 16
_LARGEST_BACKOFF_SECONDS = 5.0
_FIRST_REFUSAL = 400


class Options:
    """How to reach a server and how long to try."""

    def __init__(
        self,
        *,
        endpoint: str,
        token: str,
        connect_seconds: float = 10.0,
        timeout_seconds: float = 30.0,
        patience_seconds: float = 30.0,
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
            token: sent as bearer; shown nowhere.
            connect_seconds: how long a connection may take.
            timeout_seconds: how long an answer may take.
            patience_seconds: how long one call may wait and retry in all; 0 never retries.
            first_contact_seconds: the same until the server has answered once: a wrong address
                is reported soon, a restart is waited for.
            backoff_seconds: about the first wait before a retry; it doubles each time.
            ca_file: PEM file of the authorities to trust instead of the system's.
            user_agent: what asks.
            trace: W3C headers to continue, `traceparent` and `tracestate`.
            on_wait: told the seconds and the reason before each wait.
            sleep: waits so many seconds; one that can be woken makes waits interruptible.
        """
        self.endpoint = endpoint
        self.token = token
        self.connect_seconds = connect_seconds
        self.timeout_seconds = timeout_seconds
        self.patience_seconds = patience_seconds
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
        if not options.token.isascii() or not options.token.isprintable() or " " in options.token:
            raise ValueError("the token holds characters that no token has")
        self._idle: deque[HTTPConnection] = deque()
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
        repeatable: bool = True,
    ) -> Answer:
        """Send a request and answer what came back, retrying what is worth it.

        A request that is not `repeatable` is sent again only where the server is known not to
        have acted on it.

        Raises:
            ApiError: the server refused, in the subclass of its status.
            UnreachableError: no answer.
            NotPostureError: an answer that no posture server gives.
        """
        wanted = {"Accept": accept, **(headers or {})}
        return self._patiently(
            lambda: self._once(method, path, body, wanted, repeatable=repeatable),
            repeatable=repeatable,
        )

    def open_patiently(self, path: str, headers: Mapping[str, str]) -> Opened:
        """Open a GET as `open` does, retrying what is worth it until it is open."""
        return self._patiently(lambda: self.open(path, headers), repeatable=True)

    def _patiently(self, once: Callable[[], T], *, repeatable: bool) -> T:
        begun = time.monotonic()
        attempt = 0
        while True:
            try:
                return once()
            except (UnreachableError, RateLimitedError, ServerError) as error:
                wait = _wait_seconds(error, attempt, self._options.backoff_seconds)
                over = time.monotonic() - begun + wait > self._patience(error)
                if over or not _worth_retrying(error, repeatable=repeatable):
                    raise
                if self._options.on_wait:
                    self._options.on_wait(wait, error)
            self._options.sleep(wait)
            attempt += 1

    def open(
        self, path: str, headers: Mapping[str, str], *, first_seconds: float | None = None
    ) -> Opened:
        """Send a GET, once, over a connection of its own, and answer as soon as it is answered.

        Args:
            path: where.
            headers: `Accept` among them.
            first_seconds: how long the answer's head and first line may take.

        Raises:
            ApiError: the server refused, in the subclass of its status.
            UnreachableError: no answer.
            NotPostureError: an answer that no posture server gives.
        """
        from http.client import HTTPException  # noqa: PLC0415  # see the module's docstring

        from posture_client.opened import Opened  # noqa: PLC0415  # only who follows a run needs it

        connection = self._connect()
        connection.sock.settimeout(first_seconds or self._options.timeout_seconds)
        try:
            self._request(connection, "GET", path, None, headers)
            opened = Opened(
                connection,
                self._options.endpoint,
                self._options.timeout_seconds,
                lambda error: self._unreachable(error, sent=True),
            )
        except (OSError, HTTPException) as error:
            connection.close()
            raise self._unreachable(error, sent=True) from error
        self._answered = True
        if opened.status >= _FIRST_REFUSAL:
            with opened:
                opened.answer()
        return opened

    def close(self) -> None:
        """Close the kept connections, and keep no more."""
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
        *,
        repeatable: bool,
    ) -> Answer:
        import json  # noqa: PLC0415  # see the module's docstring
        from http.client import HTTPException  # noqa: PLC0415  # as above

        payload = None if body is None else json.dumps(body).encode()
        kept = self._kept() if repeatable else None
        connection = kept or self._connect()
        try:
            try:
                response = self._exchange(connection, method, path, payload, headers)
            except ConnectionError:
                connection.close()
                if kept is None:
                    raise
                # The server had closed the kept connection; a new one tells the truth.
                connection = self._connect()
                response = self._exchange(connection, method, path, payload, headers)
            text = response.read()
        except (OSError, HTTPException) as error:
            connection.close()
            raise self._unreachable(error, sent=True) from error
        except BaseException:
            connection.close()
            raise
        self._answered = True
        if response.will_close or len(self._idle) >= _KEPT_CONNECTIONS:
            connection.close()
        else:
            self._idle.append(connection)
            if self._closed:  # meanwhile, by another thread
                self.close()
        return answer(self._options.endpoint, response, text)

    def _kept(self) -> HTTPConnection | None:
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
        own = {
            "Authorization": f"Bearer {self._options.token}",
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


def _checked(endpoint: str) -> SplitResult:
    base = urlsplit(endpoint.rstrip("/"))
    if base.scheme not in {"http", "https"} or not base.hostname:
        raise ValueError(f"endpoint must be an http:// or https:// URL, not {endpoint!r}")
    if base.username or base.query:
        raise ValueError("endpoint must hold neither credentials nor a query")
    return base


def _proxy(base: SplitResult) -> SplitResult | None:
    if base.scheme != "https" or not any(name.lower() == "https_proxy" for name in os.environ):
        return None
    from urllib.request import getproxies, proxy_bypass  # noqa: PLC0415  # see the module

    url = getproxies().get("https")
    if not url or proxy_bypass(base.hostname or ""):
        return None
    return urlsplit(url if "//" in url else f"http://{url}")


def _worth_retrying(error: PostureError, *, repeatable: bool) -> bool:
    match error:
        case RateLimitedError():
            return True
        case UnreachableError():
            return not error.lasting and (repeatable or not error.sent)
        case ServerError(slug="enqueue_failed"):
            return True
        case ServerError():
            return repeatable
        case _:
            return False


def _wait_seconds(error: PostureError, attempt: int, base: float) -> float:
    if isinstance(error, ApiError) and error.retry_after_seconds is not None:
        return error.retry_after_seconds
    import random  # noqa: PLC0415  # only a retry needs it

    full: float = min(_LARGEST_BACKOFF_SECONDS, base * 2**attempt)
    return full - random.random() * full / 2  # noqa: S311  # jitter

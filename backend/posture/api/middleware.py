"""Request middleware: the outermost layer.

It gives a request its id, its context and its span, and a response its common headers.
"""

import random
import re
from collections.abc import Awaitable, Mapping
from contextlib import closing
from functools import lru_cache
from typing import Final

import structlog
from litestar.enums import HttpMethod, ScopeType
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send
from opentelemetry.context import Context
from opentelemetry.trace import INVALID_SPAN, Span, SpanKind, Status, StatusCode

from posture.api.body import Ahead, reads_ahead
from posture.api.client_address import ClientAddress
from posture.api.cors import Cors
from posture.api.deprecation import Deprecations
from posture.api.deps import Deps
from posture.api.errors import FIRST_SERVER_ERROR, ProblemError
from posture.api.request_context import KEY, RequestContext
from posture.api.response_cache import ResponseCache
from posture.api.responses import Header, HTTPApp
from posture.telemetry import catalogue, context_from, is_traced, span
from posture.telemetry.budget import TraceBudget
from posture.telemetry.instruments import instruments
from posture.telemetry.recorder import Recorder

REQUEST_ID: Final = re.compile(rb"[A-Za-z0-9._-]{1,128}")
REQUEST_ID_BYTES: Final = 16
METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"})
# Responses are data for programs: no content sniffing, no scripts, no framing.
DATA_ONLY: Final = b"default-src 'none'; frame-ancestors 'none'"
SAFE: Final[tuple[Header, ...]] = (
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
)
# Headers whose lines are one list (RFC 9110, 5.3), and cookies, which HTTP/2 may split. Several
# lines of the last two, which have one value, become one that is refused.
JOINED: Final[Mapping[bytes, bytes]] = {
    b"accept": b", ",
    b"accept-encoding": b", ",
    b"if-match": b", ",
    b"if-none-match": b", ",
    b"cookie": b"; ",
    b"content-type": b", ",
    b"idempotency-key": b", ",
}
ENCODED_SLASH: Final = b"%2F"
log = structlog.get_logger()


class RequestMiddleware:
    """Gives every request a context and every response its headers."""

    def __init__(
        self,
        app: HTTPApp,
        deps: Deps,
        cache: ResponseCache,
        *,
        lifespan: ASGIApp,
        deprecations: Deprecations,
    ) -> None:
        self._app = app
        self._lifespan = lifespan
        self._deps = deps
        self._cache = cache
        self._address = ClientAddress(deps.settings)
        self._deprecations = deprecations
        self._budget = TraceBudget(deps.settings.trace_requests_per_second)
        self._cors = Cors(deps.settings.cors_origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request; HEAD is GET without its body."""
        if scope["type"] == ScopeType.HTTP:
            context = scope[KEY] = self._context(scope)  # type: ignore[typeddict-unknown-key]  # not a key of ASGI
            headers = context.headers
            if headers.get(b"content-length", b"0") != b"0" and reads_ahead(headers):
                with closing(Ahead(receive)) as ahead:
                    await self._serve(scope, context, ahead, send)
            else:
                await self._serve(scope, context, receive, send)
        elif str(scope["type"]) == "lifespan":
            await self._lifespan(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 1008, "reason": None})

    async def _serve(
        self, scope: HTTPScope, context: RequestContext, receive: Receive, send: Send
    ) -> None:
        parent = _parent(context.headers)
        if parent is None and not (self._budget.take() and is_traced()):
            await self._respond(scope, context, INVALID_SPAN, receive, send)
            return
        name = scope["method"] if scope["method"] in METHODS else "HTTP"
        with span(name, kind=SpanKind.SERVER, parent=parent) as current:
            await self._respond(scope, context, current, receive, send)

    def _context(self, scope: HTTPScope) -> RequestContext:
        sent = list(scope["headers"])
        headers = dict(sent)
        client = scope["client"]
        context = RequestContext(
            self._deps,
            self._cache,
            request_id=_request_id(headers),
            headers=headers,
            client_ip=self._address.find(client[0] if client else None, sent),
            scheme=scope["scheme"],
            deprecations=self._deprecations,
        )
        if len(sent) != len(headers):
            names = [name for name, _ in sent]
            context.is_ambiguous = names.count(b"authorization") > 1
            for several, separator in JOINED.items():
                if names.count(several) > 1:
                    lines = (text for name, text in sent if name == several)
                    headers[several] = separator.join(lines)
        return context

    async def _respond(
        self, scope: HTTPScope, context: RequestContext, current: Span, receive: Receive, send: Send
    ) -> None:
        method = scope["method"]
        if method == "HEAD":
            scope["method"] = HttpMethod.GET
            context.head_only = True
        if current.is_recording():
            current.set_attributes(_request_attributes(scope, context, method))

        crosses = self._cors.is_on

        def send_out(message: Message) -> Awaitable[None]:
            if message["type"] == "http.response.start":
                context.status = message["status"]
                common = _common(
                    context.public_seconds,
                    context.policy,
                    varies_encoding=context.varies_encoding,
                    varies_origin=crosses,
                    is_secret=context.secret,
                )
                message["headers"] = [
                    *message["headers"],
                    (b"x-request-id", context.request_id.encode()),
                    *context.rate_limit_headers,
                    *context.deprecation_headers,
                    *common,
                    *(self._cors.headers(context.headers) if crosses else ()),
                ]
            elif message["type"] == "http.response.body" and method == "HEAD":
                message["body"] = b""
            return send(message)

        app = self._cors.preflight(method, context.headers) if crosses else None
        if b"%" in (raw := scope.get("raw_path") or b"") and ENCODED_SLASH in raw.upper():
            # A proxy that does not decode it sees another path than the one that it would lead to.
            app = ProblemError("not_found").response(context.accept)
        try:
            await (app or self._app)(scope, receive, send_out)
        except Exception as error:
            if context.status:
                raise
            log.exception("request.failed", request_id=context.request_id, exc_info=error)
            await ProblemError("internal_error").response(context.accept)(scope, receive, send_out)
        finally:
            _record(current, context, method)


@lru_cache(maxsize=64)
def _common(
    public_seconds: int | None,
    policy: bytes | None,
    *,
    varies_encoding: bool,
    varies_origin: bool,
    is_secret: bool,
) -> tuple[Header, ...]:
    """Return the headers of every response, with what its handler decided about it.

    A response is for its caller alone, unless the handler lets shared caches keep it.
    """
    caching, vary = b"private, no-cache", b"authorization, accept"
    if public_seconds is not None:
        caching, vary = b"public, max-age=%d" % public_seconds, b"accept"
    if is_secret:  # as RFC 6749 requires for a response with a token
        caching, vary = b"no-store", b"accept"
    vary += b", accept-encoding" if varies_encoding else b""
    vary += b", origin" if varies_origin else b""
    return (
        *SAFE,
        (b"cache-control", caching),
        (b"content-security-policy", policy or DATA_ONLY),
        (b"vary", vary),
    )


def _request_id(headers: Mapping[bytes, bytes]) -> str:
    sent = headers.get(b"x-request-id")
    if sent is not None and REQUEST_ID.fullmatch(sent):
        return sent.decode()
    # No secret. Unlike the system's, this generator does not let other threads run meanwhile.
    return f"{random.getrandbits(8 * REQUEST_ID_BYTES):0{2 * REQUEST_ID_BYTES}x}"


def _parent(headers: Mapping[bytes, bytes]) -> Context | None:
    if b"traceparent" not in headers:
        return None
    names = (b"traceparent", b"tracestate")
    return context_from(
        {name.decode(): headers[name].decode("latin-1") for name in names if name in headers}
    )


def _request_attributes(scope: HTTPScope, context: RequestContext, method: str) -> dict[str, str]:
    found = {
        "http.request.method": method if method in METHODS else "_OTHER",
        "url.path": scope["path"],
        "url.scheme": scope["scheme"],
        "network.protocol.version": scope["http_version"],
        "posture.request.id": context.request_id,
    }
    if context.client_ip:
        found["client.address"] = context.client_ip
    if agent := context.headers.get(b"user-agent"):
        found["user_agent.original"] = agent.decode("latin-1")
    return found


def _record(current: Span, context: RequestContext, method: str) -> None:
    """Record the response in the metrics and, if the request is in a trace, on its span."""
    duration = _measured(
        method if method in METHODS else "_OTHER",
        context.route,
        context.status,
        context.scheme,
        waited=context.waited,
    )
    if current is INVALID_SPAN:
        duration.record_untraced(context.duration_seconds)
        return
    if current.is_recording():
        _describe_response(current, context.route, method, context.status)
    duration.record(context.duration_seconds)


@lru_cache(maxsize=1_024)
def _measured(
    method: str, route: str | None, status: int, scheme: str, *, waited: bool
) -> Recorder:
    """Return what records the duration of a request with these attributes."""
    found: dict[str, str | int] = {
        "http.request.method": method,
        "url.scheme": scheme,
    }
    if route:
        found["http.route"] = route
    if status:
        found["http.response.status_code"] = status
    if status >= FIRST_SERVER_ERROR:
        found["error.type"] = str(status)
    if waited:
        found["posture.http.waited"] = "true"
    return instruments().recorder(catalogue.REQUEST_DURATION, found)


def _describe_response(current: Span, route: str | None, method: str, status: int) -> None:
    if route:
        current.update_name(f"{method} {route}")
        current.set_attribute("http.route", str(route))
    if status:
        current.set_attribute("http.response.status_code", status)
    if status >= FIRST_SERVER_ERROR:
        current.set_attribute("error.type", str(status))
        current.set_status(Status(StatusCode.ERROR))

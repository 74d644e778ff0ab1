"""Dispatch: find the handler of a request, check what it needs, call it, and send its response.

Litestar finds the handler. What it would do around the call (a request of its own, parameters,
dependencies, hooks, conversion of the response) no operation uses, and it takes as long as the rest
of a small request.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final, NamedTuple

from litestar import Litestar
from litestar.exceptions import MethodNotAllowedException
from litestar.routes import HTTPRoute
from litestar.types import HTTPScope, Receive, Send

from posture.api.body import needs_reading, read_body
from posture.api.errors import ProblemError, missing_scope, problem_from
from posture.api.limits import require_within_limits
from posture.api.operation import Operation
from posture.api.request import ApiRequest
from posture.api.request_context import RequestContext, context_of
from posture.api.responses import ApiResponse
from posture.api.route_table import RouteTable, own_handlers
from posture.deadlines import Deadlines

# The bytes that an authority can have (RFC 3986, 3.2).
HOST: Final = re.compile(rb"[0-9A-Za-z!$&'()*+,;=\-._~:@\[\]%]*")
# As many addresses as Litestar remembers.
ROUTES_REMEMBERED: Final = 1_024


class Route(NamedTuple):
    """What a method and a path lead to; `template` is the path with its parameters' names."""

    operation: Operation
    template: str
    path_params: dict[str, Any]


class Routes:
    """All handlers and what they declare; they know no database, so applications can share them."""

    def __init__(self, app: Litestar) -> None:
        self.app: Final = app
        self.table: Final = RouteTable(app.routes)
        self.operations: Final[Mapping[object, Operation]] = {
            handler: Operation(handler)
            for route in app.routes
            if isinstance(route, HTTPRoute)
            for handler in own_handlers(route)
        }


class Dispatcher:
    """Calls the handler of each request, and turns its errors into responses."""

    def __init__(self, routes: Routes, *, body_seconds: float) -> None:
        self._deadlines = Deadlines(body_seconds)
        self._routes = routes.table
        self._find = routes.app.asgi_router.handle_routing
        self._operations = routes.operations
        self._route = lru_cache(ROUTES_REMEMBERED)(self._found)

    async def __call__(self, scope: HTTPScope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        context = context_of(scope)
        try:
            response = await self._response(scope, receive, context)
            await response(scope, receive, send)
        except Exception as error:
            if context.status:  # nothing else can be sent any more
                raise
            if isinstance(error, MethodNotAllowedException):
                allow = self._routes.allow(scope["path"]).encode()
                error = ProblemError("method_not_allowed", headers=[(b"allow", allow)])
            response = problem_from(error, context).response(context.accept)
            await response(scope, receive, send)

    async def _response(
        self, scope: HTTPScope, receive: Receive, context: RequestContext
    ) -> ApiResponse:
        if not HOST.fullmatch(context.headers.get(b"host", b"")):
            raise ProblemError("invalid_request")
        operation, context.route, path_params = self._route(scope["path"], scope["method"])
        scope["path_params"] = path_params
        request = ApiRequest(scope, context, operation)
        await authorize(request)
        if needs_reading(scope, context.headers):
            context.body = await read_body(receive, context, self._deadlines)
        if scope["query_string"]:
            request.require_known_parameters()
        if context.deprecations:
            names = request.parameter_names()
            context.deprecation_headers = context.deprecations.headers(operation.name, names)
        return await operation.handler(request)

    def _found(self, path: str, method: str) -> Route:
        _, handler, _, params, template = self._find(path=path, method=method)
        return Route(self._operations[handler], template, params)


async def authorize(request: ApiRequest) -> None:
    """Check the scope that the operation needs, and the integrations that the token may touch.

    Raises:
        ProblemError: the caller may not do this.
    """
    context, operation = request.context, request.operation
    if context.audited:
        context.audited = operation.audited
    if operation.public:
        return
    caller, scope = request.caller, operation.scope
    if scope is not None and scope not in caller.scopes:
        raise missing_scope(scope, bare=operation.bare_scope_error)
    if caller.integrations is not None:
        await require_within_limits(context, scope, request.path_params)

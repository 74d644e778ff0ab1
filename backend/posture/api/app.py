"""App: the routes of the API and the layers around them, put together."""

import time
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from hashlib import sha256
from importlib.metadata import version
from typing import Any, TypeAlias

from litestar import Litestar, Request, Response
from litestar.exceptions import MethodNotAllowedException
from litestar.types import ASGIApp

from posture.api import (
    audit,
    checks,
    export,
    findings,
    gate,
    integrations,
    live,
    runs,
    service,
    suppressions,
    webhooks,
)
from posture.api.admission import Admission, Methods
from posture.api.api_calls import ApiCalls
from posture.api.body import read_body
from posture.api.call import Call
from posture.api.deps import Deps
from posture.api.edge import Edge
from posture.api.errors import Problem, problem_of
from posture.api.exchange import exchange_of
from posture.api.limits import Buckets
from posture.api.ready import ReadyBodies

HANDLERS = (
    runs.list_runs,
    runs.start_run,
    runs.get_run,
    runs.cancel_run,
    live.watch_run,
    gate.get_gate,
    export.export_run,
    findings.list_findings,
    findings.get_finding,
    findings.update_finding,
    suppressions.list_suppressions,
    suppressions.create_suppression,
    suppressions.get_suppression,
    suppressions.update_suppression,
    suppressions.delete_suppression,
    integrations.list_integrations,
    integrations.create_integration,
    integrations.get_integration,
    integrations.update_integration,
    integrations.delete_integration,
    webhooks.list_webhooks,
    webhooks.create_webhook,
    webhooks.get_webhook,
    webhooks.update_webhook,
    webhooks.delete_webhook,
    webhooks.test_webhook,
    webhooks.list_deliveries,
    webhooks.redeliver,
    audit.list_audit,
    checks.list_checks,
    service.get_openapi,
    service.get_liveness,
    service.get_readiness,
)

Application: TypeAlias = ASGIApp
Lifespan: TypeAlias = Callable[[Litestar], AbstractAsyncContextManager[None]]


def create_app(
    deps: Deps,
    *,
    lifespan: Sequence[Lifespan] = (),
    clock: Callable[[], float] = time.monotonic,
    routes: Litestar | None = None,
) -> Application:
    """Return the whole API as one ASGI application.

    Outermost first: `Edge` (request id, span, headers), `ApiCalls` (audit), `Admission` (token,
    rate limit), then Litestar with `let_in` (scope, body) before each handler.

    Args:
        deps: what requests are answered with.
        lifespan: entered when the server starts, left when it stops.
        clock: seconds that only grow; rate limits go by it.
        routes: shared with another application of this process, in place of new ones.
    """
    routes = routes or create_routes(lifespan=lifespan)
    settings = deps.settings
    buckets = Buckets(
        size=settings.rate_limit_bucket,
        refill_per_second=settings.rate_limit_refill_per_second,
        clock=clock,
    )
    ready = ReadyBodies(limit_bytes=settings.ready_body_bytes, build=_build(deps))
    admission = Admission(routes, Methods(routes.routes), buckets)
    return Edge(ApiCalls(admission), deps, ready, lifespan=routes)


def create_routes(*, lifespan: Sequence[Lifespan] = ()) -> Litestar:
    """Return the routes alone: they expect to be called from within the layers."""
    methods: list[Methods] = []

    def on_error(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
        if isinstance(error, MethodNotAllowedException):
            allow = methods[0].allow(request.scope["path"])
            error = Problem("method_not_allowed", headers=[(b"allow", allow.encode())])
        answer = problem_of(error, exchange_of(request.scope).request_id).answer()
        headers = {name.decode(): value.decode() for name, value in answer.headers}
        return Response(answer.body, status_code=answer.status, headers=headers)

    app = Litestar(
        HANDLERS,
        debug=False,
        exception_handlers={Exception: on_error},
        before_request=let_in,
        lifespan=list(lifespan),
        logging_config=None,
        openapi_config=None,
        request_class=Call,
        request_max_body_size=None,
    )
    methods.append(Methods(app.routes))
    return app


async def let_in(request: Request[Any, Any, Any]) -> None:
    """Let a caller into an operation: the scope it needs, then its body.

    Litestar would copy the handler for each request if this were a guard.
    """
    exchange, opt = exchange_of(request.scope), request.route_handler.opt
    if not opt.get("public"):
        scope = opt["scope"]
        if exchange.caller is None:
            raise Problem("missing_token")
        if scope is not None and scope not in exchange.caller.scopes:
            raise Problem("missing_scope")
    exchange.body = await read_body(request.scope, request.receive, exchange)


def _build(deps: Deps) -> str:
    """Name what answers are rendered by, so that a copy made by another build is not held good."""
    parts = [version("posture"), *deps.checks]
    parts += [f"{one.title} {one.severity}" for one in deps.checks.values()]
    return sha256("\0".join(parts).encode() + service.document()).hexdigest()[:12]

"""App: the routes of the API and the layers around them, put together."""

import time
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from functools import cache
from hashlib import sha256
from typing import TypeAlias

import msgspec
from litestar import Litestar
from litestar.types import ASGIApp

from posture.api import (
    audit,
    audit_verification,
    baselines,
    checks,
    comparison,
    downloads,
    events,
    export,
    finding_history,
    findings,
    frameworks,
    gate,
    integrations,
    reports,
    run_events,
    run_page,
    runs,
    service,
    session,
    sign_in,
    suppression_preview,
    suppressions,
    timeline,
    token_exchange,
    tokens,
    trusts,
    webhooks,
)
from posture.api.access import AccessMiddleware
from posture.api.audit_middleware import AuditMiddleware
from posture.api.console import Console
from posture.api.deprecation import Deprecations
from posture.api.deps import Deps
from posture.api.dispatch import Dispatcher, Routes
from posture.api.middleware import RequestMiddleware
from posture.api.rate_limit import RateLimiter
from posture.api.refusals import Refusals
from posture.api.request import ApiRequest
from posture.api.response_cache import ResponseCache
from posture.api.turns import TurnMiddleware
from posture.version import version

HANDLERS = (
    runs.list_runs,
    runs.start_run,
    runs.get_run,
    runs.cancel_run,
    run_events.watch_run,
    events.watch_tenant,
    gate.get_gate,
    export.export_run,
    findings.list_findings,
    findings.count_findings,
    findings.get_finding,
    findings.update_finding,
    findings.update_findings,
    finding_history.get_finding_history,
    comparison.compare_runs,
    timeline.get_run_timeline,
    frameworks.list_frameworks,
    frameworks.list_controls,
    baselines.accept_baseline,
    suppressions.list_suppressions,
    suppression_preview.preview_suppression,
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
    webhooks.rotate_webhook_secret,
    webhooks.list_deliveries,
    webhooks.redeliver,
    trusts.list_trusts,
    trusts.create_trust,
    trusts.get_trust,
    trusts.update_trust,
    trusts.delete_trust,
    tokens.list_tokens,
    tokens.create_token,
    tokens.get_token,
    tokens.revoke_token,
    token_exchange.exchange_token,
    session.create_session,
    session.get_session,
    session.delete_session,
    sign_in.get_sign_in,
    sign_in.start_sign_in,
    sign_in.finish_sign_in,
    reports.list_reports,
    reports.create_report,
    reports.get_report,
    reports.delete_report,
    reports.download_report,
    reports.get_report_proof,
    audit.list_audit,
    audit_verification.verify_audit,
    checks.list_checks,
    checks.get_check,
    run_page.show_run,
    downloads.download_gate,
    downloads.list_provider_versions,
    downloads.list_provider_archives,
    downloads.download_provider,
    service.get_openapi,
    service.get_openapi_json,
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
    routes: Routes | None = None,
    deprecations: Deprecations | None = None,
) -> Application:
    """Return the whole API as one ASGI application.

    Outermost first: `RequestMiddleware` (request id, span, headers), `TurnMiddleware` (tenants take
    turns), `Console` (its files), `AuditMiddleware`, `AccessMiddleware` (token, rate limit,
    `Accept`), then `Dispatcher` (route, scope, body), which calls the handler.

    Args:
        deps: what the handlers need.
        lifespan: entered when the server starts, left when it stops.
        clock: monotonic seconds, for rate limits.
        routes: shared with another application of this process, in place of new ones.
        deprecations: those of another document than the served one.
    """
    routes = routes or create_routes(lifespan=lifespan)
    table = routes.table
    settings = deps.settings
    rate_limiter = RateLimiter(
        size=settings.rate_limit_bucket,
        refill_per_second=settings.rate_limit_refill_per_second,
        clock=clock,
    )
    cache = ResponseCache(limit_bytes=settings.ready_body_bytes, build=_build(deps))
    refusals = Refusals(settings, clock=clock)
    exchange_limiter = RateLimiter(
        size=settings.exchange_bucket,
        refill_per_second=settings.exchange_refill_per_second,
        clock=clock,
        most=settings.refused_addresses,
    )
    access = AccessMiddleware(
        Dispatcher(routes, body_seconds=settings.body_timeout_seconds),
        table,
        rate_limiter,
        refusals,
        exchange_limiter=exchange_limiter,
        session_limiter=RateLimiter(
            size=settings.session_bucket,
            refill_per_second=settings.session_refill_per_second,
            clock=clock,
        ),
        sign_in_limiter=RateLimiter(
            size=settings.sign_in_bucket,
            refill_per_second=settings.sign_in_refill_per_second,
            clock=clock,
            most=settings.refused_addresses,
        ),
        page_limiter=RateLimiter(
            size=settings.public_requests_bucket,
            refill_per_second=settings.public_requests_refill_per_second,
            clock=clock,
            most=settings.refused_addresses,
        ),
    )
    return RequestMiddleware(
        TurnMiddleware(
            Console(AuditMiddleware(access, table, refusals), is_on=settings.console),
            deps.store.shares,
        ),
        deps,
        cache,
        lifespan=routes.app,
        deprecations=_deprecations() if deprecations is None else deprecations,
    )


def create_routes(*, lifespan: Sequence[Lifespan] = ()) -> Routes:
    """Return the routes alone; `Dispatcher` finds them and calls their handlers."""
    return Routes(
        Litestar(
            HANDLERS,
            debug=False,
            lifespan=list(lifespan),
            logging_config=None,
            openapi_config=None,
            request_class=ApiRequest,
        )
    )


@cache
def _deprecations() -> Deprecations:
    """Return what the served document marks as deprecated."""
    return Deprecations(msgspec.json.decode(service.document("openapi.json")))


def _build(deps: Deps) -> str:
    """Return a digest of the build for ETags: a copy of another build's response is not current."""
    parts = [version(), _digest_of_document(), *deps.checks]
    parts += [f"{one.title} {one.severity}" for one in deps.checks.values()]
    return sha256("\0".join(parts).encode()).hexdigest()[:12]


@cache
def _digest_of_document() -> str:
    return sha256(service.document()).hexdigest()

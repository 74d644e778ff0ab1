"""Access middleware: checks token, rate limit and `Accept`, in this order, before any route."""

from typing import Final, NamedTuple, NoReturn

from litestar.types import HTTPScope, Receive, Send

from posture.api.accept import accepts_json
from posture.api.auth import identify
from posture.api.errors import ProblemError, problem_from
from posture.api.rate_limit import RateLimiter
from posture.api.refusals import Refusals, network_of
from posture.api.remember import remembering
from posture.api.request_context import RequestContext, context_of
from posture.api.responses import ApiResponse, HTTPApp, empty_response
from posture.api.route_table import RouteTable
from posture.api.same_origin import require_own_page, require_own_read
from posture.services.tokens import Caller

ROOT: Final = "/api/v2"
EXCHANGE: Final = f"{ROOT}/token-exchange"
SESSION: Final = f"{ROOT}/session"
START: Final = f"{SESSION}/oidc/start"
CALLBACK: Final = f"{SESSION}/oidc/callback"
# Health checks come from few addresses, and must not fail in a flood.
HEALTH: Final = "/health/"
READING: Final = frozenset({"GET", "OPTIONS"})
# As many methods with paths as the dispatcher remembers.
PLACES_REMEMBERED: Final = 1_024
# No resource has a longer path. The router remembers paths of any length.
LONGEST_PATH: Final = 2_048
WITH_BODY: Final = frozenset({"POST", "PATCH", "PUT"})


class _Place(NamedTuple):
    """What is known of a method and a path.

    Below the root a token is needed also where nothing exists. Each resource has one address; the
    router would also accept other spellings.
    """

    needs_token: bool
    negotiates: bool
    is_misspelled: bool


class AccessMiddleware:
    """Passes a request on to its route, or sends the error that refuses it."""

    def __init__(
        self,
        app: HTTPApp,
        routes: RouteTable,
        rate_limiter: RateLimiter,
        refusals: Refusals,
        *,
        exchange_limiter: RateLimiter,
        session_limiter: RateLimiter,
        sign_in_limiter: RateLimiter,
        page_limiter: RateLimiter,
    ) -> None:
        self._app = app
        self._refusals = refusals
        self._routes = routes
        self._place = remembering(PLACES_REMEMBERED)(self._found)
        self._rate_limiter = rate_limiter
        self._session_limiter = session_limiter
        self._page_limiter = page_limiter
        # By path, operations without a token that an address can only call so often.
        self._public_limiters = {
            EXCHANGE: exchange_limiter,
            SESSION: sign_in_limiter,
            START: sign_in_limiter,
            CALLBACK: sign_in_limiter,
        }

    async def __call__(self, scope: HTTPScope, receive: Receive, send: Send) -> None:
        """Check the request, and call the route or the error response."""
        context = context_of(scope)
        app: HTTPApp
        try:
            app = await self._admit(scope, context)
        except Exception as error:  # noqa: BLE001  # the API's edge: every error becomes a response
            app = problem_from(error, context).response(context.accept)
        await app(scope, receive, send)

    async def _admit(self, scope: HTTPScope, context: RequestContext) -> HTTPApp:
        path, method = scope["path"], scope["method"]
        place = self._place(method, path)
        if place.needs_token:
            context.caller = await self._caller(context, method)
        elif limiter := self._public_limiters.get(path):
            quota = limiter.take(network_of(context.client_ip))
            if not quota.allowed:
                # A flood of refused requests must not fill the audit log.
                context.audited = False
                raise limiter.refusal(quota)
        elif not path.startswith(HEALTH):
            quota = self._page_limiter.take(network_of(context.client_ip))
            if not quota.allowed:
                raise self._page_limiter.refusal(quota)
        if place.negotiates and not accepts_json(context.accept):
            raise ProblemError("not_acceptable")
        if place.is_misspelled:
            raise ProblemError("not_found")
        if method == "OPTIONS":
            return self._options(path)
        return self._app

    async def _caller(self, context: RequestContext, method: str) -> Caller:
        """Return the caller; raises `ProblemError` without a valid token, or beyond a rate limit.

        An address from which many requests are refused does not affect valid tokens.
        """
        try:
            refusals = self._refusals
            if refusals.unknown and refusals.is_unknown(context):
                _refuse()
            caller = await identify(context, since_ns=context.begun_ns)
        except ProblemError as error:
            context.refusal = error.slug
            if error.slug == "invalid_token":
                self._refusals.remember(context)
            self._refusals.take(context)
            raise
        session_id = caller.session_id
        limiter = self._session_limiter if session_id else self._rate_limiter
        quota = limiter.take(session_id or caller.token_id)
        context.rate_limit_headers = limiter.headers(quota)
        if not quota.allowed:
            context.refusal = "rate_limited"
            raise limiter.refusal(quota)
        if session_id and method in READING:
            require_own_read(context.headers)
        elif session_id:
            require_own_page(context.headers, body=method in WITH_BODY)
        return caller

    def _found(self, method: str, path: str) -> _Place:
        below = path == ROOT or path.startswith(f"{ROOT}/")
        return _Place(
            needs_token=below and not self._routes.is_public(method, path),
            negotiates=self._routes.negotiates(path),
            is_misspelled=len(path) > LONGEST_PATH
            or "//" in path
            or not path.startswith("/")
            or (path.endswith("/") and path != "/"),
        )

    def _options(self, path: str) -> ApiResponse:
        return empty_response(204, headers=[(b"allow", self._routes.allow(path).encode())])


def _refuse() -> NoReturn:
    raise ProblemError("invalid_token")

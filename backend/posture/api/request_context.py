"""Request context: what the API knows about one request until its response is sent."""

import time
from collections.abc import Iterable, Mapping
from typing import Final

from litestar.types import Scope

from posture.api.deprecation import Deprecations
from posture.api.deps import Deps
from posture.api.response_cache import ResponseCache
from posture.api.responses import Header
from posture.services.sessions import SessionRow
from posture.services.tokens import Caller

KEY: Final = "posture.context"
NONE: Final = Deprecations({})


class RequestContext:
    """One request: its caller, its body, and headers for its response.

    Attributes:
        identified: the owner of the token, also of one that is refused.
        caller: the owner of a valid token; None on a public path.
        rate_limit_headers: what is left of the caller's rate limit.
        deprecation_headers: what the document says will end of what the request uses.
        body: the request's body, once the operation was allowed to read it.
        policy: the content security policy of a page for people; None for data.
        public_seconds: time for which shared caches may keep the response; None if they must not.
        refusal: why the token, or the lack of one, ended the request; None if it did not.
        route: the path with its parameters' names; None before it is known, or for an unknown one.
        status: of the response, once its head was sent; 0 before.
        audited: whether an `api.call` row must still be written.
        session: the session by which a browser sent it; None for a token.
        secret: whether the response holds a credential, which no cache may keep.
        head_only: whether only the head of the response is wanted.
        is_ambiguous: whether it has several `Authorization` headers, so that no token is its own.
        waited: whether the client chose to wait, so that the duration is its own.
        turn: the tenant whose turn the request takes; the address, if its token is not known.
        scheme: `https` if the server itself speaks TLS.
        varies_encoding: whether `Accept-Encoding` decides how the response is sent.
    """

    # Most requests keep these.
    identified: Caller | None = None
    caller: Caller | None = None
    rate_limit_headers: Iterable[Header] = ()
    deprecation_headers: Iterable[Header] = ()
    body: bytes = b""
    policy: bytes | None = None
    public_seconds: int | None = None
    refusal: str | None = None
    route: str | None = None
    status: int = 0
    audited: bool = False
    head_only: bool = False
    is_ambiguous: bool = False
    varies_encoding: bool = False
    secret: bool = False
    waited: bool = False
    turn: str | None = None
    session: SessionRow | None = None

    def __init__(
        self,
        deps: Deps,
        cache: ResponseCache,
        *,
        request_id: str,
        headers: Mapping[bytes, bytes],
        client_ip: str | None,
        scheme: str = "http",
        deprecations: Deprecations = NONE,
    ) -> None:
        self.deps = deps
        self.cache = cache
        self.request_id = request_id
        self.headers = headers
        self.client_ip = client_ip
        self.scheme = scheme
        self.deprecations = deprecations
        self.begun_ns = time.perf_counter_ns()

    @property
    def accept(self) -> bytes:
        """Return the `Accept` header, empty if there is none."""
        return self.headers.get(b"accept", b"")

    @property
    def duration_ms(self) -> int:
        """Return whole milliseconds since the request arrived."""
        return (time.perf_counter_ns() - self.begun_ns) // 1_000_000

    @property
    def duration_seconds(self) -> float:
        """Return the seconds since the request arrived."""
        return (time.perf_counter_ns() - self.begun_ns) / 1_000_000_000


def context_of(scope: Scope) -> RequestContext:
    """Return the context of the request that a scope belongs to."""
    context: RequestContext = scope[KEY]  # type: ignore[typeddict-item]  # not a key of ASGI
    return context

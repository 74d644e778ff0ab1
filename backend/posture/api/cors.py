"""CORS: pages of other origins may call the API from a browser where a setting names them.

Only the token of a request gives access, and a page must have it to send it. So no cookies and no
other credentials of the browser are ever allowed.
"""

from collections.abc import Mapping
from typing import Final

from posture.api.responses import ApiResponse, Header, empty_response

ANY: Final = b"*"
METHODS: Final = b"GET, HEAD, POST, PATCH, DELETE"
REQUEST_HEADERS: Final = (
    b"accept, authorization, content-type, idempotency-key, if-match, if-none-match, "
    b"last-event-id, traceparent, tracestate, x-request-id"
)
# What a script may read besides the few headers that browsers always show.
RESPONSE_HEADERS: Final = (
    b"content-disposition, deprecation, etag, link, location, retry-after, sunset, "
    b"www-authenticate, x-posture-setting, x-ratelimit-limit, x-ratelimit-remaining, "
    b"x-ratelimit-reset, x-request-id"
)
# Time for which browsers remember that they may send a request.
PREFLIGHT_SECONDS: Final = 600


class Cors:
    """Which origins may call the API; without any it is off.

    Attributes:
        is_on: whether responses depend on the origin of a request.
    """

    def __init__(self, origins: str) -> None:
        self._origins = frozenset(origins.encode().split())
        self.is_on = bool(self._origins)

    def headers(self, request: Mapping[bytes, bytes]) -> tuple[Header, ...]:
        """Return what lets a page of the request's origin read the response."""
        origin = request.get(b"origin", b"")
        if origin not in self._origins and not (origin and ANY in self._origins):
            return ()
        return (
            (b"access-control-allow-origin", ANY if ANY in self._origins else origin),
            (b"access-control-expose-headers", RESPONSE_HEADERS),
        )

    def preflight(self, method: str, request: Mapping[bytes, bytes]) -> ApiResponse | None:
        """Return the response to a browser that asks whether it may send a request.

        It has no token, and gets the same response on every path.
        """
        asked = method == "OPTIONS" and b"access-control-request-method" in request
        if not asked or not self.headers(request):
            return None
        return empty_response(
            204,
            headers=[
                (b"access-control-allow-methods", METHODS),
                (b"access-control-allow-headers", REQUEST_HEADERS),
                (b"access-control-max-age", b"%d" % PREFLIGHT_SECONDS),
            ],
        )

"""Admission: token, rate limit and what the caller takes, in this order, before any route."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from litestar.routes import BaseRoute
from litestar.types import HTTPScope, Receive, Send

from posture.api.answers import Answer, HTTPApp, empty_answer
from posture.api.auth import identify
from posture.api.errors import Problem, problem_of
from posture.api.exchange import Exchange, exchange_of
from posture.api.limits import Buckets

ROOT: Final = "/api/v2"
DOCUMENT: Final = f"{ROOT}/openapi.yaml"
EVENTS: Final = re.compile(rf"{ROOT}/cloud-posture-runs/[^/]+/events")
# What an export produces depends on what it is asked for.
EXPORT: Final = re.compile(rf"{ROOT}/cloud-posture-runs/[^/]+/export")


class Methods:
    """Which methods each path has: the `Allow` of 405 and of OPTIONS."""

    def __init__(self, routes: Iterable[BaseRoute]) -> None:
        self._allow = [(_pattern(route.path_format), _allow(route.methods)) for route in routes]

    def allow(self, path: str) -> str:
        """Return the methods of a path.

        Raises:
            Problem: there is no such path.
        """
        for pattern, allow in self._allow:
            if pattern.fullmatch(path):
                return allow
        raise Problem("not_found")


class Admission:
    """Lets a request through to its route, or answers why not."""

    def __init__(self, app: HTTPApp, methods: Methods, buckets: Buckets) -> None:
        self._app = app
        self._methods = methods
        self._buckets = buckets

    async def __call__(self, scope: HTTPScope, receive: Receive, send: Send) -> None:
        """Decide, and let the route or the refusal answer."""
        exchange = exchange_of(scope)
        answerer: HTTPApp
        try:
            answerer = await self._admit(scope, exchange)
        except Exception as error:  # noqa: BLE001  # the API's edge: whatever it is becomes an answer
            answerer = problem_of(error, exchange.request_id).answer()
        await answerer(scope, receive, send)

    async def _admit(self, scope: HTTPScope, exchange: Exchange) -> HTTPApp:
        path = scope["path"]
        if needs_token(path):
            caller = await identify(exchange)
            exchange.caller = caller
            quota = self._buckets.take(caller.token_id)
            exchange.quota = self._buckets.headers(quota)
            if not quota.allowed:
                raise self._buckets.refusal(quota)
        produced = produced_at(path)
        if produced and not takes(exchange.headers.get(b"accept", b""), produced):
            raise Problem("not_acceptable")
        # One thing has one address; the router would be more generous.
        if "//" in path or not path.startswith("/") or (path.endswith("/") and path != "/"):
            raise Problem("not_found")
        if scope["method"] == "OPTIONS":
            return self._options(path)
        return self._app

    def _options(self, path: str) -> Answer:
        return empty_answer(204, headers=[(b"allow", self._methods.allow(path).encode())])


def needs_token(path: str) -> bool:
    """Return whether anything at a path is for callers that are known; what exists is no matter."""
    return (path == ROOT or path.startswith(f"{ROOT}/")) and path != DOCUMENT


def produced_at(path: str) -> str | None:
    """Return the media type of what succeeds at a path, or None where the operation decides."""
    if path == DOCUMENT:
        return "application/yaml"
    if EXPORT.fullmatch(path):
        return None
    return "text/event-stream" if EVENTS.fullmatch(path) else "application/json"


@lru_cache(maxsize=256)
def takes(accept: bytes, produced: str) -> bool:
    """Return whether an `Accept` header takes a media type; the most specific range decides."""
    if not accept:
        return True
    weights: dict[str, float] = {}
    for one in accept.decode("latin-1").lower().split(","):
        media, *parameters = (part.strip() for part in one.split(";"))
        weights[media] = _weight(parameters)
    kind = produced.partition("/")[0]
    found = (weights[one] for one in (produced, f"{kind}/*", "*/*") if one in weights)
    return next(found, 0.0) > 0


def _weight(parameters: Iterable[str]) -> float:
    for one in parameters:
        name, _, value = one.partition("=")
        if name == "q":
            return float(value) if re.fullmatch(r"[01](\.[0-9]{0,3})?", value) else 0.0
    return 1.0


def _pattern(path_format: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\\{[^/]+\\\}", "[^/]+", re.escape(path_format)))


def _allow(methods: Iterable[str]) -> str:
    implied = {"OPTIONS", "HEAD"} if "GET" in methods else {"OPTIONS"}
    return ", ".join(sorted(implied | set(methods)))

"""Route table: what the handlers declare about themselves, by path.

A handler's `opt` declares:

- `scope`: the scope that a token needs, or None if any valid token is enough; or `public`: True,
  if no token is needed;
- `audited`: True, if each request leaves an `api.call` row in the audit log;
- `media_type`: what a successful response holds, or None if the query decides; JSON if it is not
  declared. Where it is declared, path and query decide, and `Accept` is not consulted.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from litestar.handlers import HTTPRouteHandler
from litestar.routes import BaseRoute, HTTPRoute

from posture.api.errors import ProblemError

JSON_MEDIA_TYPE: Final = "application/json"


class RouteTable:
    """What is known about a path before the request reaches the router."""

    def __init__(self, routes: Iterable[BaseRoute]) -> None:
        http = [route for route in routes if isinstance(route, HTTPRoute)]
        handlers = [
            (route.path_format, handler) for route in http for handler in own_handlers(route)
        ]
        # A path that is written out goes before a template, as in the router.
        literal_first = sorted(http, key=lambda route: "{" in route.path_format)
        self._allow = [
            (_pattern(route.path_format), _allow(route.methods)) for route in literal_first
        ]
        decided = [_pattern(path).pattern for path, one in handlers if "media_type" in one.opt]
        self._decided = re.compile("|".join(decided) or "(?!)")
        self._public: Final = frozenset(
            (method, path)
            for path, handler in handlers
            if handler.opt.get("public")
            for method in handler.http_methods
        )
        self._needing: Final = frozenset(
            path for path, handler in handlers if not handler.opt.get("public")
        )
        self._public_paths: Final = frozenset(path for _, path in self._public) - self._needing
        self.audited_methods: Final = frozenset(
            method
            for _, handler in handlers
            if handler.opt.get("audited")
            for method in handler.http_methods
        )

    def allow(self, path: str) -> str:
        """Return the methods of a path, for the `Allow` header.

        Raises:
            ProblemError: there is no such path.
        """
        for pattern, allow in self._allow:
            if pattern.fullmatch(path):
                return allow
        raise ProblemError("not_found")

    def is_public(self, method: str, path: str) -> bool:
        """Return whether a request needs no token.

        Where no operation of a path needs one, neither do the methods that the path does not have.
        """
        return path in self._public_paths or (method, path) in self._public

    def negotiates(self, path: str) -> bool:
        """Return whether `Accept` counts at a path."""
        return self._decided.fullmatch(path) is None


def own_handlers(route: HTTPRoute) -> Iterator[HTTPRouteHandler]:
    """Yield our own handlers, without those that Litestar adds for OPTIONS."""
    return (one for one in route.route_handlers if "OPTIONS" not in one.http_methods)


def _pattern(path_format: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\\{[^/]+\\\}", "[^/]+", re.escape(path_format)))


def _allow(methods: Iterable[Any]) -> str:
    implied = {"OPTIONS", "HEAD"} if "GET" in methods else {"OPTIONS"}
    return ", ".join(sorted(implied | set(methods)))

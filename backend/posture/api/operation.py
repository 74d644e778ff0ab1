"""Operation: what the handler of a request declares about it, read once at start."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any, Final, TypeAlias

from litestar.handlers import HTTPRouteHandler
from msgspec import Struct

from posture.api.responses import ApiResponse
from posture.api.validation import query_shape

Handler: TypeAlias = Callable[..., Awaitable[ApiResponse]]


class Operation:
    """A handler with the `opt` of its route: see `posture.api.route_table`.

    Attributes:
        name: the `operationId`, which is the handler's name.
        opt: everything that the route declares.
        shape: the struct of the query, if the operation has parameters.
        parameters: the names of these.
        has_open_query: whether others may be sent, too.
    """

    __slots__ = (
        "audited",
        "bare_scope_error",
        "handler",
        "has_open_query",
        "name",
        "opt",
        "parameters",
        "public",
        "scope",
        "shape",
    )

    def __init__(self, route_handler: HTTPRouteHandler) -> None:
        self.handler: Final[Handler] = route_handler.fn
        self.opt: Final[Mapping[str, Any]] = route_handler.opt
        self.name: Final[str] = self.handler.__name__
        self.public: Final[bool] = self.opt.get("public", False)
        self.scope: Final[str | None] = None if self.public else self.opt["scope"]
        self.audited: Final[bool] = self.opt.get("audited", False)
        self.bare_scope_error: Final[bool] = self.opt.get("bare_scope_error", False)
        self.shape: Final[type[Struct] | None] = query_shape(self.name)
        self.parameters: Final[frozenset[str]] = frozenset(
            self.shape.__struct_encode_fields__ if self.shape else ()
        )
        # The answer of an identity provider has what it likes to add (RFC 6749, 4.1.2).
        self.has_open_query: Final[bool] = self.opt.get("open_query", False)

    def takes(self, names: Iterable[str]) -> bool:
        """Return whether a query may have parameters with these names."""
        return self.has_open_query or self.parameters.issuperset(names)

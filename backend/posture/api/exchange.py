"""Exchange: what the API knows of one request on its way to its answer."""

import time
from collections.abc import Iterable, Mapping
from typing import Any, Final, cast

from litestar.types import Scope

from posture.api.answers import Header
from posture.api.deps import Deps
from posture.api.ready import ReadyBodies
from posture.services.tokens import Caller

KEY: Final = "posture.exchange"


class Exchange:
    """One request: who asks, what was read of it, and headers that its answer carries.

    Attributes:
        presented: whose token was shown, even one that is refused.
        caller: who was let in; None for what anybody may ask.
        quota: what is left of the caller's rate limit, as headers.
        body: the request's body, once the operation was allowed to read it.
        recorded: whether the call is in the audit log already.
        bodiless: whether only the head of the answer is wanted.
    """

    __slots__ = (
        "begun_ns",
        "bodiless",
        "body",
        "caller",
        "client_ip",
        "deps",
        "headers",
        "presented",
        "quota",
        "ready",
        "recorded",
        "request_id",
    )

    def __init__(
        self,
        deps: Deps,
        ready: ReadyBodies,
        *,
        request_id: str,
        headers: Mapping[bytes, bytes],
        client_ip: str | None,
    ) -> None:
        self.deps = deps
        self.ready = ready
        self.request_id = request_id
        self.headers = headers
        self.client_ip = client_ip
        self.begun_ns = time.perf_counter_ns()
        self.presented: Caller | None = None
        self.caller: Caller | None = None
        self.quota: Iterable[Header] = ()
        self.body = b""
        self.recorded = False
        self.bodiless = False

    @property
    def duration_ms(self) -> int:
        """Whole milliseconds since the request arrived."""
        return (time.perf_counter_ns() - self.begun_ns) // 1_000_000


def exchange_of(scope: Scope) -> Exchange:
    """Return the exchange that a scope belongs to."""
    return cast("Exchange", cast("dict[str, Any]", scope)[KEY])

"""Turns of requests: the tenants' requests begin in turn, one at each step of the event loop.

So a request waits for at most one of each other tenant, however many of one have arrived before it.
What a request waits for later, the database, is shared in turn as well (`store.writer`,
`store.readers`). A request whose credential this process has not yet seen to be valid has the turn
of its address: a flood of wrong tokens is one of those who take turns.
"""

import asyncio
from typing import Final

from litestar.types import HTTPScope, Receive, Send

from posture.api.refusals import network_of
from posture.api.request_context import RequestContext, context_of
from posture.api.responses import HTTPApp
from posture.turns import Turns

# Credentials whose tenants are known; beyond it the one known for longest is forgotten.
CREDENTIALS: Final = 10_000


class TurnMiddleware:
    """Passes a request on when it is its tenant's turn."""

    def __init__(self, app: HTTPApp) -> None:
        self._app = app
        self._waiting: Turns[str, asyncio.Future[None]] = Turns()
        self._has_begun = False
        # Hashes of credentials, for turns alone: whether one is valid is decided at each request.
        self._tenants: dict[int, str] = {}

    @property
    def known_count(self) -> int:
        """The number of credentials whose tenants are known."""
        return len(self._tenants)

    async def __call__(self, scope: HTTPScope, receive: Receive, send: Send) -> None:
        """Wait for the turn of a request, and handle it."""
        context = context_of(scope)
        headers = context.headers
        sent = headers.get(b"authorization") or headers.get(b"cookie")
        owner = self._tenants.get(hash(sent)) if sent else None
        if self._has_begun:
            future = asyncio.get_running_loop().create_future()
            self._waiting.put(owner or network_of(context.client_ip), future)
            await future
        else:
            self._has_begun = True
            asyncio.get_running_loop().call_soon(self._next)
        await self._app(scope, receive, send)
        if sent and not owner:
            self._note(hash(sent), context)

    def _next(self) -> None:
        while self._waiting:
            future = self._waiting.take()
            if future is not None and not future.cancelled():
                future.set_result(None)
                future.get_loop().call_soon(self._next)
                return
        self._has_begun = False

    def _note(self, credential: int, context: RequestContext) -> None:
        if context.caller is None:
            return
        if len(self._tenants) >= CREDENTIALS:
            del self._tenants[next(iter(self._tenants))]
        self._tenants[credential] = context.caller.tenant_id

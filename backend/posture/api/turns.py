"""Turns of requests: the tenants' requests begin in turn, one at each step of the event loop.

So a request waits for at most one of each other tenant, however many of one have arrived before it.
What a request waits for later, the database, is shared in turn as well (`store.writer`,
`store.readers`). A request whose credential this process has not yet seen to be valid has the turn
of its address: a flood of wrong tokens is one of those who take turns. While requests of one that
uses little of the process's time are in progress, one that uses much waits (`posture.shares`).
"""

import asyncio
from collections.abc import Coroutine
from functools import partial
from typing import Any, Final, cast

from litestar.types import HTTPScope, Receive, Send

from posture.api.refusals import network_of
from posture.api.request_context import context_of
from posture.api.responses import HTTPApp
from posture.shares import Shares, metered
from posture.turns import Turns

# Credentials whose tenants are known; beyond it the one known for longest is forgotten.
CREDENTIALS: Final = 10_000


class TurnMiddleware:
    """Passes a request on when it is its tenant's turn."""

    def __init__(self, app: HTTPApp, shares: Shares) -> None:
        self._app = app
        self._shares = shares
        shares.on_change(self._resume)
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
        known = self._tenants.get(hash(sent)) if sent else None
        owner = known or network_of(context.client_ip)
        shares = self._shares
        context.turn = owner
        share = shares.begin(owner, is_tenant=known is not None)
        is_shared = share.is_shared
        try:
            if self._has_begun or (is_shared and shares.must_wait(owner)):
                future = asyncio.get_running_loop().create_future()
                self._waiting.put(owner, future)
                await future
            else:
                self._has_begun = True
                asyncio.get_running_loop().call_soon(self._next)
            if is_shared:
                work = cast("Coroutine[Any, Any, None]", self._app(scope, receive, send))
                await metered(work, partial(shares.charge_to, share))
            else:
                await self._app(scope, receive, send)
            if sent and not known and context.caller is not None:
                self._note(hash(sent), context.caller.tenant_id)
                shares.recognize(share, context.caller.tenant_id)
        finally:
            share.count -= 1
            if is_shared or shares.is_awaited:
                shares.end(share)

    def _resume(self) -> None:
        if self._waiting and not self._has_begun:
            self._has_begun = True
            asyncio.get_running_loop().call_soon(self._next)

    def _next(self) -> None:
        while self._waiting:
            future = self._waiting.take(self._is_allowed)
            if future is None:
                break
            if not future.cancelled():
                future.set_result(None)
                future.get_loop().call_soon(self._next)
                return
        self._has_begun = False

    def _is_allowed(self, owner: str) -> bool:
        return not self._shares.must_wait(owner)

    def _note(self, credential: int, tenant_id: str) -> None:
        if len(self._tenants) >= CREDENTIALS:
            del self._tenants[next(iter(self._tenants))]
        self._tenants[credential] = tenant_id

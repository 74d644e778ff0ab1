"""API calls: every POST leaves a row in the audit log before its answer goes out."""

from typing import Final

from litestar.types import HTTPScope, Message, Receive, Send

from posture.api.answers import HTTPApp
from posture.api.errors import Problem
from posture.api.exchange import Exchange, exchange_of
from posture.services.audit import AuditEntry, record
from posture.services.errors import UnavailableError

FIRST_FAILURE: Final = 400
LONGEST_PATH: Final = 512


class ApiCalls:
    """Records what was asked and answered; an answer that cannot be recorded becomes 503."""

    def __init__(self, app: HTTPApp) -> None:
        self._app = app

    async def __call__(self, scope: HTTPScope, receive: Receive, send: Send) -> None:
        """Pass a request on, and hold its answer back until the row is written."""
        if scope["method"] != "POST":
            await self._app(scope, receive, send)
            return
        exchange = exchange_of(scope)
        refused = False

        async def send_recorded(message: Message) -> None:
            nonlocal refused
            if message["type"] == "http.response.start" and not exchange.recorded:
                entry = api_call(exchange, scope["path"], message["status"])
                exchange.recorded = True
                try:
                    await record(exchange.deps.store, entry)
                except UnavailableError:
                    refused = True
                    await Problem("unavailable").answer()(scope, receive, send)
            if not refused:
                await send(message)

        await self._app(scope, receive, send_recorded)


def api_call(exchange: Exchange, path: str, status: int) -> AuditEntry:
    """Return the row of a POST that is about to be answered."""
    token = exchange.presented
    token_id = token.token_id if token else None
    return AuditEntry(
        tenant_id=token.tenant_id if token else None,
        token_id=token_id,
        actor_ip=exchange.client_ip,
        action="api.call",
        target_kind="token",
        target_id=token_id,
        before=None,
        after={
            "token_id": token_id,
            "method": "POST",
            "path": path[:LONGEST_PATH],
            "status": status,
            "duration_ms": exchange.duration_ms,
        },
        result="success" if status < FIRST_FAILURE else "failure",
        request_id=exchange.request_id,
    )

"""Audit middleware: writes an `api.call` row to the audit log before the response goes out."""

from functools import partial
from typing import Final

from litestar.types import HTTPScope, Message, Receive, Send

from posture.api.errors import problem_from
from posture.api.refusals import Refusals
from posture.api.request_context import RequestContext, context_of
from posture.api.responses import HTTPApp
from posture.api.route_table import RouteTable
from posture.services.audit import AuditEntry, record
from posture.services.errors import UnavailableError
from posture.services.tokens import Caller

FIRST_FAILURE: Final = 400
LONGEST_PATH: Final = 512


class AuditMiddleware:
    """Records requests to audited operations, also those refused before the handler runs.

    A response that cannot be recorded becomes 503. Of requests that a token, or the lack of one,
    ended, only the first of a minute has a row of its own.
    """

    def __init__(self, app: HTTPApp, routes: RouteTable, refusals: Refusals) -> None:
        self._app = app
        self._refusals = refusals
        self._audited_methods = routes.audited_methods

    async def __call__(self, scope: HTTPScope, receive: Receive, send: Send) -> None:
        """Pass a request on, and hold its response back until the row is written."""
        if scope["method"] not in self._audited_methods:
            await self._app(scope, receive, send)
            return
        context = context_of(scope)
        context.audited = True
        refused = False

        async def send_recorded(message: Message) -> None:
            nonlocal refused
            if message["type"] == "http.response.start" and context.audited:
                context.audited = False
                store = context.deps.store
                if context.refusal and not self._refusals.is_first(
                    context, context.refusal, partial(record, store)
                ):
                    await send(message)
                    return
                entry = api_call(context, scope["method"], scope["path"], message["status"])
                try:
                    await record(store, entry)
                except UnavailableError as error:
                    refused = True
                    problem = problem_from(error, context)
                    await problem.response(context.accept)(scope, receive, send)
            if not refused:
                await send(message)

        await self._app(scope, receive, send_recorded)


def api_call(
    context: RequestContext, method: str, path: str, status: int, *, by: Caller | None = None
) -> AuditEntry:
    """Return the row of a request whose response is about to be sent, `by` another than it says."""
    token = by or context.identified
    token_id = token.token_id if token else None
    return AuditEntry(
        tenant_id=token.tenant_id if token else None,
        token_id=token.actor if token else None,
        actor_ip=context.client_ip,
        action="api.call",
        target_kind="token",
        target_id=token_id,
        before=None,
        after={
            "token_id": token_id,
            "method": method,
            "path": path[:LONGEST_PATH],
            "status": status,
            "duration_ms": context.duration_ms,
        },
        result="success" if status < FIRST_FAILURE else "failure",
        request_id=context.request_id,
    )

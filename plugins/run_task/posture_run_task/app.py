"""The HTTP side: a request is checked, kept, and answered at once; the work is done elsewhere."""

import asyncio
import hashlib
import json
import secrets
import sqlite3
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from datetime import timedelta
from http import HTTPStatus
from typing import Any, Final, TypeAlias, assert_never

from posture_client.trace import trace_from_environ
from posture_run_task.ledger import Receipt
from posture_run_task.log import Log
from posture_run_task.request import RequestError, Signed, SigningKey, parsed, signers
from posture_run_task.work import Work

Scope: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send: TypeAlias = Callable[[MutableMapping[str, Any]], Awaitable[None]]

_SIGNATURE: Final = b"x-tfc-task-signature"
_TRACEPARENT: Final = b"traceparent"


class _Refusal(Exception):  # noqa: N818  # an answer, not a fault
    """What a request is answered instead of 200."""

    def __init__(self, status: HTTPStatus, slug: str, detail: str | None = None) -> None:
        super().__init__(slug)
        self.status = status
        self.slug = slug
        self.detail = detail


class App:
    """The ASGI application."""

    def __init__(
        self,
        work: Work,
        *,
        keys: Iterable[SigningKey],
        log: Log,
    ) -> None:
        self._means = work.means
        self._server = work.means.settings.server
        self._carry = work.carry
        self._keys = tuple(keys)
        self._log = log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Return a request."""
        begun = self._means.clock()
        status = HTTPStatus.OK
        try:
            body = await self._answer(scope, receive)
        except _Refusal as refusal:
            status = refusal.status
            detail = {"detail": refusal.detail} if refusal.detail else {}
            body = json.dumps({"error": refusal.slug, **detail}).encode()
            self._log.warning("request.refused", status=int(status), error=refusal.slug, **detail)
        await _send(send, status, body)
        self._log.debug(
            "request.answered",
            method=scope["method"],
            status=int(status),
            duration_ms=round((self._means.clock() - begun) * 1000),
        )

    async def _answer(self, scope: Scope, receive: Receive) -> bytes:
        path, method = scope["path"], scope["method"]
        if path in {"/health/live", "/health/ready"}:
            _need(method in {"GET", "HEAD"}, HTTPStatus.METHOD_NOT_ALLOWED, "method_not_allowed")
            return await self._health(ready=path.endswith("ready"))
        _need(path == self._server.path, HTTPStatus.NOT_FOUND, "not_found")
        _need(method == "POST", HTTPStatus.METHOD_NOT_ALLOWED, "method_not_allowed")
        body = await self._body(receive)
        signatures = [value for name, value in scope["headers"] if name == _SIGNATURE]
        signature = signatures[0].decode("latin-1") if len(signatures) == 1 else ""
        signed_by = signers(body, signature, self._keys)
        _need(bool(signed_by), HTTPStatus.UNAUTHORIZED, "invalid_signature")
        await self._accept(body, signed_by, _traceparent(scope))
        return b""

    async def _health(self, *, ready: bool) -> bytes:
        if ready:
            try:
                await self._means.write(self._means.ledger.open_count)
            except sqlite3.Error as error:
                raise _Refusal(HTTPStatus.SERVICE_UNAVAILABLE, "unavailable") from error
        return b'{"status":"ok"}'

    async def _body(self, receive: Receive) -> bytes:
        """Read a body, counted while it arrives: a header may lie, or be missing."""
        options = self._server
        found = bytearray()
        try:
            async with asyncio.timeout(options.body_timeout_seconds):
                more = True
                while more:
                    message = await receive()
                    _need(message["type"] == "http.request", HTTPStatus.BAD_REQUEST, "invalid_body")
                    found += message.get("body", b"")
                    _need(
                        len(found) <= options.body_limit_bytes,
                        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
                        "payload_too_large",
                    )
                    more = message.get("more_body", False)
        except TimeoutError as error:
            raise _Refusal(HTTPStatus.REQUEST_TIMEOUT, "body_timeout") from error
        return bytes(found)

    async def _accept(self, body: bytes, signed_by: Iterable[SigningKey], traceparent: str) -> None:
        try:
            signed = parsed(body)
        except RequestError as error:
            raise _Refusal(HTTPStatus.BAD_REQUEST, "invalid_body", str(error)) from error
        if signed is None:
            self._log.info("request.verified")
            return
        # Whoever has one organization's key must not have another's account looked at, and be told.
        whose = signed.request.organization_name
        own = any(key.signs_for(whose) for key in signed_by)
        _need(own, HTTPStatus.UNAUTHORIZED, "invalid_signature", "not of this organization's key")
        self._check(signed)
        request, options = signed.request, self._server
        try:
            receipt = await self._means.write(
                self._means.ledger.accept,
                signed,
                digest=hashlib.sha256(body).hexdigest(),
                traceparent=traceparent,
                most_open=options.open_tasks,
                redelivery_seconds=options.redelivery_seconds,
            )
        except sqlite3.Error as error:
            self._log.alarm("ledger.broken", error=str(error))
            raise _Refusal(HTTPStatus.SERVICE_UNAVAILABLE, "unavailable") from error
        match receipt:
            case Receipt.NEW:
                self._carry(request.task_result_id)
            case Receipt.AGAIN:
                pass
            case Receipt.REPLAYED:
                raise _Refusal(HTTPStatus.CONFLICT, "replayed")
            case Receipt.FULL:
                raise _Refusal(HTTPStatus.SERVICE_UNAVAILABLE, "too_many_tasks")
            case _:
                assert_never(receipt)
        self._log.info(
            "task.accepted",
            receipt=receipt,
            task_result_id=request.task_result_id,
            run=request.run_id,
            stage=request.stage,
            workspace=request.full_name,
            trace_id=traceparent.split("-")[1],
        )

    def _check(self, signed: Signed) -> None:
        """Refuse what is too old to be known, and addresses that no token may go to."""
        request = signed.request
        age = self._means.clock() - request.run_created_at.timestamp()
        oldest = timedelta(days=self._server.remember_days).total_seconds()
        _need(age < oldest, HTTPStatus.CONFLICT, "stale")
        for name in ("task_result_callback_url", "plan_json_api_url"):
            url = getattr(request, name)
            _need(
                url is None or self._means.hcp.allows(url),
                HTTPStatus.UNPROCESSABLE_ENTITY,
                "host_not_allowed",
                f"{name} is not at one of hcp.hosts",
            )


def _need(holds: bool, status: HTTPStatus, slug: str, detail: str | None = None) -> None:  # noqa: FBT001  # a condition
    if not holds:
        raise _Refusal(status, slug, detail)


def _traceparent(scope: Scope) -> str:
    """Continue the trace of whoever asks, or begin one that everything of this task is part of."""
    given = [value.decode("latin-1") for name, value in scope["headers"] if name == _TRACEPARENT]
    found = trace_from_environ({"TRACEPARENT": given[0]}) if len(given) == 1 else {}
    made = f"00-{secrets.token_hex(16)}-{secrets.token_hex(8)}-01"
    return found.get("traceparent", made)


async def _send(send: Send, status: HTTPStatus, body: bytes) -> None:
    headers = [(b"content-length", str(len(body)).encode()), (b"cache-control", b"no-store")]
    if body:
        headers.append((b"content-type", b"application/json"))
    await send({"type": "http.response.start", "status": int(status), "headers": headers})
    await send({"type": "http.response.body", "body": body})

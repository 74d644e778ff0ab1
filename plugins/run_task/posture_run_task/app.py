"""The HTTP application: check a request, store its task, respond; a runner does the rest."""

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
from posture_run_task.log import Log
from posture_run_task.request import RequestError, Signed, SigningKey, parsed, signers
from posture_run_task.runner import TaskRunner
from posture_run_task.task_store import Receipt

Scope: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send: TypeAlias = Callable[[MutableMapping[str, Any]], Awaitable[None]]

_SIGNATURE: Final = b"x-tfc-task-signature"
_TRACEPARENT: Final = b"traceparent"


class _HTTPError(Exception):
    """The response to a request that is refused."""

    def __init__(self, status: HTTPStatus, slug: str, detail: str | None = None) -> None:
        super().__init__(slug)
        self.status = status
        self.slug = slug
        self.detail = detail


class App:
    """The ASGI application."""

    def __init__(
        self,
        runner: TaskRunner,
        *,
        keys: Iterable[SigningKey],
        log: Log,
    ) -> None:
        self._runtime = runner.runtime
        self._server = runner.runtime.settings.server
        self._run = runner.run
        self._keys = tuple(keys)
        self._log = log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Respond to a request."""
        begun = self._runtime.clock()
        status = HTTPStatus.OK
        try:
            body = await self._answer(scope, receive)
        except _HTTPError as error:
            status = error.status
            detail = {"detail": error.detail} if error.detail else {}
            body = json.dumps({"error": error.slug, **detail}).encode()
            self._log.warning("request.refused", status=int(status), error=error.slug, **detail)
        await _send(send, status, body)
        self._log.debug(
            "request.answered",
            method=scope["method"],
            status=int(status),
            duration_ms=round((self._runtime.clock() - begun) * 1000),
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
                await self._runtime.write(self._runtime.store.open_count)
            except sqlite3.Error as error:
                raise _HTTPError(HTTPStatus.SERVICE_UNAVAILABLE, "unavailable") from error
        return b'{"status":"ok"}'

    async def _body(self, receive: Receive) -> bytes:
        """Read a body and count its bytes: the length in the header may be wrong or missing."""
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
            raise _HTTPError(HTTPStatus.REQUEST_TIMEOUT, "body_timeout") from error
        return bytes(found)

    async def _accept(self, body: bytes, signed_by: Iterable[SigningKey], traceparent: str) -> None:
        try:
            signed = parsed(body)
        except RequestError as error:
            raise _HTTPError(HTTPStatus.BAD_REQUEST, "invalid_body", str(error)) from error
        if signed is None:
            self._log.info("request.verified")
            return
        # The key of one organization must not give access to the account of another.
        whose = signed.request.organization_name
        own = any(key.signs_for(whose) for key in signed_by)
        _need(
            own,
            HTTPStatus.UNAUTHORIZED,
            "invalid_signature",
            "the key is not for this organization",
        )
        self._check(signed)
        request, options = signed.request, self._server
        try:
            receipt = await self._runtime.write(
                self._runtime.store.accept,
                signed,
                digest=hashlib.sha256(body).hexdigest(),
                traceparent=traceparent,
                most_open=options.open_tasks,
                redelivery_seconds=options.redelivery_seconds,
            )
        except sqlite3.Error as error:
            self._log.alarm("ledger.broken", error=str(error))
            raise _HTTPError(HTTPStatus.SERVICE_UNAVAILABLE, "unavailable") from error
        match receipt:
            case Receipt.NEW:
                self._run(request.task_result_id)
            case Receipt.AGAIN:
                pass
            case Receipt.REPLAYED:
                raise _HTTPError(HTTPStatus.CONFLICT, "replayed")
            case Receipt.FULL:
                raise _HTTPError(HTTPStatus.SERVICE_UNAVAILABLE, "too_many_tasks")
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
        """Refuse requests that are too old, and addresses that no token may be sent to."""
        request = signed.request
        age = self._runtime.clock() - request.run_created_at.timestamp()
        oldest = timedelta(days=self._server.remember_days).total_seconds()
        _need(age < oldest, HTTPStatus.CONFLICT, "stale")
        for name in ("task_result_callback_url", "plan_json_api_url"):
            url = getattr(request, name)
            _need(
                url is None or self._runtime.hcp.allows(url),
                HTTPStatus.UNPROCESSABLE_ENTITY,
                "host_not_allowed",
                f"{name} is not at one of hcp.hosts",
            )


def _need(holds: bool, status: HTTPStatus, slug: str, detail: str | None = None) -> None:  # noqa: FBT001  # a condition
    if not holds:
        raise _HTTPError(status, slug, detail)


def _traceparent(scope: Scope) -> str:
    """Return the trace of the caller, or a new one for the whole task."""
    values = [value.decode("latin-1") for name, value in scope["headers"] if name == _TRACEPARENT]
    found = trace_from_environ({"TRACEPARENT": values[0]}) if len(values) == 1 else {}
    made = f"00-{secrets.token_hex(16)}-{secrets.token_hex(8)}-01"
    return found.get("traceparent", made)


async def _send(send: Send, status: HTTPStatus, body: bytes) -> None:
    headers = [(b"content-length", str(len(body)).encode()), (b"cache-control", b"no-store")]
    if body:
        headers.append((b"content-type", b"application/json"))
    await send({"type": "http.response.start", "status": int(status), "headers": headers})
    await send({"type": "http.response.body", "body": body})

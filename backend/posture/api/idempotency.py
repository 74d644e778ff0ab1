"""Idempotency keys: the header `Idempotency-Key` of requests that create something."""

from hashlib import sha256
from typing import Any

import msgspec

from posture.api.request import ApiRequest, key_faults
from posture.services.idempotency import IdempotencyKey


def key_of(request: ApiRequest, body: object = None) -> IdempotencyKey | None:
    """Return the key of a request for what its path and its decoded body say, if it has one."""
    return key_for(request, [request.scope["path"], msgspec.to_builtins(body)])


def key_for(request: ApiRequest, meaning: list[Any]) -> IdempotencyKey | None:
    """Return the key of a request, if it has one, for what the request means.

    Raises:
        ProblemError: it cannot be a key.
    """
    sent = request.context.headers.get(b"idempotency-key")
    if sent is None:
        return None
    if any(key_faults(sent)):
        raise request.refusal()
    return IdempotencyKey(
        key=sent.decode(),
        digest=sha256(msgspec.json.encode(meaning, order="sorted")).hexdigest(),
        window_seconds=request.deps.settings.idempotency_window_seconds,
    )

# Generated from posture_client/calls.py by generate_async.py: do not edit.
"""Calls: how the methods of the client send their requests."""

from __future__ import annotations

import os
from urllib.parse import quote, urlencode

TYPE_CHECKING = False  # the name of typing's constant; importing typing takes 20 ms
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from posture_client_async.streaming import StreamingResponse
    from posture_client_async.transport import Transport

BASE = "/api/v2"
EVENT_STREAM = "text/event-stream"
# If a stream has not begun by then, a proxy holds it back.
_FIRST_EVENT_SECONDS = 3.0
_HTTP_NO_CONTENT = 204


class Calls:
    """What the operations of each part of the specification share: how a request is sent."""

    _transport: Transport

    async def _get(self, path: str, query: Mapping[str, Any] | None = None) -> Any:  # noqa: ANN401  # a model
        response = await self._transport.send("GET", BASE + _with_query(path, query))
        return response.body

    async def _change(
        self,
        method: str,
        path: str,
        body: Any = None,  # noqa: ANN401  # any JSON
        *,
        if_match: str | None = None,
        validate_only: bool | None = None,
        repeatable: bool = True,
    ) -> Any:  # noqa: ANN401  # a model, or None
        headers = {} if if_match is None else {"If-Match": if_match}
        target = BASE + _with_query(path, {"validate_only": word(validate_only)})
        response = await self._transport.send(
            method, target, body=body, headers=headers, repeatable=repeatable
        )
        return response.body

    async def _create(
        self,
        path: str,
        body: Any = None,  # noqa: ANN401  # any JSON
        *,
        key: str | None,
        validate_only: bool | None = None,
    ) -> Any:  # noqa: ANN401  # a model, or None
        """Send a POST that creates something; without a key, use a random one for all its tries."""
        headers = {"Idempotency-Key": key or os.urandom(16).hex()}
        target = BASE + _with_query(path, {"validate_only": word(validate_only)})
        response = await self._transport.send("POST", target, body=body, headers=headers)
        return response.body

    async def _watch(
        self, path: str, query: Mapping[str, Any] | None, last_event_id: str | None
    ) -> StreamingResponse | None:
        """Open a stream of events; None if the server has no more of them."""
        headers = {"Accept": EVENT_STREAM}
        if last_event_id is not None:
            headers["Last-Event-ID"] = last_event_id
        target = BASE + _with_query(path, query)
        response = await self._transport.open(target, headers, first_seconds=_FIRST_EVENT_SECONDS)
        if response.status == _HTTP_NO_CONTENT:
            async with response:
                return None
        await response.require(EVENT_STREAM)
        return response


def _with_query(path: str, query: Mapping[str, Any] | None) -> str:
    """Return a path with the members of a query that are not None; a list is joined by commas."""
    sent = {
        name: value if isinstance(value, str | int | float) else ",".join(value)
        for name, value in (query or {}).items()
        if value is not None
    }
    return f"{path}?{urlencode(sent)}" if sent else path


def word(flag: bool | None) -> str | None:  # noqa: FBT001  # the value itself
    """Return the word of a boolean in a query."""
    return None if flag is None else str(flag).lower()


def path_of(pattern: str, *parts: str) -> str:
    """Return a path with its parts quoted."""
    return pattern.format(*(quote(part, safe="") for part in parts))

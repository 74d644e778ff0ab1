# Generated from posture_client/calls.py by generate_async.py: do not edit.
"""Calls: how the methods of the client send their requests."""

from __future__ import annotations

import os
from urllib.parse import quote, urlencode

TYPE_CHECKING = False  # the name of typing's constant; importing typing takes 20 ms
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from posture_client_async.transport import Transport

BASE = "/api/v2"


class Calls:
    """What the operations of each part of the specification share: how a request is sent."""

    _transport: Transport

    async def _get(self, path: str, query: Mapping[str, Any] | None = None) -> Any:  # noqa: ANN401  # a model
        filters = {name: value for name, value in (query or {}).items() if value is not None}
        target = f"{BASE}{path}?{urlencode(filters)}" if filters else BASE + path
        response = await self._transport.send("GET", target)
        return response.body

    async def _change(
        self,
        method: str,
        path: str,
        body: Any = None,  # noqa: ANN401  # any JSON
        *,
        if_match: str | None = None,
    ) -> Any:  # noqa: ANN401  # a model
        headers = {"If-Match": if_match} if if_match else {}
        response = await self._transport.send(method, BASE + path, body=body, headers=headers)
        return response.body

    async def _create(
        self,
        path: str,
        body: Any = None,  # noqa: ANN401  # any JSON
        *,
        key: str | None,
    ) -> Any:  # noqa: ANN401  # a model
        """Send a POST that creates something; without a key, use a random one for all its tries."""
        headers = {"Idempotency-Key": key or os.urandom(16).hex()}
        response = await self._transport.send("POST", BASE + path, body=body, headers=headers)
        return response.body


def word(flag: bool | None) -> str | None:  # noqa: FBT001  # the value itself
    """Return the word of a boolean in a query."""
    return None if flag is None else str(flag).lower()


def path_of(pattern: str, *parts: str) -> str:
    """Return a path with its parts quoted."""
    return pattern.format(*(quote(part, safe="") for part in parts))

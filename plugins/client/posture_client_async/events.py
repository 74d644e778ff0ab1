# Generated from posture_client/events.py by generate_async.py: do not edit.
"""Server-sent events of a run or a tenant, read from a connection that stays open."""

from __future__ import annotations

TYPE_CHECKING = False  # the name of typing's constant; importing typing takes 20 ms
if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from typing import Any, Self

    from posture_client import models
    from posture_client_async.streaming import StreamingResponse

_LONGEST_LINE = 1_048_576
_FIELDS = frozenset({"id", "event", "data", "retry"})


class EventStream:
    """The events of one connection, in order, to be used in an `async with`.

    The stream ends with the run. The server may also end it early: then watch again with the `id`
    of the last event, after `retry_seconds`, which the server sets.
    """

    def __init__(self, response: StreamingResponse | None) -> None:
        self.retry_seconds = 1.0
        self._response = response

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._response:
            await self._response.__aexit__()

    async def __aiter__(self) -> AsyncIterator[models.RunEvent]:
        """Yield the events as they arrive.

        Raises:
            UnreachableError: the connection broke, or was silent for too long.
        """
        async for seen in self._events():
            yield seen

    async def _events(self) -> AsyncIterator[Any]:
        fields: dict[str, str] = {}
        async for line in self._lines():
            if line:
                name, _, value = line.partition(":")
                if name in _FIELDS:
                    fields[name] = value.removeprefix(" ")
                continue
            if fields.get("retry", "").isdigit():
                self.retry_seconds = int(fields["retry"]) / 1_000
            if "data" in fields:
                yield {"id": fields["id"], "event": fields["event"], "data": fields["data"]}
            fields = {}

    def close(self) -> None:
        """End the stream; a thread that reads it stops."""
        if self._response:
            self._response.close()

    async def _lines(self) -> AsyncIterator[str]:
        # Without a response the server has no more events of this run.
        while self._response and (line := await self._response.line(_LONGEST_LINE)):
            yield line.decode(errors="replace").rstrip("\r\n")


class TenantEventStream(EventStream):
    """The events of a whole tenant; the server ends it after some time, and nothing else does."""

    async def __aiter__(self) -> AsyncIterator[models.TenantEvent]:  # type: ignore[override]  # other events
        """Yield the events as they arrive; raises as `EventStream` does."""
        async for seen in self._events():
            yield seen

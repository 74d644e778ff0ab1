"""Server-sent events of a run or a tenant, read from a connection that stays open."""

from __future__ import annotations

TYPE_CHECKING = False  # the name of typing's constant; importing typing takes 20 ms
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any, Self

    from posture_client import models
    from posture_client.streaming import StreamingResponse

_LONGEST_LINE = 1_048_576
_FIELDS = frozenset({"id", "event", "data", "retry"})


class EventStream:
    """The events of one connection, in order, to be used with `with`.

    The stream ends with the run. The server may also end it early: then watch again with the `id`
    of the last event, after `retry_seconds`, which the server sets.
    """

    def __init__(self, response: StreamingResponse | None) -> None:
        self.retry_seconds = 1.0
        self._response = response

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._response:
            self._response.__exit__()

    def __iter__(self) -> Iterator[models.RunEvent]:
        """Yield the events as they arrive.

        Raises:
            UnreachableError: the connection broke, or was silent for too long.
        """
        yield from self._events()

    def _events(self) -> Iterator[Any]:
        fields: dict[str, str] = {}
        for line in self._lines():
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

    def _lines(self) -> Iterator[str]:
        # Without a response the server has no more events of this run.
        while self._response and (line := self._response.line(_LONGEST_LINE)):
            yield line.decode(errors="replace").rstrip("\r\n")


class TenantEventStream(EventStream):
    """The events of a whole tenant; the server ends it after some time, and nothing else does."""

    def __iter__(self) -> Iterator[models.TenantEvent]:  # type: ignore[override]  # other events
        """Yield the events as they arrive; raises as `EventStream` does."""
        yield from self._events()

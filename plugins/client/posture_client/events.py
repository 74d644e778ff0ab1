"""Events: a run's life as the server tells it, read from a connection that stays open."""

from __future__ import annotations

TYPE_CHECKING = False  # what typing calls so; importing typing alone takes 20 ms
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Self

    from posture_client import models
    from posture_client.opened import Opened

STREAM = "text/event-stream"
_LONGEST_LINE = 1_048_576


class EventStream:
    """The events of one connection, in order, to be used with `with`.

    It ends with the run, and also when the server ends it early: watch again with the `id` of the
    last event. `retry_seconds` is how long the server wants to be left alone before.
    """

    def __init__(self, opened: Opened | None) -> None:
        self.retry_seconds = 1.0
        self._opened = opened

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._opened:
            self._opened.__exit__()

    def __iter__(self) -> Iterator[models.RunEvent]:
        """Return events as they arrive.

        Raises:
            UnreachableError: the connection broke, or was silent for too long.
        """
        fields: dict[str, str] = {}
        for line in self._lines():
            if line:
                name, _, value = line.partition(":")
                fields[name] = value.removeprefix(" ")
                continue
            if fields.get("retry", "").isdigit():
                self.retry_seconds = int(fields["retry"]) / 1_000
            if "data" in fields:
                yield {"id": fields["id"], "event": fields["event"], "data": fields["data"]}  # type: ignore[typeddict-item]  # a word of a later version
            fields = {}

    def close(self) -> None:
        """End the stream for whoever is reading it."""
        if self._opened:
            self._opened.close()

    def _lines(self) -> Iterator[str]:
        # Nothing was opened where the server has nothing more to tell.
        while self._opened and (line := self._opened.line(_LONGEST_LINE)):
            yield line.decode(errors="replace").rstrip("\r\n")

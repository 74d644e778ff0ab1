"""Deadlines: how long something may take, with one timer for all that may take as long."""

import asyncio
from collections.abc import Iterator
from contextlib import AbstractContextManager
from types import TracebackType
from typing import Self


class Deadlines:
    """The deadlines of what may take a number of seconds each.

    All have the same limit, so the first that began is the first that is due, and there is a timer
    for that one only. `asyncio.timeout` makes a timer for each, which takes four times as long.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self.running: dict[Deadline, None] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    def limit(self) -> "Deadline":
        """Limit the time of a block of the current task, which then raises `TimeoutError`."""
        return Deadline(self)

    def close(self) -> None:
        """Forget the timer; what still runs has no deadline any more."""
        self.running.clear()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def begin(self, deadline: "Deadline") -> float:
        """Note what begins, and return when it is due."""
        loop = asyncio.get_running_loop()
        if loop is not self._loop:  # the timer of another one never comes
            self._loop, self._timer = loop, None
            self.running.clear()
        due = loop.time() + self._seconds
        self.running[deadline] = None
        if self._timer is None:
            self._timer = loop.call_at(due, self._expire)
        return due

    def end(self, deadline: "Deadline") -> None:
        """Forget what has ended."""
        self.running.pop(deadline, None)

    def _expire(self) -> None:
        loop = asyncio.get_running_loop()
        self._timer = None
        for one in self._due(loop.time()):
            self.end(one)
            one.expire()
        first = next(iter(self.running), None)
        if first is not None:
            self._timer = loop.call_at(first.due, self._expire)

    def _due(self, now: float) -> Iterator["Deadline"]:
        for one in tuple(self.running):
            if one.due > now:
                return
            yield one


class Deadline(AbstractContextManager["Deadline"]):
    """The deadline of one block; it cancels the task as `asyncio.timeout` does."""

    __slots__ = ("_all", "_cancelling", "_has_expired", "_task", "due")

    def __init__(self, of: Deadlines) -> None:
        self._all = of
        self._has_expired = False

    def __enter__(self) -> Self:
        task = asyncio.current_task()
        if task is None:
            raise RuntimeError("a deadline needs a task to cancel")
        self._task = task
        self._cancelling = task.cancelling()
        self.due = self._all.begin(self)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._all.end(self)
        # A task that is cancelled for another reason, too, stays cancelled.
        if (
            self._has_expired
            and self._task.uncancel() <= self._cancelling
            and kind is asyncio.CancelledError
        ):
            raise TimeoutError from error

    def expire(self) -> None:
        """Cancel the task, because its time is over."""
        self._has_expired = True
        self._task.cancel()

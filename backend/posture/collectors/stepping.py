"""Stepping: a coroutine runs until it waits, and only what is left of it needs a task.

Half of the reads of a run wait for nothing, because what they need was read for another asset. A
task for each of them takes more time than they do. What depends on the current task, such as the
deadline of a call, must not begin in the first step, which runs in the task of the caller: who
would begin it waits for its own task with `own_task`.
"""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Coroutine, Generator
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class _Step(threading.local):
    """Whether a first step runs at the moment, in this thread."""

    is_first = False


_step = _Step()


class Rest(Generic[T]):
    """A coroutine that waits after its first step; it is awaited once."""

    __slots__ = ("_coroutine", "_waits_for")

    def __init__(self, coroutine: Coroutine[Any, Any, T], waits_for: Any) -> None:  # noqa: ANN401  # a future, or None for a moment
        self._coroutine = coroutine
        self._waits_for = waits_for

    def run(self) -> Coroutine[Any, Any, T]:
        """Return the rest as a coroutine, for a task of its own."""
        # A task resumes a coroutine that waits for nothing but the next moment.
        return self._coroutine if self._waits_for is None else _run(self)

    def __await__(self) -> Generator[Any, Any, T]:
        """Wait as the coroutine does, and go on with it."""
        waits_for = self._waits_for
        while waits_for is not None:
            waits_for._asyncio_future_blocking = True  # noqa: SLF001  # see first_step
            try:
                yield waits_for
                break
            except BaseException as error:  # noqa: BLE001  # the coroutine may handle any
                try:
                    waits_for = self._coroutine.throw(error)
                except StopIteration as ended:
                    result: T = ended.value
                    return result
        return (yield from self._coroutine.__await__())


def first_step(coroutine: Coroutine[Any, Any, T]) -> T | Rest[T]:
    """Run a coroutine until it waits; return its result, or what is left to await."""
    _step.is_first = True
    try:
        waits_for = coroutine.send(None)
    except StopIteration as ended:
        result: T = ended.value
        return result
    finally:
        _step.is_first = False
    if waits_for is not None:
        # So a task takes what is awaited, and others can await it, too.
        waits_for._asyncio_future_blocking = False  # noqa: SLF001  # the protocol of tasks and futures
    return Rest(coroutine, waits_for)


async def _run(rest: Rest[T]) -> T:
    return await rest


async def own_task() -> None:
    """Wait for a moment, if this is a first step: what follows is in a task of its own."""
    if _step.is_first:
        await asyncio.sleep(0)


async def once(
    memory: dict[object, asyncio.Future[Any]], key: object, make: Callable[[], Awaitable[T]]
) -> T:
    """Call `make` once, and keep its result in `memory` under `key`; raises as `make` does.

    If one that waits for it is cancelled, the others still get the result.
    """
    future: asyncio.Future[T] | None = memory.get(key)
    if future is None:
        future = memory[key] = asyncio.ensure_future(make())
    if future.done():
        return future.result()
    await own_task()
    return await asyncio.shield(future)

"""Stepping: a coroutine runs until it waits, and only what is left of it needs a task.

Half of the reads of a run wait for nothing, because what they need was read for another asset. A
task for each of them takes more time than they do. What really waits, or depends on the current
task as the deadline of a call does, must not begin in the first step, which runs in the task of the
caller. So a read only waits with the functions below and the client's calls, which use them.
"""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Coroutine, Generator, Iterable
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class _Step(threading.local):
    """Whether a first step runs at the moment, in this thread."""

    is_first = False


_step = _Step()


class Rest(Generic[T]):
    """What is left of a coroutine that waits for a task of its own; it is awaited once.

    Attributes:
        coroutine: the same, for a new task.
    """

    __slots__ = ("coroutine",)

    def __init__(self, coroutine: Coroutine[Any, Any, T]) -> None:
        self.coroutine = coroutine

    def __await__(self) -> Generator[Any, Any, T]:
        """Go on; `await` itself takes no coroutine that has begun."""
        return self.coroutine.__await__()


def first_step(coroutine: Coroutine[Any, Any, T]) -> T | Rest[T]:
    """Run a coroutine until it waits; return its result, or what is left to await.

    Raises:
        RuntimeError: it waits for something else than a task of its own.
    """
    is_nested, _step.is_first = _step.is_first, True
    try:
        waits_for = coroutine.send(None)
    except StopIteration as ended:
        result: T = ended.value
        return result
    finally:
        _step.is_first = is_nested
    if waits_for is not None:  # thrown into it, so that the traceback leads to what waits
        coroutine.throw(
            RuntimeError(
                f"A read waits for {waits_for!r} in its first step. Wait with `together`, `once`, "
                "or after `own_task`, of posture.collectors.stepping."
            )
        )
    return Rest(coroutine)


async def own_task() -> None:
    """Wait for a moment, if this is a first step: what follows is in a task of its own."""
    if _step.is_first:
        await asyncio.sleep(0)


async def together(coroutines: Iterable[Awaitable[T]]) -> list[T]:
    """Await all at the same time, and return their results in order."""
    await own_task()
    return await asyncio.gather(*coroutines)


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

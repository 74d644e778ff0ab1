"""A first step runs until something waits; the rest behaves as the coroutine in a task would."""

import asyncio
from typing import Any

import pytest

from posture.collectors.stepping import Rest, first_step, own_task

pytestmark = pytest.mark.anyio


async def settle() -> None:
    """Let everything run that can."""
    for _ in range(10):
        await asyncio.sleep(0)


def rest_of(begun: object) -> Rest[Any]:
    assert isinstance(begun, Rest)
    return begun


async def test_what_never_waits_has_its_result_at_once() -> None:
    async def read() -> int:
        return 7

    assert first_step(read()) == 7


async def test_what_fails_at_once_raises_at_once() -> None:
    async def read() -> int:
        raise LookupError

    with pytest.raises(LookupError):
        first_step(read())


async def test_what_waits_goes_on_when_that_is_there() -> None:
    there: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    async def read() -> int:
        return await there + await there

    begun = [rest_of(first_step(read())) for _ in range(3)]
    found = asyncio.gather(*(one.run() for one in begun))
    await settle()
    there.set_result(2)

    assert await found == [4, 4, 4]


@pytest.mark.parametrize("handles", [True, False], ids=["handled", "raised"])
async def test_an_error_of_what_it_waits_for_is_its_own(*, handles: bool) -> None:
    there: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    async def read() -> int:
        try:
            return await there
        except LookupError:
            if handles:
                await asyncio.sleep(0)
                return 1
            raise

    begun = rest_of(first_step(read()))
    there.set_exception(LookupError())

    if handles:
        assert await begun == 1
        return
    with pytest.raises(LookupError):
        await begun


async def test_cancelling_its_task_cancels_what_it_waits_for() -> None:
    there: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    ended = list[str]()

    async def read() -> None:
        try:
            await there
        finally:
            ended.append("read")

    task = asyncio.create_task(rest_of(first_step(read())).run())
    await settle()
    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task
    assert (ended, there.cancelled()) == (["read"], True)


@pytest.mark.parametrize("waits", [True, False], ids=["waits", "returns"])
async def test_a_coroutine_that_handles_its_cancellation_goes_on(*, waits: bool) -> None:
    there: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    later: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    async def read() -> int:
        try:
            return await there
        except asyncio.CancelledError:
            return await later if waits else 3

    task = asyncio.create_task(rest_of(first_step(read())).run())
    await settle()
    task.cancel()
    await settle()
    later.set_result(3)

    assert await task == 3


async def test_what_needs_its_own_task_waits_for_it() -> None:
    tasks = list[object]()

    async def read() -> None:
        await own_task()
        tasks.append(asyncio.current_task())

    begun = rest_of(first_step(read()))
    assert not tasks
    await asyncio.create_task(begun.run())
    await read()  # in no first step, there is nothing to wait for

    assert tasks[0] is not asyncio.current_task()
    assert tasks[1] is asyncio.current_task()


async def test_a_timeout_in_its_own_task_does_not_cancel_the_others() -> None:
    async def read(seconds: float) -> str:
        await own_task()
        try:
            async with asyncio.timeout(seconds):
                await asyncio.Event().wait()
        except TimeoutError:
            return "timeout"
        return ""

    begun = [rest_of(first_step(read(seconds))) for seconds in (0.001, 0.002)]

    assert await asyncio.gather(*(one.run() for one in begun)) == ["timeout", "timeout"]

"""A first step runs until something waits; the rest is for a task of its own."""

import asyncio
from typing import Any

import pytest

from posture.collectors.stepping import Rest, first_step, once, own_task, together

pytestmark = pytest.mark.anyio


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


async def test_what_really_waits_in_a_first_step_fails_where_it_waits_with_the_rule() -> None:
    async def read() -> None:
        await asyncio.get_running_loop().create_future()

    with pytest.raises(RuntimeError, match=r"waits for <Future.*after `own_task`") as failed:
        first_step(read())

    assert failed.traceback[-1].name == "read"


async def test_reads_wait_for_what_is_read_once_for_all() -> None:
    memory: dict[object, asyncio.Future[Any]] = {}
    makes = list[int]()

    async def make() -> int:
        makes.append(len(makes))
        await asyncio.sleep(0)
        return 7

    begun = [rest_of(first_step(once(memory, "key", make))) for _ in range(2)]

    assert await asyncio.gather(*(one.coroutine for one in begun)) == [7, 7]
    assert first_step(once(memory, "key", make)) == 7
    assert makes == [0]


async def test_a_read_waits_for_several_at_the_same_time() -> None:
    async def double(number: int) -> int:
        await asyncio.sleep(0)
        return 2 * number

    assert await rest_of(first_step(together(map(double, (1, 2, 3))))) == [2, 4, 6]


async def test_what_needs_its_own_task_waits_for_it() -> None:
    tasks = list[object]()

    async def read() -> None:
        await own_task()
        tasks.append(asyncio.current_task())

    begun = rest_of(first_step(read()))
    assert not tasks
    await asyncio.create_task(begun.coroutine)
    await read()  # in no first step, there is nothing to wait for

    assert tasks[0] is not asyncio.current_task()
    assert tasks[1] is asyncio.current_task()


async def test_a_first_step_inside_another_one_does_not_end_that() -> None:
    tasks = list[object]()

    async def read() -> None:
        assert first_step(asyncio.sleep(0, "inner")).__class__ is Rest
        await own_task()
        tasks.append(asyncio.current_task())

    await asyncio.create_task(rest_of(first_step(read())).coroutine)

    assert tasks[0] is not asyncio.current_task()


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

    assert await asyncio.gather(*(one.coroutine for one in begun)) == ["timeout", "timeout"]

"""Deadlines end a block as `asyncio.timeout` does, with one timer for all of them."""

import asyncio
from collections.abc import Callable

import pytest

from posture.deadlines import Deadlines

pytestmark = pytest.mark.anyio

SOON = 0.001
NEVER = 3_600.0


async def wait_within(deadlines: Deadlines) -> None:
    with deadlines.limit():
        await asyncio.Event().wait()


async def test_each_block_that_takes_too_long_raises_a_timeout() -> None:
    deadlines = Deadlines(SOON)

    found = await asyncio.gather(
        *(wait_within(deadlines) for _ in range(3)), return_exceptions=True
    )

    assert [type(one) for one in found] == [TimeoutError] * 3


async def test_a_block_that_begins_after_others_expired_has_a_deadline_too() -> None:
    deadlines = Deadlines(SOON)

    for _ in range(2):
        with pytest.raises(TimeoutError):
            await wait_within(deadlines)


async def test_a_block_that_ended_does_not_cancel_what_its_task_does_then() -> None:
    deadlines = Deadlines(SOON)
    with deadlines.limit():
        pass

    with pytest.raises(TimeoutError):  # of the other block, after the time of the first
        await asyncio.create_task(wait_within(deadlines))

    current = asyncio.current_task()
    assert current is not None
    assert current.cancelling() == 0


async def test_a_task_that_others_cancel_stays_cancelled() -> None:
    task = asyncio.create_task(wait_within(Deadlines(NEVER)))
    await asyncio.sleep(0)

    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task


async def test_a_task_that_others_cancel_when_it_expires_stays_cancelled() -> None:
    deadlines = Deadlines(NEVER)
    task = asyncio.create_task(wait_within(deadlines))
    await asyncio.sleep(0)
    (deadline,) = deadlines.running

    deadline.expire()
    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task


async def test_an_error_at_the_deadline_stays_that_error() -> None:
    def fail_late() -> None:
        with Deadlines(NEVER).limit() as deadline:
            deadline.expire()
            raise LookupError

    with pytest.raises(LookupError):
        fail_late()

    current = asyncio.current_task()
    assert current is not None
    assert current.cancelling() == 0


async def test_there_is_one_timer_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    loop = asyncio.get_running_loop()
    timers: list[float] = []
    call_at = loop.call_at

    def counted(when: float, call: Callable[[], object]) -> asyncio.TimerHandle:
        timers.append(when)
        return call_at(when, call)

    monkeypatch.setattr(loop, "call_at", counted)
    deadlines = Deadlines(NEVER)

    for _ in range(10):
        with deadlines.limit(), deadlines.limit():
            pass

    assert len(timers) == 1
    assert not deadlines.running
    deadlines.close()


async def test_outside_of_a_task_there_is_nothing_to_cancel() -> None:
    loop = asyncio.get_running_loop()
    found: asyncio.Future[BaseException] = loop.create_future()

    def begin() -> None:
        try:
            Deadlines(NEVER).limit().__enter__()
        except RuntimeError as error:
            found.set_result(error)

    loop.call_soon(begin)

    assert "task" in str(await found)


def test_deadlines_hold_in_a_second_event_loop() -> None:
    deadlines = Deadlines(0.01)

    async def waits() -> None:
        with deadlines.limit():
            await asyncio.Event().wait()

    async def ends() -> None:
        with deadlines.limit():
            await asyncio.sleep(0)

    asyncio.run(ends())
    with pytest.raises(TimeoutError):
        asyncio.run(asyncio.wait_for(waits(), 30))

"""Slots go to who waits, in order of arrival, also where one of them is cancelled."""

import asyncio

import pytest

from posture.collectors.slots import Slots

pytestmark = pytest.mark.anyio


async def settle() -> None:
    """Let everything run that can."""
    for _ in range(10):
        await asyncio.sleep(0)


async def test_no_more_run_at_once_and_the_first_is_first() -> None:
    slots, order, at_once, most = Slots(2), list[int](), 0, 0

    async def work(number: int) -> None:
        nonlocal at_once, most
        await slots.acquire()
        at_once += 1
        most = max(most, at_once)
        order.append(number)
        await asyncio.sleep(0)
        at_once -= 1
        slots.release()

    await asyncio.gather(*(work(number) for number in range(20)))
    assert (order, most, at_once) == (list(range(20)), 2, 0)


async def test_a_slot_is_free_while_nothing_waits_for_one() -> None:
    slots = Slots(1)
    free = [slots.is_free]
    await slots.acquire()
    waits = asyncio.create_task(slots.acquire())
    await settle()
    slots.release()
    free.append(slots.is_free)
    await waits
    slots.release()
    free.append(slots.is_free)
    assert free == [True, False, True]


async def test_a_slot_that_is_given_back_is_not_taken_by_who_comes_later() -> None:
    slots = Slots(1)
    await slots.acquire()
    waits = asyncio.create_task(slots.acquire())
    await settle()
    slots.release()
    later = asyncio.create_task(slots.acquire())
    await settle()
    assert (waits.done(), later.done()) == (True, False)
    slots.release()
    await asyncio.wait_for(later, 10)


@pytest.mark.parametrize("has_slot", [False, True])
async def test_a_cancelled_wait_loses_no_slot(*, has_slot: bool) -> None:
    slots = Slots(1)
    await slots.acquire()
    cancelled = asyncio.create_task(slots.acquire())
    waits = asyncio.create_task(slots.acquire())
    await settle()
    if has_slot:
        slots.release()  # the first one has it, and is cancelled before it runs
    cancelled.cancel()
    await settle()
    assert cancelled.cancelled()
    assert waits.done() is has_slot
    slots.release()
    await asyncio.wait_for(asyncio.gather(waits), 10)
    if has_slot:
        await asyncio.wait_for(slots.acquire(), 10)

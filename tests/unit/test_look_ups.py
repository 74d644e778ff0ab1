"""Look-ups: requests that came before a read began share it, and no other request does."""

import asyncio
import time
from collections.abc import Awaitable, Callable

import pytest

from posture.store.look_ups import MOST_KEYS, LookUp, LookUps

pytestmark = pytest.mark.anyio

KEY = (None, "token")


class Table:
    """What is looked up: it has another value at each read, which `gate` can hold up."""

    def __init__(self) -> None:
        self.read_count = 0
        self.gate = asyncio.Event()
        self.gate.set()
        self.errors: list[Exception] = []

    async def read(self, look_up: LookUp) -> int:
        look_up.begun_ns = time.perf_counter_ns()
        self.read_count += 1
        number = self.read_count
        await self.gate.wait()
        if self.errors:
            raise self.errors.pop()
        return number


def counting(found: list[int]) -> Callable[[LookUp], Awaitable[int]]:
    async def read(look_up: LookUp) -> int:
        look_up.begun_ns = time.perf_counter_ns()
        found.append(len(found))
        return found[-1]

    return read


async def test_requests_that_came_before_a_read_share_it() -> None:
    look_ups, found = LookUps(), list[int]()
    came = [time.perf_counter_ns() for _ in range(3)]
    assert [await look_ups.find(KEY, one, counting(found)) for one in came] == [0, 0, 0]
    assert len(found) == 1


async def test_a_request_that_came_after_a_read_began_reads_again() -> None:
    look_ups, found = LookUps(), list[int]()
    assert await look_ups.find(KEY, time.perf_counter_ns(), counting(found)) == 0
    assert await look_ups.find(KEY, time.perf_counter_ns(), counting(found)) == 1


async def test_another_key_or_turn_is_another_read() -> None:
    look_ups, found = LookUps(), list[int]()
    came = time.perf_counter_ns()
    assert await look_ups.find((None, "one"), came, counting(found)) == 0
    assert await look_ups.find((None, "other"), came, counting(found)) == 1
    assert await look_ups.find(("192.0.2.1", "one"), came, counting(found)) == 2


async def test_a_read_that_waits_for_nothing_is_shared_in_the_same_way() -> None:
    look_ups, found = LookUps(), list[int]()

    def read(numbers: list[int]) -> int:
        numbers.append(len(numbers))
        return numbers[-1]

    came = time.perf_counter_ns()
    assert [look_ups.find_at_once(KEY, came, read, found) for _ in range(3)] == [0, 0, 0]
    assert look_ups.find_at_once(KEY, time.perf_counter_ns(), read, found) == 1
    assert look_ups.find_at_once(KEY, came, read, found) == 1
    assert await look_ups.find(KEY, came, counting(found)) == 1


async def test_a_read_in_progress_is_waited_for() -> None:
    look_ups, table = LookUps(), Table()
    came = time.perf_counter_ns()
    table.gate.clear()
    asking = [asyncio.create_task(look_ups.find(KEY, came, table.read)) for _ in range(3)]
    await asyncio.sleep(0)
    late = asyncio.create_task(look_ups.find(KEY, time.perf_counter_ns(), table.read))
    await asyncio.sleep(0)
    table.gate.set()
    assert await asyncio.gather(*asking) == [1, 1, 1]
    assert await late == 2


async def test_who_waited_for_a_read_that_failed_reads_by_itself() -> None:
    look_ups, table = LookUps(), Table()
    came = time.perf_counter_ns()
    table.gate.clear()
    table.errors.append(LookupError("gone"))
    first = asyncio.create_task(look_ups.find(KEY, came, table.read))
    await asyncio.sleep(0)
    second = asyncio.create_task(look_ups.find(KEY, came, table.read))
    await asyncio.sleep(0)
    table.gate.set()
    with pytest.raises(LookupError):
        await first
    assert await second == 2


async def test_a_request_that_is_cancelled_takes_no_other_one_with_it() -> None:
    look_ups, table = LookUps(), Table()
    came = time.perf_counter_ns()
    table.gate.clear()
    reading, second, third = (
        asyncio.create_task(look_ups.find(KEY, came, table.read)) for _ in range(3)
    )
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    second.cancel()
    with pytest.raises(asyncio.CancelledError):
        await second
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    table.gate.set()
    assert await third == 2


async def test_the_number_of_keys_is_bounded() -> None:
    look_ups, found = LookUps(), list[int]()
    came = time.perf_counter_ns()
    for number in range(MOST_KEYS + 5):
        await look_ups.find((None, f"token {number}"), came, counting(found))
    assert len(look_ups) == MOST_KEYS
    newest = (None, f"token {MOST_KEYS + 4}")
    assert await look_ups.find(newest, came, counting(found)) == MOST_KEYS + 4
    assert await look_ups.find((None, "token 0"), came, counting(found)) == MOST_KEYS + 5

"""The writer gathers: units of one tenant that arrive one after the other share a commit."""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection

import pytest

from posture.settings import Settings
from posture.shares import Shares
from posture.store import gathering
from posture.store.backend import ConnectionThread, backend_of
from posture.store.statement import Connection
from posture.store.tenancy import Tenancy
from posture.store.writer import Writer

pytestmark = pytest.mark.anyio


class Counted:
    """A connection thread that notes the units of each of its transactions."""

    def __init__(self, thread: ConnectionThread) -> None:
        self._thread = thread
        self.transactions: list[list[str]] = []
        self.read = thread.read

    async def write(
        self, work: Callable[[Connection], None], tenancies: Collection[Tenancy]
    ) -> None:
        self.transactions.append([])
        await self._thread.write(work, tenancies)

    def unit(self, name: str) -> Callable[[Connection], None]:
        return lambda _connection: self.transactions[-1].append(name)


@pytest.fixture
async def thread(database_url: str) -> AsyncIterator[Counted]:
    async with backend_of(Settings(database_url=database_url)).thread(read_only=False) as opened:
        yield Counted(opened)


async def written(thread: Counted, *steps: str, idle: int = 0) -> None:
    """Write two units at once, and each other one at a step of the loop of its own.

    The tenant of a unit is what its name begins with, up to a space. The writer has as many more
    threads as `idle` says.
    """
    threads = [thread] * (1 + idle)
    writer = Writer(threads, queue_size=100, batch_size=50, shares=Shares())
    async with asyncio.TaskGroup() as group:
        group.create_task(writer.serve())
        await asyncio.sleep(0)
        writing = []
        for number, name in enumerate(steps):
            unit = writer.write(thread.unit(name), name.partition(" ")[0])
            writing.append(group.create_task(unit))
            if number:
                await asyncio.sleep(0)
        await asyncio.gather(*writing)
        writer.close()


async def test_units_that_arrive_step_by_step_share_a_commit(thread: Counted) -> None:
    names = [f"one {number}" for number in range(9)]
    await written(thread, *names)
    assert thread.transactions == [names]


async def test_one_thread_gathers_and_the_others_leave_the_units_to_it(thread: Counted) -> None:
    names = [f"one {number}" for number in range(9)]
    await written(thread, *names, idle=3)
    assert thread.transactions == [names]


async def test_no_tenant_waits_until_all_units_of_another_have_arrived(thread: Counted) -> None:
    names = ["one 1", "one 2", "other 1", *(f"one {number}" for number in range(3, 9))]
    await written(thread, *names)
    first, *_ = thread.transactions
    assert {"one 1", "other 1"} < set(first)
    assert "one 8" not in first


async def test_units_are_not_waited_for_without_end(
    thread: Counted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gathering, "GATHER_SECONDS", 0.0)
    names = [f"one {number}" for number in range(9)]
    await written(thread, *names)
    assert len(thread.transactions) > 1
    assert [name for one in thread.transactions for name in one] == names


@pytest.mark.parametrize("steps", range(6))
async def test_the_writer_ends_although_units_were_cancelled_meanwhile(
    thread: Counted, steps: int
) -> None:
    writer = Writer([thread, thread], queue_size=100, batch_size=50, shares=Shares())
    async with asyncio.timeout(30), asyncio.TaskGroup() as group:
        group.create_task(writer.serve())
        await asyncio.sleep(0)
        writing = [group.create_task(writer.write(thread.unit("one"), "one")) for _ in range(2)]
        for _ in range(steps):
            await asyncio.sleep(0)
        for one in writing:
            one.cancel()
        await asyncio.wait(writing)
        writer.close()


async def test_a_unit_is_written_that_waits_behind_more_cancelled_ones_than_fit_a_commit(
    thread: Counted,
) -> None:
    writer = Writer([thread], queue_size=100, batch_size=5, shares=Shares())
    async with asyncio.timeout(30), asyncio.TaskGroup() as group:
        writing = [group.create_task(writer.write(thread.unit("no"), "one")) for _ in range(9)]
        await asyncio.sleep(0)
        for one in writing:
            one.cancel()
        await asyncio.wait(writing)
        last = group.create_task(writer.write(thread.unit("one"), "one"))
        await asyncio.sleep(0)
        group.create_task(writer.serve())
        await last
        writer.close()
    assert thread.transactions == [["one"]]

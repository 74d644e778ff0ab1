"""The writer and several tenants: none waits for another one's many writes."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from posture.settings import Settings
from posture.shares import LINGER_SECONDS, Shares
from posture.store.backend import backend_of
from posture.store.errors import UnavailableError
from posture.store.statement import Connection
from posture.store.writer import Writer
from tests.promises import promise

pytestmark = pytest.mark.anyio


class Gate:
    """A unit of work that waits in the writer's thread until it is let go."""

    def __init__(self) -> None:
        self.has_begun, self.may_end = threading.Event(), threading.Event()

    def __call__(self, _connection: Connection) -> None:
        self.has_begun.set()
        assert self.may_end.wait(30)


@asynccontextmanager
async def writing(
    database_url: str, shares: Shares | None = None, *, queue_size: int = 1_000
) -> AsyncIterator[tuple[Writer, asyncio.TaskGroup]]:
    """Run a writer, and a group for tasks that write; at the end, it writes all and ends."""
    backend = backend_of(Settings(database_url=database_url))
    async with backend.thread(read_only=False) as thread, asyncio.TaskGroup() as group:
        writer = Writer([thread], queue_size=queue_size, batch_size=128, shares=shares or Shares())
        group.create_task(writer.serve())
        yield writer, group
        writer.close()


@promise("tenants", "A write waits for at most one write of each other tenant")
async def test_the_write_of_a_tenant_waits_for_one_of_another_with_a_hundred(
    database_url: str,
) -> None:
    order: list[str] = []
    gate = Gate()
    async with writing(database_url) as (writer, group):
        busy = [group.create_task(writer.write(gate, "greedy"))]
        await asyncio.to_thread(gate.has_begun.wait, 30)
        busy += [
            group.create_task(writer.write(lambda _: order.append("greedy"), "greedy"))
            for _ in range(100)
        ]
        await asyncio.sleep(0)
        one = group.create_task(writer.write(lambda _: order.append("modest"), "modest"))
        await asyncio.sleep(0)
        gate.may_end.set()
        await one
        assert order.index("modest") <= 1
        await asyncio.gather(*busy)
    assert len(order) == 101


async def test_a_transaction_ends_early_for_a_tenant_that_has_nothing_in_it(
    database_url: str,
) -> None:
    order: list[str] = []
    gate = Gate()
    async with writing(database_url) as (writer, group):
        many: list[Callable[[Connection], None]] = [gate]
        many += [lambda _: order.append("greedy") for _ in range(100)]
        busy = [group.create_task(writer.write(unit, "greedy")) for unit in many]
        await asyncio.to_thread(gate.has_begun.wait, 30)
        one = group.create_task(writer.write(lambda _: order.append("modest"), "modest"))
        await asyncio.sleep(0)
        gate.may_end.set()
        await one
        assert order.index("modest") <= 1
        await asyncio.gather(*busy)
    assert len(order) == 101


async def test_a_full_queue_still_takes_a_tenant_that_has_nothing_in_it(database_url: str) -> None:
    gate = Gate()
    async with writing(database_url, queue_size=10) as (writer, group):
        held = group.create_task(writer.write(gate, "greedy"))
        await asyncio.to_thread(gate.has_begun.wait, 30)
        busy = [group.create_task(writer.write(lambda _: None, "greedy")) for _ in range(10)]
        await asyncio.sleep(0)
        with pytest.raises(UnavailableError, match="More writes are waiting"):
            await writer.write(lambda _: None, "greedy")
        one = group.create_task(writer.write(lambda _: "taken", "modest"))
        await asyncio.sleep(0)
        gate.may_end.set()
        assert await one == "taken"
        await asyncio.gather(held, *busy)


@promise("tenants", "A tenant that uses much writes nothing while another one's request is handled")
async def test_the_writes_of_a_tenant_that_used_much_wait_for_another_ones_request(
    database_url: str,
) -> None:
    now = [0.0]
    shares = Shares(wait_seconds=3_600.0, clock=lambda: now[0])
    order: list[str] = []
    shares.begin("greedy", is_tenant=True)
    shares.charge("greedy", 10.0)
    modest = shares.begin("modest", is_tenant=True)
    async with writing(database_url, shares, queue_size=10) as (writer, group):
        later = group.create_task(writer.write(lambda _: order.append("greedy"), "greedy"))
        await asyncio.sleep(0)
        await writer.write(lambda _: order.append("worker"), "without a request")
        await writer.write(lambda _: order.append("modest"), "modest")
        modest.count -= 1
        shares.end(modest)
        now[0] += LINGER_SECONDS
        await later
    assert order == ["worker", "modest", "greedy"]


async def test_a_tenant_that_crowds_others_writes_nothing_for_a_while_after_each_of_its_writes(
    database_url: str,
) -> None:
    now, order = [0.0], list[str]()
    shares = Shares(wait_seconds=3_600.0, rest_factor=4.0, clock=lambda: now[0])
    greedy = shares.begin("greedy", is_tenant=True)
    greedy.seconds = 10.0
    modest = shares.begin("modest", is_tenant=True)
    modest.count -= 1
    async with writing(database_url, shares, queue_size=10) as (writer, group):
        await writer.write(lambda _: order.append("first"), "greedy")
        later = group.create_task(writer.write(lambda _: order.append("second"), "greedy"))
        await asyncio.sleep(0)
        await writer.write(lambda _: order.append("another's"), "modest")
        assert not later.done()
        now[0] = greedy.rests_until
        await later
    assert order == ["first", "another's", "second"]


async def test_what_waits_for_another_ones_request_is_written_before_the_writer_ends(
    database_url: str,
) -> None:
    shares = Shares(wait_seconds=0.02)
    async with writing(database_url, shares, queue_size=10) as (writer, group):
        shares.begin("greedy", is_tenant=True)
        shares.charge("greedy", 10.0)
        shares.begin("modest", is_tenant=True)
        written = group.create_task(writer.write(lambda _: "written", "greedy"))
        await asyncio.sleep(0)
    assert await written == "written"


async def test_a_write_is_charged_to_its_tenant(database_url: str) -> None:
    shares = Shares(wait_seconds=3_600.0, clock=lambda: 0.0)
    shares.begin("greedy", is_tenant=True)
    shares.begin("modest", is_tenant=True)
    async with writing(database_url, shares, queue_size=10) as (writer, _):
        await writer.write(lambda _: None, "greedy")
    assert shares.used("greedy") > 0
    assert shares.used("modest") == 0

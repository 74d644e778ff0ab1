"""The readers: tenants share them in turn, and none has all of them."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from functools import partial

import pytest

from posture.settings import Settings
from posture.shares import LINGER_SECONDS, Shares
from posture.store.backend import backend_of
from posture.store.readers import Readers
from posture.store.statement import Connection
from posture.store.tenancy import EVERY_TENANT
from tests.promises import promise

pytestmark = pytest.mark.anyio


class Slow:
    """Reads that wait in their threads until they are let go."""

    def __init__(self) -> None:
        self.begun = 0
        self.may_end = threading.Event()
        self._changed = threading.Condition()

    def __call__(self, _connection: Connection) -> None:
        with self._changed:
            self.begun += 1
            self._changed.notify_all()
        assert self.may_end.wait(30)

    async def has_begun(self, count: int) -> None:
        def wait() -> None:
            with self._changed:
                assert self._changed.wait_for(lambda: self.begun >= count, 30)

        await asyncio.to_thread(wait)


@pytest.fixture
async def readers_of(database_url: str) -> AsyncIterator[Callable[..., Readers]]:
    backend = backend_of(Settings(database_url=database_url))
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(backend.thread(read_only=False))
        threads = [
            await stack.enter_async_context(backend.thread(read_only=True)) for _ in range(4)
        ]
        yield lambda count, per_tenant=0, shares=None: Readers(
            threads[:count], per_tenant=per_tenant, shares=shares or Shares()
        )


@promise("tenants", "However many long reads a tenant has, another one finds a free connection")
async def test_a_tenant_reads_while_another_one_has_many_long_reads(
    readers_of: Callable[..., Readers],
) -> None:
    readers, slow = readers_of(4), Slow()
    async with asyncio.TaskGroup() as group:
        for _ in range(10):
            group.create_task(readers.read(slow, "greedy"))
        await slow.has_begun(2)
        assert await readers.read(lambda _: "found", "modest") == "found"
        assert slow.begun == 2
        slow.may_end.set()
    assert slow.begun == 10


async def test_reads_of_a_tenant_that_used_much_wait_for_another_ones_request(
    readers_of: Callable[..., Readers],
) -> None:
    now = [0.0]
    shares = Shares(wait_seconds=3_600.0, clock=lambda: now[0])
    readers = readers_of(4, shares=shares)
    order: list[str] = []
    shares.begin("greedy", is_tenant=True)
    shares.charge("greedy", 10.0)
    modest = shares.begin("modest", is_tenant=True)
    async with asyncio.TaskGroup() as group:
        group.create_task(readers.read(lambda _: order.append("greedy"), "greedy"))
        await asyncio.sleep(0)
        await readers.read(lambda _: order.append("modest"), "modest")
        modest.count -= 1
        shares.end(modest)
        now[0] += LINGER_SECONDS
    assert order == ["modest", "greedy"]


async def test_a_tenant_that_used_much_reads_nothing_until_another_piece_of_its_work_has_ended(
    readers_of: Callable[..., Readers],
) -> None:
    shares = Shares(wait_seconds=3_600.0, clock=lambda: 0.0)
    readers = readers_of(4, shares=shares)
    order: list[str] = []
    modest = shares.begin("modest", is_tenant=True)
    shares.begin("greedy", is_tenant=True)
    shares.charge("greedy", 10.0)
    modest.count -= 1  # it was here, and nothing waits for it
    shares.begin_piece("greedy")  # a write
    async with asyncio.TaskGroup() as group:
        group.create_task(readers.read(lambda _: order.append("greedy"), "greedy"))
        await asyncio.sleep(0)
        await readers.read(lambda _: order.append("modest"), "modest")
        shares.end_piece("greedy")
    assert order == ["modest", "greedy"]


async def test_the_token_of_a_request_is_looked_up_without_waiting_for_requests(
    readers_of: Callable[..., Readers],
) -> None:
    shares = Shares(wait_seconds=3_600.0, clock=lambda: 0.0)
    readers = readers_of(1, shares=shares)
    shares.begin("192.0.2.1", is_tenant=False)
    shares.begin("modest", is_tenant=True)
    assert shares.must_wait("192.0.2.1")
    async with asyncio.timeout(30):
        found = await readers.read(lambda _: "found", EVERY_TENANT, turn="192.0.2.1")
    assert found == "found"


@promise("tenants", "A flood of requests has one reading thread to look up its tokens")
async def test_the_tokens_of_a_tenant_are_looked_up_with_one_thread_beside_its_reads(
    readers_of: Callable[..., Readers],
) -> None:
    readers, reads, look_ups = readers_of(4), Slow(), Slow()
    async with asyncio.TaskGroup() as group:
        for _ in range(10):
            group.create_task(readers.read(look_ups, EVERY_TENANT, turn="greedy"))
        await look_ups.has_begun(1)
        for _ in range(10):
            group.create_task(readers.read(reads, "greedy"))
        await reads.has_begun(2)
        found = await readers.read(lambda _: "found", EVERY_TENANT, turn="modest")
        assert (found, look_ups.begun, reads.begun) == ("found", 1, 2)
        look_ups.may_end.set()
        reads.may_end.set()
    assert (look_ups.begun, reads.begun) == (10, 10)


@promise("tenants", "A tenant that uses much has one reading thread while there are others")
async def test_a_tenant_that_used_much_reads_with_one_thread_beside_others(
    readers_of: Callable[..., Readers],
) -> None:
    shares = Shares(wait_seconds=3_600.0, clock=lambda: 0.0)
    readers, slow = readers_of(4, shares=shares), Slow()
    shares.begin("greedy", is_tenant=True)
    shares.charge("greedy", 10.0)
    shares.begin("modest", is_tenant=True).count -= 1
    async with asyncio.TaskGroup() as group:
        for _ in range(3):
            group.create_task(readers.read(slow, "greedy"))
        await slow.has_begun(1)
        assert await readers.read(lambda _: "found", "modest") == "found"
        assert slow.begun == 1
        slow.may_end.set()
    assert slow.begun == 3


async def test_a_read_is_charged_to_its_tenant(readers_of: Callable[..., Readers]) -> None:
    shares = Shares(wait_seconds=3_600.0, clock=lambda: 0.0)
    shares.begin("greedy", is_tenant=True)
    await readers_of(1, shares=shares).read(lambda _: None, "greedy")
    assert shares.used("greedy") > 0
    assert shares.used("modest") == 0


async def test_reads_that_wait_take_turns(readers_of: Callable[..., Readers]) -> None:
    readers, slow = readers_of(1), Slow()
    order: list[str] = []

    def note(name: str, _connection: Connection) -> None:
        order.append(name)

    async with asyncio.TaskGroup() as group:
        group.create_task(readers.read(slow, "other"))
        await slow.has_begun(1)
        for name in ("greedy", "greedy", "greedy", "modest"):
            group.create_task(readers.read(partial(note, name), name))
        await asyncio.sleep(0)
        slow.may_end.set()
    assert order == ["greedy", "modest", "greedy", "greedy"]


async def test_work_across_tenants_takes_turns_by_name(
    readers_of: Callable[..., Readers],
) -> None:
    readers, slow = readers_of(1), Slow()
    order: list[str] = []

    def note(name: str, _connection: Connection) -> None:
        order.append(name)

    async with asyncio.TaskGroup() as group:
        group.create_task(readers.read(slow, "other"))
        await slow.has_begun(1)
        for name in ("192.0.2.1", "192.0.2.1", "192.0.2.2"):
            group.create_task(readers.read(partial(note, name), EVERY_TENANT, turn=name))
        await asyncio.sleep(0)
        slow.may_end.set()
    assert order == ["192.0.2.1", "192.0.2.2", "192.0.2.1"]


async def test_a_setting_limits_the_readers_of_a_tenant(
    readers_of: Callable[..., Readers],
) -> None:
    readers, slow = readers_of(4, per_tenant=3), Slow()
    async with asyncio.TaskGroup() as group:
        for _ in range(10):
            group.create_task(readers.read(slow, "greedy"))
        await slow.has_begun(3)
        await readers.read(lambda _: None, "modest")
        assert slow.begun == 3
        slow.may_end.set()


async def test_a_cancelled_read_keeps_its_thread_until_its_work_ends(
    readers_of: Callable[..., Readers],
) -> None:
    readers, slow = readers_of(2), Slow()
    gone = asyncio.create_task(readers.read(slow, "greedy"))
    await slow.has_begun(1)
    gone.cancel()
    with pytest.raises(asyncio.CancelledError):
        await gone
    following = asyncio.create_task(readers.read(slow, "greedy"))
    assert await readers.read(lambda _: "found", "modest") == "found"
    assert (slow.begun, following.done()) == (1, False)
    slow.may_end.set()
    await following
    assert slow.begun == 2


async def test_a_cancelled_read_that_waits_is_not_run(readers_of: Callable[..., Readers]) -> None:
    readers, slow = readers_of(1), Slow()
    ran: list[str] = []
    async with asyncio.TaskGroup() as group:
        group.create_task(readers.read(slow, "greedy"))
        await slow.has_begun(1)
        gone = asyncio.create_task(readers.read(lambda _: ran.append("gone"), "modest"))
        await asyncio.sleep(0)
        gone.cancel()
        stays = group.create_task(readers.read(lambda _: ran.append("stays"), "modest"))
        slow.may_end.set()
        await stays
    assert ran == ["stays"]


async def test_a_read_that_fails_gives_its_thread_back(
    readers_of: Callable[..., Readers],
) -> None:
    readers = readers_of(1)

    def fail(_connection: Connection) -> None:
        raise LookupError

    with pytest.raises(LookupError):
        await readers.read(fail, "modest")
    assert await readers.read(lambda _: "found", "modest") == "found"

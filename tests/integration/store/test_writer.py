"""The writer: units share a commit, fail alone, and are refused when it is full or closing."""

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, contextmanager
from typing import Any

import psycopg
import pytest

from posture.settings import Settings
from posture.shares import LINGER_SECONDS, Shares
from posture.store.backend import backend_of
from posture.store.errors import UnavailableError
from posture.store.sqlite import SqliteThread
from posture.store.statement import Connection
from posture.store.tenancy import EVERY_TENANT
from posture.store.writer import Writer
from tests.databases import ON_BOTH, ON_POSTGRES
from tests.promises import promise

pytestmark = pytest.mark.anyio

BROKEN_RULES = (sqlite3.IntegrityError, psycopg.IntegrityError)


class Rig:
    """A writer at work on a table of words, and the transactions it made."""

    def __init__(self, writer: Writer, settings: Settings) -> None:
        self.writer = writer
        self.statements: list[str] = []
        self._settings = settings
        self._file = settings.database_file()

    @contextmanager
    def other(self) -> Iterator[Any]:
        """Return a connection of another process."""
        raw: Any = (
            psycopg.connect(self._settings.server_url(), autocommit=True)
            if self._file is None
            else sqlite3.connect(self._file, isolation_level=None)
        )
        try:
            yield raw
        finally:
            raw.close()

    def ask(self, sql: str) -> list[Any]:
        with self.other() as other:
            return [row[0] for row in other.execute(sql).fetchall()]

    def words(self) -> list[str]:
        return self.ask("SELECT word FROM words ORDER BY word")

    def commits(self) -> int:
        if self._file is None:
            return len(self.ask("SELECT DISTINCT number FROM words"))
        return self.statements.count("COMMIT")

    async def together(self, *units: Callable[[Connection], object]) -> list[object]:
        return await asyncio.gather(
            *(self.writer.write(unit, EVERY_TENANT) for unit in units), return_exceptions=True
        )


@pytest.fixture
async def rig(database_url: str) -> AsyncIterator[Rig]:
    settings = Settings(database_url=database_url, database_busy_seconds=1.0)
    database = backend_of(settings)
    async with AsyncExitStack() as stack:
        threads = [
            await stack.enter_async_context(database.thread(read_only=False))
            for _ in range(database.writers)
        ]
        found = Rig(Writer(threads, queue_size=40, batch_size=16, shares=Shares()), settings)
        number = "" if settings.database_file() else ", number text DEFAULT pg_current_xact_id()"
        with found.other() as other:
            other.execute(f"CREATE TABLE words (word TEXT PRIMARY KEY{number})")
        for thread in threads:
            if isinstance(thread, SqliteThread):
                await thread.set_trace_callback(found.statements.append)
        async with asyncio.TaskGroup() as group:
            group.create_task(found.writer.serve())
            yield found
            found.writer.close()


@contextmanager
def locked(rig: Rig) -> Iterator[None]:
    """Hold what a writer needs, as another process would."""
    with rig.other() as other:
        for sql in (
            ("BEGIN IMMEDIATE",)
            if isinstance(other, sqlite3.Connection)
            else ("BEGIN", "LOCK TABLE words")
        ):
            other.execute(sql)
        yield
        other.execute("COMMIT")


def add(word: str) -> Callable[[Connection], str]:
    def unit(connection: Connection) -> str:
        connection.driver.execute(f"INSERT INTO words (word) VALUES ('{word}')")  # noqa: S608  # our own
        return word

    return unit


def spoil(word: str) -> Callable[[Connection], None]:
    def unit(connection: Connection) -> None:
        add(word)(connection)
        raise LookupError(word)

    return unit


def swallow(word: str) -> Callable[[Connection], None]:
    def unit(connection: Connection) -> None:
        try:
            add(word)(connection)
            add(word)(connection)
        except BROKEN_RULES:
            return

    return unit


@ON_BOTH
async def test_units_that_arrive_together_share_one_commit(rig: Rig) -> None:
    words = [f"w{number:02}" for number in range(16)]
    assert await rig.together(*map(add, words)) == words
    assert rig.commits() == 1
    assert rig.words() == words


@ON_BOTH
async def test_the_last_unit_of_a_transaction_finds_what_later_ones_wrote(rig: Rig) -> None:
    def count(connection: Connection) -> int:
        return len(connection.driver.execute("SELECT word FROM words").fetchall())

    writer = rig.writer
    _, found, _ = await asyncio.gather(
        writer.write(add("a"), EVERY_TENANT),
        writer.write(count, EVERY_TENANT, last=True),
        writer.write(add("b"), EVERY_TENANT),
    )
    assert found == 2
    assert rig.commits() == 1


@ON_BOTH
async def test_a_last_unit_that_fails_rolls_back_only_itself(rig: Rig) -> None:
    writer = rig.writer
    _, failed = await asyncio.gather(
        writer.write(add("a"), EVERY_TENANT),
        writer.write(add("a"), EVERY_TENANT, last=True),
        return_exceptions=True,
    )
    assert isinstance(failed, BROKEN_RULES)
    assert rig.words() == ["a"]


async def test_a_batch_is_bounded(rig: Rig) -> None:
    await rig.together(*(add(f"w{number:02}") for number in range(33)))
    assert rig.commits() == 3


@ON_BOTH
async def test_a_failing_unit_rolls_back_only_itself(rig: Rig) -> None:
    results = await rig.together(add("a"), spoil("b"), add("c"), add("a"))
    assert results[0] == "a"
    assert isinstance(results[1], LookupError)
    assert results[2] == "c"
    assert isinstance(results[3], BROKEN_RULES)
    assert rig.words() == ["a", "c"]


@ON_POSTGRES
async def test_a_unit_that_hides_its_failure_rolls_back_only_itself(rig: Rig) -> None:
    results = await rig.together(add("a"), swallow("b"), add("c"))
    assert isinstance(results[1], psycopg.Error)
    assert rig.words() == ["a", "c"]


@ON_BOTH
async def test_a_single_unit_that_fails_commits_nothing(rig: Rig) -> None:
    with pytest.raises(LookupError):
        await rig.writer.write(spoil("a"), EVERY_TENANT)
    await rig.writer.write(add("b"), EVERY_TENANT)
    with pytest.raises(BROKEN_RULES):
        await rig.writer.write(add("b"), EVERY_TENANT)
    assert rig.words() == ["b"]


@ON_POSTGRES
async def test_a_single_unit_that_hides_its_failure_gets_an_error(
    rig: Rig,
) -> None:
    with pytest.raises(psycopg.Error, match="hid a failed statement"):
        await rig.writer.write(swallow("a"), EVERY_TENANT)
    assert rig.words() == []


@ON_BOTH
async def test_a_write_returns_after_it_is_on_the_disk(rig: Rig) -> None:
    await rig.writer.write(add("kept"), EVERY_TENANT)
    assert rig.commits() == 1
    assert rig.words() == ["kept"]


@ON_BOTH
async def test_a_locked_database_refuses_writes_and_recovers(
    rig: Rig,
) -> None:
    with locked(rig):
        results = await rig.together(add("a"), add("b"))
        assert [type(one) for one in results] == [UnavailableError, UnavailableError]
        assert "locked" in str(results[0])
    assert rig.words() == []
    assert await rig.together(add("a"), add("b")) == ["a", "b"]
    assert rig.words() == ["a", "b"]


async def test_writes_beyond_the_queue_size_are_refused_at_once(rig: Rig) -> None:
    results = await rig.together(*(add(f"w{number:02}") for number in range(42)))
    assert sum(isinstance(one, UnavailableError) for one in results) == 2
    assert len(rig.words()) == 40


async def test_a_unit_of_a_cancelled_caller_is_not_run(rig: Rig) -> None:
    gone = asyncio.ensure_future(rig.writer.write(add("gone"), EVERY_TENANT))
    await asyncio.sleep(0)
    gone.cancel()
    await rig.writer.write(add("stays"), EVERY_TENANT)
    assert rig.words() == ["stays"]


async def test_closing_writes_waiting_units_and_refuses_new_ones(rig: Rig) -> None:
    waiting = [asyncio.ensure_future(rig.writer.write(add(word), EVERY_TENANT)) for word in "abc"]
    await asyncio.sleep(0)
    rig.writer.close()
    with pytest.raises(UnavailableError, match="shutting down"):
        await rig.writer.write(add("late"), EVERY_TENANT)
    assert await asyncio.gather(*waiting) == ["a", "b", "c"]
    assert rig.words() == ["a", "b", "c"]


class Gate:
    """A unit of work that waits in the writer's thread until it is let go."""

    def __init__(self) -> None:
        self.has_begun, self.may_end = threading.Event(), threading.Event()

    def __call__(self, _connection: Connection) -> None:
        self.has_begun.set()
        assert self.may_end.wait(30)


@promise("tenants", "A write waits for at most one write of each other tenant")
async def test_the_write_of_a_tenant_waits_for_one_of_another_with_a_hundred(
    database_url: str,
) -> None:
    backend = backend_of(Settings(database_url=database_url))
    async with backend.thread(read_only=False) as thread:
        writer = Writer([thread], queue_size=1_000, batch_size=128, shares=Shares())
        order: list[str] = []
        gate = Gate()
        async with asyncio.TaskGroup() as group:
            group.create_task(writer.serve())
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
            writer.close()
    assert len(order) == 101


async def test_a_transaction_ends_early_for_a_tenant_that_has_nothing_in_it(
    database_url: str,
) -> None:
    backend = backend_of(Settings(database_url=database_url))
    async with backend.thread(read_only=False) as thread:
        writer = Writer([thread], queue_size=1_000, batch_size=128, shares=Shares())
        order: list[str] = []
        gate = Gate()
        async with asyncio.TaskGroup() as group:
            group.create_task(writer.serve())
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
            writer.close()
    assert len(order) == 101


async def test_a_full_queue_still_takes_a_tenant_that_has_nothing_in_it(database_url: str) -> None:
    backend = backend_of(Settings(database_url=database_url))
    async with backend.thread(read_only=False) as thread:
        writer = Writer([thread], queue_size=10, batch_size=128, shares=Shares())
        gate = Gate()
        async with asyncio.TaskGroup() as group:
            group.create_task(writer.serve())
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
            writer.close()


@promise("tenants", "A tenant that uses much writes nothing while another one's request is handled")
async def test_the_writes_of_a_tenant_that_used_much_wait_for_another_ones_request(
    database_url: str,
) -> None:
    now = [0.0]
    shares = Shares(wait_seconds=3_600.0, clock=lambda: now[0])
    backend = backend_of(Settings(database_url=database_url))
    async with backend.thread(read_only=False) as thread:
        writer = Writer([thread], queue_size=10, batch_size=128, shares=shares)
        order: list[str] = []
        shares.begin("greedy", is_tenant=True)
        shares.charge("greedy", 10.0)
        modest = shares.begin("modest", is_tenant=True)
        async with asyncio.TaskGroup() as group:
            group.create_task(writer.serve())
            later = group.create_task(writer.write(lambda _: order.append("greedy"), "greedy"))
            await asyncio.sleep(0)
            await writer.write(lambda _: order.append("worker"), "without a request")
            await writer.write(lambda _: order.append("modest"), "modest")
            modest.count -= 1
            shares.end(modest)
            now[0] += LINGER_SECONDS
            await later
            writer.close()
    assert order == ["worker", "modest", "greedy"]


async def test_a_tenant_that_crowds_others_writes_nothing_for_a_while_after_each_of_its_writes(
    database_url: str,
) -> None:
    now, order = [0.0], list[str]()
    shares = Shares(wait_seconds=3_600.0, rest_factor=4.0, clock=lambda: now[0])
    backend = backend_of(Settings(database_url=database_url))
    async with backend.thread(read_only=False) as thread:
        writer = Writer([thread], queue_size=10, batch_size=128, shares=shares)
        greedy = shares.begin("greedy", is_tenant=True)
        greedy.seconds = 10.0
        modest = shares.begin("modest", is_tenant=True)
        modest.count -= 1
        async with asyncio.TaskGroup() as group:
            group.create_task(writer.serve())
            await writer.write(lambda _: order.append("first"), "greedy")
            later = group.create_task(writer.write(lambda _: order.append("second"), "greedy"))
            await asyncio.sleep(0)
            await writer.write(lambda _: order.append("another's"), "modest")
            assert not later.done()
            now[0] = greedy.rests_until
            await later
            writer.close()
    assert order == ["first", "another's", "second"]


async def test_what_waits_for_another_ones_request_is_written_before_the_writer_ends(
    database_url: str,
) -> None:
    shares = Shares(wait_seconds=0.02)
    backend = backend_of(Settings(database_url=database_url))
    async with backend.thread(read_only=False) as thread:
        writer = Writer([thread], queue_size=10, batch_size=128, shares=shares)
        shares.begin("greedy", is_tenant=True)
        shares.charge("greedy", 10.0)
        shares.begin("modest", is_tenant=True)
        async with asyncio.TaskGroup() as group:
            group.create_task(writer.serve())
            written = group.create_task(writer.write(lambda _: "written", "greedy"))
            await asyncio.sleep(0)
            writer.close()
        assert await written == "written"


async def test_a_write_is_charged_to_its_tenant(database_url: str) -> None:
    shares = Shares(wait_seconds=3_600.0, clock=lambda: 0.0)
    backend = backend_of(Settings(database_url=database_url))
    async with backend.thread(read_only=False) as thread:
        writer = Writer([thread], queue_size=10, batch_size=128, shares=shares)
        shares.begin("greedy", is_tenant=True)
        shares.begin("modest", is_tenant=True)
        async with asyncio.TaskGroup() as group:
            group.create_task(writer.serve())
            await writer.write(lambda _: None, "greedy")
            writer.close()
    assert shares.used("greedy") > 0
    assert shares.used("modest") == 0

"""The writer: units share a commit, fail alone, and are refused when it is full or closing."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, contextmanager
from typing import Any

import psycopg
import pytest

from posture.settings import Settings
from posture.shares import Shares
from posture.store.backend import backend_of
from posture.store.errors import UnavailableError
from posture.store.sqlite import SqliteThread
from posture.store.statement import Connection
from posture.store.tenancy import EVERY_TENANT
from posture.store.writer import Writer
from tests.databases import ON_BOTH, ON_POSTGRES

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

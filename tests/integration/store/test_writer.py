"""The writer: what shares a commit, what undoes itself alone, and what happens to whom."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from posture.store.errors import UnavailableError
from posture.store.sqlite import Lane, lane
from posture.store.statement import Connection
from posture.store.writer import Writer

pytestmark = pytest.mark.anyio


class Desk:
    """A writer at work on a table of words, and the transactions it made."""

    def __init__(self, writer: Writer, opened: Lane, file: Path) -> None:
        self.writer = writer
        self.lane = opened
        self.file = file
        self.statements: list[str] = []

    def words(self) -> list[str]:
        with sqlite3.connect(self.file) as other:
            return [row[0] for row in other.execute("SELECT word FROM words ORDER BY word")]

    async def together(self, *units: Callable[[Connection], object]) -> list[object]:
        return await asyncio.gather(
            *(self.writer.write(unit) for unit in units), return_exceptions=True
        )


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    file = tmp_path / "words.db"
    async with lane(file, busy_seconds=0.1, read_only=False) as opened:
        await opened.execute("CREATE TABLE words (word TEXT PRIMARY KEY) STRICT")
        writer = Writer(opened, queue_size=40, batch_size=16)
        found = Desk(writer, opened, file)
        await opened.set_trace_callback(found.statements.append)
        async with asyncio.TaskGroup() as group:
            group.create_task(writer.serve())
            yield found
            writer.close()


def add(word: str) -> Callable[[Connection], str]:
    def unit(connection: Connection) -> str:
        connection.driver.execute("INSERT INTO words VALUES (?)", (word,))
        return word

    return unit


def spoil(word: str) -> Callable[[Connection], None]:
    def unit(connection: Connection) -> None:
        add(word)(connection)
        raise LookupError(word)

    return unit


async def test_units_that_arrive_together_share_one_commit(desk: Desk) -> None:
    words = [f"w{number:02}" for number in range(16)]
    assert await desk.together(*map(add, words)) == words
    assert desk.statements.count("COMMIT") == 1
    assert desk.words() == words


async def test_a_batch_is_bounded(desk: Desk) -> None:
    await desk.together(*(add(f"w{number:02}") for number in range(33)))
    assert desk.statements.count("COMMIT") == 3


async def test_a_failing_unit_undoes_itself_alone(desk: Desk) -> None:
    told = await desk.together(add("a"), spoil("b"), add("c"), add("a"))
    assert told[0] == "a"
    assert isinstance(told[1], LookupError)
    assert told[2] == "c"
    assert isinstance(told[3], sqlite3.IntegrityError)
    assert desk.words() == ["a", "c"]


async def test_an_answer_means_that_it_is_on_the_disk(desk: Desk) -> None:
    await desk.writer.write(add("kept"))
    assert desk.statements[-1] == "COMMIT"
    assert desk.words() == ["kept"]


async def test_a_locked_database_refuses_all_keeps_nothing_and_recovers(desk: Desk) -> None:
    with sqlite3.connect(desk.file, isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        told = await desk.together(add("a"), add("b"))
        assert [type(one) for one in told] == [UnavailableError, UnavailableError]
        assert "locked" in str(told[0])
        other.execute("COMMIT")
    assert desk.words() == []
    assert await desk.together(add("a"), add("b")) == ["a", "b"]
    assert desk.words() == ["a", "b"]


async def test_more_writes_than_the_queue_holds_are_refused_at_once(desk: Desk) -> None:
    told = await desk.together(*(add(f"w{number:02}") for number in range(42)))
    assert sum(isinstance(one, UnavailableError) for one in told) == 2
    assert len(desk.words()) == 40


async def test_a_unit_whose_caller_went_away_is_not_run(desk: Desk) -> None:
    gone = asyncio.ensure_future(desk.writer.write(add("gone")))
    await asyncio.sleep(0)
    gone.cancel()
    await desk.writer.write(add("stays"))
    assert desk.words() == ["stays"]


async def test_closing_writes_what_waits_and_refuses_what_comes(desk: Desk) -> None:
    waiting = [asyncio.ensure_future(desk.writer.write(add(word))) for word in "abc"]
    await asyncio.sleep(0)
    desk.writer.close()
    with pytest.raises(UnavailableError, match="shutting down"):
        await desk.writer.write(add("late"))
    assert await asyncio.gather(*waiting) == ["a", "b", "c"]
    assert desk.words() == ["a", "b", "c"]

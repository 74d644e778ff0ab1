"""The pool that does jobs, and when a failed job is retried."""

import asyncio
from collections.abc import Sequence

import pytest

from posture.backoff import Backoff
from posture.executor.jobs import JobPool, RetryPolicy, repeat
from posture.services.errors import UnavailableError

pytestmark = pytest.mark.anyio

POLICY = RetryPolicy(backoff=Backoff(10.0, 40.0, jitter=0), attempts=4, age_seconds=100.0)


@pytest.mark.parametrize(
    ("attempt", "queued_at", "next_at"),
    [
        (1, 0, 10_000),
        (2, 0, 20_000),
        (3, 0, 40_000),
        (4, 0, None),
        (1, -90_000, 10_000),
        (1, -90_001, None),
    ],
)
def test_a_job_is_retried_with_growing_waits_until_it_is_given_up(
    attempt: int, queued_at: int, next_at: int | None
) -> None:
    assert POLICY.next_at(attempt=attempt, queued_at=queued_at, at=0) == next_at


class Jobs:
    """A list of jobs, each of which ends when the test lets it."""

    def __init__(self, *names: str) -> None:
        self.due = list(names)
        self.rooms: list[int] = []
        self.asked = asyncio.Event()
        self.failures: list[Exception] = []
        self.begun: asyncio.Queue[str] = asyncio.Queue()
        self.ends = {name: asyncio.Event() for name in names}
        self.cancelled: list[str] = []

    async def claim(self, room: int) -> Sequence[str]:
        self.rooms.append(room)
        self.asked.set()
        if self.failures:
            raise self.failures.pop()
        claimed, self.due = self.due[:room], self.due[room:]
        return claimed

    async def do(self, name: str) -> None:
        self.begun.put_nowait(name)
        try:
            await self.ends[name].wait()
        except asyncio.CancelledError:
            self.cancelled.append(name)
            raise

    def pool(self, *, limit: int = 2, drain_seconds: float | None = None) -> JobPool[str]:
        return JobPool(
            limit=limit,
            poll_seconds=3_600.0,
            claim=self.claim,
            do=self.do,
            waiting_event="jobs.wait",
            drain_seconds=drain_seconds,
        )


async def test_a_pool_does_no_more_jobs_than_its_limit_and_claims_when_one_ends() -> None:
    jobs = Jobs("a", "b", "c")
    pool = jobs.pool()
    async with asyncio.timeout(60), asyncio.TaskGroup() as group:
        group.create_task(pool.serve())
        assert {await jobs.begun.get(), await jobs.begun.get()} == {"a", "b"}
        assert jobs.due == ["c"]
        jobs.ends["a"].set()
        assert await jobs.begun.get() == "c"
        jobs.ends["b"].set()
        jobs.ends["c"].set()
        pool.stop()
    assert max(jobs.rooms) == 2


async def test_an_unavailable_database_is_retried_after_a_wake() -> None:
    jobs = Jobs("a")
    jobs.failures.append(UnavailableError("locked"))
    pool = jobs.pool()
    async with asyncio.timeout(60), asyncio.TaskGroup() as group:
        group.create_task(pool.serve())
        await jobs.asked.wait()
        pool.wake()
        assert await jobs.begun.get() == "a"
        jobs.ends["a"].set()
        pool.stop()


async def test_a_pool_that_looks_for_jobs_is_alive() -> None:
    jobs = Jobs("a")
    pool = jobs.pool(limit=1)
    assert not pool.liveness.holds(within_seconds=3_600.0)
    async with asyncio.timeout(60), asyncio.TaskGroup() as group:
        group.create_task(pool.serve())
        assert await jobs.begun.get() == "a"
        assert pool.liveness.holds(within_seconds=3_600.0)
        # What it did longer ago says nothing.
        assert not pool.liveness.holds(within_seconds=-1.0)
        pool.stop()
        jobs.ends["a"].set()


async def test_a_pool_that_cannot_look_for_jobs_is_not_alive() -> None:
    jobs = Jobs()
    jobs.failures.append(UnavailableError("locked"))
    pool = jobs.pool()
    async with asyncio.timeout(60), asyncio.TaskGroup() as group:
        group.create_task(pool.serve())
        await jobs.asked.wait()
        assert not pool.liveness.holds(within_seconds=3_600.0)
        pool.stop()


async def test_a_stopped_pool_claims_nothing_and_waits_for_its_jobs() -> None:
    jobs = Jobs("a", "b")
    pool = jobs.pool(limit=1)
    async with asyncio.timeout(60), asyncio.TaskGroup() as group:
        serving = group.create_task(pool.serve())
        assert await jobs.begun.get() == "a"
        pool.stop()
        await asyncio.sleep(0)
        assert not serving.done()
        jobs.ends["a"].set()
    assert jobs.due == ["b"]
    assert jobs.cancelled == []


async def test_jobs_that_outlast_the_drain_are_cancelled() -> None:
    jobs = Jobs("a")
    pool = jobs.pool(drain_seconds=0.01)
    async with asyncio.timeout(60), asyncio.TaskGroup() as group:
        group.create_task(pool.serve())
        assert await jobs.begun.get() == "a"
        pool.stop()
    assert jobs.cancelled == ["a"]


async def test_a_repeated_step_continues_after_an_unavailable_database() -> None:
    results = [UnavailableError("locked"), None, LookupError("broken")]

    async def step() -> None:
        if (error := results.pop(0)) is not None:
            raise error

    with pytest.raises(LookupError):
        await repeat(step, seconds=0.0, waiting_event="jobs.wait")
    assert results == []

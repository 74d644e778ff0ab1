"""Jobs: take what is due and do each in a task of its own, retry later, repeat at an interval.

Runs on a file, deliveries of webhooks, schedules and retention share these loops; each of them
supplies its jobs and how to claim them.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import Any, Generic, NoReturn, TypeVar

import structlog

from posture.backoff import Backoff
from posture.executor.liveness import Liveness
from posture.services.errors import UnavailableError

Job = TypeVar("Job")

log = structlog.get_logger()


async def repeat(
    step: Callable[[], Awaitable[object]], *, seconds: float, waiting_event: str
) -> NoReturn:
    """Run a step again and again until cancelled, pausing in between.

    A database that is unavailable is logged as `waiting_event`, and the step is tried again.
    """
    while True:
        try:
            await step()
        except UnavailableError as error:
            log.warning(waiting_event, reason=str(error))
        await asyncio.sleep(seconds)


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryPolicy:
    """When a job that failed is tried again, and when it is given up."""

    backoff: Backoff
    attempts: int
    age_seconds: float

    def next_at(self, *, attempt: int, queued_at: int, at: int) -> int | None:
        """Return the time (in ms) of the next attempt, or None if this was the last one."""
        following = at + int(self.backoff.seconds(attempt) * 1_000)
        is_too_old = following - queued_at > self.age_seconds * 1_000
        return None if attempt >= self.attempts or is_too_old else following


class JobPool(Generic[Job]):
    """Claims jobs and does up to `limit` of them at a time until stopped.

    `claim` receives the number of free places, and returns at most that many jobs. It is called
    again when a job has ended, after `wake`, and every `poll_seconds`.
    """

    def __init__(
        self,
        *,
        limit: int,
        poll_seconds: float,
        claim: Callable[[int], Awaitable[Sequence[Job]]],
        do: Callable[[Job], Coroutine[Any, Any, None]],
        waiting_event: str,
        drain_seconds: float | None = None,
    ) -> None:
        self._limit = limit
        self._poll_seconds = poll_seconds
        self._claim = claim
        self._do = do
        self._waiting_event = waiting_event
        self._drain_seconds = drain_seconds
        self._tasks: set[asyncio.Task[None]] = set()
        self._is_resting = False
        self._wake = asyncio.Event()
        # It is also noted while no place is free, and so nothing is looked for.
        self.liveness = Liveness()
        self.stopping = False

    @property
    def would_claim(self) -> bool:
        """Return whether a call of `wake` lets it claim at once: it rests, and a place is free."""
        has_room = len(self._tasks) < self._limit
        return self._is_resting and has_room and not self._wake.is_set() and not self.stopping

    def wake(self) -> None:
        """Look for jobs now."""
        self._wake.set()

    def stop(self) -> None:
        """Claim no more jobs; `serve` ends when those in progress have ended.

        After `drain_seconds`, if there are any, they are cancelled.
        """
        self.stopping = True
        self._wake.set()

    async def serve(self) -> None:
        """Claim and do jobs until stopped."""
        async with asyncio.TaskGroup() as group:
            while not self.stopping:
                self._wake.clear()
                jobs = await self._claimed()
                for job in jobs:
                    task = group.create_task(self._do(job), name="job")
                    self._tasks.add(task)
                    task.add_done_callback(self._ended)
                if not jobs:
                    await self._rest()
            await self._drain()

    async def _claimed(self) -> Sequence[Job]:
        room = self._limit - len(self._tasks)
        try:
            jobs = await self._claim(room) if room > 0 else ()
        except UnavailableError as error:
            log.warning(self._waiting_event, reason=str(error))
            return ()
        self.liveness.note()
        return jobs

    async def _rest(self) -> None:
        self._is_resting = True
        try:
            async with asyncio.timeout(self._poll_seconds):
                await self._wake.wait()
        except TimeoutError:
            return
        finally:
            self._is_resting = False

    async def _drain(self) -> None:
        if not self._tasks or self._drain_seconds is None:
            return
        log.info("executor.draining", runs=len(self._tasks))
        _, left = await asyncio.wait(self._tasks, timeout=self._drain_seconds)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._wake.set()

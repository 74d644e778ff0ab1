"""The embedded executor: tasks of this process, fed from the table of runs.

The table is the queue, so nothing is lost with the process: waiting runs are still there, and the
runs that it worked on are taken back at the next start.
"""

import asyncio
from typing import Generic

import structlog

from posture.executor.jobs import JobPool, repeat
from posture.executor.work import Job, Work
from posture.services.errors import EnqueueFailedError, UnavailableError
from posture.settings import Settings
from posture.store.statement import Connection

WAITING_EVENT = "executor.waits"

log = structlog.get_logger()


class EmbeddedExecutor(Generic[Job]):
    """Executes up to `settings.workers` runs at a time, none with 0, and is the API's queue."""

    def __init__(self, work: Work[Job], settings: Settings) -> None:
        self._work = work
        self._settings = settings
        self._waiting = 0
        self._pool: JobPool[Job] = JobPool(
            limit=settings.workers,
            poll_seconds=settings.queue_poll_seconds,
            claim=self._claim,
            do=work.execute,
            waiting_event=WAITING_EVENT,
            drain_seconds=settings.drain_seconds,
        )

    def enqueue(self, connection: Connection, run_id: str, integration_id: str) -> None:  # noqa: ARG002  # the row is the entry
        """Refuse a run when too many wait, or when this process stops.

        Raises:
            EnqueueFailedError: the run is not taken.
        """
        if self._pool.stopping or self._waiting >= self._settings.queue_runs:
            raise EnqueueFailedError
        self._waiting += 1

    def nudge(self) -> None:
        """Look for runs now."""
        self._pool.wake()

    def capacity(self) -> int:
        """Return how many runs it can execute at a time; 0 if it does not look for any."""
        return 0 if self._pool.stopping else self._pool.liveness.capacity(self._settings)

    def stop(self) -> None:
        """Take no more runs; `serve` ends when those in progress have ended or were handed back."""
        self._pool.stop()

    async def serve(self) -> None:
        """Execute runs until stopped."""
        try:
            await self._rescue()
        except UnavailableError as error:
            log.warning(WAITING_EVENT, reason=str(error))
        async with asyncio.TaskGroup() as group:
            rescuing = group.create_task(self._rescue_often(), name="rescue")
            await self._pool.serve()
            rescuing.cancel()

    async def _claim(self, _room: int) -> list[Job]:
        job = await self._work.claim()
        if job is None:
            return []
        self._waiting = max(0, self._waiting - 1)
        return [job]

    async def _rescue_often(self) -> None:
        await asyncio.sleep(self._settings.rescue_seconds)
        await repeat(
            self._rescue, seconds=self._settings.rescue_seconds, waiting_event=WAITING_EVENT
        )

    async def _rescue(self) -> None:
        if await self._work.rescue():
            self._pool.wake()
        self._waiting = await self._work.measure_queue()

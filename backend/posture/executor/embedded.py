"""The embedded executor: tasks of this process, fed from the table of runs.

The table is the queue, so nothing is lost with the process: waiting runs are still there, and the
runs that it worked on are taken back at the next start.

When nothing waits and a place is free, a run is claimed in the transaction that accepts it, by a
unit of its own after all others: one commit instead of two before the run begins.
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
        # The tenant whose run is about to be accepted.
        self._expected: str | None = None
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

    def expect(self, tenant_id: str) -> None:
        """Claim in the transaction of the tenant's next write, if nothing waits."""
        # Where many runs wait, to find the next one would take long inside of the transaction.
        if self._waiting == 0 and self._pool.would_claim:
            self._expected = tenant_id
            self._pool.wake()

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
        expected, self._expected = self._expected, None
        job = None
        if expected is not None:
            job = await self._work.claim_accepted(expected)
        if job is None:
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

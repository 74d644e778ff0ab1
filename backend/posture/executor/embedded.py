"""The embedded executor: tasks of this process, fed from the run table.

The table is the queue, so nothing is lost with the process: what waits is still there, and what
was being worked on is taken back at the next start.
"""

import asyncio
from typing import Generic

import structlog

from posture.executor.work import Job, Work
from posture.services.errors import EnqueueFailedError, UnavailableError
from posture.settings import Settings
from posture.store.statement import Connection

log = structlog.get_logger()


class EmbeddedExecutor(Generic[Job]):
    """Executes up to `settings.workers` runs at a time, none with 0, and is the API's queue."""

    def __init__(self, work: Work[Job], settings: Settings) -> None:
        self._work = work
        self._settings = settings
        self._tasks: set[asyncio.Task[None]] = set()
        self._wake = asyncio.Event()
        self._stop = asyncio.Event()
        self._waiting = 0

    def enqueue(self, connection: Connection, run_id: str, integration_id: str) -> None:  # noqa: ARG002  # the row is the entry
        """Refuse a run when too many wait, or when nobody will take it.

        Raises:
            EnqueueFailedError: the run is not taken.
        """
        if self._stop.is_set() or self._waiting >= self._settings.queue_runs:
            raise EnqueueFailedError
        self._waiting += 1

    def nudge(self) -> None:
        """Look for runs now."""
        self._wake.set()

    def stop(self) -> None:
        """Take no more runs; `serve` ends when those under way have ended or were handed back."""
        self._stop.set()
        self._wake.set()

    async def serve(self) -> None:
        """Execute runs until told to stop."""
        await self._rescue()
        async with asyncio.TaskGroup() as group:
            rescuing = group.create_task(self._rescue_often(), name="rescue")
            while not self._stop.is_set():
                self._wake.clear()
                job = await self._claim()
                if job is None:
                    await self._rest()
                    continue
                self._waiting = max(0, self._waiting - 1)
                task = group.create_task(self._work.execute(job), name="run")
                self._tasks.add(task)
                task.add_done_callback(self._ended)
            await self._drain()
            rescuing.cancel()

    async def _claim(self) -> Job | None:
        if len(self._tasks) >= self._settings.workers:
            return None
        try:
            return await self._work.claim()
        except UnavailableError as error:
            log.warning("executor.waits", reason=str(error))
            return None

    async def _rest(self) -> None:
        try:
            async with asyncio.timeout(self._settings.queue_poll_seconds):
                await self._wake.wait()
        except TimeoutError:
            return

    async def _drain(self) -> None:
        if not self._tasks:
            return
        log.info("executor.draining", runs=len(self._tasks))
        _, left = await asyncio.wait(self._tasks, timeout=self._settings.drain_seconds)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    async def _rescue_often(self) -> None:
        while True:
            await asyncio.sleep(self._settings.rescue_seconds)
            await self._rescue()

    async def _rescue(self) -> None:
        try:
            if await self._work.rescue():
                self._wake.set()
            self._waiting = await self._work.look()
        except UnavailableError as error:
            log.warning("executor.waits", reason=str(error))

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._wake.set()

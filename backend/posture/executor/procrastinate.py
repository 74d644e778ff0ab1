"""The executor on Procrastinate: accepted runs are jobs in the same PostgreSQL, for any worker.

A job holds a run's id and nothing else. It says that a run waits; which of the waiting runs a
worker takes, the rows decide, so that the order is as fair as on a file. Whatever happens to a job
(fetched twice, ended by a worker that woke up late, lost), the rows say what is left to do, and a
waiting run without a job gets a new one.
"""

import asyncio
import logging
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from typing import Final, Generic, cast

import structlog
from procrastinate import App, BaseRetryStrategy, JobContext, RetryDecision, SyncPsycopgConnector
from procrastinate.exceptions import AppNotOpen, ConnectorException
from procrastinate.jobs import Job as QueueJob
from procrastinate.manager import JobManager
from procrastinate.worker import Worker

from posture.executor.retrying_connector import RetryingConnector
from posture.executor.work import Job, NotYetError, Work
from posture.services.errors import EnqueueFailedError, UnavailableError
from posture.settings import Settings
from posture.store import procrastinate_jobs
from posture.store.engine import Store
from posture.store.statement import Connection
from posture.store.tenancy import EVERY_TENANT

QUEUE: Final = "runs"
TASK: Final = "execute_run"

log = structlog.get_logger()


class RetryStrategy(BaseRetryStrategy):
    """Retry a job at once if its worker stops, later if it cannot be done yet."""

    def __init__(self, *, seconds: float) -> None:
        self._seconds = max(1, round(seconds))

    def get_retry_decision(
        self,
        *,
        exception: BaseException,
        job: QueueJob,  # noqa: ARG002  # as the base has it
    ) -> RetryDecision | None:
        """Return when to retry, or None for never."""
        if isinstance(exception, asyncio.CancelledError):
            return RetryDecision(retry_at=datetime.now(UTC))
        if isinstance(exception, NotYetError | UnavailableError):
            return RetryDecision(retry_in={"seconds": self._seconds})
        return None


class ProcrastinateExecutor(Generic[Job]):
    """Executes up to `settings.workers` runs at a time, none with 0, and is the API's queue."""

    def __init__(self, store: Store, work: Work[Job], settings: Settings) -> None:
        self._store = store
        self._work = work
        self._settings = settings
        self._deferring = JobManager(SyncPsycopgConnector())
        self._connector = RetryingConnector(settings)
        self._app = App(connector=self._connector)
        self._app.task(
            name=TASK,
            queue=QUEUE,
            pass_context=True,
            retry=RetryStrategy(seconds=settings.beat_seconds),
        )(self._execute)
        self._worker: Worker | None = None
        self._is_working = False
        self._stop = asyncio.Event()
        self._waiting = 0
        self._turn = asyncio.Lock()
        self._in_progress: set[int] = set()
        self._lost_before: set[int] = set()
        # The worker logs what happens to a run; Procrastinate's own log would repeat it.
        logging.getLogger("procrastinate").setLevel(logging.CRITICAL)

    def enqueue(self, connection: Connection, run_id: str, integration_id: str) -> None:  # noqa: ARG002  # a job is for any run
        """Add the run's job in the open transaction.

        Raises:
            EnqueueFailedError: the queue refuses it.
        """
        if self._stop.is_set() or self._waiting >= self._settings.queue_runs:
            raise EnqueueFailedError
        try:
            self._defer(connection, run_id)
        except ConnectorException as error:
            if isinstance(error.__cause__, Exception) and connection.unavailable_error(
                error.__cause__
            ):
                raise error.__cause__ from None
            log.error("queue.refused", reason=type(error.__cause__ or error).__name__)  # noqa: TRY400  # the driver's message may hold a value
            raise EnqueueFailedError from error
        self._waiting += 1

    def expect(self, tenant_id: str) -> None:
        """Do nothing: a job can be taken once its transaction has ended."""

    def nudge(self) -> None:
        """Do nothing: PostgreSQL notifies the workers itself."""

    def capacity(self) -> int:
        """Return how many runs it can execute at a time; 0 if it does not look for any."""
        return self._connector.liveness.capacity(self._settings) if self._is_working else 0

    def stop(self) -> None:
        """Take no more runs; `serve` ends when those in progress have ended or were handed back."""
        self._stop.set()
        self._connector.stopping = True
        if self._worker is not None:
            self._worker.stop()  # type: ignore[no-untyped-call]  # Procrastinate does not annotate it

    async def serve(self) -> None:
        """Execute runs until stopped, and maintain the queue."""
        async with asyncio.TaskGroup() as group:
            maintaining = group.create_task(self._maintain_often(), name="maintain queue")
            if self._settings.workers:
                await self._serve_jobs()
            else:
                await self._stop.wait()
            maintaining.cancel()

    async def _serve_jobs(self) -> None:
        while not self._stop.is_set():
            try:
                async with self._app.open_async():
                    if not self._stop.is_set():
                        await self._run_worker()
            except ConnectorException as error:
                log.warning("executor.waits", reason=type(error.__cause__ or error).__name__)
                await asyncio.sleep(self._settings.database_retry_seconds)

    async def _run_worker(self) -> None:
        settings = self._settings
        self._worker = Worker(
            app=self._app,
            queues=[QUEUE],
            concurrency=settings.workers,
            fetch_job_polling_interval=settings.queue_poll_seconds,
            shutdown_graceful_timeout=settings.drain_seconds,
            delete_jobs="always",
            install_signal_handlers=False,
            update_heartbeat_interval=settings.beat_seconds,
            stalled_worker_timeout=settings.stale_after_seconds,
        )
        self._is_working = True
        try:
            await self._worker.run()  # type: ignore[no-untyped-call]  # as above
        finally:
            self._is_working = False

    async def _execute(self, context: JobContext, run_id: str) -> None:
        key = cast("int", context.job.id)
        self._in_progress.add(key)
        self._waiting = max(0, self._waiting - 1)
        try:
            claim = await self._claim(run_id)
            if claim is not None:
                await self._work.execute(claim)
        finally:
            self._in_progress.discard(key)

    async def _claim(self, run_id: str) -> Job | None:
        """Claim the run whose turn it is; None if nothing is left to do for the job of this run.

        The worker would fetch one job after the other where none may begin: so this one waits.

        Raises:
            NotYetError: the run still waits, and this process stops or has tried for a while.
            UnavailableError: the database cannot be used.
        """
        settings = self._settings
        for _ in range(max(1, round(settings.beat_seconds / settings.queue_poll_seconds))):
            async with self._turn:  # so that each sees what the one before has begun
                claim = await self._work.claim()
            if claim is not None or not await self._work.is_waiting(run_id):
                return claim
            with suppress(TimeoutError):
                async with asyncio.timeout(settings.queue_poll_seconds):
                    await self._stop.wait()
                break
        raise NotYetError

    async def _maintain_often(self) -> None:
        while True:
            try:
                self._waiting = await self._work.measure_queue()
                if self._worker is not None:
                    await self._maintain()
            except UnavailableError as error:
                log.warning("executor.waits", reason=str(error))
            except (ConnectorException, AppNotOpen) as error:
                log.warning("executor.waits", reason=type(error.__cause__ or error).__name__)
            await asyncio.sleep(self._settings.rescue_seconds)

    async def _maintain(self) -> None:
        """Take back the jobs of dead workers, and give every waiting run a job."""
        await self._work.rescue()
        stalled = await self._app.job_manager.get_stalled_jobs(
            queue=QUEUE, seconds_since_heartbeat=self._settings.stale_after_seconds
        )
        for job in [*stalled, *await self._lost_jobs()]:
            await self._put_back(job)
        for row in await self._store.read(procrastinate_jobs.unqueued, tenant_id=EVERY_TENANT):
            requeue = partial(self._requeue, row=row)
            if await self._store.write(requeue, tenant_id=row.tenant_id):
                log.warning("run.requeued", run_id=row.id)

    async def _lost_jobs(self) -> list[QueueJob]:
        """Return jobs that the table assigns to us but that we have not had for a whole round.

        We fetched or ended them, and the reply of the database was lost.
        """
        worker_id = None if self._worker is None else self._worker.worker_id
        if worker_id is None:
            return []
        held = await self._app.job_manager.list_jobs_async(status="doing", worker_id=worker_id)
        found = {cast("int", job.id): job for job in held if job.id not in self._in_progress}
        before, self._lost_before = self._lost_before, set(found)
        return [job for key, job in found.items() if key in before]

    async def _put_back(self, job: QueueJob) -> None:
        try:
            await self._app.job_manager.retry_job(job)
        except ConnectorException:  # another process did, or its worker ended it after all
            return
        log.warning("job.taken_back", run_id=job.task_kwargs["run_id"])

    def _requeue(self, connection: Connection, *, row: procrastinate_jobs.UnqueuedRow) -> bool:
        if not procrastinate_jobs.is_unqueued(connection, row.id):
            return False
        self._defer(connection, row.id)
        return True

    def _defer(self, connection: Connection, run_id: str) -> None:
        job = QueueJob(
            queue=QUEUE,
            lock=None,
            queueing_lock=None,
            task_name=TASK,
            task_kwargs={"run_id": run_id},
        )
        connection.write_count += 1  # a refusal after this must roll it back
        self._deferring.defer_job(job, connection=connection.driver)

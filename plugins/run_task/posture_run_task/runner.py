"""Run every open task to its one result, concurrently.

During the evaluation of a task HCP Terraform gets regular heartbeats. The result is stored first,
then sent until HCP Terraform takes it, with the same bytes each time.
"""

import asyncio
import sqlite3
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from types import TracebackType
from typing import Any, Final, Self, TypeVar

from posture_client import Client
from posture_run_task import verdict
from posture_run_task.callbacks import ProgressReporter, ResultDelivery
from posture_run_task.evaluation import Evaluation
from posture_run_task.hcp import Hcp
from posture_run_task.loading import Secrets
from posture_run_task.log import Log
from posture_run_task.result import Result
from posture_run_task.runtime import Runtime
from posture_run_task.settings import Settings
from posture_run_task.task_store import Task, TaskStore
from posture_run_task.version import VERSION

T = TypeVar("T")
_FORGET_SECONDS: Final = 86_400.0


class TaskRunner:
    """Runs tasks; they run while it is entered as a context."""

    def __init__(
        self,
        settings: Settings,
        secrets: Secrets,
        *,
        store: TaskStore,
        hcp: Hcp,
        log: Log,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.runtime = Runtime(
            settings=settings,
            store=store,
            hcp=hcp,
            call=self._call,
            write=self._write,
            clock=clock,
        )
        self._secrets = secrets
        self._log = log
        self._calls = ThreadPoolExecutor(settings.server.calls_in_flight, "call")
        self._writes = ThreadPoolExecutor(1, "ledger")
        self._group = asyncio.TaskGroup()
        self._tasks: set[asyncio.Task[None]] = set()
        self._delivering: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        await self._group.__aenter__()
        self._spawn(self._forget_regularly())
        for id_ in await self.runtime.write(self.runtime.store.open_ids):
            self._log.info("task.resumed", task_result_id=id_)
            self.run(id_)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop: deliveries get some time to end; everything else is in the task store."""
        for task in self._tasks - self._delivering:
            task.cancel()
        if self._delivering:
            await asyncio.wait(self._delivering, timeout=self.runtime.settings.server.drain_seconds)
        for task in self._tasks:
            task.cancel()
        await self._group.__aexit__(kind, error, trace)
        self._calls.shutdown(wait=False, cancel_futures=True)
        self._writes.shutdown()

    def run(self, id_: str) -> None:
        """Run an accepted task to its end."""
        self._spawn(self._run(id_))

    async def _call(self, operation: Callable[..., T], /, *args: Any, **kwargs: Any) -> T:  # noqa: ANN401  # the operation's own
        """Call an operation that blocks on the network."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._calls, partial(operation, *args, **kwargs))

    async def _write(self, operation: Callable[..., T], /, *args: Any, **kwargs: Any) -> T:  # noqa: ANN401  # the operation's own
        """Call the task store on its thread; a call that has begun is finished in any case."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._writes, partial(operation, *args, **kwargs))

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = self._group.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        task.add_done_callback(self._delivering.discard)

    async def _forget_regularly(self) -> None:
        while True:
            days = self.runtime.settings.server.remember_days
            try:
                count = await self.runtime.write(self.runtime.store.forget, remember_days=days)
                self._log.debug("ledger.forgot", count=count)
            except sqlite3.Error as error:
                self._log.alarm("ledger.broken", error=str(error))
            await asyncio.sleep(_FORGET_SECONDS)

    async def _run(self, id_: str) -> None:
        log = self._log.bind(task_result_id=id_)
        try:
            task = await self.runtime.write(self.runtime.store.read, id_)
            log = log.bind(
                run=task.request.run_id,
                stage=task.request.stage,
                workspace=task.request.full_name,
                trace_id=task.traceparent.split("-")[1],
            )
            result = task.result or await self._evaluated(task, log)
            if (current := asyncio.current_task()) is not None:
                self._delivering.add(current)
            await ResultDelivery(runtime=self.runtime, task=task, result=result, log=log).deliver()
        except Exception as error:  # noqa: BLE001  # the edge: the error of one task must not end the others
            # It stays open: the next start continues it, and HCP Terraform ends it after an hour.
            log.alarm("task.broken", error=f"{type(error).__name__}: {error}")

    async def _evaluated(self, task: Task, log: Log) -> Result:
        progress = ProgressReporter(runtime=self.runtime, task=task, log=log)
        async with asyncio.TaskGroup() as group:
            heartbeat = group.create_task(progress.run())
            try:
                result = await self._evaluate(task, progress, log)
            except Exception as error:  # noqa: BLE001  # the edge: an internal error is no verdict
                log.alarm("task.fault", error=f"{type(error).__name__}: {error}")
                result = verdict.failed("The run task failed with an internal error: see its log.")
            finally:
                progress.over.set()
            await self.runtime.write(self.runtime.store.evaluated, task.id, result)
            await heartbeat
        log.info("task.judged", status=result.status, outcomes=len(result.outcomes))
        return result

    async def _evaluate(self, task: Task, progress: ProgressReporter, log: Log) -> Result:
        request = task.request
        workspace = self.runtime.settings.workspace(
            organization=request.organization_name,
            project=request.project_name or "",
            workspace=request.workspace_name,
        )
        if workspace is None:
            return verdict.failed(
                f"No integration is configured for the workspace {request.full_name}: "
                "add it to [[workspaces]] of the run task."
            )
        if workspace.ignore:
            return Result(
                status="passed", message="Not evaluated: the configuration ignores this workspace."
            )
        left = task.accepted_at + self.runtime.settings.hcp.deadline_seconds - self.runtime.clock()
        client = self._client(task)
        try:
            async with asyncio.timeout(max(0.0, left)):
                return await Evaluation(
                    runtime=self.runtime,
                    task=task,
                    workspace=workspace,
                    client=client,
                    log=log,
                    report=progress.report,
                ).run()
        except TimeoutError:
            minutes = self.runtime.settings.hcp.deadline_seconds / 60
            return verdict.failed(f"There was no verdict within {minutes:g} minutes.")
        finally:
            client.close()

    def _client(self, task: Task) -> Client:
        posture = self.runtime.settings.posture
        return Client(
            posture.endpoint,
            self._secrets.token,
            ca_file=posture.ca_file,
            timeout_seconds=posture.call_timeout_seconds,
            patience_seconds=0.0,
            user_agent=f"posture-run-task/{VERSION}",
            trace={"traceparent": task.traceparent},
        )

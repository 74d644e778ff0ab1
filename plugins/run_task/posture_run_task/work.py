"""Work: every open task is carried to its one result, beside all the others.

While a task is judged, HCP Terraform is told now and then that it lives. Its result is noted first
and then offered until HCP Terraform takes it, the same bytes each time.
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
from posture_run_task.hcp import Hcp
from posture_run_task.judging import Judging
from posture_run_task.ledger import Ledger, Task
from posture_run_task.loading import Secrets
from posture_run_task.log import Log
from posture_run_task.means import Means
from posture_run_task.result import Result
from posture_run_task.settings import Settings
from posture_run_task.telling import Delivery, Telling
from posture_run_task.version import VERSION

T = TypeVar("T")
_FORGET_SECONDS: Final = 86_400.0


class Work:
    """Carries tasks; used as a context, within which they go on."""

    def __init__(
        self,
        settings: Settings,
        secrets: Secrets,
        *,
        ledger: Ledger,
        hcp: Hcp,
        log: Log,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.means = Means(
            settings=settings,
            ledger=ledger,
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
        self._spawn(self._forgetting())
        for id_ in await self.means.write(self.means.ledger.open_ids):
            self._log.info("task.resumed", task_result_id=id_)
            self.carry(id_)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop: results that are being told get a moment, all else stands in the ledger."""
        for task in self._tasks - self._delivering:
            task.cancel()
        if self._delivering:
            await asyncio.wait(self._delivering, timeout=self.means.settings.server.drain_seconds)
        for task in self._tasks:
            task.cancel()
        await self._group.__aexit__(kind, error, trace)
        self._calls.shutdown(wait=False, cancel_futures=True)
        self._writes.shutdown()

    def carry(self, id_: str) -> None:
        """Carry an accepted task to its end."""
        self._spawn(self._carry(id_))

    async def _call(self, operation: Callable[..., T], /, *args: Any, **kwargs: Any) -> T:  # noqa: ANN401  # the operation's own
        """Call what blocks on the network."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._calls, partial(operation, *args, **kwargs))

    async def _write(self, operation: Callable[..., T], /, *args: Any, **kwargs: Any) -> T:  # noqa: ANN401  # the operation's own
        """Call the ledger, on its thread; once begun it is done, even if nobody waits for it."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._writes, partial(operation, *args, **kwargs))

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = self._group.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        task.add_done_callback(self._delivering.discard)

    async def _forgetting(self) -> None:
        while True:
            days = self.means.settings.server.remember_days
            try:
                count = await self.means.write(self.means.ledger.forget, remember_days=days)
                self._log.debug("ledger.forgot", count=count)
            except sqlite3.Error as error:
                self._log.alarm("ledger.broken", error=str(error))
            await asyncio.sleep(_FORGET_SECONDS)

    async def _carry(self, id_: str) -> None:
        log = self._log.bind(task_result_id=id_)
        try:
            task = await self.means.write(self.means.ledger.read, id_)
            log = log.bind(
                run=task.request.run_id,
                stage=task.request.stage,
                workspace=task.request.full_name,
                trace_id=task.traceparent.split("-")[1],
            )
            result = task.result or await self._judged(task, log)
            if (current := asyncio.current_task()) is not None:
                self._delivering.add(current)
            await Delivery(means=self.means, task=task, result=result, log=log).deliver()
        except Exception as error:  # noqa: BLE001  # the edge: one task's fault must not end the others
            # It stays open: the next start takes it up, and HCP Terraform ends it after its hour.
            log.alarm("task.broken", error=f"{type(error).__name__}: {error}")

    async def _judged(self, task: Task, log: Log) -> Result:
        telling = Telling(means=self.means, task=task, log=log)
        async with asyncio.TaskGroup() as group:
            beat = group.create_task(telling.beat())
            try:
                result = await self._judge(task, telling, log)
            except Exception as error:  # noqa: BLE001  # the edge: a fault of ours is no verdict
                log.alarm("task.fault", error=f"{type(error).__name__}: {error}")
                result = verdict.failed("The run task met a fault of its own: its log tells more.")
            finally:
                telling.over.set()
            await self.means.write(self.means.ledger.judged, task.id, result)
            await beat
        log.info("task.judged", status=result.status, outcomes=len(result.outcomes))
        return result

    async def _judge(self, task: Task, telling: Telling, log: Log) -> Result:
        request = task.request
        workspace = self.means.settings.workspace(
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
            return Result(status="passed", message="Not judged: the configuration ignores it.")
        left = task.accepted_at + self.means.settings.hcp.deadline_seconds - self.means.clock()
        client = self._client(task)
        try:
            async with asyncio.timeout(max(0.0, left)):
                return await Judging(
                    means=self.means,
                    task=task,
                    workspace=workspace,
                    client=client,
                    log=log,
                    say=telling.say,
                ).judge()
        except TimeoutError:
            minutes = self.means.settings.hcp.deadline_seconds / 60
            return verdict.failed(f"There was no verdict within {minutes:g} minutes.")
        finally:
            client.close()

    def _client(self, task: Task) -> Client:
        posture = self.means.settings.posture
        return Client(
            posture.endpoint,
            self._secrets.token,
            ca_file=posture.ca_file,
            timeout_seconds=posture.call_timeout_seconds,
            patience_seconds=0.0,
            user_agent=f"posture-run-task/{VERSION}",
            trace={"traceparent": task.traceparent},
        )

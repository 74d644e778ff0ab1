"""Callbacks to HCP Terraform: the progress of a task, its outcomes, and its one result."""

import asyncio
from dataclasses import dataclass, field
from typing import Final

from posture_client.backoff import Backoff
from posture_run_task.hcp import HcpError, TransientError
from posture_run_task.log import Log
from posture_run_task.result import Outcome, Result, document
from posture_run_task.runtime import Runtime
from posture_run_task.task_store import Ending, Task

_FIRST_MESSAGE: Final = "Queued."


@dataclass(slots=True, kw_only=True)
class ProgressReporter:
    """Reports to HCP Terraform that a task is alive, and its progress."""

    runtime: Runtime
    task: Task
    log: Log
    message: str = _FIRST_MESSAGE
    over: asyncio.Event = field(default_factory=asyncio.Event)

    def report(self, message: str) -> None:
        """Send this message with the next heartbeat."""
        self.message = message

    async def run(self) -> None:
        """Send a heartbeat now and then regularly until `over`; no call outlasts this method."""
        options = self.runtime.settings.hcp
        while not self.over.is_set():
            pause = options.progress_seconds
            url, token = self.task.request.task_result_callback_url, self.task.token
            try:
                await self.runtime.call(
                    self.runtime.hcp.patch_result, url, token, document("running", self.message)
                )
            except TransientError as error:
                self.log.warning("progress.untold", error=str(error))
                pause = min(pause, error.retry_after_seconds or options.retry_limit_seconds)
            except HcpError as error:
                # The result is sent all the same: HCP Terraform decides whether it takes it.
                self.log.warning("progress.refused", error=str(error))
            try:
                async with asyncio.timeout(pause):
                    await self.over.wait()
            except TimeoutError:
                continue


@dataclass(slots=True, kw_only=True)
class ResultDelivery:
    """Sends a result until HCP Terraform takes or refuses it."""

    runtime: Runtime
    task: Task
    result: Result
    log: Log
    ambiguous: bool = False

    async def deliver(self) -> None:
        """Send the outcomes while the task is still running, then the one final result."""
        options = self.runtime.settings.hcp
        if self.task.request.takes_outcomes:
            await self._outcomes()
        final = document(self.result.status, self.result.message, url=self.result.url)
        self.ambiguous = False
        try:
            await self._send(final, within=options.give_up_seconds)
            ending = Ending.DELIVERED
        except TransientError as error:
            self.log.alarm("result.given_up", error=str(error))
            ending = Ending.GIVEN_UP
        except HcpError as error:
            # After a lost response, a refusal means that HCP Terraform already has the result.
            ending = Ending.DELIVERED if self.ambiguous else Ending.REFUSED
            if ending is Ending.REFUSED:
                self.log.alarm("result.refused", error=str(error))
        await self.runtime.write(self.runtime.store.ended, self.task.id, ending)
        self.log.info("task.ended", ending=ending, status=self.result.status)

    async def _outcomes(self) -> None:
        """Send the outcomes in parts; the parts that are stored as sent are not sent again."""
        options = self.runtime.settings.hcp
        size = options.outcomes_per_call
        # Outcomes that cannot be delivered must not delay the result itself.
        within = self.runtime.clock() - self.task.accepted_at + options.outcomes_wait_seconds
        for start in range(self.task.outcomes_sent, len(self.result.outcomes), size):
            part: list[Outcome] = self.result.outcomes[start : start + size]
            body = document("running", self.result.message, url=self.result.url, outcomes=part)
            try:
                await self._send(body, within=within)
            except HcpError as error:
                self.log.warning("outcomes.untold", error=str(error), told=start)
                return
            await self.runtime.write(self.runtime.store.sent, self.task.id, start + len(part))

    async def _send(self, body: bytes, *, within: float) -> None:
        """Send one document, with retries until `within` seconds after the request."""
        options = self.runtime.settings.hcp
        until = self.task.accepted_at + within
        backoff = Backoff(options.retry_seconds, options.retry_limit_seconds)
        url, token = self.task.request.task_result_callback_url, self.task.token
        while True:
            try:
                return await self.runtime.call(self.runtime.hcp.patch_result, url, token, body)
            except TransientError as error:
                self.ambiguous |= error.ambiguous
                wait = backoff.next_seconds()
                if error.retry_after_seconds is not None:
                    wait = error.retry_after_seconds
                if self.runtime.clock() + wait > until:
                    raise
                self.log.warning("hcp.waiting", error=str(error), seconds=wait)
            await asyncio.sleep(wait)

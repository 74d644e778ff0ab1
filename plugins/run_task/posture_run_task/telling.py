"""Telling HCP Terraform: that a task lives, its details, and then its one result."""

import asyncio
from dataclasses import dataclass, field
from typing import Final

from posture_run_task.hcp import HcpError, PassingError
from posture_run_task.ledger import Ending, Task
from posture_run_task.log import Log
from posture_run_task.means import Means
from posture_run_task.result import Outcome, Result, document

_FIRST_WORDS: Final = "Queued."


@dataclass(slots=True, kw_only=True)
class Telling:
    """Tells HCP Terraform that a task lives, and how far it is."""

    means: Means
    task: Task
    log: Log
    words: str = _FIRST_WORDS
    over: asyncio.Event = field(default_factory=asyncio.Event)

    def say(self, words: str) -> None:
        """Have this told at the next beat."""
        self.words = words

    async def beat(self) -> None:
        """Tell it at once, and again and again until `over`; no call outlives this."""
        options = self.means.settings.hcp
        while not self.over.is_set():
            pause = options.progress_seconds
            url, token = self.task.request.task_result_callback_url, self.task.token
            try:
                await self.means.call(
                    self.means.hcp.tell, url, token, document("running", self.words)
                )
            except PassingError as error:
                self.log.warning("progress.untold", error=str(error))
                pause = min(pause, error.retry_after_seconds or options.retry_limit_seconds)
            except HcpError as error:
                # The result is offered all the same: HCP Terraform has the last word on it.
                self.log.warning("progress.refused", error=str(error))
            try:
                async with asyncio.timeout(pause):
                    await self.over.wait()
            except TimeoutError:
                continue


@dataclass(slots=True, kw_only=True)
class Delivery:
    """Offers a result until HCP Terraform has it, or does not want it any more."""

    means: Means
    task: Task
    result: Result
    log: Log
    ambiguous: bool = False

    async def deliver(self) -> None:
        """Tell the outcomes, while the task still runs, and then the one final result."""
        options = self.means.settings.hcp
        if self.task.request.takes_outcomes:
            await self._outcomes()
        final = document(self.result.status, self.result.message, url=self.result.url)
        self.ambiguous = False
        try:
            await self._tell(final, within=options.give_up_seconds)
            ending = Ending.DELIVERED
        except PassingError as error:
            self.log.alarm("result.given_up", error=str(error))
            ending = Ending.GIVEN_UP
        except HcpError as error:
            # After an answer that got lost, a refusal says that HCP Terraform has it already.
            ending = Ending.DELIVERED if self.ambiguous else Ending.REFUSED
            if ending is Ending.REFUSED:
                self.log.alarm("result.refused", error=str(error))
        await self.means.write(self.means.ledger.ended, self.task.id, ending)
        self.log.info("task.ended", ending=ending, status=self.result.status)

    async def _outcomes(self) -> None:
        """Send the outcomes in parts that fit; what is noted as sent is not sent again."""
        options = self.means.settings.hcp
        size = options.outcomes_per_call
        # Details that cannot be told must not keep the result itself from being told.
        within = self.means.clock() - self.task.accepted_at + options.outcomes_wait_seconds
        for start in range(self.task.outcomes_sent, len(self.result.outcomes), size):
            part: list[Outcome] = self.result.outcomes[start : start + size]
            body = document("running", self.result.message, url=self.result.url, outcomes=part)
            try:
                await self._tell(body, within=within)
            except HcpError as error:
                self.log.warning("outcomes.untold", error=str(error), told=start)
                return
            await self.means.write(self.means.ledger.sent, self.task.id, start + len(part))

    async def _tell(self, body: bytes, *, within: float) -> None:
        """Send one document, again and again until `within` seconds after the request."""
        options = self.means.settings.hcp
        until = self.task.accepted_at + within
        pause = options.retry_seconds
        url, token = self.task.request.task_result_callback_url, self.task.token
        while True:
            try:
                return await self.means.call(self.means.hcp.tell, url, token, body)
            except PassingError as error:
                self.ambiguous |= error.ambiguous
                wait = pause if error.retry_after_seconds is None else error.retry_after_seconds
                if self.means.clock() + wait > until:
                    raise
                self.log.warning("hcp.waiting", error=str(error), seconds=wait)
            await asyncio.sleep(wait)
            pause = min(options.retry_limit_seconds, pause * 2)

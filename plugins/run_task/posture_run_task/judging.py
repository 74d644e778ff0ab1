"""Judging one task: from what its plan touches to what HCP Terraform is told.

Every step is noted in the ledger before the next, and asking the posture server for a run twice
gives the same run: the key of that request is the task's id.
"""

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, TypeVar

from posture_client import (
    Client,
    PostureError,
    RateLimitedError,
    ServerError,
    UnreachableError,
    terraform_json,
)
from posture_run_task import hcp, verdict
from posture_run_task.ledger import Task
from posture_run_task.log import Log
from posture_run_task.means import Means
from posture_run_task.result import Result
from posture_run_task.settings import Policy, Workspace
from posture_run_task.subject import Account, Subject, after_apply, as_judged, before_apply, whole

if TYPE_CHECKING:
    from posture_client.models import Check, FindingDetail, Gate, Run

T = TypeVar("T")
_TOOL: Final = "hcp-terraform"
_TEXT: Final = 256
_LOOK_BACK_RUNS: Final = 1_000
_FIRST_POLL_SECONDS: Final = 0.5
_POLL_GROWTH: Final = 1.5
_FIRST_BACKOFF_SECONDS: Final = 0.5
_LARGEST_BACKOFF_SECONDS: Final = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Judging:
    """One task being judged; `say` is told how far it is."""

    means: Means
    task: Task
    workspace: Workspace
    client: Client
    log: Log
    say: Callable[[str], None]

    async def judge(self) -> Result:
        """Return the task's result, whatever becomes of it short of being cancelled."""
        subject = self.task.subject
        try:
            if subject is None:
                subject = await self._subject()
                await self.means.write(self.means.ledger.scoped, self.task.id, subject)
            return await self._result(subject)
        except PostureError as error:
            self.log.warning("task.not_judged", error=str(error))
            return verdict.failed(verdict.of_error(error), subject=subject)

    async def _subject(self) -> Subject:
        request = self.task.request
        judge = self.means.settings.judge(request.stage)
        if judge == "latest" or request.is_speculative:
            return Subject(judge="latest", what="the account as it was last judged")
        if judge == "account":
            return Subject(judge="run")
        url = request.plan_json_api_url
        if url is None:
            return whole(f"{request.stage} knows no plan")
        self.say("Reading the plan.")
        try:
            document = await self._plan(url)
            changes = await self.means.call(terraform_json.changes, document)
            planned = await self.means.call(terraform_json.instances, document)
        except (hcp.HcpError, terraform_json.DocumentError) as error:
            self.log.warning("plan.unread", error=str(error))
            return whole(f"its plan could not be read ({error})")
        shape = after_apply if request.stage == "post_apply" else before_apply
        return shape(changes, planned, await self._account())

    async def _plan(self, url: str) -> Any:  # noqa: ANN401  # any JSON object
        until = self.means.clock() + self.means.settings.hcp.plan_wait_seconds
        pause = self.means.settings.hcp.retry_seconds
        while True:
            try:
                text = await self.means.call(self.means.hcp.plan, url, self.task.token)
            except (hcp.PassingError, hcp.NotReadyError) as error:
                if self.means.clock() + pause > until:
                    raise
                self.log.info("plan.waiting", error=str(error))
            else:
                return await self.means.call(terraform_json.parsed, text)
            await asyncio.sleep(pause)
            pause = min(self.means.settings.hcp.retry_limit_seconds, pause * 2)

    async def _account(self) -> Account:
        found = await self.ask(self.client.get_integration, self._integration_id)
        checks = await self.ask(self.client.list_checks, provider=found["provider"])
        return Account(
            provider=found["provider"],
            account_id=found["account_id"],
            services=frozenset(one["service"] for one in checks["data"]),
        )

    async def _result(self, subject: Subject) -> Result:
        if subject.judge == "nothing":
            return verdict.passed_without(subject)
        run_id = self.task.run_id or await self._run_id(subject)
        if run_id is None:
            return verdict.failed(
                "No run judged this account lately, and a speculative plan starts none: "
                "run posture on a schedule, or once now.",
                subject=subject,
            )
        run = await self._ended(run_id, subject)
        subject = as_judged(subject, run["scope"])
        url = self._url(run_id)
        if subject.expects and run["status"] == "completed" and not run["asset_count"]:
            return verdict.found_nothing(run, subject, url=url)
        policy = self.means.settings.policy(self.workspace.policy)
        gate: Gate = await self.ask(self.client.get_gate, run_id, **self._policy(policy))
        checks, details = await self._explained(gate)
        return verdict.decided(
            gate,
            run,
            subject,
            url=url,
            checks=checks,
            details=details,
            most=self.means.settings.hcp.outcomes,
        )

    async def _run_id(self, subject: Subject) -> str | None:
        """Return the run to ask about, started unless it was there already."""
        run_id = await self._latest() if subject.judge == "latest" else None
        if run_id is None:
            if self.task.request.is_speculative:
                return None
            run_id = await self._start(subject)
        await self.means.write(self.means.ledger.started, self.task.id, run_id)
        self.log.info("run.chosen", run_id=run_id, judge=subject.judge)
        return run_id

    async def _latest(self) -> str | None:
        since = self.means.clock() - self.means.settings.posture.latest_seconds

        def look() -> str | None:
            rows = self.client.rows(
                self.client.list_runs,
                most=_LOOK_BACK_RUNS,
                integration_id=self._integration_id,
                status="completed",
            )
            for run in rows:
                if datetime.fromisoformat(run["accepted_at"]).timestamp() < since:
                    return None
                if run["trigger"] != "verify" and not run["scope"]:
                    return str(run["id"])
            return None

        return await self.ask(look)

    async def _start(self, subject: Subject) -> str:
        request = self.task.request
        self.say(f"Starting a run of {subject.what}.")
        source = {"tool": _TOOL, "workspace": _text(request.full_name)}
        source |= {"commit": _text(request.commit)} if request.commit else {}
        source |= {"url": request.run_app_url} if request.run_app_url else {}
        body: dict[str, Any] = {"integration_id": self._integration_id, "source": source}
        if subject.scope is not None:
            body["scope"] = subject.scope
        accepted = await self.ask(
            self.client.start_run, idempotency_key=f"hcp-{self.task.id}", **body
        )
        return accepted["run_id"]

    async def _ended(self, run_id: str, subject: Subject) -> "Run":
        pause = _FIRST_POLL_SECONDS
        while True:
            run: Run = await self.ask(self.client.get_run, run_id)
            if run["status"] != "running":
                return run
            calls = run["progress"]["calls"]
            self.say(f"Judging {subject.what}: {run['phase']}, {calls} calls of the cloud so far.")
            await asyncio.sleep(min(pause, self.means.settings.posture.poll_seconds))
            pause *= _POLL_GROWTH

    async def _explained(
        self, gate: "Gate"
    ) -> tuple[dict[str, "Check"], dict[str, "FindingDetail"]]:
        """Read what explains the findings; a gate that decided decides without it too."""
        if not gate["findings"] or not self.means.settings.hcp.outcomes:
            return {}, {}
        checks: dict[str, Check] = {}
        details: dict[str, FindingDetail] = {}
        try:
            checks = {one["id"]: one for one in (await self.ask(self.client.list_checks))["data"]}
            for id_ in verdict.worst(gate, self.means.settings.posture.explained_findings):
                details[id_] = await self.ask(self.client.get_finding, id_)
        except PostureError as error:
            self.log.warning("findings.unexplained", error=str(error))
        return checks, details

    async def ask(self, operation: Callable[..., T], *args: Any, **kwargs: Any) -> T:  # noqa: ANN401  # the operation's own
        """Call the posture server; one that cannot answer is waited for, but not for ever.

        Raises:
            PostureError: it refused, or cannot be waited for.
        """
        patience = self.means.settings.posture.patience_seconds
        begun = self.means.clock()
        pause = _FIRST_BACKOFF_SECONDS
        while True:
            try:
                return await self.means.call(operation, *args, **kwargs)
            except (RateLimitedError, ServerError, UnreachableError) as error:
                wait = _wait_seconds(error, pause)
                if self.means.clock() - begun + wait > patience or getattr(error, "lasting", False):
                    raise
                self.log.warning("posture.waiting", error=str(error), seconds=round(wait, 1))
                self.say("Waiting for the posture server.")
            await asyncio.sleep(wait)
            pause = min(_LARGEST_BACKOFF_SECONDS, pause * 2)

    def _policy(self, policy: Policy) -> dict[str, Any]:
        after = self.task.request.stage == "post_apply"
        return {
            "fail_on": policy.fail_on,
            "only": policy.only or ("new" if after else "all"),
            "max_unknown": policy.max_unknown,
            "min_coverage": policy.min_coverage,
            "family": policy.family or None,
            "framework": policy.framework or None,
        }

    def _url(self, run_id: str) -> str:
        endpoint = self.means.settings.posture.endpoint.rstrip("/")
        return f"{endpoint}/api/v2/cloud-posture-runs/{run_id}"

    @property
    def _integration_id(self) -> str:
        return self.workspace.integration_id or ""


def _text(text: str) -> str:
    """Return a text as a run's source may hold it."""
    return "".join(character for character in text if character.isprintable())[:_TEXT]


def _wait_seconds(error: PostureError, pause: float) -> float:
    if isinstance(error, RateLimitedError) and error.retry_after_seconds is not None:
        return error.retry_after_seconds
    return pause - random.random() * pause / 2  # noqa: S311  # jitter

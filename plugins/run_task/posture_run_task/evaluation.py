"""Evaluate one task: from the resources that its plan touches to its result.

Every step is stored before the next one begins, and a repeated start returns the same run: the
idempotency key of that request is the task's id.
"""

import asyncio
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
from posture_client.backoff import Backoff
from posture_client.terraform_exports import TerraformPlace, declarations
from posture_run_task import hcp, verdict
from posture_run_task.log import Log
from posture_run_task.result import Result
from posture_run_task.runtime import Runtime
from posture_run_task.selection import (
    Account,
    Selection,
    after_apply,
    amount,
    as_evaluated,
    before_apply,
    whole,
)
from posture_run_task.settings import Workspace
from posture_run_task.task_store import Task

if TYPE_CHECKING:
    from posture_client.models import Check, FindingDetail, Gate, Run

T = TypeVar("T")
_TOOL: Final = "hcp-terraform"
_TEXT: Final = 256
_LOOK_BACK_RUNS: Final = 1_000
_FIRST_POLL_SECONDS: Final = 0.5
_POLL_GROWTH: Final = 1.5
_FIRST_RETRY_SECONDS: Final = 0.5
_LARGEST_RETRY_SECONDS: Final = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """The evaluation of one task; `report` gets its progress as a sentence."""

    runtime: Runtime
    task: Task
    workspace: Workspace
    client: Client
    log: Log
    report: Callable[[str], None]

    async def run(self) -> Result:
        """Return the task's result; also errors of the posture server become a result."""
        selection = self.task.selection
        try:
            if selection is None:
                selection = await self._select()
                await self.runtime.write(self.runtime.store.scoped, self.task.id, selection)
            return await self._result(selection)
        except PostureError as error:
            self.log.warning("task.not_judged", error=str(error))
            return verdict.failed(verdict.of_error(error), selection=selection)

    async def _select(self) -> Selection:
        request = self.task.request
        mode = self.runtime.settings.mode(request.stage)
        if mode == "latest" or request.is_speculative:
            return Selection(by="latest", what="the account as of its latest run")
        if mode == "account":
            return Selection(by="run")
        url = request.plan_json_api_url
        if url is None:
            return whole(f"{request.stage} has no plan")
        self.report("Reading the plan.")
        try:
            document = await self._plan(url)
            changes = await self.runtime.call(terraform_json.changes, document)
            planned = await self.runtime.call(terraform_json.instances, document)
        except (hcp.HcpError, terraform_json.DocumentError) as error:
            self.log.warning("plan.unread", error=str(error))
            return whole(f"its plan could not be read ({error})")
        shape = after_apply if request.stage == "post_apply" else before_apply
        return shape(changes, planned, await self._account())

    async def _plan(self, url: str) -> Any:  # noqa: ANN401  # any JSON object
        options = self.runtime.settings.hcp
        until = self.runtime.clock() + options.plan_wait_seconds
        backoff = Backoff(options.retry_seconds, options.retry_limit_seconds)
        while True:
            try:
                text = await self.runtime.call(self.runtime.hcp.plan, url, self.task.token)
            except (hcp.TransientError, hcp.NotReadyError) as error:
                pause = backoff.next_seconds()
                if self.runtime.clock() + pause > until:
                    raise
                self.log.info("plan.waiting", error=str(error))
            else:
                return await self.runtime.call(terraform_json.parsed, text)
            await asyncio.sleep(pause)

    async def _account(self) -> Account:
        found = await self.ask(self.client.get_integration, self._integration_id)
        checks = await self.ask(self.client.list_checks, provider=found["provider"])
        return Account(
            provider=found["provider"],
            account_id=found["account_id"],
            services=frozenset(one["service"] for one in checks["data"]),
        )

    async def _result(self, selection: Selection) -> Result:
        if selection.by == "nothing":
            if selection.expects:
                return verdict.failed("Nothing was evaluated.", selection=selection)
            return verdict.passed_without(selection)
        run_id = self.task.run_id or await self._run_id(selection)
        if run_id is None:
            return verdict.failed(
                "This account has no recent run, and a speculative plan starts none: give the "
                "integration a schedule, or start a run now.",
                selection=selection,
            )
        run = await self._ended(run_id, selection)
        selection = as_evaluated(selection, run["scope"])
        url = self._url(run_id)
        if selection.expects and run["status"] == "completed" and not run["asset_count"]:
            return verdict.found_nothing(run, selection, url=url)
        # A run of this task was decided when it ended; the latest run has another policy, or none.
        policy = self._policy if selection.by == "latest" else {}
        gate: Gate = await self.ask(self.client.get_gate, run_id, **policy)
        checks, details = await self._explained(gate)
        return verdict.decided(
            gate,
            run,
            selection,
            url=url,
            checks=checks,
            details=details,
            most=self.runtime.settings.hcp.outcomes,
        )

    async def _run_id(self, selection: Selection) -> str | None:
        """Return the id of the run to evaluate; start one if there is none."""
        run_id = await self._latest() if selection.by == "latest" else None
        if run_id is None:
            if self.task.request.is_speculative:
                return None
            run_id = await self._start(selection)
        await self.runtime.write(self.runtime.store.started, self.task.id, run_id)
        self.log.info("run.chosen", run_id=run_id, judge=selection.by)
        return run_id

    async def _latest(self) -> str | None:
        since = self.runtime.clock() - self.runtime.settings.posture.latest_seconds

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

    async def _start(self, selection: Selection) -> str:
        request = self.task.request
        self.report(f"Starting a run of {selection.what}.")
        source = {"tool": _TOOL, "workspace": _text(request.full_name)}
        source |= {"commit": _text(request.commit)} if request.commit else {}
        source |= {"url": request.run_app_url} if request.run_app_url else {}
        body: dict[str, Any] = {
            "integration_id": self._integration_id,
            "source": source,
            "gate": {name: value for name, value in self._policy.items() if value is not None},
        }
        if selection.scope is not None:
            body["scope"] = selection.scope
            if "resource_ids" in selection.scope:
                # A plan also touches what no check looks at.
                body["scope"] = {**selection.scope, "skip_unchecked": True}
        places = {
            id_: TerraformPlace(name, in_plan=selection.in_plan.get(id_))
            for id_, name in selection.addresses.items()
        }
        if declared := declarations(places):
            body["declarations"] = declared
        accepted = await self.ask(
            self.client.start_run, idempotency_key=f"hcp-{self.task.id}", **body
        )
        return accepted["run_id"]

    async def _ended(self, run_id: str, selection: Selection) -> "Run":
        polls = Backoff(
            _FIRST_POLL_SECONDS,
            self.runtime.settings.posture.poll_seconds,
            growth=_POLL_GROWTH,
            jitter=0,
        )
        while True:
            run: Run = await self.ask(self.client.get_run, run_id)
            if run["status"] != "running":
                return run
            calls = amount(run["progress"]["calls"], "call")
            self.report(f"Scanning {selection.what}: {run['phase']}, {calls} to the cloud so far.")
            await asyncio.sleep(polls.next_seconds())

    async def _explained(
        self, gate: "Gate"
    ) -> tuple[dict[str, "Check"], dict[str, "FindingDetail"]]:
        """Read the texts that explain the findings; the verdict does not depend on them."""
        if not gate["findings"] or not self.runtime.settings.hcp.outcomes:
            return {}, {}
        checks: dict[str, Check] = {}
        details: dict[str, FindingDetail] = {}
        try:
            checks = {one["id"]: one for one in (await self.ask(self.client.list_checks))["data"]}
            for id_ in verdict.worst(gate, self.runtime.settings.posture.explained_findings):
                details[id_] = await self.ask(self.client.get_finding, id_)
        except PostureError as error:
            self.log.warning("findings.unexplained", error=str(error))
        return checks, details

    async def ask(self, operation: Callable[..., T], *args: Any, **kwargs: Any) -> T:  # noqa: ANN401  # the operation's own
        """Call the posture server; retry within `patience_seconds` while it is unavailable.

        Raises:
            PostureError: the server refused, or was unavailable for too long.
        """
        patience = self.runtime.settings.posture.patience_seconds
        begun = self.runtime.clock()
        backoff = Backoff(_FIRST_RETRY_SECONDS, _LARGEST_RETRY_SECONDS)
        while True:
            try:
                return await self.runtime.call(operation, *args, **kwargs)
            except (RateLimitedError, ServerError, UnreachableError) as error:
                wait = backoff.next_seconds()
                if isinstance(error, RateLimitedError) and error.retry_after_seconds is not None:
                    wait = error.retry_after_seconds
                over = self.runtime.clock() - begun + wait > patience
                if over or getattr(error, "lasting", False):
                    raise
                self.log.warning("posture.waiting", error=str(error), seconds=round(wait, 1))
                self.report("Waiting for the posture server.")
            await asyncio.sleep(wait)

    @property
    def _policy(self) -> dict[str, Any]:
        policy = self.runtime.settings.policy(self.workspace.policy)
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
        endpoint = self.runtime.settings.posture.endpoint.rstrip("/")
        return f"{endpoint}/runs/{run_id}"

    @property
    def _integration_id(self) -> str:
        return self.workspace.integration_id or ""


def _text(text: str) -> str:
    """Return a text within the limits of a run's source."""
    return "".join(character for character in text if character.isprintable())[:_TEXT]

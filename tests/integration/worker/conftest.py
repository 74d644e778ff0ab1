"""A worker's test rig: runs are requested, claimed and executed against a fake cloud."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import pytest

from posture.domain.gate import GatePolicy
from posture.domain.run import RunTrigger
from posture.services.audit import Actor
from posture.services.findings import FindingFilters, FindingRow, list_findings
from posture.services.integrations import IntegrationRow
from posture.services.runs import (
    RunEventRow,
    RunRequest,
    RunRow,
    accept_run,
    get_run,
    list_run_events,
)
from posture.services.suppressions import create_suppression
from posture.settings import Settings
from posture.store.engine import Store
from posture.worker.claim import Claim
from posture.worker.rescue import Heartbeats
from posture.worker.run import Worker
from tests.integration.fakes import (
    Clock,
    PaperAccount,
    PaperCollector,
    Queue,
    Step,
    paper_worker,
)

BY = Actor(token_id="t", ip=None, request_id="r")  # an id
HOUR_SECONDS = 3_600


@dataclass(slots=True)
class Rig:
    """Everything around one worker; `collector` may be replaced between runs."""

    store: Store
    settings: Settings
    integration: IntegrationRow
    clock: Clock
    queue: Queue
    collector: PaperCollector

    def worker(self, name: str = "here/1/aaaa", **settings: Any) -> Worker:  # noqa: ANN401  # as the settings
        return paper_worker(
            self.store,
            replace(self.settings, **settings),
            self.collector,
            name=name,
            heartbeats=Heartbeats(clock=lambda: self.clock() / 1_000),
        )

    def put(self, *steps: Step, **account: Any) -> PaperAccount:  # noqa: ANN401  # as PaperAccount
        """Let the account hold this from now on."""
        self.collector = PaperCollector(PaperAccount(steps, **account))
        return self.collector.account

    async def ask(
        self,
        trigger: RunTrigger = RunTrigger.SCHEDULED,
        *,
        scope: dict[str, Any] | None = None,
        carrier: dict[str, str] | None = None,
        policy: GatePolicy | None = None,
    ) -> str:
        """Accept a run."""
        request = RunRequest(
            tenant_id=self.integration.tenant_id,
            integration_id=self.integration.id,
            trigger=trigger,
            scope=scope,
            carrier=carrier or {},
            policy=policy,
        )
        accepted = await accept_run(
            self.store, queue=self.queue, settings=self.settings, request=request
        )
        return accepted.run_id

    async def claimed(self, worker: Worker) -> Claim:
        claim = await worker.claim()
        assert claim is not None
        return claim

    async def run(
        self,
        *steps: Step,
        trigger: RunTrigger = RunTrigger.SCHEDULED,
        scope: dict[str, Any] | None = None,
        blind: Iterable[str] = (),
        policy: GatePolicy | None = None,
    ) -> RunRow:
        """Let a run look at this account, from its acceptance to its end."""
        self.put(*steps, blind=frozenset(blind))
        run_id = await self.ask(trigger, scope=scope, policy=policy)
        worker = self.worker()
        self.clock.pass_seconds(1)
        await worker.execute(await self.claimed(worker))
        return await self.row(run_id)

    async def row(self, run_id: str) -> RunRow:
        return await get_run(self.store, tenant_id=self.integration.tenant_id, run_id=run_id)

    async def events(self, run_id: str) -> list[RunEventRow]:
        return await list_run_events(
            self.store, tenant_id=self.integration.tenant_id, run_id=run_id
        )

    async def life(self, run_id: str) -> list[str]:
        return [event.to_status for event in await self.events(run_id)]

    async def findings(self, **filters: Any) -> list[FindingRow]:  # noqa: ANN401  # FindingFilters'
        paging = {name: filters.pop(name) for name in ("limit", "before") if name in filters}
        return await list_findings(
            self.store,
            tenant_id=self.integration.tenant_id,
            filters=FindingFilters(**filters),
            **paging,
        )


@pytest.fixture
def rig(
    store: Store, settings: Settings, integration: IntegrationRow, clock: Clock, queue: Queue
) -> Rig:
    collector = PaperCollector(PaperAccount(()))
    return Rig(store, settings, integration, clock, queue, collector)


async def suppress(rig: Rig, pattern: str, **columns: Any) -> str:  # noqa: ANN401  # as create_suppression
    given: dict[str, Any] = {
        "tenant_id": rig.integration.tenant_id,
        "check_id": "aws_paper_sheet_whole",
        "resource_pattern": pattern,
        "reason": "It is only paper.",
        "owner": "team-paper",
        "expires_at": rig.clock() + HOUR_SECONDS * 1_000,
    }
    row = await create_suppression(rig.store, settings=rig.settings, by=BY, **given | columns)
    return row.id

"""Triggers of one apply are merged into one run while it waits, and each gets that run."""

import asyncio
import time
from dataclasses import replace
from typing import Any

import msgspec
import pytest

from posture.domain.run import RunStatus, RunTrigger
from posture.services.audit import list_audit
from posture.services.errors import IdempotencyKeyReusedError, RateLimitedError
from posture.services.idempotency import IdempotencyKey
from posture.services.integrations import IntegrationRow, create_integration
from posture.services.runs import Accepted, RunRequest, RunRow, accept_run, cancel_run
from posture.settings import Settings
from posture.store import run_queue, run_steps
from posture.store.engine import Store
from posture.store.statement import Connection
from tests.databases import ON_BOTH, ON_POSTGRES
from tests.integration.fakes import Clock, Queue, audit_entry, sheet
from tests.integration.runs import list_runs
from tests.integration.worker.conftest import Rig, rig

pytestmark = pytest.mark.anyio

__all__ = ["rig"]

APPLY = {"tool": "terraform", "workspace": "production", "commit": "9f2c1ab"}


# Whether a transaction waits for the one that asks.
_BLOCKED = "SELECT pid FROM pg_stat_activity WHERE pg_backend_pid() = ANY (pg_blocking_pids(pid))"


class Caller:
    """Requests runs of one integration."""

    def __init__(
        self, store: Store, settings: Settings, queue: Queue, integration: IntegrationRow
    ) -> None:
        self.store = store
        self.settings = settings
        self.queue = queue
        self.integration = integration

    async def ask(
        self,
        scope: dict[str, Any] | None = None,
        *,
        source: dict[str, Any] | None = APPLY,
        trigger: RunTrigger = RunTrigger.MANUAL,
        key: str | None = None,
        body: str = "body",
        integration: IntegrationRow | None = None,
        audited: bool = False,
    ) -> Accepted:
        requests = integration or self.integration
        return await accept_run(
            self.store,
            queue=self.queue,
            settings=self.settings,
            request=RunRequest(
                tenant_id=requests.tenant_id,
                integration_id=requests.id,
                trigger=trigger,
                scope=scope,
                source=source,
                idempotency_key=IdempotencyKey(key, body, 86_400) if key else None,
            ),
            audit_entry=audit_entry(requests.tenant_id) if audited else None,
        )

    async def kept(self) -> list[RunRow]:
        return await list_runs(self.store, tenant_id=self.integration.tenant_id)

    async def scope(self) -> dict[str, list[str]] | None:
        (row,) = await self.kept()
        return None if row.scope is None else msgspec.json.decode(row.scope)


@pytest.fixture
def caller(store: Store, settings: Settings, queue: Queue, integration: IntegrationRow) -> Caller:
    return Caller(store, settings, queue, integration)


async def test_fifty_simultaneous_triggers_are_merged_into_one_run(caller: Caller) -> None:
    requests = (caller.ask({"resource_ids": [f"arn:{n}"]}, audited=True) for n in range(50))
    results = await asyncio.gather(*requests)
    assert len({one.run_id for one in results}) == 1
    assert sum(not one.coalesced for one in results) == 1
    assert set((await caller.scope() or {})["resource_ids"]) == {f"arn:{n}" for n in range(50)}
    assert caller.queue.taken == [results[0].run_id]
    rows = await list_audit(caller.store, tenant_id=caller.integration.tenant_id, limit=200)
    assert len(rows) == 50


@ON_BOTH
async def test_two_processes_on_one_database_merge_triggers_into_one_run(
    caller: Caller, clock: Clock
) -> None:
    patient = replace(caller.settings, database_busy_seconds=10.0)
    async with Store(patient, clock=clock) as one, Store(patient, clock=clock) as other:
        callers = [
            Caller(store, patient, caller.queue, caller.integration) for store in (one, other)
        ]
        requests = (callers[n % 2].ask({"resource_ids": [f"arn:{n}"]}) for n in range(50))
        results = await asyncio.gather(*requests)
    assert len({one.run_id for one in results}) == 1
    assert set((await caller.scope() or {})["resource_ids"]) == {f"arn:{n}" for n in range(50)}


async def test_a_trigger_without_a_scope_widens_the_run_to_the_whole_account(
    caller: Caller,
) -> None:
    await caller.ask({"services": ["s3"]})
    await caller.ask(None)
    await caller.ask({"services": ["iam"]})
    assert await caller.scope() is None


async def test_the_cap_counts_an_apply_once(caller: Caller) -> None:
    first = await caller.ask()
    other = await caller.ask(source=APPLY | {"commit": "other"})
    again = await caller.ask({"services": ["s3"]})
    assert (again.run_id, again.coalesced) == (first.run_id, True)
    assert not other.coalesced
    with pytest.raises(RateLimitedError):
        await caller.ask(source=APPLY | {"commit": "third"})


@pytest.mark.parametrize(
    "source",
    [
        None,
        {},
        {"workspace": "production", "commit": "9f2c1ab"},
        {"tool": "terraform", "commit": "9f2c1ab"},
        {"tool": "terraform", "workspace": "production"},
        {"tool": "terraform", "workspace": "production", "url": "https://ci.example.com/1"},
    ],
)
async def test_triggers_without_an_apply_are_not_merged(
    caller: Caller, source: dict[str, Any] | None
) -> None:
    results = [await caller.ask(source=source) for _ in range(2)]
    assert len({one.run_id for one in results}) == 2
    assert not any(one.coalesced for one in results)


@pytest.mark.parametrize(
    "change",
    [
        {"tool": "posture-cli"},
        {"workspace": "staging"},
        {"commit": "0000000"},
        {"apply_id": "run-1"},
    ],
)
async def test_triggers_of_two_applies_are_not_merged(
    caller: Caller, change: dict[str, Any]
) -> None:
    first, second = await caller.ask(), await caller.ask(source=APPLY | change)
    assert first.run_id != second.run_id


async def test_the_url_of_the_source_does_not_matter(caller: Caller) -> None:
    by_id = {"tool": "terraform", "workspace": "production", "apply_id": "run-1"}
    first = await caller.ask(source=by_id | {"url": "https://ci.example.com/1"})
    second = await caller.ask(source=by_id | {"url": "https://ci.example.com/2"})
    assert first.run_id == second.run_id


async def test_another_trigger_or_integration_starts_another_run(caller: Caller) -> None:
    other = await create_integration(
        caller.store, tenant_id=caller.integration.tenant_id, name="other", provider="aws"
    )
    results = [
        await caller.ask(),
        await caller.ask(trigger=RunTrigger.VERIFY),
        await caller.ask(integration=other),
    ]
    assert len({one.run_id for one in results}) == 3


async def test_no_trigger_is_merged_after_the_window(caller: Caller, clock: Clock) -> None:
    first = await caller.ask()
    clock.pass_seconds(caller.settings.coalescing_window_seconds - 1)
    assert (await caller.ask()).run_id == first.run_id
    clock.pass_seconds(1)
    assert (await caller.ask()).run_id != first.run_id


async def test_no_trigger_is_merged_without_a_window(caller: Caller) -> None:
    caller.settings = replace(caller.settings, coalescing_window_seconds=0)
    assert (await caller.ask()).run_id != (await caller.ask()).run_id


async def test_no_trigger_is_merged_into_a_cancelled_run(caller: Caller) -> None:
    first = await caller.ask()
    await cancel_run(caller.store, tenant_id=caller.integration.tenant_id, run_id=first.run_id)
    assert (await caller.ask()).run_id != first.run_id


async def test_triggers_during_a_run_are_merged_into_the_next(
    caller: Caller,
    rig: Rig,  # the fixture
) -> None:
    first = await caller.ask({"resource_ids": ["arn:aws:paper:::a"]})
    rig.put(sheet("a"))
    claim = await rig.claimed(rig.worker())
    second = await caller.ask({"resource_ids": ["arn:aws:paper:::b"]})
    third = await caller.ask({"resource_ids": ["arn:aws:paper:::c"]})
    await rig.worker().execute(claim)
    assert claim.run_id == first.run_id
    assert claim.scope.resource_ids == ("arn:aws:paper:::a",)
    assert second.run_id == third.run_id != first.run_id
    assert (second.coalesced, third.coalesced) == (False, True)
    rig.put(sheet("b"), sheet("c"))
    following = await rig.claimed(rig.worker())
    assert following.scope.resource_ids == ("arn:aws:paper:::b", "arn:aws:paper:::c")
    await rig.worker().execute(following)
    assert (await rig.row(second.run_id)).finding_count == 2


@ON_POSTGRES
async def test_a_trigger_waits_for_the_worker_that_claims_the_run_of_its_apply(
    caller: Caller, clock: Clock
) -> None:
    patient = replace(caller.settings, database_busy_seconds=30.0)
    tenant_id, loop = caller.integration.tenant_id, asyncio.get_running_loop()
    began = asyncio.Event()
    first = await caller.ask({"resource_ids": ["arn:a"]})

    def take(connection: Connection) -> str:
        """Take the run as a worker does; between looking and writing, wait for the other."""
        row = run_queue.still_waiting(connection, first.run_id)
        assert row is not None
        loop.call_soon_threadsafe(began.set)
        while not connection.driver.execute(_BLOCKED).fetchall():
            time.sleep(0.01)
        assert run_steps.step(
            connection,
            first.run_id,
            RunStatus.ACCEPTED,
            RunStatus.RUNNING,
            at=clock(),
            columns={"started_at": clock(), "attempt_count": 1},
        )
        return row.scope or ""

    async with (
        Store(patient, clock=clock) as one,
        Store(patient, clock=clock) as other,
        asyncio.timeout(60),
    ):
        taking = asyncio.create_task(other.write(take, tenant_id=tenant_id))
        await began.wait()
        second = await Caller(one, patient, caller.queue, caller.integration).ask(
            {"resource_ids": ["arn:b"]}
        )
        taken = await taking
    assert second.run_id != first.run_id
    assert "arn:b" not in taken


async def test_an_idempotency_key_repeats_the_first_response(caller: Caller) -> None:
    first = await caller.ask(key="one")
    second = await caller.ask({"services": ["s3"]}, key="two", body="two")
    again = [await caller.ask(key="one"), await caller.ask(key="two", body="two")]
    assert (first.coalesced, second.coalesced) == (False, True)
    assert [(one.run_id, one.replayed, one.coalesced) for one in again] == [
        (first.run_id, True, False),
        (first.run_id, True, True),
    ]
    with pytest.raises(IdempotencyKeyReusedError):
        await caller.ask(key="two", body="other")

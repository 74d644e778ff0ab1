"""Accepting a run: in one transaction, under the daily cap, once per idempotency key."""

import asyncio
from dataclasses import replace

import pytest

from posture.domain.run import RunTrigger
from posture.services.audit import AuditEntry, list_audit
from posture.services.errors import (
    EnqueueFailedError,
    IdempotencyKeyReusedError,
    IntegrationNotFoundError,
    RateLimitedError,
)
from posture.services.idempotency import IdempotencyKey
from posture.services.integrations import (
    IntegrationRow,
    create_integration,
    delete_integration,
    get_integration,
)
from posture.services.runs import (
    Accepted,
    RunRequest,
    accept_run,
    cancel_run,
    list_run_events,
)
from posture.services.tenants import create_tenant
from posture.settings import Settings
from posture.store.engine import Store
from tests.databases import ON_BOTH
from tests.integration.fakes import Clock, Queue, audit_entry
from tests.integration.runs import list_runs

pytestmark = pytest.mark.anyio

DAY_SECONDS = 86_400


class Caller:
    """Requests runs of one integration."""

    def __init__(
        self, store: Store, settings: Settings, queue: Queue, integration: IntegrationRow
    ) -> None:
        self.store = store
        self.settings = settings
        self.queue = queue
        self.tenant_id = integration.tenant_id
        self.integration_id = integration.id

    async def ask(
        self,
        *,
        trigger: RunTrigger = RunTrigger.MANUAL,
        key: str | None = None,
        body: str = "body",
        integration_id: str | None = None,
        entry: AuditEntry | None = None,
    ) -> Accepted:
        return await accept_run(
            self.store,
            queue=self.queue,
            settings=self.settings,
            request=RunRequest(
                tenant_id=self.tenant_id,
                integration_id=integration_id or self.integration_id,
                trigger=trigger,
                idempotency_key=IdempotencyKey(key, body, 86_400) if key else None,
            ),
            audit_entry=entry,
        )

    async def kept(self) -> list[str]:
        return [row.id for row in await list_runs(self.store, tenant_id=self.tenant_id)]

    def entry(self) -> AuditEntry:
        return audit_entry(self.tenant_id, after={"status": 202})


@pytest.fixture
def caller(store: Store, settings: Settings, queue: Queue, integration: IntegrationRow) -> Caller:
    return Caller(store, settings, queue, integration)


async def test_an_accepted_run_waits_for_a_worker(caller: Caller, clock: Clock) -> None:
    accepted = await caller.ask()
    (row,) = await list_runs(caller.store, tenant_id=caller.tenant_id)
    assert accepted == Accepted(row.id, caller.integration_id, "manual", replayed=False)
    assert (row.status, row.phase, row.accepted_at) == ("accepted", "queued", clock())
    assert (row.started_at, row.completed_at, row.coverage, row.new_count) == (None,) * 4
    assert (caller.queue.taken, caller.queue.nudges) == ([row.id], 1)
    (event,) = await list_run_events(caller.store, tenant_id=caller.tenant_id, run_id=row.id)
    assert (event.from_status, event.to_status, event.at) == (None, "accepted", clock())


@ON_BOTH
async def test_of_fifty_simultaneous_triggers_exactly_two_are_accepted(
    caller: Caller,
) -> None:
    results = await asyncio.gather(*(caller.ask() for _ in range(50)), return_exceptions=True)
    accepted = [one for one in results if isinstance(one, Accepted)]
    refused = [one for one in results if isinstance(one, RateLimitedError)]
    assert (len(accepted), len(refused)) == (2, 48)
    assert set(await caller.kept()) == {one.run_id for one in accepted}


async def test_two_processes_share_the_cap(caller: Caller, clock: Clock) -> None:
    patient = replace(caller.settings, database_busy_seconds=10.0)
    async with Store(patient, clock=clock) as one, Store(patient, clock=clock) as other:
        callers = [
            Caller(store, patient, caller.queue, await first(store, caller))
            for store in (one, other)
        ]
        requests = (callers[number % 2].ask() for number in range(50))
        results = await asyncio.gather(*requests, return_exceptions=True)
    assert sum(isinstance(one, Accepted) for one in results) == 2
    assert len(await caller.kept()) == 2


async def first(store: Store, caller: Caller) -> IntegrationRow:
    return await get_integration(
        store, tenant_id=caller.tenant_id, integration_id=caller.integration_id
    )


async def test_the_cap_says_when_its_oldest_trigger_leaves_the_window(
    caller: Caller, clock: Clock
) -> None:
    await caller.ask()
    clock.pass_seconds(3_600)
    await caller.ask()
    clock.pass_seconds(0.5)
    with pytest.raises(RateLimitedError) as refusal:
        await caller.ask()
    assert refusal.value.retry_after_seconds == DAY_SECONDS - 3_600
    assert refusal.value.members() == {"retry_after_seconds": DAY_SECONDS - 3_600}


async def test_after_the_advised_wait_a_run_is_accepted(caller: Caller, clock: Clock) -> None:
    await caller.ask()
    clock.pass_seconds(100.7)
    await caller.ask()
    with pytest.raises(RateLimitedError) as refusal:
        await caller.ask()
    clock.pass_seconds(refusal.value.retry_after_seconds - 1)
    with pytest.raises(RateLimitedError):
        await caller.ask()
    clock.pass_seconds(1)
    await caller.ask()


@pytest.mark.parametrize(
    "before_the_cap",
    [
        pytest.param(RunTrigger.VERIFY, id="verify runs do not count"),
        pytest.param(RunTrigger.SCHEDULED, id="scheduled runs do not count"),
    ],
)
async def test_only_manual_triggers_count(caller: Caller, before_the_cap: RunTrigger) -> None:
    for _ in range(3):
        await caller.ask(trigger=before_the_cap)
    await caller.ask()
    await caller.ask()
    with pytest.raises(RateLimitedError):
        await caller.ask()
    await caller.ask(trigger=before_the_cap)


async def test_a_cancelled_run_counts_for_the_cap(caller: Caller) -> None:
    for _ in range(2):
        accepted = await caller.ask()
        await cancel_run(caller.store, tenant_id=caller.tenant_id, run_id=accepted.run_id)
    with pytest.raises(RateLimitedError):
        await caller.ask()


async def test_each_integration_has_its_own_cap(caller: Caller) -> None:
    other = await create_integration(
        caller.store, tenant_id=caller.tenant_id, name="staging", provider="aws"
    )
    for integration_id in (caller.integration_id, other.id) * 2:
        await caller.ask(integration_id=integration_id)


async def test_a_refused_enqueue_leaves_no_run_and_does_not_count(caller: Caller) -> None:
    caller.queue.refusal = EnqueueFailedError()
    for _ in range(3):
        with pytest.raises(EnqueueFailedError):
            await caller.ask(key="k", entry=caller.entry())
    assert await caller.kept() == []
    assert await list_audit(caller.store, tenant_id=caller.tenant_id) == []
    assert caller.queue.nudges == 0
    caller.queue.refusal = None
    assert not (await caller.ask(key="k")).replayed
    await caller.ask()


async def test_another_tenants_integration_is_not_found(caller: Caller, store: Store) -> None:
    stranger = await create_tenant(store, name="stranger")
    theirs = await create_integration(store, tenant_id=stranger.id, name="x", provider="aws")
    nowhere = "00000000-0000-4000-8000-000000000000"
    for integration_id in (theirs.id, nowhere):
        with pytest.raises(IntegrationNotFoundError):
            await caller.ask(integration_id=integration_id)


async def test_a_deleted_integration_takes_no_runs(caller: Caller) -> None:
    await delete_integration(
        caller.store, tenant_id=caller.tenant_id, integration_id=caller.integration_id
    )
    with pytest.raises(IntegrationNotFoundError):
        await caller.ask()


async def test_the_audit_row_is_committed_with_the_run(caller: Caller, clock: Clock) -> None:
    await caller.ask(entry=caller.entry())
    (row,) = await list_audit(caller.store, tenant_id=caller.tenant_id)
    assert (row.ts, row.action, row.result) == (clock(), "api.call", "success")
    assert (row.target_kind, row.target_id, row.actor_user_id) == ("token", "t", "t")
    assert row.after_jsonb == '{"status":202}'


@ON_BOTH
async def test_one_key_and_body_start_one_run(caller: Caller) -> None:
    requests = (caller.ask(key="k", entry=caller.entry()) for _ in range(20))
    results = await asyncio.gather(*requests)
    assert len({one.run_id for one in results}) == 1
    assert sum(not one.replayed for one in results) == 1
    assert len(await caller.kept()) == 1
    assert len(await list_audit(caller.store, tenant_id=caller.tenant_id)) == 20
    assert caller.queue.nudges == 1


async def test_a_replay_gets_its_response_after_the_cap_is_reached(caller: Caller) -> None:
    first_answer = await caller.ask(key="k")
    await caller.ask()
    again = await caller.ask(key="k")
    assert (again.run_id, again.replayed) == (first_answer.run_id, True)


async def test_one_key_with_another_body_is_refused(caller: Caller) -> None:
    await caller.ask(key="k", body="one")
    with pytest.raises(IdempotencyKeyReusedError):
        await caller.ask(key="k", body="another")
    assert len(await caller.kept()) == 1


@ON_BOTH
async def test_a_key_is_forgotten_after_its_window(caller: Caller, clock: Clock) -> None:
    await caller.ask(key="k", body="one")
    clock.pass_seconds(DAY_SECONDS)
    assert not (await caller.ask(key="k", body="another")).replayed
    assert len(await caller.kept()) == 2


async def test_two_tenants_may_use_the_same_key(caller: Caller, store: Store) -> None:
    stranger = await create_tenant(store, name="stranger")
    theirs = await create_integration(store, tenant_id=stranger.id, name="x", provider="aws")
    await caller.ask(key="k", body="ours")
    other = Caller(store, caller.settings, caller.queue, theirs)
    assert not (await other.ask(key="k", body="theirs")).replayed

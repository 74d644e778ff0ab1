"""Accepting a run: all of it or nothing, at most so many a day, once per idempotency key."""

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
    list_runs,
)
from posture.services.tenants import create_tenant
from posture.settings import Settings
from posture.store.engine import Store
from tests.databases import ON_BOTH
from tests.integration.fakes import Clock, Queue

pytestmark = pytest.mark.anyio

DAY_SECONDS = 86_400


class Desk:
    """A place to ask for runs of one integration."""

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
                idempotency_key=key,
                body_digest=body,
            ),
            audit_entry=entry,
        )

    async def kept(self) -> list[str]:
        return [row.id for row in await list_runs(self.store, tenant_id=self.tenant_id)]

    def entry(self) -> AuditEntry:
        return AuditEntry(
            tenant_id=self.tenant_id,
            token_id="t",
            actor_ip="127.0.0.1",
            action="api.call",
            target_kind="token",
            target_id="t",
            after={"status": 202},
            result="success",
            request_id="r",
        )


@pytest.fixture
def desk(store: Store, settings: Settings, queue: Queue, integration: IntegrationRow) -> Desk:
    return Desk(store, settings, queue, integration)


async def test_an_accepted_run_waits_for_a_worker(desk: Desk, clock: Clock) -> None:
    accepted = await desk.ask()
    (row,) = await list_runs(desk.store, tenant_id=desk.tenant_id)
    assert accepted == Accepted(row.id, desk.integration_id, "manual", replayed=False)
    assert (row.status, row.phase, row.accepted_at) == ("accepted", "queued", clock())
    assert (row.started_at, row.completed_at, row.coverage, row.new_count) == (None,) * 4
    assert (desk.queue.taken, desk.queue.nudges) == ([row.id], 1)
    (event,) = await list_run_events(desk.store, tenant_id=desk.tenant_id, run_id=row.id)
    assert (event.from_status, event.to_status, event.at) == (None, "accepted", clock())


@ON_BOTH
async def test_of_fifty_simultaneous_triggers_exactly_two_are_accepted(desk: Desk) -> None:
    told = await asyncio.gather(*(desk.ask() for _ in range(50)), return_exceptions=True)
    accepted = [one for one in told if isinstance(one, Accepted)]
    refused = [one for one in told if isinstance(one, RateLimitedError)]
    assert (len(accepted), len(refused)) == (2, 48)
    assert set(await desk.kept()) == {one.run_id for one in accepted}


async def test_two_processes_on_one_file_share_the_cap(desk: Desk, clock: Clock) -> None:
    patient = replace(desk.settings, database_busy_seconds=10.0)
    async with Store(patient, clock=clock) as one, Store(patient, clock=clock) as other:
        desks = [
            Desk(store, patient, desk.queue, await first(store, desk)) for store in (one, other)
        ]
        asked = (desks[number % 2].ask() for number in range(50))
        told = await asyncio.gather(*asked, return_exceptions=True)
    assert sum(isinstance(one, Accepted) for one in told) == 2
    assert len(await desk.kept()) == 2


async def first(store: Store, desk: Desk) -> IntegrationRow:
    return await get_integration(
        store, tenant_id=desk.tenant_id, integration_id=desk.integration_id
    )


async def test_the_cap_says_when_its_oldest_trigger_leaves_the_window(
    desk: Desk, clock: Clock
) -> None:
    await desk.ask()
    clock.pass_seconds(3_600)
    await desk.ask()
    clock.pass_seconds(0.5)
    with pytest.raises(RateLimitedError) as refusal:
        await desk.ask()
    assert refusal.value.retry_after_seconds == DAY_SECONDS - 3_600
    assert refusal.value.members() == {"retry_after_seconds": DAY_SECONDS - 3_600}


async def test_waiting_as_told_is_enough(desk: Desk, clock: Clock) -> None:
    await desk.ask()
    clock.pass_seconds(100.7)
    await desk.ask()
    with pytest.raises(RateLimitedError) as refusal:
        await desk.ask()
    clock.pass_seconds(refusal.value.retry_after_seconds - 1)
    with pytest.raises(RateLimitedError):
        await desk.ask()
    clock.pass_seconds(1)
    await desk.ask()


@pytest.mark.parametrize(
    "before_the_cap",
    [
        pytest.param(RunTrigger.VERIFY, id="verify runs do not count"),
        pytest.param(RunTrigger.SCHEDULED, id="scheduled runs do not count"),
    ],
)
async def test_only_manual_triggers_count(desk: Desk, before_the_cap: RunTrigger) -> None:
    for _ in range(3):
        await desk.ask(trigger=before_the_cap)
    await desk.ask()
    await desk.ask()
    with pytest.raises(RateLimitedError):
        await desk.ask()
    await desk.ask(trigger=before_the_cap)


async def test_a_cancelled_run_was_triggered_all_the_same(desk: Desk) -> None:
    for _ in range(2):
        accepted = await desk.ask()
        await cancel_run(desk.store, tenant_id=desk.tenant_id, run_id=accepted.run_id)
    with pytest.raises(RateLimitedError):
        await desk.ask()


async def test_integrations_have_caps_of_their_own(desk: Desk) -> None:
    other = await create_integration(
        desk.store, tenant_id=desk.tenant_id, name="staging", provider="aws"
    )
    for integration_id in (desk.integration_id, other.id) * 2:
        await desk.ask(integration_id=integration_id)


async def test_a_refused_enqueue_keeps_nothing_and_counts_nothing(desk: Desk) -> None:
    desk.queue.refusal = EnqueueFailedError()
    for _ in range(3):
        with pytest.raises(EnqueueFailedError):
            await desk.ask(key="k", entry=desk.entry())
    assert await desk.kept() == []
    assert await list_audit(desk.store, tenant_id=desk.tenant_id) == []
    assert desk.queue.nudges == 0
    desk.queue.refusal = None
    assert not (await desk.ask(key="k")).replayed
    await desk.ask()


async def test_another_tenants_integration_is_as_unknown_as_none(desk: Desk, store: Store) -> None:
    stranger = await create_tenant(store, name="stranger")
    theirs = await create_integration(store, tenant_id=stranger.id, name="x", provider="aws")
    nowhere = "00000000-0000-4000-8000-000000000000"
    for integration_id in (theirs.id, nowhere):
        with pytest.raises(IntegrationNotFoundError):
            await desk.ask(integration_id=integration_id)


async def test_a_deleted_integration_takes_no_runs(desk: Desk) -> None:
    await delete_integration(
        desk.store, tenant_id=desk.tenant_id, integration_id=desk.integration_id
    )
    with pytest.raises(IntegrationNotFoundError):
        await desk.ask()


async def test_the_audit_row_comes_with_the_run(desk: Desk, clock: Clock) -> None:
    await desk.ask(entry=desk.entry())
    (row,) = await list_audit(desk.store, tenant_id=desk.tenant_id)
    assert (row.ts, row.action, row.result) == (clock(), "api.call", "success")
    assert (row.target_kind, row.target_id, row.actor_user_id) == ("token", "t", "t")
    assert row.after_jsonb == '{"status":202}'


@ON_BOTH
async def test_one_key_and_body_start_one_run(desk: Desk) -> None:
    asked = (desk.ask(key="k", entry=desk.entry()) for _ in range(20))
    told = await asyncio.gather(*asked)
    assert len({one.run_id for one in told}) == 1
    assert sum(not one.replayed for one in told) == 1
    assert len(await desk.kept()) == 1
    assert len(await list_audit(desk.store, tenant_id=desk.tenant_id)) == 20
    assert desk.queue.nudges == 1


async def test_a_replay_is_answered_though_the_cap_is_reached(desk: Desk) -> None:
    first_answer = await desk.ask(key="k")
    await desk.ask()
    again = await desk.ask(key="k")
    assert (again.run_id, again.replayed) == (first_answer.run_id, True)


async def test_one_key_with_another_body_is_refused(desk: Desk) -> None:
    await desk.ask(key="k", body="one")
    with pytest.raises(IdempotencyKeyReusedError):
        await desk.ask(key="k", body="another")
    assert len(await desk.kept()) == 1


@ON_BOTH
async def test_a_key_is_forgotten_after_its_window(desk: Desk, clock: Clock) -> None:
    await desk.ask(key="k", body="one")
    clock.pass_seconds(DAY_SECONDS)
    assert not (await desk.ask(key="k", body="another")).replayed
    assert len(await desk.kept()) == 2


async def test_tenants_do_not_meet_in_a_key(desk: Desk, store: Store) -> None:
    stranger = await create_tenant(store, name="stranger")
    theirs = await create_integration(store, tenant_id=stranger.id, name="x", provider="aws")
    await desk.ask(key="k", body="ours")
    other = Desk(store, desk.settings, desk.queue, theirs)
    assert not (await other.ask(key="k", body="theirs")).replayed

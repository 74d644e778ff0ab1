"""Whose run a worker takes next: every tenant gets its turn, whatever another one has waiting."""

import random
from collections import Counter
from functools import partial

import pytest

from posture.domain.run import RunStatus, RunTrigger
from posture.services.integrations import create_integration
from posture.services.runs import RunRequest, accept_run
from posture.services.tenants import create_tenant
from posture.settings import Settings
from posture.store import run_queue, run_steps
from posture.store.engine import Store
from posture.store.statement import Connection
from posture.store.tenancy import EVERY_TENANT
from posture.worker.claim import Claim, claim
from tests.databases import ON_BOTH
from tests.integration.fakes import Clock, Queue
from tests.integration.runs import list_runs
from tests.machine import scaled
from tests.promises import promise

pytestmark = [pytest.mark.anyio, ON_BOTH]

WORKER = "worker"


class Installation:
    """Tenants, their waiting runs, and workers that claim and end them."""

    def __init__(self, store: Store, clock: Clock, settings: Settings) -> None:
        self.store = store
        self.clock = clock
        self.settings = settings
        self.running: dict[str, Claim] = {}
        self.waiting: Counter[str] = Counter()

    async def tenant(self, name: str, *, integrations: int) -> list[str]:
        tenant = await create_tenant(self.store, name=name)
        rows = [
            await create_integration(
                self.store, tenant_id=tenant.id, name=f"{number}", provider="aws"
            )
            for number in range(integrations)
        ]
        return [tenant.id, *(row.id for row in rows)]

    async def ask(self, tenant_id: str, integration_id: str) -> str:
        self.clock.pass_seconds(1)
        accepted = await accept_run(
            self.store,
            queue=Queue(),
            settings=self.settings,
            request=RunRequest(
                tenant_id=tenant_id, integration_id=integration_id, trigger=RunTrigger.SCHEDULED
            ),
        )
        self.waiting[tenant_id] += 1
        return accepted.run_id

    async def claim(self, worker: str = WORKER) -> Claim | None:
        self.clock.pass_seconds(1)
        taken = await claim(self.store, self.settings, worker=worker)
        if taken is not None:
            self.running[taken.run_id] = taken
            self.waiting[taken.tenant_id] -= 1
        return taken

    async def end(self, taken: Claim) -> None:
        del self.running[taken.run_id]

        def write(connection: Connection) -> None:
            at = self.clock()
            run_steps.requeue(connection, taken.run_id, held=taken.token, reason="test", at=at)
            run_steps.cancel_waiting(connection, taken.run_id, at=at)

        await self.store.write(write, tenant_id=taken.tenant_id)


@pytest.fixture
def here(store: Store, clock: Clock, settings: Settings) -> Installation:
    return Installation(store, clock, settings)


async def test_a_tenant_with_many_waiting_runs_does_not_delay_another(here: Installation) -> None:
    greedy, *many = await here.tenant("greedy", integrations=6)
    modest, one = await here.tenant("modest", integrations=1)
    for integration_id in many:
        await here.ask(greedy, integration_id)
    first = await here.claim()
    assert first is not None
    await here.end(first)
    run_id = await here.ask(modest, one)
    second = await here.claim()
    assert (first.tenant_id, second and second.run_id) == (greedy, run_id)


async def test_an_integration_with_many_waiting_runs_does_not_delay_another(
    here: Installation,
) -> None:
    tenant, busy, quiet = await here.tenant("acme", integrations=2)
    for _ in range(4):
        await here.ask(tenant, busy)
    await here.ask(tenant, quiet)
    order = []
    for _ in range(5):
        taken = await here.claim()
        assert taken is not None
        order.append(taken.integration_id)
        await here.end(taken)
    assert order == [busy, quiet, busy, busy, busy]


async def test_a_tenant_leaves_a_place_to_the_others_where_there_are_others(
    here: Installation,
) -> None:
    silent, *endpoints = await here.tenant("silent", integrations=3)
    for integration_id in endpoints:
        await here.ask(silent, integration_id)
    assert await here.claim() is not None
    assert await here.claim("of another process") is not None
    assert await here.claim() is not None  # there is no other tenant
    await here.end(next(iter(here.running.values())))
    await here.ask(silent, endpoints[0])
    other, one = await here.tenant("other", integrations=1)
    assert await here.claim() is None
    await here.ask(other, one)
    taken = await here.claim()
    assert taken is not None
    assert taken.tenant_id == other


@promise("tenants", "Workers take the runs of tenants in turn, whatever one of them has waiting")
@pytest.mark.parametrize("seed", range(scaled(small=3, full=40)))
async def test_every_turn_is_fair(here: Installation, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  # a history that can be repeated
    tenants = [
        await here.tenant(str(number), integrations=chance.randint(1, 4)) for number in range(3)
    ]
    passed_over: Counter[str] = Counter()
    for _ in range(60):
        step = chance.random()
        if step < 0.5:
            tenant, *own = chance.choice(tenants)
            await here.ask(tenant, chance.choice(own))
        elif step < 0.75 and here.running:
            await here.end(chance.choice([*here.running.values()]))
        else:
            await _take_a_turn(here, passed_over)
    assert max(passed_over.values(), default=0) < len(tenants)


async def _take_a_turn(here: Installation, passed_over: Counter[str]) -> None:
    running = Counter(one.tenant_id for one in here.running.values())
    claimable = await _claimable(here)
    taken = await here.claim()
    allowed = {
        tenant for tenant in claimable if running[tenant] < max(1, here.settings.workers - 1)
    }
    assert (taken is None) == (not allowed)
    if taken is None:
        return
    assert running[taken.tenant_id] == min(running[tenant] for tenant in allowed)
    passed_over[taken.tenant_id] = 0
    for tenant in allowed - {taken.tenant_id}:
        # Others with more runs in progress have had their turns.
        passed_over[tenant] += running[tenant] == running[taken.tenant_id]


async def _claimable(here: Installation) -> set[str]:
    """Return the tenants with a waiting run of an integration without a running one."""
    found: set[str] = set()
    busy = {one.integration_id for one in here.running.values()}
    for tenant in here.waiting:
        rows = await list_runs(here.store, tenant_id=tenant)
        if any(row.status == RunStatus.ACCEPTED and row.integration_id not in busy for row in rows):
            found.add(tenant)
    return found


async def test_nothing_waits_in_an_empty_queue(here: Installation) -> None:
    turn = partial(run_queue.next_waiting, worker=WORKER, most=1)
    assert await here.store.read(turn, tenant_id=EVERY_TENANT) is None

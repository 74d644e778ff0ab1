"""The executors of both databases: runs start, up to a limit, and survive a stop."""

from typing import Any

import pytest

from posture.services.errors import EnqueueFailedError
from posture.services.integrations import create_integration
from posture.services.tenants import create_tenant
from tests.databases import ON_BOTH, ON_SQLITE
from tests.integration.executor.conftest import Gate, Rig
from tests.integration.fakes import sheet, until
from tests.promises import promise

pytestmark = pytest.mark.anyio


@ON_SQLITE
async def test_an_accepted_run_is_executed_at_once(rig: Rig) -> None:
    async with rig.open(queue_poll_seconds=3_600.0):
        await rig.ended(await rig.ask())


@ON_BOTH
async def test_an_accepted_run_is_executed(rig: Rig) -> None:
    async with rig.open():
        await rig.ended(await rig.ask())


@ON_BOTH
async def test_a_run_that_another_process_accepted_is_found(rig: Rig) -> None:
    async with rig.open():
        run_id = await rig.ask()
        rig.executor.stop()
    async with rig.open():
        await rig.ended(run_id)


@pytest.mark.parametrize("workers", [0, 3])
@ON_BOTH
async def test_an_executor_says_how_many_runs_it_can_execute_while_it_looks_for_them(
    rig: Rig, workers: int
) -> None:
    async def alive() -> bool:
        return rig.executor.capacity() == workers

    async with rig.open(workers=workers):
        await rig.measured()
        await until(alive)
    assert rig.executor.capacity() == 0


@ON_BOTH
async def test_an_executor_whose_last_look_is_too_long_ago_executes_nothing(rig: Rig) -> None:
    # To the queue on PostgreSQL everyone is stalled then: it must not look for them meanwhile.
    quiet: dict[str, Any] = {"rescue_seconds": 3_600.0, "beat_seconds": 3_600.0}
    async with rig.open(stale_after_seconds=-3_600.0, **quiet):
        await rig.measured()
        await rig.ended(await rig.ask())
        assert rig.executor.capacity() == 0


@pytest.mark.parametrize("workers", [1, 3])
@ON_BOTH
async def test_no_more_runs_are_in_progress_than_the_settings_allow(rig: Rig, workers: int) -> None:
    gate = Gate()
    rig.steps = (gate,)
    async with rig.open(workers=workers):
        ids = []
        for number in range(5):
            rig.integration = await create_integration(
                rig.store,
                tenant_id=rig.integration.tenant_id,
                name=str(number),
                provider="aws",
            )
            ids.append(await rig.ask())

        async def full() -> bool:
            return gate.waiting == workers

        await until(full)
        await rig.looked_again()
        gate.opened.set()
        for run_id in ids:
            await rig.ended(run_id)
    assert gate.most == workers


@promise("tenants", "Silent endpoints of one tenant leave a worker to the others")
@ON_BOTH
async def test_endpoints_of_one_tenant_that_are_silent_leave_a_worker_to_the_others(
    rig: Rig,
) -> None:
    gate = Gate()

    async def first_is_silent() -> None:
        if not gate.most:
            await gate()

    rig.steps = (first_is_silent,)
    other = await create_tenant(rig.store, name="other")
    async with rig.open(workers=2):
        for number in range(3):
            rig.integration = await create_integration(
                rig.store,
                tenant_id=rig.integration.tenant_id,
                name=str(number),
                provider="aws",
            )
            await rig.ask()

        async def under_way() -> bool:
            return gate.waiting == 1

        await until(under_way)
        await rig.looked_again()
        rig.integration = await create_integration(
            rig.store, tenant_id=other.id, name="modest", provider="aws"
        )
        await rig.ended(await rig.ask())
        assert (gate.waiting, gate.most) == (1, 1)
        gate.opened.set()


@ON_SQLITE
async def test_an_account_that_does_not_respond_is_given_up_soon(rig: Rig) -> None:
    rig.connecting = Gate()
    async with rig.open(connect_seconds=0.05):
        run_id = await rig.ask()
        await rig.ended(run_id, "failed")
    row = await rig.row(run_id)
    assert row.error_code == "unreachable"
    assert row.error_detail == "The account did not respond within 0.05 s."


@ON_BOTH
async def test_a_stop_waits_for_a_run_that_can_end(rig: Rig) -> None:
    gate = Gate()
    rig.steps = (gate, sheet("a"))
    async with rig.open(drain_seconds=240.0):
        run_id = await rig.ask()

        async def under_way() -> bool:
            return gate.waiting == 1

        await until(under_way)
        rig.executor.stop()
        gate.opened.set()
    assert (await rig.row(run_id)).status == "completed"


@ON_BOTH
async def test_a_stop_requeues_a_run_that_takes_too_long(rig: Rig) -> None:
    gate = Gate()
    rig.steps = (gate, sheet("a"))
    async with rig.open(drain_seconds=0.1):
        run_id = await rig.ask()

        async def under_way() -> bool:
            return gate.waiting == 1

        await until(under_way)
    assert (await rig.row(run_id)).status == "accepted"
    assert (await rig.reasons(run_id))[-1] == "its worker is stopping"
    gate.opened.set()
    async with rig.open():
        await rig.ended(run_id)


@ON_BOTH
async def test_a_stopping_executor_refuses_runs(rig: Rig) -> None:
    async with rig.open():
        rig.executor.stop()
        with pytest.raises(EnqueueFailedError):
            await rig.ask()


@ON_BOTH
async def test_a_full_queue_refuses_runs_until_it_has_room(
    rig: Rig,
) -> None:
    gate = Gate()
    rig.steps = (gate,)
    # Counting anew what waits can miss or repeat what is just being accepted: so it is over first.
    async with rig.open(queue_runs=2, workers=1, rescue_seconds=3600):
        await rig.measured()
        await rig.ask()

        async def under_way() -> bool:
            return gate.waiting == 1

        await until(under_way)
        for _ in range(2):
            await rig.ask()
        with pytest.raises(EnqueueFailedError):
            await rig.ask()

        async def taken() -> bool:
            try:
                await rig.ask()
            except EnqueueFailedError:
                return False
            return True

        gate.opened.set()
        await until(taken)

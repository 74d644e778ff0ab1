"""Executors: runs start by themselves, so many at a time, and survive a stop, on each database."""

import pytest

from posture.services.errors import EnqueueFailedError
from posture.services.integrations import create_integration
from tests.databases import ON_BOTH, ON_SQLITE
from tests.integration.executor.conftest import Gate, House
from tests.integration.fakes import sheet, until

pytestmark = pytest.mark.anyio


@ON_SQLITE
async def test_an_accepted_run_is_executed_at_once(house: House) -> None:
    async with house.open(queue_poll_seconds=60.0):
        await house.ended(await house.ask())


@ON_BOTH
async def test_an_accepted_run_is_executed(house: House) -> None:
    async with house.open():
        await house.ended(await house.ask())


@ON_BOTH
async def test_a_run_that_another_process_accepted_is_found(house: House) -> None:
    async with house.open():
        run_id = await house.ask()
        house.executor.stop()
    async with house.open():
        await house.ended(run_id)


@pytest.mark.parametrize("workers", [1, 3])
@ON_BOTH
async def test_no_more_runs_are_under_way_than_settings_say(house: House, workers: int) -> None:
    gate = Gate()
    house.steps = (gate,)
    async with house.open(workers=workers):
        ids = []
        for number in range(5):
            house.integration = await create_integration(
                house.store,
                tenant_id=house.integration.tenant_id,
                name=str(number),
                provider="aws",
            )
            ids.append(await house.ask())

        async def full() -> bool:
            return gate.waiting == workers

        await until(full)
        await house.looked_again()
        gate.opened.set()
        for run_id in ids:
            await house.ended(run_id)
    assert gate.most == workers


@ON_BOTH
async def test_a_stop_lets_a_run_end_that_can(house: House) -> None:
    gate = Gate()
    house.steps = (gate, sheet("a"))
    async with house.open(drain_seconds=10.0):
        run_id = await house.ask()

        async def under_way() -> bool:
            return gate.waiting == 1

        await until(under_way)
        house.executor.stop()
        gate.opened.set()
    assert (await house.row(run_id)).status == "completed"


@ON_BOTH
async def test_a_stop_hands_back_a_run_that_takes_too_long(house: House) -> None:
    gate = Gate()
    house.steps = (gate, sheet("a"))
    async with house.open(drain_seconds=0.1):
        run_id = await house.ask()

        async def under_way() -> bool:
            return gate.waiting == 1

        await until(under_way)
    assert (await house.row(run_id)).status == "accepted"
    assert (await house.reasons(run_id))[-1] == "its worker was told to stop"
    gate.opened.set()
    async with house.open():
        await house.ended(run_id)


@ON_BOTH
async def test_a_stopping_executor_takes_no_run(house: House) -> None:
    async with house.open():
        house.executor.stop()
        with pytest.raises(EnqueueFailedError):
            await house.ask()


@ON_BOTH
async def test_a_full_queue_refuses_and_takes_again_when_it_has_room(house: House) -> None:
    gate = Gate()
    house.steps = (gate,)
    # A rescue counts anew what waits, and may just have missed what is being accepted.
    async with house.open(queue_runs=2, workers=1, rescue_seconds=3600):
        await house.ask()

        async def under_way() -> bool:
            return gate.waiting == 1

        await until(under_way)
        for _ in range(2):
            await house.ask()
        with pytest.raises(EnqueueFailedError):
            await house.ask()

        async def taken() -> bool:
            try:
                await house.ask()
            except EnqueueFailedError:
                return False
            return True

        gate.opened.set()
        await until(taken)

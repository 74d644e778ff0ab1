"""Which services a run still collects: from the engine, by the worker's progress, to its row."""

import asyncio
import json

import pytest

from posture.domain.collector import Plan
from posture.domain.run import RunPhase
from posture.settings import Settings
from posture.worker.progress import Progress
from tests.integration.fakes import sheet, until
from tests.integration.toycloud.collectors import ToyCollector
from tests.integration.toycloud.conftest import ToyAccount, account  # noqa: F401  # a fixture
from tests.integration.toycloud.domain import Box
from tests.integration.toycloud.test_toy_cloud import connection
from tests.integration.worker.conftest import Rig

pytestmark = pytest.mark.anyio

PLAN = Plan(needs={Box: frozenset({"label"})})


async def test_a_service_remains_until_its_assets_are_collected(account: ToyAccount) -> None:  # noqa: F811  # the fixture
    account.add("1", locked=False, label="books")
    connected = await ToyCollector(Settings()).connect(connection(account))
    progress = Progress(reads=connected.reads)
    seen = []
    account.before_listing = lambda _: seen.append(progress.services())
    progress.enter(RunPhase.COLLECTING)
    try:
        assert progress.services() is None  # not planned yet
        assert len([one async for one in connected.collect(PLAN)]) == 1
        seen.append(progress.services())
        await connected.verify(PLAN)
    finally:
        await connected.close()

    listed, collected, verified = (json.loads(one or "null") for one in seen)
    assert listed == {"planned_count": 1, "remaining": ["store"]}
    assert collected == {"planned_count": 1, "remaining": []}
    assert verified == listed
    progress.enter(RunPhase.RECORDING)
    assert progress.services() is None


async def test_what_remains_is_shown_while_the_run_goes_on_and_not_after_it(rig: Rig) -> None:
    reached, go_on = asyncio.Event(), asyncio.Event()

    async def step() -> None:
        reads.collecting.update({"ink": 0, "paper": 2})
        reached.set()
        await go_on.wait()

    reads = rig.put(sheet("a"), step).reads
    run_id = await rig.ask()
    worker = rig.worker()
    task = asyncio.create_task(worker.execute(await rig.claimed(worker)))
    await reached.wait()

    async def shown() -> bool:
        return (await rig.row(run_id)).services is not None

    await until(shown)
    left = json.loads((await rig.row(run_id)).services or "")
    assert left == {"planned_count": 2, "remaining": ["paper"]}
    go_on.set()
    await task
    row = await rig.row(run_id)
    assert (row.status, row.services) == ("completed", None)

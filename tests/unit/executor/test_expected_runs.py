"""When the embedded executor claims in the transaction that accepts a run."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import cast

import pytest

from posture.executor.embedded import EmbeddedExecutor
from posture.services.errors import UnavailableError
from posture.settings import Settings
from posture.store.statement import Connection

pytestmark = pytest.mark.anyio


@dataclass(slots=True)
class Desk:
    """Work that notes how it is claimed; its jobs end when the test lets them."""

    accepted: list[str] = field(default_factory=list)
    looked: asyncio.Event = field(default_factory=asyncio.Event)
    due: list[str] = field(default_factory=list)
    failure: Exception | None = None
    begun: asyncio.Queue[str] = field(default_factory=asyncio.Queue)
    ends: asyncio.Event = field(default_factory=asyncio.Event)

    async def claim(self) -> str | None:
        self.looked.set()
        return self.due.pop() if self.due else None

    async def claim_accepted(self, tenant_id: str) -> str | None:
        self.accepted.append(tenant_id)
        if self.failure is not None:
            raise self.failure
        return self.due.pop() if self.due else None

    async def is_waiting(self, run_id: str) -> bool:  # noqa: ARG002  # the protocol's
        return False

    async def execute(self, claim: str, /) -> None:
        self.begun.put_nowait(claim)
        await self.ends.wait()

    async def rescue(self) -> list[str]:
        return []

    async def measure_queue(self) -> int:
        return 0

    async def rests(self) -> None:
        """Wait until the executor has found nothing, and rests."""
        await self.looked.wait()
        self.looked.clear()


@asynccontextmanager
async def serving(desk: Desk, *, workers: int = 2) -> AsyncIterator[EmbeddedExecutor[str]]:
    executor = EmbeddedExecutor(desk, Settings(workers=workers, queue_poll_seconds=3_600.0))
    async with asyncio.timeout(60), asyncio.TaskGroup() as group:
        group.create_task(executor.serve())
        yield executor
        desk.ends.set()
        executor.stop()


def enqueue(executor: EmbeddedExecutor[str]) -> None:
    executor.enqueue(cast("Connection", None), "run", "integration")


async def test_a_run_is_expected_while_a_place_is_free() -> None:
    desk = Desk()
    async with serving(desk, workers=1) as executor:
        executor.expect("before the first look")
        await desk.rests()
        executor.expect("first")
        executor.expect("while it looks")
        desk.due.append("run")
        enqueue(executor)
        assert await desk.begun.get() == "run"
        executor.expect("while no place is free")
        desk.ends.set()
        await desk.rests()
        executor.expect("second")
        await desk.rests()
        executor.stop()
        executor.expect("while it stops")
    assert desk.accepted == ["first", "second"]


async def test_no_run_is_expected_while_one_waits() -> None:
    desk = Desk()
    async with serving(desk) as executor:
        await desk.rests()
        enqueue(executor)
        executor.expect("tenant")
        executor.nudge()
        await desk.rests()
    assert desk.accepted == []


async def test_no_run_is_expected_where_none_is_executed() -> None:
    desk = Desk()
    async with serving(desk, workers=0) as executor:
        executor.expect("tenant")
    assert desk.accepted == []


async def test_after_a_claim_that_failed_with_its_transaction_runs_are_looked_for() -> None:
    desk = Desk(failure=UnavailableError("locked"))
    async with serving(desk) as executor:
        await desk.rests()
        executor.expect("tenant")
        while not desk.accepted:  # noqa: ASYNC110  # it is the next step of the loop
            await asyncio.sleep(0)
        desk.due.append("run")
        executor.nudge()
        assert await desk.begun.get() == "run"
    assert desk.accepted == ["tenant"]

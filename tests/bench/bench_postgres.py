"""Accept runs on PostgreSQL from 32 tasks: group commit against a transaction for each.

Without HTTP, so that the ratio is the store's. The server is one of the bench's own, with fsync.
"""

import argparse
import asyncio
import statistics
import time
from dataclasses import dataclass, replace

from posture.domain.run import RunTrigger
from posture.services.integrations import create_integration
from posture.services.runs import RunRequest, accept_run
from posture.services.tenants import create_tenant
from posture.settings import Settings
from posture.store.engine import Store
from posture.store.migrations.upgrade import upgrade
from tests.bench.installation import Nobody
from tests.bench.tables import table
from tests.postgres import postgres


@dataclass(frozen=True, slots=True)
class Way:
    """How many writes share a commit, on how many connections, for how many tenants."""

    name: str
    batch_size: int
    writers: int
    tenants: int


WAYS = (
    Way("one tenant: group commit (ours)", 128, 4, 1),
    Way("one tenant: a transaction for each, 15 connections", 1, 15, 1),
    Way("32 tenants: group commit on one connection", 128, 1, 32),
    Way("32 tenants: group commit on two connections", 128, 2, 32),
    Way("32 tenants: group commit on four connections (ours)", 128, 4, 32),
    Way("32 tenants: group commit on eight connections", 128, 8, 32),
    Way("32 tenants: a transaction for each, 15 connections", 1, 15, 32),
)


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="postgres")
    parser.add_argument("--tasks", type=int, default=32)
    parser.add_argument("--seconds", type=float, default=2.0)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args(argv)
    with postgres(durable=True) as server:
        settings = Settings(database_url=server.url(server.create()))
        upgrade(settings)
        found: dict[Way, list[float]] = {way: [] for way in WAYS}
        for _ in range(asked.rounds):
            for way in WAYS:
                found[way].append(asyncio.run(measure(settings, way, asked.tasks, asked.seconds)))
    medians = {way: statistics.median(rates) for way, rates in found.items()}
    rows = [("way", "writes/s", "to the first")]
    rows += [
        (way.name, f"{rate:,.0f}", f"{rate / medians[WAYS[0]]:.2f}")
        for way, rate in medians.items()
    ]
    print(table(f"Accepting runs from {asked.tasks} tasks", rows))
    return 0


async def measure(settings: Settings, way: Way, tasks: int, seconds: float) -> float:
    """Return how many runs a second are accepted; `verify` runs, which no cap limits."""
    chosen = replace(settings, writer_batch_size=way.batch_size, writers=way.writers)
    async with Store(chosen) as store:
        requests = [await _request(store) for _ in range(way.tenants)]
        begun = time.perf_counter()
        counts = await asyncio.gather(
            *(
                _accept(store, chosen, requests[number % way.tenants], begun + seconds)
                for number in range(tasks)
            )
        )
        return sum(counts) / (time.perf_counter() - begun)


async def _request(store: Store) -> RunRequest:
    tenant = await create_tenant(store, name=f"bench {time.time_ns()}")
    row = await create_integration(store, tenant_id=tenant.id, name="bench", provider="aws")
    return RunRequest(tenant_id=tenant.id, integration_id=row.id, trigger=RunTrigger.VERIFY)


async def _accept(store: Store, settings: Settings, request: RunRequest, until: float) -> int:
    count = 0
    while time.perf_counter() < until:
        await accept_run(store, queue=Nobody(), settings=settings, request=request)
        count += 1
    return count

"""Empty runs through the queue: how many per second, and how long a run waits for a worker.

All is as in a process that executes runs, with every check in force; only the account holds
nothing and is reached at once. First a backlog is worked off; then runs come one by one, and each
waits from the end of its acceptance until a worker has claimed it and turns to its account.
"""

import argparse
import asyncio
import statistics
import tempfile
import time
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import cycle, islice
from pathlib import Path

from posture import telemetry
from posture.bootstrap.clouds import CLOUDS, by_name
from posture.bootstrap.compose import executor_of
from posture.checks.catalog import checks
from posture.domain.asset import Asset
from posture.domain.aws.connection import AwsConnection
from posture.domain.collector import AssumedRole, Plan, Reads, Unlisted
from posture.domain.connection import Connection
from posture.domain.run import RunTrigger
from posture.executor.embedded import EmbeddedExecutor
from posture.executor.work import Executor
from posture.frameworks.catalog import frameworks
from posture.services.integrations import create_integration
from posture.services.runs import RunRequest, accept_run
from posture.services.tenants import create_tenant
from posture.settings import Settings
from posture.store.engine import Store
from posture.store.migrations.upgrade import upgrade
from posture.store.run_steps import RunResult
from posture.worker.claim import Claim, worker_name
from posture.worker.metrics import RunMetrics
from posture.worker.run import Worker
from tests.bench.tables import table
from tests.postgres import postgres

Make = Callable[[Store, Worker, Settings], Executor]
END_SECONDS = 300.0


def embedded(_store: Store, worker: Worker, settings: Settings) -> Executor:
    return EmbeddedExecutor(worker, settings)


@dataclass(frozen=True, slots=True)
class Way:
    """What executes runs, and over which database."""

    name: str
    on_server: bool
    make: Make


WAYS = (
    Way("embedded (the run table), SQLite", on_server=False, make=embedded),
    Way("embedded (the run table), PostgreSQL", on_server=True, make=embedded),
    Way("Procrastinate, PostgreSQL", on_server=True, make=executor_of),
)


@dataclass(slots=True)
class Nothing:
    """An account that holds nothing."""

    account_id: str = "123456789012"
    role: AssumedRole | None = None
    reads: Reads = field(default_factory=Reads)

    async def collect(self, _plan: Plan) -> AsyncGenerator[Asset | Unlisted, None]:
        nothing: tuple[Asset, ...] = ()
        for asset in nothing:
            yield asset

    def key(self, resource_id: str) -> str:
        return resource_id

    def covers(self, _asset_type: type[Asset], _region: str) -> bool:
        return True

    def why_missing(self, _plan: Plan, _resource_id: str) -> None:
        return None

    async def verify(self, _plan: Plan) -> None:
        return

    async def close(self) -> None:
        return


@dataclass(slots=True)
class Cloud:
    """Leads to accounts that hold nothing, and notes when a run came for one, by its profile."""

    came: dict[str, float] = field(default_factory=dict)

    async def connect(self, connection: Connection) -> Nothing:
        assert isinstance(connection.options, AwsConnection)
        self.came[connection.options.profile or ""] = time.perf_counter()
        return Nothing()


class Ends(RunMetrics):
    """Tells when as many runs have ended as were waited for."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0
        self._changed = asyncio.Event()

    def ended(self, claim: Claim, result: RunResult, *, duration_ms: int) -> None:
        assert result.status == "completed", result.status
        super().ended(claim, result, duration_ms=duration_ms)
        self.count += 1
        self._changed.set()

    async def reach(self, count: int) -> None:
        async with asyncio.timeout(END_SECONDS):
            while self.count < count:
                self._changed.clear()
                await self._changed.wait()


@dataclass(slots=True)
class Result:
    """What a round measured of a way; times in milliseconds."""

    per_second: float
    waited: list[float]


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="queue")
    parser.add_argument("--runs", type=int, default=600)
    parser.add_argument("--singles", type=int, default=100, help="runs that come one by one")
    parser.add_argument("--gap-ms", type=float, default=30.0, help="between two of these")
    parser.add_argument("--integrations", type=int, default=40)
    parser.add_argument("--tenants", type=int, default=1)
    parser.add_argument("--workers", type=int, default=Settings().workers, help="runs at a time")
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args(argv)
    telemetry.setup(Settings(log_level="error"))
    results: dict[Way, list[Result]] = {way: [] for way in WAYS}
    with _databases() as settings_of:
        for _ in range(asked.rounds):
            for way in WAYS:
                settings = replace(settings_of[way], workers=asked.workers)
                results[way].append(asyncio.run(measure(settings, way, asked)))
    print(report(results, asked))
    return 0


@contextmanager
def _databases() -> Iterator[dict[Way, Settings]]:
    """Provide a database for each way, the servers' with fsync."""
    with tempfile.TemporaryDirectory() as directory, postgres(durable=True) as server:
        found = {}
        for number, way in enumerate(WAYS):
            file = f"sqlite:///{Path(directory) / f'{number}.db'}"
            url = server.url(server.create()) if way.on_server else file
            found[way] = Settings(database_url=url, log_level="error")
            upgrade(found[way])
        yield found


async def measure(settings: Settings, way: Way, asked: argparse.Namespace) -> Result:
    cloud, ends = Cloud(), Ends()
    async with Store(settings) as store, asyncio.TaskGroup() as group:
        worker = Worker(
            store=store,
            settings=settings,
            clouds=by_name(),
            collectors={"aws": cloud},
            checks={one.id: one for one in checks(CLOUDS)},
            frameworks=frameworks(),
            metrics=ends,
            name=worker_name(),
        )
        executor = way.make(store, worker, settings)
        requests = await _requests(store, asked.tenants, asked.integrations)

        async def accept(request: RunRequest) -> None:
            await accept_run(store, queue=executor, settings=settings, request=request)

        for request in islice(cycle(requests.values()), asked.runs):
            await accept(request)
        begun = time.perf_counter()
        group.create_task(executor.serve())
        await ends.reach(asked.runs)
        per_second = asked.runs / (time.perf_counter() - begun)

        waited = []
        for number, (name, request) in enumerate(islice(cycle(requests.items()), asked.singles)):
            await accept(request)
            accepted = time.perf_counter()
            await ends.reach(asked.runs + number + 1)
            waited.append((cloud.came[name] - accepted) * 1_000)
            await asyncio.sleep(asked.gap_ms / 1_000)
        executor.stop()
    return Result(per_second, waited)


async def _requests(store: Store, tenants: int, integrations: int) -> dict[str, RunRequest]:
    """Make tenants and their integrations; return a request for a whole run of each."""
    ids = [(await create_tenant(store, name=f"bench {time.time_ns()}")).id for _ in range(tenants)]
    found = {}
    for number in range(integrations):
        name, tenant_id = f"profile-{number}", ids[number % tenants]
        row = await create_integration(
            store,
            tenant_id=tenant_id,
            name=name,
            provider="aws",
            options=AwsConnection(profile=name),
        )
        found[name] = RunRequest(
            tenant_id=tenant_id, integration_id=row.id, trigger=RunTrigger.SCHEDULED
        )
    return found


def report(results: dict[Way, list[Result]], asked: argparse.Namespace) -> str:
    speed = {way: statistics.median(one.per_second for one in results[way]) for way in WAYS}
    rows = [("way", "runs/s", "of the first", "p50 ms", "p99 ms")]
    for way in WAYS:
        waited = [one for result in results[way] for one in result.waited]
        rows.append(
            (
                way.name,
                f"{speed[way]:,.0f}",
                f"{speed[way] / speed[WAYS[0]]:.2f}",
                f"{statistics.median(waited):.1f}",
                f"{_p99(waited):.1f}",
            )
        )
    title = (
        f"{asked.runs} runs of {asked.integrations} integrations, {asked.tenants} tenant(s), "
        f"{asked.workers} at a time; then {asked.singles} one by one, from accepted to claimed"
    )
    return table(title, rows)


def _p99(values: Sequence[float]) -> float:
    return statistics.quantiles(values, n=100)[-1]

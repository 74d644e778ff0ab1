"""A day of a fleet: many accounts, two workers, one PostgreSQL; accounts an hour and core, growth.

Each account is the emulator's own answers, replayed with a latency in a process whose CPU time does
not count. The first day finds everything, the following ones find the same again, as most days do.
CPU time and bytes for an account do not depend on how many accounts there are, nor on the load of
the machine, so fewer accounts give the same table in less time.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import anyio

from posture.domain.aws.connection import AwsConnection
from posture.services.integrations import create_integration
from posture.services.tenants import create_tenant
from posture.services.tokens import SCOPES, mint
from posture.settings import Settings
from posture.store.engine import Store
from posture.store.migrations.upgrade import upgrade
from tests.bench.cloud import KEYS, replayed
from tests.bench.installation import RUNS, UNLIMITED, served_process
from tests.bench.scans import REGIONS
from tests.bench.tables import table
from tests.emulator.server import REPOSITORY, emulator, stop_group
from tests.postgres import Postgres, postgres

LATENCY_MS = 50
WORKERS = 2
ACCOUNTS_PER_TENANT = 20
POLL_SECONDS = 0.5
# A run that takes longer than this has stalled: there is no other work on the machine's workers.
STALL_SECONDS = 600.0
TABLES_SHOWN = 8
TICKS = os.sysconf("SC_CLK_TCK")
FINAL = "('completed', 'failed', 'cancelled')"


@dataclass(frozen=True, slots=True)
class Account:
    """One account of the fleet, and a token that may start its runs."""

    integration_id: str
    token: str


@dataclass(frozen=True, slots=True)
class Counters:
    """What the fleet has used so far."""

    seconds: float
    worker_cpu: float
    server_cpu: float
    database_cpu: float
    commits: int
    wal_bytes: int
    tables: dict[str, int]

    def growth(self, since: "Counters") -> dict[str, int]:
        found = {name: size - since.tables.get(name, 0) for name, size in self.tables.items()}
        return dict(sorted(found.items(), key=lambda one: -one[1]))


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="fleet")
    parser.add_argument("--accounts", type=int, default=200)
    parser.add_argument("--days", type=int, default=2)
    parser.add_argument("--concurrency", type=int, default=2, help="runs of a worker at a time")
    asked = parser.parse_args(argv)
    os.environ.update(KEYS)
    with ExitStack() as stack:
        url = stack.enter_context(emulator()).url
        _seed(url)
        cloud = stack.enter_context(replayed(url))
        server = stack.enter_context(postgres(durable=True))
        database = server.create()
        upgrade(Settings(database_url=server.url(database)))
        accounts = anyio.run(furnish, server.url(database), cloud.url, asked.accounts)
        fleet = stack.enter_context(fleet_of(server, database, asked.concurrency))
        fleet.day(accounts[:1], runs=1)  # what is remembered is captured here
        cloud.delay(LATENCY_MS)
        found = [fleet.counters()]
        for day in range(asked.days):
            fleet.day(accounts, runs=len(accounts) * (day + 1) + 1)
            found.append(fleet.counters())
        assets, findings = fleet.amounts()
    report(found, asked.accounts, fleet.most_connections, assets, findings)
    return 0


def _seed(url: str) -> None:
    from tests.emulator.account import seed  # noqa: PLC0415  # the measured processes need no boto3

    seed(url, n=1)


async def furnish(url: str, endpoint: str, count: int) -> list[Account]:
    found: list[Account] = []
    async with Store(Settings(database_url=url)) as store:
        for first in range(0, count, ACCOUNTS_PER_TENANT):
            tenant = await create_tenant(store, name=f"tenant {first}")
            minted = await mint(
                store, tenant_id=tenant.id, name="fleet", scopes=SCOPES, expires_at=None
            )
            for number in range(first, min(count, first + ACCOUNTS_PER_TENANT)):
                row = await create_integration(
                    store,
                    tenant_id=tenant.id,
                    name=f"account {number}",
                    provider="aws",
                    options=AwsConnection(regions=REGIONS, endpoint_url=endpoint),
                )
                found.append(Account(row.id, minted.clear_text))
    return found


@dataclass(slots=True)
class Fleet:
    """A server that accepts runs, workers that execute them, and their database."""

    postgres: Postgres
    database: str
    address: str
    server_pid: int
    worker_pids: list[int]
    most_connections: int = 0

    def day(self, accounts: Sequence[Account], *, runs: int) -> None:
        """Start a run of each account, and wait until there are this many ended runs."""
        for account in accounts:
            self._start(account)
        ended, changed_at = 0, time.monotonic()
        while ended < runs:
            time.sleep(POLL_SECONDS)
            before = ended
            ((ended, failed, connections),) = self._ask(
                f"SELECT count(*) FILTER (WHERE status IN {FINAL}),"  # noqa: S608  # our own text
                " count(*) FILTER (WHERE status <> 'completed' AND completed_at IS NOT NULL),"
                " (SELECT count(*) FROM pg_stat_activity WHERE datname = current_database())"
                " FROM runs"
            )
            assert not failed, f"{failed} runs have failed"
            self.most_connections = max(self.most_connections, connections - 1)
            if ended > before:
                changed_at = time.monotonic()
            elif time.monotonic() > changed_at + STALL_SECONDS:
                raise RuntimeError(f"no run has ended for {STALL_SECONDS:g} s, {ended} before")

    def counters(self) -> Counters:
        self._ask("CHECKPOINT", "SELECT pg_stat_force_next_flush()")
        ((commits, wal),) = self._ask(
            "SELECT xact_commit, pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::bigint"
            " FROM pg_stat_database WHERE datname = current_database()"
        )
        sizes = self._ask(
            "SELECT relname, pg_total_relation_size(oid) FROM pg_class"
            " WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        )
        return Counters(
            seconds=time.monotonic(),
            worker_cpu=sum(map(cpu_seconds, self.worker_pids)),
            server_cpu=cpu_seconds(self.server_pid),
            database_cpu=_family_seconds(_postmaster(self.postgres)),
            commits=commits,
            wal_bytes=wal,
            tables=dict(sizes),
        )

    def amounts(self) -> tuple[int, int]:
        """Return the assets and the findings of a run."""
        ((assets, findings),) = self._ask("SELECT max(asset_count), max(finding_count) FROM runs")
        return assets, findings

    def _start(self, account: Account) -> None:
        request = urllib.request.Request(  # noqa: S310  # always http on loopback
            self.address + RUNS,
            json.dumps({"integration_id": account.integration_id}).encode(),
            {"authorization": f"Bearer {account.token}", "content-type": "application/json"},
        )
        with urllib.request.urlopen(request) as answer:  # noqa: S310  # as above
            assert answer.status == 202

    def _ask(self, *statements: str) -> list[tuple[Any, ...]]:
        return self.postgres.admin(*statements, database=self.database)


@contextmanager
def fleet_of(server: Postgres, database: str, concurrency: int) -> Iterator[Fleet]:
    """Provide a server and workers on a database for the time of a `with` block."""
    url = server.url(database)
    environ = {
        "POSTURE_ENDPOINT_NETWORKS": "127.0.0.0/8",
        "POSTURE_MANUAL_RUNS_PER_WINDOW": "1000000",
    }
    with ExitStack() as stack:
        log = stack.enter_context(tempfile.TemporaryFile())
        serve = ("serve", "--port", "0", "--workers", "0")
        port, pid = stack.enter_context(served_process("posture", url, environ, *serve))
        workers = []
        for _ in range(WORKERS):
            process = subprocess.Popen(
                [sys.executable, "-m", "posture", "worker", "--concurrency", str(concurrency)],
                cwd=REPOSITORY,
                env={**os.environ, **UNLIMITED, "POSTURE_DATABASE_URL": url, **environ},
                stdin=subprocess.DEVNULL,
                stderr=log,
                text=True,
                start_new_session=True,
            )
            stack.callback(stop_group, process)
            workers.append(process.pid)
        yield Fleet(server, database, f"http://127.0.0.1:{port}", pid, workers)


def cpu_seconds(pid: int) -> float:
    """Return the CPU time of a process and of its children that have ended."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / TICKS


def _postmaster(server: Postgres) -> int:
    return int((server.home / "data" / "postmaster.pid").read_text().partition("\n")[0])


def _family_seconds(pid: int) -> float:
    """Return the CPU time of a process and of its children, also of those that have ended."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="utf-8").split()
    found = 0.0
    for child in children:
        with suppress(FileNotFoundError, ProcessLookupError):
            found += cpu_seconds(int(child))
    return found + cpu_seconds(pid)


def report(
    found: list[Counters], accounts: int, connections: int, assets: int, findings: int
) -> None:
    rows: list[tuple[str, ...]] = [
        (
            *("day", "time", "CPU of workers", "of the database", "of the server"),
            *("an hour and core", "commits", "WAL", "growth"),
        )
    ]
    for day, (before, after) in enumerate(pairwise(found), start=1):
        cpu = after.worker_cpu - before.worker_cpu
        database = after.database_cpu - before.database_cpu
        growth = sum(after.growth(before).values())
        rows.append(
            (
                str(day),
                f"{after.seconds - before.seconds:,.0f} s",
                f"{cpu / accounts:.2f} s",
                f"{database / accounts:.3f} s",
                f"{(after.server_cpu - before.server_cpu) / accounts:.3f} s",
                f"{3_600 * accounts / (cpu + database):,.0f}",
                f"{(after.commits - before.commits) / accounts:,.0f}",
                f"{(after.wal_bytes - before.wal_bytes) / accounts / 1024:,.0f} KiB",
                f"{growth / accounts / 1024:,.1f} KiB",
            )
        )
    title = (
        f"{accounts} accounts of {assets:,} assets and {findings:,} findings, {WORKERS} workers, "
        f"{LATENCY_MS} ms a call; for an account, but the time"
    )
    print(table(title, rows))
    print(f"At most {connections} connections to the database.\n")
    names = list(found[-1].growth(found[-2]))[:TABLES_SHOWN]
    grown = [("table", *(f"day {day}" for day in range(1, len(found))))]
    for name in names:
        sizes = [
            after.growth(before).get(name, 0) / accounts / 1024 for before, after in pairwise(found)
        ]
        grown.append((name, *(f"{size:,.1f} KiB" for size in sizes)))
    print(table("Growth for an account, with indexes", grown))

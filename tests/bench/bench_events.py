"""Watch one run from 500 connections: how late they receive a write, and what they cost.

The write is made by the serving process, which it wakes, or by another process, whose write is
found at the next poll. One listener is the baseline, in the same run.
"""

import argparse
import asyncio
import os
import re
import statistics
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

from posture.domain.run import RunStatus, RunTrigger
from posture.services.runs import RunRequest, accept_run
from posture.settings import Settings
from posture.store import run_steps
from posture.store.engine import Store
from tests.bench.installation import RUNS, Installation, Nobody, furnish, served_process
from tests.bench.load import request
from tests.bench.serve_events import write_progress
from tests.bench.tables import table

MODULE = "tests.bench.serve_events"
PAUSE_SECONDS = 0.5  # as `progress_seconds` is by default
WRITTEN = re.compile(rb'"calls":(\d+)')
WANTED_P99_MS = 250.0


@dataclass(slots=True)
class Heard:
    """What all listeners of one measurement heard, and what the server spent on it."""

    late_ms: list[float] = field(default_factory=list)
    cpu_percent: float = 0.0
    kib_per_listener: float = 0.0

    def percentile_ms(self, percent: int) -> float:
        return statistics.quantiles(self.late_ms, n=100)[percent - 1]


class Listener(asyncio.Protocol):
    """One connection that notes how late each progress arrives."""

    def __init__(self, payload: bytes, heard: Heard) -> None:
        self.begun: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.transport: asyncio.Transport
        self._payload = payload
        self._heard = heard
        self._text = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.write(self._payload)

    def data_received(self, data: bytes) -> None:
        now = time.perf_counter_ns() // 1_000
        *whole, self._text = (self._text + data).split(b"\n\n")
        for event in whole:
            if found := WRITTEN.search(event):
                if self.begun.done():
                    self._heard.late_ms.append((now - int(found[1])) / 1_000)
                else:
                    self.begun.set_result(None)


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="events")
    parser.add_argument("--listeners", type=int, default=500)
    parser.add_argument("--seconds", type=float, default=15.0)
    asked = parser.parse_args(argv)
    results: dict[tuple[str, int], Heard] = {}
    for by in ("the same process", "another process"):
        for count in (1, asked.listeners):
            with tempfile.TemporaryDirectory() as directory:
                installation = furnish(Path(directory), run_count=0)
                results[by, count] = asyncio.run(measure(installation, by, count, asked.seconds))
    return report(results, asked.listeners)


async def measure(installation: Installation, by: str, count: int, seconds: float) -> Heard:
    settings = Settings(database_url=installation.url)
    async with Store(settings) as store:
        tenant_id, run_id, held = await under_way(store, settings, installation)
        inside = by == "the same process"
        arguments = (tenant_id, run_id, held, str(PAUSE_SECONDS if inside else 0))
        environ = {"POSTURE_STREAM_LISTENERS": str(count), "POSTURE_STREAM_SECONDS": "3600"}
        with served_process(MODULE, installation.url, environ, *arguments) as (port, process):
            heard, before = Heard(), resident_kib(process)
            path = f"{RUNS}/{run_id}/events"
            payload = request("GET", path, {"Authorization": f"Bearer {installation.token}"})
            listeners = [await listen(port, payload, heard) for _ in range(count)]
            await asyncio.gather(*(one.begun for one in listeners))
            heard.kib_per_listener = (resident_kib(process) - before) / count
            heard.late_ms.clear()
            spent, begun = cpu_seconds(process), time.perf_counter()
            while (left := begun + seconds - time.perf_counter()) > 0:
                await asyncio.sleep(min(PAUSE_SECONDS, left))
                if not inside:
                    await write_progress(store, tenant_id, run_id, held)
            took = time.perf_counter() - begun
            heard.cpu_percent = 100 * (cpu_seconds(process) - spent) / took
            for one in listeners:
                one.transport.close()
    return heard


async def listen(port: int, payload: bytes, heard: Heard) -> Listener:
    loop = asyncio.get_running_loop()
    _, made = await loop.create_connection(lambda: Listener(payload, heard), "127.0.0.1", port)
    return made


async def under_way(
    store: Store, settings: Settings, installation: Installation
) -> tuple[str, str, str]:
    """Provide a run that some worker holds; return its tenant, its id, and the claim's token."""
    tenant_id = installation.tenant_id
    asked = RunRequest(
        tenant_id=tenant_id, integration_id=installation.integration_id, trigger=RunTrigger.VERIFY
    )
    accepted = await accept_run(store, queue=Nobody(), settings=settings, request=asked)
    at, held = store.now(), str(uuid4())
    columns: dict[str, Any] = {
        "claim_token": held,
        "worker": "bench/1/a",
        "beat_at": at,
        "started_at": at,
    }
    await store.write(
        lambda connection: run_steps.step(
            connection,
            accepted.run_id,
            RunStatus.ACCEPTED,
            RunStatus.RUNNING,
            at=at,
            columns=columns,
        ),
        tenant_id=tenant_id,
    )
    return tenant_id, accepted.run_id, held


def resident_kib(process: int) -> int:
    text = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    return int(text.partition("VmRSS:")[2].split()[0])


def cpu_seconds(process: int) -> float:
    fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def report(results: dict[tuple[str, int], Heard], most: int) -> int:
    rows = [
        ("written by", "listeners", "events", "p50 ms", "p99 ms", "CPU % of a core", "KiB each")
    ]
    rows += [
        (
            by,
            str(count),
            f"{len(heard.late_ms):,}",
            f"{heard.percentile_ms(50):.1f}",
            f"{heard.percentile_ms(99):.1f}",
            f"{heard.cpu_percent:.1f}",
            f"{heard.kib_per_listener:.0f}" if count > 1 else "-",
        )
        for (by, count), heard in results.items()
    ]
    print(table(f"From a run's write to those who watch it, every {PAUSE_SECONDS:g} s", rows))
    late = results["the same process", most].percentile_ms(99)
    kept = late <= WANTED_P99_MS
    print(f"Wanted: {most} hear of it within {WANTED_P99_MS:g} ms: {'kept' if kept else 'MISSED'}")
    return 0 if kept else 1

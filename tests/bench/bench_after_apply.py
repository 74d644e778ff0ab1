"""From the request for a run of one named bucket to its verdict at a client that follows it.

A server that has been used, `posture serve` as it is installed, executes the runs. Its account is
the emulator behind a latency; the client follows each run by its live stream, as a pipeline does.
"""

import argparse
import asyncio
import os
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import aiohttp
import msgspec

from tests.bench.cloud import KEYS, Replayed, replayed
from tests.bench.installation import RUNS, Installation, furnish, served
from tests.bench.tables import table
from tests.emulator.server import emulator

LATENCY_MS = 50
VERDICT_SECONDS = 0.45
STREAM_MS = 20.0
OVERHEAD_MS = 10.0
RUN_SECONDS = 30
WARM_RUNS = 5
BUCKET = "arn:aws:s3:::legacy-backups-acme"
ENVIRON = {
    **KEYS,
    "POSTURE_MANUAL_RUNS_PER_WINDOW": "1000000",
    "POSTURE_ENDPOINT_NETWORKS": "127.0.0.0/8",
}


class Ended(msgspec.Struct):
    """A run as the last event of its stream has it."""

    status: str
    accepted_at: str
    started_at: str
    completed_at: str
    asset_count: int
    verdict_counts: dict[str, int]


class Phase(msgspec.Struct):
    """A phase of a run."""

    name: str
    start_ms: int
    duration_ms: int


class Timeline(msgspec.Struct):
    """Where the time of a run went."""

    phases: list[Phase]


@dataclass(slots=True)
class Waited:
    """Milliseconds of each run, by what they are between."""

    spans: dict[str, list[float]] = field(default_factory=dict)

    def add(self, name: str, milliseconds: float) -> None:
        self.spans.setdefault(name, []).append(milliseconds)

    def p50(self, name: str) -> float:
        return statistics.median(self.spans[name])

    def p95(self, name: str) -> float:
        return statistics.quantiles(self.spans[name], n=20)[-1]


VERDICT = "request sent to the verdict received"
STREAMED = "recorded to received"
OVERHEAD = "request sent to first call sent, at most"


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="after-apply")
    parser.add_argument("--runs", type=int, default=30)
    asked = parser.parse_args(argv)
    os.environ.update(KEYS)
    with _bucket() as cloud, tempfile.TemporaryDirectory() as directory:
        installation = furnish(Path(directory), run_count=0, endpoint_url=cloud.url)
        with served("posture", installation.url, ENVIRON, "serve", "--port", "0") as port:
            asyncio.run(_follow_runs(port, installation, WARM_RUNS))
            cloud.delay(LATENCY_MS)
            cloud.asked()
            waited = asyncio.run(_follow_runs(port, installation, asked.runs))
        calls = cloud.asked().by_call
    return report(waited, {call: count / asked.runs for call, count in sorted(calls.items())})


@contextmanager
def _bucket() -> Iterator[Replayed]:
    """Provide the emulator's demo account behind a replay."""
    from tests.emulator.account import seed  # noqa: PLC0415  # other benches need no boto3

    with emulator() as upstream:
        seed(upstream.url, n=1)
        with replayed(upstream.url) as cloud:
            yield cloud


async def _follow_runs(port: int, installation: Installation, run_count: int) -> Waited:
    waited = Waited()
    async with aiohttp.ClientSession(
        f"http://127.0.0.1:{port}", headers={"Authorization": f"Bearer {installation.token}"}
    ) as client:
        for _ in range(run_count):
            await asyncio.wait_for(_follow(client, installation, waited), RUN_SECONDS)
    return waited


async def _follow(
    client: aiohttp.ClientSession, installation: Installation, waited: Waited
) -> None:
    body = {
        "integration_id": installation.integration_id,
        "scope": {"resource_ids": [BUCKET]},
    }
    sent_at, sent = time.time(), time.perf_counter()
    async with client.post(RUNS, json=body) as answer:
        assert answer.status == 202, await answer.text()
        run_id = (await answer.json())["run_id"]
    ended = await _end(client, run_id)
    received = time.perf_counter()
    received_at = sent_at + received - sent
    assert (ended.status, ended.asset_count) == ("completed", 1), ended
    accepted_at, started_at, completed_at = map(
        _seconds, (ended.accepted_at, ended.started_at, ended.completed_at)
    )
    waited.add(VERDICT, (received - sent) * 1_000)
    waited.add("request sent to accepted", (accepted_at - sent_at) * 1_000)
    waited.add("accepted to claimed", (started_at - accepted_at) * 1_000)
    waited.add("claimed to recorded", (completed_at - started_at) * 1_000)
    waited.add(STREAMED, (received_at - completed_at) * 1_000)
    async with client.get(f"{RUNS}/{run_id}/timeline") as answer:
        phases = msgspec.json.decode(await answer.read(), type=Timeline).phases
    for phase in phases:
        waited.add(f"phase {phase.name}", phase.duration_ms)
    # The phase is one call; it ends when the response was parsed.
    connecting = next(one.duration_ms for one in phases if one.name == "connect") - LATENCY_MS
    waited.add(OVERHEAD, (started_at - sent_at) * 1_000 + connecting)


async def _end(client: aiohttp.ClientSession, run_id: str) -> Ended:
    """Return the run as the stream's last event has it, as soon as that is there."""
    async with client.get(f"{RUNS}/{run_id}/events") as stream:
        name = b""
        async for line in stream.content:
            if line.startswith(b"event: "):
                name = line.removeprefix(b"event: ").strip()
            if line.startswith(b"data: ") and name == b"end":
                return msgspec.json.decode(line.removeprefix(b"data: "), type=Ended)
    raise AssertionError("the stream ended before the run")


def _seconds(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()


def report(waited: Waited, calls: dict[str, float]) -> int:
    rows = [("between", "p50 ms", "p95 ms")]
    rows += [(name, f"{waited.p50(name):.0f}", f"{waited.p95(name):.0f}") for name in waited.spans]
    title = f"{len(waited.spans[VERDICT])} runs of one bucket, {LATENCY_MS} ms a call"
    print(table(title, rows))
    print("Calls of a run:", ", ".join(f"{call} {count:g}" for call, count in calls.items()), "\n")
    wanted = [
        (
            f"{VERDICT}, p95 within {VERDICT_SECONDS:g} s",
            waited.p95(VERDICT) <= VERDICT_SECONDS * 1_000,
        ),
        (f"{STREAMED}, p95 within {STREAM_MS:g} ms", waited.p95(STREAMED) <= STREAM_MS),
        (f"{OVERHEAD}, p50 within {OVERHEAD_MS:g} ms", waited.p50(OVERHEAD) <= OVERHEAD_MS),
    ]
    for text, kept in wanted:
        print(f"Wanted: {text}: {'kept' if kept else 'MISSED'}")
    return 0 if all(kept for _, kept in wanted) else 1

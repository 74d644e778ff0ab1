"""From the request for a run to its first call to the cloud: `posture serve` as it is installed.

The request is sent, accepted, committed, claimed by the embedded executor, and credentials are
found; the endpoint on this machine, in the bench's own process, notes when the first call arrives.
"""

import argparse
import asyncio
import statistics
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
from aiohttp import web

from tests.bench.cloud import KEYS
from tests.bench.installation import RUNS, Installation, furnish, served
from tests.bench.tables import table
from tests.emulator.server import START_SECONDS

P50_MS = 10.0
POLL_SECONDS = 0.05
IDENTITY = """<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
<GetCallerIdentityResult><Arn>arn:aws:iam::123456789012:user/bench</Arn><UserId>AIDA</UserId>
<Account>123456789012</Account></GetCallerIdentityResult></GetCallerIdentityResponse>"""


@dataclass(slots=True)
class Cloud:
    """An account that tells who asks, denies the rest, and notes when runs come to it."""

    url: str = ""
    first_calls: "asyncio.Queue[float]" = field(default_factory=asyncio.Queue)

    async def handle(self, request: web.Request) -> web.Response:
        arrived = time.perf_counter()
        if b"Action=GetCallerIdentity" not in await request.read():
            return web.Response(status=403)
        self.first_calls.put_nowait(arrived)
        return web.Response(text=IDENTITY, content_type="text/xml")


@dataclass(slots=True)
class Waited:
    """Milliseconds until the first call of each run, from two beginnings."""

    since_sent: list[float] = field(default_factory=list)
    since_accepted: list[float] = field(default_factory=list)


async def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="overhead")
    parser.add_argument("--runs", type=int, default=60)
    asked = parser.parse_args(argv)
    environ = {
        **KEYS,
        "POSTURE_MANUAL_RUNS_PER_WINDOW": "1000000",
        "POSTURE_ENDPOINT_NETWORKS": "127.0.0.0/8",
    }
    async with _cloud() as cloud:
        with tempfile.TemporaryDirectory() as directory:
            installation = await asyncio.to_thread(
                furnish, Path(directory), run_count=0, endpoint_url=cloud.url
            )
            with served("posture", installation.url, environ, "serve", "--port", "0") as port:
                waited = await _wait_for_runs(port, installation, cloud, asked.runs)
    return report(waited)


@asynccontextmanager
async def _cloud() -> AsyncIterator[Cloud]:
    cloud = Cloud()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", cloud.handle)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    cloud.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield cloud
    finally:
        await runner.cleanup()


async def _wait_for_runs(
    port: int, installation: Installation, cloud: Cloud, run_count: int
) -> Waited:
    waited = Waited()
    async with aiohttp.ClientSession(
        f"http://127.0.0.1:{port}", headers={"Authorization": f"Bearer {installation.token}"}
    ) as client:
        for _ in range(run_count):
            sent = time.perf_counter()
            async with client.post(
                RUNS, json={"integration_id": installation.integration_id}
            ) as answer:
                accepted = time.perf_counter()
                assert answer.status == 202, await answer.text()
                run_id = (await answer.json())["run_id"]
            arrived = await asyncio.wait_for(cloud.first_calls.get(), START_SECONDS)
            waited.since_sent.append((arrived - sent) * 1_000)
            waited.since_accepted.append((arrived - accepted) * 1_000)
            await _end(client, run_id)
    return waited


async def _end(client: aiohttp.ClientSession, run_id: str) -> None:
    """Wait until a run has ended: an integration has but one at a time."""
    while True:
        async with client.get(f"{RUNS}/{run_id}") as answer:
            if (await answer.json())["status"] != "running":
                return
        await asyncio.sleep(POLL_SECONDS)


def report(waited: Waited) -> int:
    rows = [("from", "to", "p50 ms", "p95 ms", "the server's first run, ms")]
    for name, found in (
        ("request sent", waited.since_sent),
        ("202 received", waited.since_accepted),
    ):
        p95 = statistics.quantiles(found, n=20)[-1]
        row = (name, "first cloud call arrives", f"{statistics.median(found):.1f}", f"{p95:.1f}")
        rows.append((*row, f"{found[0]:.1f}"))
    print(table(f"{len(waited.since_sent)} runs, one after the other, posture serve", rows))
    kept = statistics.median(waited.since_sent) < P50_MS
    print(f"Wanted: p50 from sending under {P50_MS:g} ms: {'kept' if kept else 'MISSED'}")
    return 0 if kept else 1

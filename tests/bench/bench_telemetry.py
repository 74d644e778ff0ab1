"""What tracing and metrics cost: CPU time of requests and of a scan, with the export on and off.

Both ways take turns in one run, and export to a process that keeps nothing. CPU time is that of the
measured process with its exporting threads, so other programs on the machine matter less.
"""

import argparse
import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.bench.bench_events import cpu_seconds
from tests.bench.cloud import KEYS, replayed
from tests.bench.installation import RUNS, furnish, served_process
from tests.bench.load import load, request
from tests.bench.tables import table
from tests.emulator.server import REPOSITORY, emulator, started

REGIONS = ("eu-central-1", "us-east-1")
OFF, ON = "off", "on"
MODES = ("all", "slow", "errors")
# Two equal processes differ by a tenth for as long as they live: each pair is started anew.
PAIRS = 4
MOST = {
    **dict.fromkeys(("list, rendered", "list, unchanged", "POST"), 1.10),
    # A span for each call is for a while, and has its price.
    **{f"scan, calls: {mode}": 1.25 if mode == "all" else 1.05 for mode in MODES},
}


def main(argv: list[str]) -> int:
    if argv[:1] == ["one"]:
        print(asyncio.run(_scan(argv[1])))
        return 0
    parser = argparse.ArgumentParser(prog="telemetry")
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--seconds", type=float, default=0.5)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--only", choices=("requests", "scan"))
    asked = parser.parse_args(argv)
    with sink() as url:
        on = exporting(url)
        measured: dict[str, dict[str, list[float]]] = {}
        if asked.only != "scan":
            measured |= requests(on, asked.clients, asked.seconds, asked.rounds)
        if asked.only != "requests":
            measured |= scans(on, max(3, asked.rounds // 4))
    return report(measured)


@contextmanager
def sink() -> Iterator[str]:
    """Provide a receiver of OTLP in a process of its own."""
    with started([sys.executable, "-m", "tests.bench.serve_sink"]) as (url, _):
        yield url


def exporting(url: str) -> dict[str, str]:
    return {"OTEL_EXPORTER_OTLP_ENDPOINT": url}


def requests(
    on: Mapping[str, str], clients: int, seconds: float, rounds: int
) -> dict[str, dict[str, list[float]]]:
    """Return milliseconds of CPU for each request, by what is requested and by way."""
    found: dict[str, dict[str, list[float]]] = {}
    for name, environ in (
        ("list, rendered", {"POSTURE_READY_BODY_BYTES": "0"}),
        ("list, unchanged", {}),
        ("POST", {}),
    ):
        found[name] = {OFF: [], ON: []}
        ways = {OFF: environ, ON: {**environ, **on}}
        for _ in range(PAIRS):
            pair = _pair(name, ways, clients, seconds, max(2, rounds // PAIRS))
            for way, spent in pair.items():
                found[name][way] += spent
    return found


def _pair(
    name: str, ways: Mapping[str, Mapping[str, str]], clients: int, seconds: float, rounds: int
) -> dict[str, list[float]]:
    """Measure one process for each way; which of them is first alternates."""
    found: dict[str, list[float]] = {way: [] for way in ways}
    with ExitStack() as stack:
        directory = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        servers = []
        for way, environ in ways.items():
            place = furnish(directory / way, run_count=1 if name == "POST" else 150)
            served = served_process("tests.bench.serve_ours", place.url, environ)
            servers.append((way, place, *stack.enter_context(served)))
        for number in range(rounds + 1):
            for way, place, port, process in servers[:: 1 if number % 2 else -1]:
                payload = _payload(name, place.token, place.integration_id)
                spent = cpu_seconds(process)
                result = asyncio.run(load(port, payload, clients=clients, seconds=seconds))
                assert set(result.statuses) <= {200, 202}, result.statuses
                spent = cpu_seconds(process) - spent
                if number:  # the first round warms up
                    found[way].append(spent / len(result.latencies_ms) * 1_000)
    return found


def _payload(name: str, token: str, integration_id: str) -> bytes:
    headers = {"Authorization": f"Bearer {token}"}
    if name != "POST":
        return request("GET", RUNS, headers)
    body = {"integration_id": integration_id, "trigger": "verify"}
    return request("POST", RUNS, headers, json.dumps(body).encode())


def scans(on: Mapping[str, str], rounds: int) -> dict[str, dict[str, list[float]]]:
    """Return seconds of CPU of a scan, without imports, by `POSTURE_TRACE_CALLS` and by way."""
    from tests.emulator.account import seed  # noqa: PLC0415  # the measured processes need no boto3

    found: dict[str, dict[str, list[float]]] = {
        f"scan, calls: {mode}": {OFF: [], ON: []} for mode in MODES
    }
    with emulator() as account:
        seed(account.url, n=1)
        with replayed(account.url) as cloud:
            _scanned(cloud.url, {})
            for _ in range(rounds):
                off = _scanned(cloud.url, {})
                for mode, ways in zip(MODES, found.values(), strict=True):
                    ways[OFF].append(off)
                    ways[ON].append(_scanned(cloud.url, {**on, "POSTURE_TRACE_CALLS": mode}))
    return found


def _scanned(url: str, environ: Mapping[str, str]) -> float:
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench", "telemetry", "one", url],
        cwd=REPOSITORY,
        env={**os.environ, **KEYS, **environ},
        stdout=subprocess.PIPE,
        check=True,
    )
    return float(done.stdout)


async def _scan(url: str) -> float:
    """Scan once, and return the seconds of CPU from connecting to the last export."""
    from posture import telemetry  # noqa: PLC0415  # before the clock starts
    from posture.bootstrap.clouds import CLOUDS  # noqa: PLC0415  # as above
    from posture.bootstrap.scan import collectors_of, scan  # noqa: PLC0415  # as above
    from posture.domain.aws.connection import AwsConnection  # noqa: PLC0415  # as above
    from posture.domain.connection import Connection  # noqa: PLC0415  # as above
    from posture.settings import Settings  # noqa: PLC0415  # as above
    from posture.worker.scope import Scope  # noqa: PLC0415  # as above

    settings = Settings.from_environ(os.environ)
    telemetry.setup(settings, role="scan")
    collectors_of(CLOUDS, settings)
    options = AwsConnection(regions=REGIONS, endpoint_url=url)
    connection = Connection(provider="aws", options=options, trusted=True)
    begun = time.process_time()
    with telemetry.span("process run", shared={"cloud.provider": "aws"}):
        await scan(settings, connection, scope=Scope())
    telemetry.shutdown()
    return time.process_time() - begun


def report(measured: Mapping[str, Mapping[str, list[float]]]) -> int:
    rows = [("what", "off, CPU", "on, CPU", "on / off", "wanted")]
    kept = True
    for name, ways in measured.items():
        middle = {way: statistics.median(found) for way, found in ways.items()}
        unit = "s" if name.startswith("scan") else "ms"
        # Of neighbours in time, so that a burst of another program affects both.
        pairs = zip(ways[ON], ways[OFF], strict=True)
        ratio = statistics.median(on / off for on, off in pairs)
        kept &= ratio <= MOST[name]
        shown = f"{middle[OFF]:.3f} {unit}", f"{middle[ON]:.3f} {unit}", f"{ratio:.3f}"
        rows.append((name, *shown, f"<= {MOST[name]:.2f}"))
    print(table("CPU time with the export of traces and metrics off and on", rows))
    print(f"Wanted: {'kept' if kept else 'MISSED'}")
    return 0 if kept else 1

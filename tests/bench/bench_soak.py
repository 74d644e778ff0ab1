"""Watch the memory of a server that is asked for everything, for minutes on end."""

import argparse
import asyncio
import json
import statistics
import tempfile
import time
from pathlib import Path

from tests.bench.installation import RUNS, Installation, furnish, served_process
from tests.bench.load import load, request

MINUTES = 10.0
SAMPLES = 30
# Of what is measured after the first third, in which caches fill.
MOST_GROWTH = 1.05


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="soak")
    parser.add_argument("--minutes", type=float, default=MINUTES)
    parser.add_argument("--clients", type=int, default=8)
    asked = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as directory:
        installation = furnish(Path(directory), run_count=150)
        with served_process("tests.bench.serve_ours", installation.url, {}) as (port, process_id):
            memory = asyncio.run(soak(installation, port, process_id, asked.minutes, asked.clients))
    return report(memory, asked.minutes)


async def soak(
    installation: Installation, port: int, process_id: int, minutes: float, clients: int
) -> list[float]:
    """Send all kinds of requests, in turns; return the memory in MiB after each turn."""
    headers = {"Authorization": f"Bearer {installation.token}"}
    body = {"integration_id": installation.integration_id, "trigger": "verify"}
    payloads = (
        request("GET", RUNS, headers),
        request("POST", RUNS, headers, json.dumps(body).encode()),
        request("GET", f"{RUNS}?limit=20&status=completed", headers),
        request("GET", "/api/v2/findings", headers),
        request("GET", "/api/v2/audit", headers),
        request("POST", RUNS, headers, b"not JSON"),
        request("GET", RUNS),
    )
    turn_seconds = minutes * 60 / SAMPLES
    memory = []
    for _ in range(SAMPLES):
        until = time.monotonic() + turn_seconds
        for number, payload in enumerate(payloads):
            left = (until - time.monotonic()) / (len(payloads) - number)
            await load(port, payload, clients=clients, seconds=max(0.05, left))
        memory.append(resident_mib(process_id))
    return memory


def resident_mib(process_id: int) -> float:
    pages = int(Path(f"/proc/{process_id}/statm").read_text().split()[1])
    return pages * 4096 / 2**20


def report(memory: list[float], minutes: float) -> int:
    third = len(memory) // 3
    middle, last = statistics.median(memory[third : 2 * third]), statistics.median(memory[-third:])
    shown = " ".join(f"{one:.0f}" for one in memory)
    print(f"Memory over {minutes:g} minutes, MiB: {shown}")
    kept = last <= middle * MOST_GROWTH
    grown = f"{last / middle:.3f} times the middle third's"
    print(f"The last third is {grown}. Wanted: {MOST_GROWTH:g}: {'kept' if kept else 'MISSED'}")
    return 0 if kept else 1

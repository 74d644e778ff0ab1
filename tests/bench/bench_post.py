"""Accept runs from 32 clients: writes that share a commit against one transaction per request."""

import argparse
import asyncio
import json
import statistics
import tempfile
from contextlib import ExitStack
from pathlib import Path

from tests.bench.house import RUNS, House, furnish, served, table
from tests.bench.load import Result, load, request

TIMES_ONE_BY_ONE = 3.0
SHARED = "one commit for all that wait (group commit)"
SINGLE = "one transaction per request"
WAYS = {SHARED: {}, SINGLE: {"POSTURE_WRITER_BATCH_SIZE": "1"}}


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="post")
    parser.add_argument("--clients", type=int, default=32)
    parser.add_argument("--seconds", type=float, default=2.0)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as directory:
        houses = {}
        for number, name in enumerate(WAYS):
            home = Path(directory) / str(number)
            houses[name] = furnish(home, run_count=1)
        results = measure(houses, asked.clients, asked.seconds, asked.rounds)
    return report(results, asked.clients)


def measure(
    houses: dict[str, House], clients: int, seconds: float, rounds: int
) -> dict[str, list[Result]]:
    """Measure both ways in turn; `verify` runs, which no cap limits."""
    results: dict[str, list[Result]] = {name: [] for name in WAYS}
    with ExitStack() as stack:
        ports = {
            name: stack.enter_context(served("tests.bench.serve_ours", houses[name], environ))
            for name, environ in WAYS.items()
        }
        for _ in range(rounds):
            for name, house in houses.items():
                body = {"integration_id": house.integration_id, "trigger": "verify"}
                payload = request(
                    "POST",
                    RUNS,
                    {"Authorization": f"Bearer {house.token}"},
                    json.dumps(body).encode(),
                )
                result = asyncio.run(load(ports[name], payload, clients=clients, seconds=seconds))
                assert set(result.statuses) == {202}, (name, result.statuses)
                results[name].append(result)
    return results


def report(results: dict[str, list[Result]], clients: int) -> int:
    speed = {name: statistics.median(one.per_second for one in results[name]) for name in WAYS}
    rows = [("way", "POST/s", "ratio", "p50 ms", "p99 ms")]
    rows += [
        (
            name,
            f"{speed[name]:,.0f}",
            f"{speed[name] / speed[SINGLE]:.1f}",
            f"{statistics.median(one.percentile_ms(50) for one in results[name]):.1f}",
            f"{statistics.median(one.percentile_ms(99) for one in results[name]):.1f}",
        )
        for name in WAYS
    ]
    print(table(f"Runs accepted from {clients} clients, synchronous=FULL", rows))
    kept = speed[SHARED] >= TIMES_ONE_BY_ONE * speed[SINGLE]
    print(f"Wanted: {TIMES_ONE_BY_ONE:g} times: {'kept' if kept else 'MISSED'}")
    return 0 if kept else 1

"""Accept runs from 32 clients: writes that share a commit against one transaction per request.

A transaction per request is measured in two ways: as it is usually written, and as our own code
would be without its writer. The cost of the second depends on the disk: the slower an fsync, the
higher.
"""

import argparse
import asyncio
import json
import statistics
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from tests.bench.installation import RUNS, Installation, furnish, served
from tests.bench.load import Result, load, request
from tests.bench.tables import table

TIMES_ONE_BY_ONE = 3.0


@dataclass(frozen=True, slots=True)
class Way:
    """One way to write the rows of a POST."""

    name: str
    module: str = "tests.bench.serve_ours"
    environ: tuple[tuple[str, str], ...] = ()


SHARED = Way("one writer, one commit for all that wait (ours)")
QUEUED = Way("one writer, a commit for each", environ=(("POSTURE_WRITER_BATCH_SIZE", "1"),))
POOLED = Way("our code, a transaction per request, pooled connections", "tests.bench.serve_pooled")
SINGLE = Way("FastAPI + SQLModel, a transaction per request", "tests.bench.serve_fastapi")
CEILING = Way("Litestar, prebuilt structs: the ceiling", "tests.bench.serve_ceiling")
WAYS = (CEILING, SHARED, QUEUED, POOLED, SINGLE)
OF_CEILING = 0.5


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="post")
    parser.add_argument("--clients", type=int, default=32)
    parser.add_argument("--seconds", type=float, default=2.0)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as directory:
        installations = {}
        for number, way in enumerate(WAYS):
            installations[way] = furnish(Path(directory) / str(number), run_count=1)
        results = measure(installations, asked.clients, asked.seconds, asked.rounds)
    return report(results, asked.clients)


def measure(
    installations: dict[Way, Installation], clients: int, seconds: float, rounds: int
) -> dict[Way, list[Result]]:
    """Measure all ways in turn; `verify` runs, which no cap limits."""
    results: dict[Way, list[Result]] = {way: [] for way in WAYS}
    with ExitStack() as stack:
        ports = {
            way: stack.enter_context(served(way.module, installations[way].url, dict(way.environ)))
            for way in WAYS
        }
        for _ in range(rounds):
            for way, installation in installations.items():
                asked = payload(installation, way)
                result = asyncio.run(load(ports[way], asked, clients=clients, seconds=seconds))
                assert set(result.statuses) <= {200, 202}, (way.name, result.statuses)
                results[way].append(result)
    return results


def payload(installation: Installation, way: Way) -> bytes:
    """Ask for a run; the ceiling has one thing to give, a list."""
    headers = {"Authorization": f"Bearer {installation.token}"}
    if way is CEILING:
        return request("GET", RUNS, headers)
    body = {"integration_id": installation.integration_id, "trigger": "verify"}
    return request("POST", RUNS, headers, json.dumps(body).encode())


def report(results: dict[Way, list[Result]], clients: int) -> int:
    speed = {way: statistics.median(one.per_second for one in results[way]) for way in WAYS}
    measured = ("per second", "of the ceiling", "times FastAPI", "times ours alone")
    rows = [("way", *measured, "p50 ms", "p99 ms")]
    rows += [
        (
            way.name,
            f"{speed[way]:,.0f}",
            f"{speed[way] / speed[CEILING]:.2f}",
            f"{speed[way] / speed[SINGLE]:.1f}",
            f"{speed[way] / speed[POOLED]:.1f}",
            f"{statistics.median(one.percentile_ms(50) for one in results[way]):.1f}",
            f"{statistics.median(one.percentile_ms(99) for one in results[way]):.1f}",
        )
        for way in WAYS
    ]
    print(table(f"Runs accepted from {clients} clients, synchronous=FULL", rows))
    shared = speed[SHARED]
    # Of the two ways with a transaction per request, our own code is the faster one.
    wanted = {
        f"{TIMES_ONE_BY_ONE:g} times our own code with a transaction per request": (
            shared >= TIMES_ONE_BY_ONE * speed[POOLED]
        ),
        f"{OF_CEILING:g} of the ceiling": shared >= OF_CEILING * speed[CEILING],
    }
    for line, is_kept in wanted.items():
        print(f"Wanted: {line}: {'kept' if is_kept else 'MISSED'}")
    return 0 if all(wanted.values()) else 1

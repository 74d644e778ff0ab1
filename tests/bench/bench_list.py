"""List 100 runs with a token check: ours, the framework's ceiling, FastAPI + SQLModel."""

import argparse
import asyncio
import statistics
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from tests.bench.installation import RUNS, Installation, furnish, served
from tests.bench.load import Result, load, request
from tests.bench.tables import table

TIMES_FASTAPI = 6.0
OF_CEILING = 0.35
READY_OF_CEILING = 0.85


@dataclass(frozen=True, slots=True)
class Way:
    """One way to serve the list."""

    name: str
    module: str
    environ: tuple[tuple[str, str], ...] = ()


CEILING = Way("Litestar, prebuilt structs: the ceiling", "tests.bench.serve_ceiling")
READY = Way("ours, nothing changed since the last answer", "tests.bench.serve_ours")
FRESH = Way(
    "ours, read and rendered for each request",
    "tests.bench.serve_ours",
    (("POSTURE_READY_BODY_BYTES", "0"),),
)
USUAL = Way("FastAPI + SQLModel", "tests.bench.serve_fastapi")
WAYS = (CEILING, READY, FRESH, USUAL)


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="list")
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--seconds", type=float, default=2.0)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as directory:
        installation = furnish(Path(directory), run_count=150)
        results = measure(installation, asked.clients, asked.seconds, asked.rounds)
    return report(results)


def measure(
    installation: Installation, clients: int, seconds: float, rounds: int
) -> dict[Way, list[Result]]:
    """Measure all ways in turn, several times, so that other programs affect all of them."""
    payload = request("GET", RUNS, {"Authorization": f"Bearer {installation.token}"})
    results: dict[Way, list[Result]] = {way: [] for way in WAYS}
    with ExitStack() as stack:
        ports = {
            way: stack.enter_context(served(way.module, installation.url, dict(way.environ)))
            for way in WAYS
        }
        for way in WAYS:
            asyncio.run(load(ports[way], payload, clients=clients, seconds=0.5))
        for _ in range(rounds):
            for way in WAYS:
                result = asyncio.run(load(ports[way], payload, clients=clients, seconds=seconds))
                assert set(result.statuses) == {200}, (way.name, result.statuses)
                results[way].append(result)
    return results


def report(results: dict[Way, list[Result]]) -> int:
    speed = {way: statistics.median(one.per_second for one in results[way]) for way in WAYS}
    rows = [("way", "requests/s", "of the ceiling", "times FastAPI", "p50 ms", "p99 ms")]
    rows += [
        (
            way.name,
            f"{speed[way]:,.0f}",
            f"{speed[way] / speed[CEILING]:.2f}",
            f"{speed[way] / speed[USUAL]:.1f}",
            f"{statistics.median(one.percentile_ms(50) for one in results[way]):.1f}",
            f"{statistics.median(one.percentile_ms(99) for one in results[way]):.1f}",
        )
        for way in WAYS
    ]
    print(table("The newest 100 runs, one server process each", rows))
    wanted = {
        f"read for each request, {OF_CEILING:g} of the ceiling": (
            speed[FRESH] >= OF_CEILING * speed[CEILING]
        ),
        f"read for each request, {TIMES_FASTAPI:g} times FastAPI + SQLModel": (
            speed[FRESH] >= TIMES_FASTAPI * speed[USUAL]
        ),
        f"unchanged, {READY_OF_CEILING:g} of the ceiling": (
            speed[READY] >= READY_OF_CEILING * speed[CEILING]
        ),
    }
    for line, is_kept in wanted.items():
        print(f"Wanted of a list that is {line}: {'kept' if is_kept else 'MISSED'}")
    return 0 if all(wanted.values()) else 1

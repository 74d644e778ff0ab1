"""Read from a database with years of history, against one that holds a page of it."""

import argparse
import asyncio
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from posture.settings import Settings
from posture.store.migrations.upgrade import upgrade
from tests.bench.installation import RUNS, served
from tests.bench.load import Result, load, request
from tests.bench.seed import PAGE, Amount, Site, seed
from tests.bench.tables import table
from tests.postgres import ADMIN, postgres

FULL_RUNS = 1_000_000
TIMES_EMPTY = 1.5
SECONDS = 2.0
ROUNDS = 3
WARM_SECONDS = 0.5
# Every response is read and rendered, because the response cache would hide the database.
NOT_READY = {"POSTURE_READY_BODY_BYTES": "0"}


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to ask of a site."""

    name: str
    path: str

    def of(self, site: Site) -> bytes:
        path = self.path.format(run_id=site.run_id)
        return request("GET", path, {"Authorization": f"Bearer {site.token}"})


QUESTIONS = (
    Question("the newest 100 runs", RUNS),
    Question("one run", f"{RUNS}/{{run_id}}"),
    Question("100 findings of a run", "/api/v2/findings?scan_id={run_id}&limit=100"),
    Question("50 audit rows", "/api/v2/audit"),
)


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="load")
    parser.add_argument("--runs", type=int, default=FULL_RUNS, help="with ten findings each")
    parser.add_argument("--database", choices=("sqlite", "postgres"), action="append")
    parser.add_argument("--directory", help="where the databases go, some 25 GB of them")
    asked = parser.parse_args(argv)
    kept = True
    for kind in asked.database or ("sqlite", "postgres"):
        with (
            tempfile.TemporaryDirectory(dir=asked.directory) as directory,
            sites(kind, Path(directory), asked.runs) as (small, large),
        ):
            kept &= report(kind, asked.runs, measure(small, large))
    return 0 if kept else 1


@contextmanager
def sites(kind: str, directory: Path, run_count: int) -> Iterator[tuple[Site, Site]]:
    """Provide two databases of a kind: one with a page of runs, one with all of them."""
    with ExitStack() as stack:
        places: list[tuple[str, str | None]] = [
            (f"sqlite:///{directory / name}", None) for name in ("small.db", "large.db")
        ]
        if kind == "postgres":
            directory.chmod(0o711)  # the server may run as another user
            server = stack.enter_context(postgres(durable=True, large=True, directory=directory))
            names = [server.create() for _ in range(2)]
            places = [(server.url(name), server.url(name, user=ADMIN)) for name in names]
        found = []
        for (url, admin_url), count in zip(places, (PAGE, run_count), strict=True):
            upgrade(Settings(database_url=url))
            begun = time.monotonic()
            found.append(seed(url, Amount(count), admin_url=admin_url))
            print(f"{kind}: {count:,} runs seeded in {time.monotonic() - begun:,.0f} s", flush=True)
        yield found[0], found[1]


def measure(small: Site, large: Site) -> dict[tuple[Question, Site], Result]:
    """Ask one question after the other, of both sites in turn, by one client."""
    results: dict[tuple[Question, Site], Result] = {}
    with ExitStack() as stack:
        ports = {
            site: stack.enter_context(served("tests.bench.serve_ours", site.url, NOT_READY))
            for site in (small, large)
        }
        for question in QUESTIONS:
            for site, port in ports.items():
                asyncio.run(load(port, question.of(site), clients=1, seconds=WARM_SECONDS))
                results[question, site] = Result(0.0)
            for _ in range(ROUNDS):
                for site, port in ports.items():
                    answer = asyncio.run(load(port, question.of(site), clients=1, seconds=SECONDS))
                    assert set(answer.statuses) == {200}, (question.name, answer.statuses)
                    results[question, site].latencies_ms.extend(answer.latencies_ms)
    return results


def report(kind: str, run_count: int, results: dict[tuple[Question, Site], Result]) -> bool:
    small, large = dict.fromkeys(site for _, site in results)
    rows = [("asked for", "p50 of little", "p50 of all", "ratio", "p99 of little", "p99 of all")]
    ratios = []
    for question in QUESTIONS:
        little, much = results[question, small], results[question, large]
        ratio = statistics.median(much.latencies_ms) / statistics.median(little.latencies_ms)
        ratios.append(ratio)
        rows.append(
            (
                question.name,
                f"{little.percentile_ms(50):.2f} ms",
                f"{much.percentile_ms(50):.2f} ms",
                f"{ratio:.2f}",
                f"{little.percentile_ms(99):.2f} ms",
                f"{much.percentile_ms(99):.2f} ms",
            )
        )
    title = f"{kind}: {run_count:,} runs, {run_count * 10:,} findings, {run_count * 5:,} audit rows"
    print(table(title, rows))
    kept = max(ratios) <= TIMES_EMPTY
    print(f"Wanted: at most {TIMES_EMPTY:g} times: {'kept' if kept else 'MISSED'}", flush=True)
    return kept

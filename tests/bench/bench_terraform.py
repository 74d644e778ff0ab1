"""The Terraform provider: handshake, plan, 300 resources fifty at a time, and 200 within limits.

Needs the `terraform` program; the provider is the file that users install, started by Terraform.
"""

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from posture_terraform.install import EXECUTABLE
from tests.bench.tables import table
from tests.plugins.terraform.configurations import CONFIGURED
from tests.plugins.terraform.faulty_proxy import faulty_proxy
from tests.plugins.terraform.harness import (
    COOKIE,
    Workspace,
    built,
    credentials,
    environment,
    override,
)
from tests.plugins.terraform.keys import client_keys
from tests.server import Queue, Served, served

HANDSHAKE_MS = 120.0
PLAN_SECONDS = 0.4
PARALLELISM = (1, 10, 20, 50)
WITHIN_LIMITS = 200
DEFAULTS = CONFIGURED.replace("  retry_seconds = 2\n", "")
NOTHING = 'resource "terraform_data" "nothing" { input = "%s" }\n'
ACCOUNTS = """
resource "posture_integration" "account" {
  count          = %d
  name           = "account ${count.index}"
  cloud_provider = "aws"
  aws            = { regions = ["eu-central-1"] }
}
"""


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="terraform")
    parser.add_argument("--resources", type=int, default=300)
    parser.add_argument("--parallelism", type=int, default=50)
    parser.add_argument(
        "--limits", action="store_true", help="only measure 200 resources within default limits"
    )
    parser.add_argument("--rounds", type=int, default=7)
    asked = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        binaries = built(directory / "binaries")
        if asked.limits:
            within_limits(directory, binaries)
            return 0
        handshake_ms = handshakes(directory, binaries, asked.rounds)
        with listening(directory) as api:
            plan_seconds = plans(directory, binaries, api, asked.rounds)
            many(directory, binaries, api, asked.resources, asked.parallelism)
    kept = handshake_ms <= HANDSHAKE_MS and plan_seconds <= PLAN_SECONDS
    print(
        f"Wanted: a handshake within {HANDSHAKE_MS:g} ms, a plan within {PLAN_SECONDS:g} s of "
        f"one without the provider: {'kept' if kept else 'MISSED'}"
    )
    return 0 if kept else 1


@contextmanager
def listening(directory: Path) -> Iterator[Served]:
    """Provide a server without rate limits."""
    home = directory / "server"
    home.mkdir()
    unlimited = {"POSTURE_RATE_LIMIT_BUCKET": "1000000000"}
    with served(home, queue=Queue.WAIT, environ=unlimited) as api:
        yield api


def handshakes(directory: Path, binaries: Path, rounds: int) -> float:
    """Measure from the start of the process to the line that Terraform waits for."""
    certificate = client_keys(directory / "keys").pem
    environ = {"PATH": os.environ["PATH"], "POSTURE_PYTHON": sys.executable, **COOKIE}
    environ |= {"PLUGIN_CLIENT_CERT": certificate}
    ways: Mapping[str, Callable[[], object]] = {
        "a bare Python": lambda: first_line([sys.executable, "-I", "-S", "-c", "print(1)"], {}),
        "the provider": lambda: first_line([str(binaries / EXECUTABLE)], environ),
    }
    found = alternating(ways, rounds * 3)
    rows = [("to the first line of", "p50 ms", "fastest ms", "CPU ms")]
    rows += [
        (
            name,
            f"{statistics.median(times) * 1000:.0f}",
            f"{min(times) * 1000:.0f}",
            f"{cpu_seconds(ways[name]) * 1000:.0f}",
        )
        for name, times in found.items()
    ]
    print(table("Handshake, with the certificate that Terraform brings", rows))
    return statistics.median(found["the provider"]) * 1000


def first_line(command: list[str], environ: Mapping[str, str]) -> None:
    with subprocess.Popen(
        command, env=environ, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("1")
        process.kill()


def cpu_seconds(act: Callable[[], object]) -> float:
    """Measure what a process costs itself, which busy neighbours hardly change."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    act()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def plans(directory: Path, binaries: Path, api: Served, rounds: int) -> float:
    """Measure `terraform plan` of one resource, with the provider and without."""
    bare, ours = (workspace(directory / name, binaries, api) for name in ("plan-bare", "plan-ours"))
    bare.write(NOTHING % "x", head="")
    ours.write(NOTHING % "x" + ACCOUNTS % 1, head=CONFIGURED)
    found = alternating(
        {"terraform_data alone": bare.plan, "and a posture_integration": ours.plan}, rounds
    )
    medians = {name: statistics.median(times) for name, times in found.items()}
    rows = [("plan of", "median s"), *((name, f"{took:.2f}") for name, took in medians.items())]
    print(table("Plan", rows))
    without, with_ours = medians.values()
    return with_ours - without


def many(directory: Path, binaries: Path, api: Served, count: int, parallelism: int) -> None:
    """Measure a large configuration; a stall would end as a time-out."""
    here = workspace(directory / "many", binaries, api)
    here.write(ACCOUNTS % count, head=CONFIGURED)
    at_once = f"-parallelism={parallelism}"
    rows = [("what", "s", "resources/s")]
    for name, act in (
        ("apply", lambda: here.apply(at_once)),
        ("second plan", lambda: here.plan(at_once)),
        ("destroy", lambda: here.destroy(at_once)),
    ):
        took = timed(act)
        rows.append((name, f"{took:.1f}", f"{count / took:.0f}"))
        if name == "second plan":
            assert here.plan_is_empty()
    print(table(f"{count} resources, {parallelism} at a time", rows))


def within_limits(directory: Path, binaries: Path) -> None:
    """Measure 200 resources against a server with its default rate limit."""
    head = ("parallelism", "apply s", "requests", "refused", "plan s", "requests")
    rows = [head, *(limited(directory, binaries, parallelism) for parallelism in PARALLELISM)]
    print(table(f"{WITHIN_LIMITS} resources within the default rate limit", rows))


def limited(directory: Path, binaries: Path, parallelism: int) -> tuple[str, ...]:
    home = directory / f"limits-{parallelism}"
    home.mkdir()
    with served(home, queue=Queue.WAIT) as api, faulty_proxy(api.url) as proxy:
        here = workspace(home / "many", binaries, api)
        here.variables["endpoint"] = proxy.url
        here.write(ACCOUNTS % WITHIN_LIMITS, head=DEFAULTS)
        at_once = f"-parallelism={parallelism}"
        applied = timed(lambda: here.apply(at_once))
        sent, refused = len(proxy.seen), proxy.statuses.count(429)
        proxy.seen.clear()
        planned = timed(lambda: here.plan(at_once))
        found = (f"{applied:.1f}", sent, refused, f"{planned:.1f}", len(proxy.seen))
    return str(parallelism), *map(str, found)


def workspace(directory: Path, binaries: Path, api: Served) -> Workspace:
    directory.mkdir()
    environ = environment(directory, override(binaries)) | credentials(api)
    return Workspace(directory, environ)


def alternating(ways: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, list[float]]:
    """Time all ways in turn, so that a noisy neighbour meets each of them."""
    found: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, act in ways.items():
            found[name].append(timed(act))
    return found


def timed(act: Callable[[], object]) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun

"""What the benches of scans share: a run in a process of its own, its figures, and the verdicts."""

import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.bench.cloud import CallCounts, Replayed, peak_mib
from tests.emulator.server import REPOSITORY

if TYPE_CHECKING:
    from posture.domain.connection import Connection

REGIONS = ("eu-central-1", "us-east-1")
# Imports of the emulator would be a part of what is measured.
PROJECT = "shop-prod"
# The calls of one run at the same time, by default.
IN_FLIGHT = 64
# More than a run of N=1 can have calls that do not wait for each other.
UNLIMITED = 8_192
DECIDED = frozenset({"pass", "fail"})
SUBSCRIPTION = "6f2c1a54-9d0e-4c77-8b57-1f8f0a3f5b10"


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run as its own process saw it.

    Attributes:
        seconds: from connecting to the last verdict.
        evaluated: the checks that passed or failed somewhere.
    """

    seconds: float
    cpu_seconds: float
    peak_mib: float
    assets: int
    verdicts: int
    coverage: float
    findings: int
    evaluated: list[str]


@dataclass(frozen=True, slots=True)
class Measured:
    """A run from outside: `seconds` and `cpu_seconds` from the start of the process to its end."""

    run: Run
    asked: CallCounts
    seconds: float
    cpu_seconds: float


async def one_scan(cloud: str, url: str, resource_ids: Sequence[str]) -> Run:
    from posture.bootstrap.scan import scan  # noqa: PLC0415  # its import is part of what is measured
    from posture.domain.verdict import VerdictStatus  # noqa: PLC0415  # as above
    from posture.settings import Settings  # noqa: PLC0415  # as above
    from posture.worker.scope import Scope  # noqa: PLC0415  # as above

    begun = time.perf_counter()
    assessment = await scan(
        Settings.from_environ(os.environ),
        CONNECTIONS[cloud](url),
        scope=Scope(resource_ids=tuple(resource_ids) or None),
    )
    evaluation = assessment.evaluation
    return Run(
        seconds=time.perf_counter() - begun,
        cpu_seconds=time.process_time(),
        peak_mib=peak_mib(),
        assets=evaluation.asset_count,
        verdicts=evaluation.counts.total(),
        coverage=assessment.reads.coverage,
        findings=evaluation.counts[VerdictStatus.FAIL],
        evaluated=sorted({one for one, status in evaluation.by_check if status in DECIDED}),
    )


def _aws(url: str) -> "Connection":
    from posture.domain.aws.connection import AwsConnection  # noqa: PLC0415  # as above
    from posture.domain.connection import Connection  # noqa: PLC0415  # as above

    options = AwsConnection(regions=REGIONS, endpoint_url=url)
    return Connection(provider="aws", options=options, trusted=True)


def _gcp(url: str) -> "Connection":
    from posture.domain.connection import Connection  # noqa: PLC0415  # as above
    from posture.domain.gcp.connection import GcpConnection  # noqa: PLC0415  # as above

    options = GcpConnection(project_id=PROJECT, endpoint_url=url)
    return Connection(provider="gcp", options=options, trusted=True)


def _azure(url: str) -> "Connection":
    from posture.domain.azure.connection import AzureConnection  # noqa: PLC0415  # as above
    from posture.domain.connection import Connection  # noqa: PLC0415  # as above

    options = AzureConnection(subscription_id=SUBSCRIPTION, endpoint_url=url)
    return Connection(provider="azure", options=options, trusted=True)


CONNECTIONS: "Mapping[str, Callable[[str], Connection]]" = {
    "aws": _aws,
    "azure": _azure,
    "gcp": _gcp,
}


def measure(account: str, cloud: Replayed, *resource_ids: str, **environ: str) -> Measured:
    """Scan once in a process of its own.

    Args:
        account: the name of the cloud.
        cloud: its replay.
        resource_ids: the assets to scan; without any, all.
        environ: further variables of the process.
    """
    cloud.asked()
    begun, used = time.perf_counter(), children_cpu_seconds()
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench", "scan", "one", account, cloud.url, *resource_ids],
        cwd=REPOSITORY,
        env=os.environ | environ,
        stdout=subprocess.PIPE,
        check=True,
    )
    seconds = time.perf_counter() - begun
    cpu_seconds = children_cpu_seconds() - used
    return Measured(Run(**json.loads(done.stdout)), cloud.asked(), seconds, cpu_seconds)


def longest_chain(account: str, cloud: Replayed, quiet_ms: int) -> int:
    """Return how many calls of a scan wait for each other at most; the replay remembers them all.

    Args:
        account: the name of the cloud.
        cloud: its replay.
        quiet_ms: when no call has come for this time, no further one can be made.
    """
    cloud.delay(0)
    cloud.rounds(quiet_ms)
    try:
        found = measure(account, cloud, POSTURE_CLOUD_CALLS_IN_FLIGHT=str(UNLIMITED))
    finally:
        cloud.rounds(0)
    return found.asked.rounds


def bound_seconds(calls: int, chain: int, latency_seconds: float) -> float:
    """Return the time that the network alone needs for a run's calls."""
    return calls * latency_seconds / IN_FLIGHT + chain * latency_seconds


def children_cpu_seconds() -> float:
    """Return the CPU time of the processes that have ended, which this one started."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def middle(found: Sequence[Measured]) -> Measured:
    """Return the run of median duration."""
    middle = statistics.median_low(one.seconds for one in found)
    return next(one for one in found if one.seconds == middle)


HEADING = (
    "account",
    "assets",
    "verdicts",
    "coverage",
    "process s",
    "run s",
    "CPU s",
    "peak MiB",
    "calls",
    "that differ",
    "in flight",
)


def row(name: str, one: Measured) -> tuple[str, ...]:
    run, asked = one.run, one.asked
    return (
        name,
        f"{run.assets:,}",
        f"{run.verdicts:,}",
        f"{run.coverage:.3f}",
        f"{one.seconds:.2f}",
        f"{run.seconds:.2f}",
        f"{run.cpu_seconds:.2f}",
        f"{run.peak_mib:.0f}",
        f"{asked.calls:,}",
        f"{asked.distinct:,}",
        f"{asked.most_in_flight}",
    )


def verdict(*wanted: tuple[str, bool]) -> bool:
    for text, kept in wanted:
        print(f"Wanted: {text}: {'kept' if kept else 'MISSED'}")
    print()
    return all(kept for _, kept in wanted)

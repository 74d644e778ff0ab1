"""One run over an emulated Azure subscription: time, calls and memory, with its bucket and without.

The subscription has about 1,000 resources, answers after a latency, and then also has 50,000 role
assignments. With `--peer`, the leading scanner reads a subscription of as many resources, and so do
we: one whose resources lack nothing that it needs.
"""

import argparse
import asyncio
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bench.cloud import CallCounts, Replayed
from tests.bench.scans import HEADING, Measured, measure, middle, row, verdict
from tests.bench.tables import table
from tests.emulator.arm import GROUP, EmulatedSubscription
from tests.emulator.arm.scaled import add_assignments, multiply, scaled, signing_in
from tests.emulator.serving import serving

FACTOR = 25
LATENCY_MS = 50
OF_BUCKET = 1.2
RUN_SECONDS = 5.0
CPU_SECONDS = 2.5
ACCOUNT_SECONDS = 1.0
ASSIGNMENTS = 50_000
ASSIGNMENTS_MIB = 300.0
ACCOUNT = f"{GROUP}/providers/Microsoft.Storage/storageAccounts/leaky"
# As Azure documents them: the size of the bucket, and its calls per second.
BUCKET, RATE = 250, 25.0
# The compared subscription has fewer copies of more resources.
COMPARED_FACTOR = 4
TIMES_PEER = 10.0
NO_BUCKET = {"POSTURE_AZURE_BURST_CALLS": "1000000"}


@dataclass(frozen=True, slots=True)
class Delayed(Replayed):
    """A listening subscription that counts its reads itself, as a replay does."""

    subscription: EmulatedSubscription

    def delay(self, milliseconds: int) -> None:
        self.subscription.delay_seconds = milliseconds / 1_000

    def asked(self) -> CallCounts:
        requests, most = self.subscription.requests, self.subscription.in_flight[1]
        found = CallCounts(len(requests), len({*requests}), 0, 0, most, {})
        requests.clear()
        self.subscription.in_flight = (0, 0)
        return found


@contextmanager
def delayed() -> Iterator[Delayed]:
    """Provide a subscription for the time of a `with` block; scans sign in to its tenant."""
    with _served(scaled(FACTOR)) as cloud:
        yield cloud


@contextmanager
def _served(subscription: EmulatedSubscription) -> Iterator[Delayed]:
    with serving(subscription):
        os.environ.update(signing_in(subscription.url))
        yield Delayed(subscription.url, subscription)


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="scan --cloud azure")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--peer", help="the leading scanner's command; --oracle installs it")
    options = parser.parse_args(argv)
    rounds = options.rounds
    with delayed() as cloud, tempfile.TemporaryDirectory() as cache:
        # As after an installation, Python finds its byte code from the second start on.
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ["PYTHONPYCACHEPREFIX"] = cache
        measure("azure", cloud, **NO_BUCKET)
        cloud.delay(LATENCY_MS)
        whole = middle([measure("azure", cloud, **NO_BUCKET) for _ in range(rounds)])
        account = middle([measure("azure", cloud, ACCOUNT) for _ in range(rounds)])
        paced = measure("azure", cloud)
        add_assignments(cloud.subscription, ASSIGNMENTS)
        assigned = measure("azure", cloud, **NO_BUCKET)
    floor = (paced.asked.calls - BUCKET) / RATE
    _show(whole, account, paced, assigned)
    print(f"Azure's bucket allows these calls in {floor:.1f} s.\n")
    kept = verdict(
        (
            f"within {OF_BUCKET:g} times of what the bucket allows",
            paced.run.seconds < OF_BUCKET * floor,
        ),
        (f"without the bucket under {RUN_SECONDS:g} s", whole.run.seconds < RUN_SECONDS),
        (f"under {CPU_SECONDS:g} s of CPU", whole.run.cpu_seconds < CPU_SECONDS),
        (f"one account under {ACCOUNT_SECONDS:g} s", account.run.seconds < ACCOUNT_SECONDS),
        ("nothing is unread", min(whole.run.coverage, assigned.run.coverage) == 1),
        (
            f"{ASSIGNMENTS:,} role assignments under {ASSIGNMENTS_MIB:g} MiB",
            assigned.run.peak_mib < ASSIGNMENTS_MIB,
        ),
    )
    return 0 if kept and _beside(options.peer) else 1


def _beside(peer: str | None) -> bool:
    """Measure the leading scanner and ours over one subscription."""
    if peer is None:
        print("The leading scanner is left out: `-- scan --cloud azure --oracle` measures it.")
        return True
    from tests.emulator.arm.foreign import ForeignSubscription  # noqa: PLC0415  # for the peer alone
    from tests.emulator.arm.seed_compared import fill_compared  # noqa: PLC0415  # as above
    from tests.oracle.azure import peer_evaluates  # noqa: PLC0415  # as above

    subscription = ForeignSubscription()
    fill_compared(subscription)
    multiply(subscription, COMPARED_FACTOR)
    with _served(subscription) as cloud:
        cloud.delay(LATENCY_MS)
        ours = measure("azure", cloud, **NO_BUCKET)
    cloud.asked()
    begun = time.perf_counter()
    with tempfile.TemporaryDirectory() as scratch:
        asyncio.run(peer_evaluates(peer, subscription, Path(scratch)))
    seconds = time.perf_counter() - begun
    asked = cloud.asked()
    times = seconds / ours.seconds
    print(table("The same subscription for both", [HEADING, row("ours", ours)]))
    print(
        f"The leading scanner: {seconds:.1f} s, {asked.calls:,} calls, {asked.most_in_flight} in "
        f"flight at most: {times:.0f} times as long.\n"
    )
    return verdict((f"{TIMES_PEER:g} times as fast as the leading scanner", times >= TIMES_PEER))


def _show(whole: Measured, account: Measured, paced: Measured, assigned: Measured) -> None:
    rows = [
        HEADING,
        row("no bucket", whole),
        row("Azure's bucket", paced),
        row("one storage account", account),
        row(f"{ASSIGNMENTS:,} role assignments", assigned),
    ]
    print(table(f"Every check over the whole subscription, {LATENCY_MS} ms a call", rows))

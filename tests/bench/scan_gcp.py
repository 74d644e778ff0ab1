"""One run over a Google Cloud project of 1,000 resources: time, calls, memory, one bucket.

The project is the emulated one with `--scale`, in all regions. Its answers are captured first and
then replayed with a latency; with `--peer`, the leading scanner reads the same project.
"""

import argparse
import os
import tempfile
from contextlib import ExitStack
from pathlib import Path

from tests.bench.cloud import Replayed, replayed
from tests.bench.scans import HEADING, Measured, measure, middle, row, verdict
from tests.bench.tables import table
from tests.emulator.gcp.credentials import key_file
from tests.emulator.gcp.server import served

LATENCY_MS = 50
RUN_SECONDS = 4.0
CALLS_OF_LEAST = 1.1
TIMES_PEER = 30.0
BUCKET = "//storage.googleapis.com/leaky"
BUCKET_SECONDS = 1.0


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="scan --cloud gcp")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--peer", help="the leading scanner's command; --oracle installs it")
    options = parser.parse_args(argv)
    with ExitStack() as stack:
        # As after an installation, both find their byte code from the second start on.
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        os.environ["PYTHONPYCACHEPREFIX"] = str(scratch / "cache")
        project = stack.enter_context(served(scratch, "--scale", "1"))
        cloud = stack.enter_context(replayed(project.url))
        # A token goes only to the host that issued it, which is the replay.
        key = key_file(scratch, cloud.url)
        os.environ["GOOGLE_APPLICATION_CREDENTIALS"] = str(key)
        measure("gcp", cloud)
        whole = _whole(cloud, options.rounds)
        kept = [
            _as_wanted(whole),
            _bucket(cloud, options.rounds),
            _beside_peer(cloud, options.peer, whole, options.rounds),
        ]
    return 0 if all(kept) else 1


def _whole(cloud: Replayed, rounds: int) -> Measured:
    cloud.delay(LATENCY_MS)
    one = middle([measure("gcp", cloud) for _ in range(rounds)])
    rows = [HEADING, row("1,000 resources", one)]
    print(table(f"Every check over the whole project, {LATENCY_MS} ms a call", rows))
    return one


def _as_wanted(one: Measured) -> bool:
    # The calls that differ are the least possible: each reads what no other does, which
    # tests/integration/collectors/gcp/test_least_calls.py counts from the project.
    return verdict(
        (f"the run under {RUN_SECONDS:g} s", one.run.seconds < RUN_SECONDS),
        (
            f"no more than {CALLS_OF_LEAST:g} times the calls that differ",
            one.asked.calls <= CALLS_OF_LEAST * one.asked.distinct,
        ),
        ("nothing is unread", one.run.coverage == 1),
    )


def _bucket(cloud: Replayed, rounds: int) -> bool:
    cloud.delay(0)
    measure("gcp", cloud, BUCKET)
    cloud.delay(LATENCY_MS)
    one = middle([measure("gcp", cloud, BUCKET) for _ in range(rounds)])
    print(table(f"One bucket, {LATENCY_MS} ms a call", [HEADING, row("one bucket", one)]))
    return verdict(
        (f"one bucket under {BUCKET_SECONDS:g} s", one.run.seconds < BUCKET_SECONDS),
        ("one bucket's calls only", one.run.assets == 1 and one.asked.calls == one.asked.distinct),
    )


def _beside_peer(cloud: Replayed, peer: str | None, ours: Measured, rounds: int) -> bool:
    """Let the peer read the same project with the same latency, after it has captured it."""
    if peer is None:
        print("The leading scanner is left out: `-- scan --cloud gcp --oracle` measures it.")
        return True
    from tests.bench.google_peer import peer_run  # noqa: PLC0415  # our processes need none

    cloud.delay(0)
    peer_run(peer, cloud.url)
    cloud.delay(LATENCY_MS)
    cloud.asked()
    theirs = peer_run(peer, cloud.url)
    asked = cloud.asked()
    # On a busy machine our runs before and after are as slow as it was meanwhile.
    ours = middle([ours, *(measure("gcp", cloud) for _ in range(rounds))])
    times = theirs.seconds / ours.seconds
    print(
        f"The leading scanner, {LATENCY_MS} ms a call: {theirs.seconds:.1f} s, "
        f"{theirs.cpu_seconds:.1f} s of CPU, {asked.calls:,} calls ({asked.distinct:,} of them "
        f"differ, {asked.missed} were not remembered), {asked.most_in_flight} in flight at most.\n"
        f"Our process: {ours.seconds:.2f} s, {ours.run.cpu_seconds:.2f} s of CPU: {times:.0f} "
        f"times as fast, with {theirs.cpu_seconds / ours.run.cpu_seconds:.0f} times less CPU.\n"
    )
    return verdict((f"{TIMES_PEER:g} times as fast as the leading scanner", times >= TIMES_PEER))

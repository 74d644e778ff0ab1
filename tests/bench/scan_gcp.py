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
from tests.bench.installation import table
from tests.bench.scans import HEADING, measure, middle, row, verdict
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
        kept = [_whole(cloud, options.rounds), _bucket(cloud, options.rounds)]
    return 0 if all(kept) else 1


def _whole(cloud: Replayed, rounds: int) -> bool:
    cloud.delay(LATENCY_MS)
    one = middle([measure("gcp", cloud) for _ in range(rounds)])
    rows = [HEADING, row("1,000 resources", one)]
    print(table(f"Every check over the whole project, {LATENCY_MS} ms a call", rows))
    # The calls that differ are the least possible: each reads what no other does.
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
